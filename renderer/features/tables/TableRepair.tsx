import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { type CallFailed, settle } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import type { MeasureInput } from './ReleasedTable.tsx'

interface Props {
  readonly input: MeasureInput
  readonly name: string
}

/** Before and after, measured; nothing is offered that does not hold. */
export function TableRepair({ input, name }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const bridge = useBridge()
  const call = useCall()
  const [failure, setFailure] = useState<CallError | null>(null)
  const repair = useMutation<Output<'tables.repair'>, CallFailed, MeasureInput>({
    mutationFn: (wanted) => settle(call, 'tables.repair', wanted),
  })
  async function save(file: string, mediaType: string, text: string) {
    const saved = await bridge.saveFile(file, mediaType, text)
    setFailure(saved.ok ? null : saved.error)
  }
  const stem = name.replace(/\.csv(?:\.gz)?$/i, '')
  const found = repair.data
  return (
    <Section title={t('tables.repair')}>
      <p>{t('tables.repair.text')}</p>
      <Button busy={repair.isPending} onClick={() => repair.mutate(input)}>
        {t('tables.repair.run')}
      </Button>
      {repair.isError && <CallErrorNotice title={t('tables.repair.failed')} error={repair.error.detail} />}
      {found && (
        <>
          <p>
            <Status tone="intact">
              {t('tables.repair.done', { lost: count(found.rowsLost), rows: count(found.rows + found.rowsLost) })}
            </Status>
          </p>
          <table className="Tables-table">
            <thead>
              <tr>
                <td />
                <th scope="col">{t('tables.repair.before')}</th>
                <th scope="col">{t('tables.repair.after')}</th>
              </tr>
            </thead>
            <tbody>
              {found.before.claims.map((claim, at) => (
                <tr key={claim.claim}>
                  <th scope="row">{claim.claim}</th>
                  <td>
                    {t(`tables.verdict.${claim.verdict}`)} ({String(claim.achieved)})
                  </td>
                  <td>
                    {t(`tables.verdict.${found.after.claims[at]?.verdict ?? 'undecidable'}`)} (
                    {String(found.after.claims[at]?.achieved)})
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className="Tables-actions">
            <Button glyph="download" onClick={() => void save(`${stem}-repaired.csv`, 'text/csv', found.csv)}>
              {t('tables.repair.save')}
            </Button>
            <Button
              glyph="download"
              onClick={() => void save(`${stem}-repaired.statement.txt`, 'text/plain', found.statement)}
            >
              {t('tables.repair.save-statement')}
            </Button>
          </div>
          {failure && <CallErrorNotice title={t('reports.save.failed')} error={failure} />}
        </>
      )}
    </Section>
  )
}
