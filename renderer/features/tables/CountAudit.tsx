import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Input } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Toggle } from '../../ui/Toggle.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { CountProtection } from './CountProtection.tsx'
import { HiddenCounts } from './HiddenCounts.tsx'
import { type OpenedTable, OpenTable } from './OpenTable.tsx'
import { listOf, wholeNumber } from './roles.ts'
import { TableJobProgress } from './TableJobProgress.tsx'
import { useTableJob } from './use-table-job.ts'

type CountInput = Input<'tables.audit'>
const MOST_TABLES = 20

/** What anyone can compute of the hidden counts of published tables, and what to hide so that nobody can. */
export function CountAudit() {
  const t = useWords()
  const call = useCall()
  const [tables, setTables] = useState<readonly OpenedTable[]>([])
  const [threshold, setThreshold] = useState('5')
  const [zeros, setZeros] = useState(false)
  const [hidden, setHidden] = useState('')
  const [totals, setTotals] = useState('')
  const [asked, setAsked] = useState<string | null>(null)
  const audit = useTableJob('tables.audit')
  const protect = useTableJob('tables.protect')
  const audited = useQuery({
    ...readQuery(call, 'tables.audited', { auditId: audit.resultId ?? '' }),
    enabled: audit.resultId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const safe = useQuery({
    ...readQuery(call, 'tables.protected', { protectId: protect.resultId ?? '' }),
    enabled: protect.resultId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const number = wholeNumber(threshold)
  const isThreshold = number !== null && number >= 2 && number <= 1000
  const input: CountInput = {
    tableIds: tables.map(({ tableId }) => tableId),
    threshold: number ?? 5,
    zeros,
    hidden: [...listOf(hidden)],
    totals: [...listOf(totals)],
  }
  const isReady = tables.length > 0 && isThreshold
  const isChanged = asked !== null && asked !== JSON.stringify(input)
  const hasResult = audit.resultId !== null || protect.resultId !== null
  /** What the other button found about other tables is put away. */
  const ask = (job: typeof audit | typeof protect) => {
    if (isChanged) for (const other of [audit, protect]) other.reset()
    setAsked(JSON.stringify(input))
    job.run(input)
  }
  return (
    <>
      <p className="Tables-text Tables-first">{t('tables.audit.text')}</p>
      {tables.length > 0 && (
        <ul className="Tables-conventions" aria-label={t('tables.audit.tables')}>
          {tables.map((table) => (
            <li key={table.tableId}>
              <EvidenceText value={table.name} />{' '}
              <span className="Tables-muted">
                {t('tables.audit.shape', { rows: table.rows, columns: table.columns.length - 1 })}
              </span>{' '}
              <Button
                look="quiet"
                aria-label={t('tables.remove.name', { name: table.name })}
                onClick={() => setTables(tables.filter((one) => one !== table))}
              >
                {t('tables.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {tables.length < MOST_TABLES && (
        <OpenTable
          label={t(tables.length === 0 ? 'tables.audit.pick' : 'tables.audit.pick-more')}
          look={tables.length === 0 ? 'primary' : 'plain'}
          onOpened={(table) => setTables((before) => [...before, table])}
        />
      )}
      {tables.length > 0 && (
        <form
          className="Tables-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (isReady) ask(audit)
          }}
        >
          <TextField
            label={t('tables.audit.threshold')}
            hint={t('tables.audit.threshold.hint')}
            value={threshold}
            inputMode="numeric"
            error={isThreshold ? undefined : t('tables.audit.threshold.error')}
            onChange={setThreshold}
          />
          <Toggle checked={zeros} onChange={setZeros}>
            {t('tables.audit.zeros')}
          </Toggle>
          <details className="Tables-more">
            <summary>{t('tables.audit.marks')}</summary>
            <TextField
              label={t('tables.audit.hidden-marks')}
              hint={t('tables.audit.hidden-marks.hint')}
              value={hidden}
              onChange={setHidden}
            />
            <TextField
              label={t('tables.audit.totals')}
              hint={t('tables.audit.totals.hint')}
              value={totals}
              onChange={setTotals}
            />
          </details>
          <div className="Tables-actions">
            <Button type="submit" look="primary" busy={audit.isRunning} disabled={!isReady}>
              {t('tables.audit.run')}
            </Button>
            <Button busy={protect.isRunning} disabled={!isReady} onClick={() => ask(protect)}>
              {t('tables.protect.run')}
            </Button>
          </div>
        </form>
      )}
      {isChanged && hasResult && <Notice kind="warning" title={t('tables.audit.changed')} />}
      <TableJobProgress label={t('tables.audit.running')} job={audit} />
      {audit.failure && <CallErrorNotice title={t('tables.audit.failed')} error={audit.failure} />}
      {audited.isError && <CallErrorNotice title={t('tables.audit.failed')} error={audited.error.detail} />}
      {audit.resultId !== null && audited.data && <HiddenCounts key={audit.resultId} audit={audited.data} />}
      <TableJobProgress label={t('tables.protect.running')} job={protect} />
      {protect.failure && <CallErrorNotice title={t('tables.protect.failed')} error={protect.failure} />}
      {safe.isError && <CallErrorNotice title={t('tables.protect.failed')} error={safe.error.detail} />}
      {protect.resultId !== null && safe.data && <CountProtection key={protect.resultId} found={safe.data} />}
    </>
  )
}
