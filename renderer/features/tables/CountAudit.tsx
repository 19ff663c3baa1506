import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Status } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

const THRESHOLD = 5
type Audit = Output<'tables.audit'>

/** What anyone can compute of the hidden counts of a published table. */
export function CountAudit() {
  const t = useWords()
  const bridge = useBridge()
  const call = useCall()
  const [audit, setAudit] = useState<Audit | null>(null)
  const [failure, setFailure] = useState<CallError | null>(null)
  const [isRunning, setRunning] = useState(false)
  async function pick() {
    setFailure(null)
    const picked = await bridge.pickEvidence({ want: 'file' })
    if (!picked.ok) return setFailure(picked.error)
    if (picked.value === null) return
    setRunning(true)
    const found = await call('tables.audit', { pickedId: picked.value, threshold: THRESHOLD })
    setRunning(false)
    if (found.ok) setAudit(found.value)
    else setFailure(found.error)
  }
  const open = audit?.hidden.filter(({ verdict }) => verdict === 'recovered' || verdict === 'narrowed') ?? []
  return (
    <>
      <p>{t('tables.audit.text')}</p>
      <Button look="primary" busy={isRunning} onClick={() => void pick()}>
        {t('tables.audit.pick')}
      </Button>
      {isRunning && <Loading>{t('tables.measuring')}</Loading>}
      {failure && <CallErrorNotice title={t('tables.failed')} error={failure} safe={t('tables.failed.safe')} />}
      {audit && (
        <>
          <p className="Tables-verdict">
            <Status tone={open.length === 0 && audit.contradictions.length === 0 ? 'intact' : 'damaged'}>
              {open.length === 0
                ? t('tables.audit.none', { most: THRESHOLD - 1 })
                : t('tables.audit.some', { n: open.length })}
            </Status>
          </p>
          <p className="Tables-muted">
            <EvidenceText value={audit.name} />.{' '}
            {t('tables.audit.account', { counts: audit.counts, sums: audit.sums, hidden: audit.hidden.length })}
          </p>
          {audit.contradictions.map((text) => (
            <p key={text}>
              <Status tone="damaged">
                <EvidenceText value={text} />
              </Status>
            </p>
          ))}
          {audit.hidden.length > 0 && (
            <div className="Tables-scroll">
              <table className="Tables-table">
                <thead>
                  <tr>
                    <th scope="col">{t('tables.audit.cell')}</th>
                    <th scope="col">{t('tables.audit.interval')}</th>
                    <th scope="col">{t('tables.audit.verdict')}</th>
                    <th scope="col">{t('tables.audit.how')}</th>
                  </tr>
                </thead>
                <tbody>
                  {audit.hidden.map((one) => (
                    <tr key={one.cell}>
                      <th scope="row">
                        <EvidenceText
                          value={one.cell === '' ? t('tables.audit.total') : one.cell.replaceAll('|', ', ')}
                        />
                      </th>
                      <td>
                        {one.min} – {one.max ?? '∞'}
                      </td>
                      <td>
                        <Status tone={one.verdict === 'recovered' || one.verdict === 'narrowed' ? 'damaged' : 'intact'}>
                          {one.verdict}
                        </Status>
                      </td>
                      <td className="Tables-muted">
                        {one.derivation.slice(0, 4).map((text) => (
                          <p key={text}>
                            <EvidenceText value={text} />
                          </p>
                        ))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </>
  )
}
