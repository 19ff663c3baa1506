import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Select } from '../../ui/Select.tsx'
import { Status } from '../../ui/Status.tsx'
import { ClassSizes } from './ClassSizes.tsx'
import { readRepairedCsv } from './read-repaired-csv.ts'
import { shownFigure } from './shown.ts'
import { TableJobProgress } from './TableJobProgress.tsx'
import { useTableJob } from './use-table-job.ts'

type Repaired = Output<'tables.repaired'>
type Mode = Repaired['mode']

interface Props {
  readonly measureId: string
  readonly name: string
}

/** Before and after, measured; nothing is offered that does not hold. */
export function TableRepair({ measureId, name }: Props) {
  const t = useWords()
  const call = useCall()
  const [mode, setMode] = useState<Mode>('removed')
  const job = useTableJob('tables.repair')
  const repairId = job.resultId
  const repaired = useQuery({
    ...readQuery(call, 'tables.repaired', { repairId: repairId ?? '' }),
    enabled: repairId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Section title={t('tables.repair')}>
      <p>{t('tables.repair.text')}</p>
      <div className="Tables-inline">
        <Select<Mode>
          label={t('tables.repair.mode')}
          inline
          value={mode}
          options={(['removed', 'masked'] as const).map((value) => ({
            value,
            label: t(`tables.repair.mode.${value}`),
          }))}
          onChange={setMode}
        />
        <Button busy={job.isRunning} onClick={() => job.run({ measureId, mode })}>
          {t('tables.repair.run')}
        </Button>
      </div>
      <TableJobProgress label={t('tables.repair.running')} job={job} />
      {job.failure && <CallErrorNotice title={t('tables.repair.failed')} error={job.failure} />}
      {repaired.isError && <CallErrorNotice title={t('tables.repair.failed')} error={repaired.error.detail} />}
      {repairId !== null && repaired.data && <Outcome repairId={repairId} name={name} repaired={repaired.data} />}
    </Section>
  )
}

interface OutcomeProps {
  readonly repairId: string
  readonly name: string
  readonly repaired: Repaired
}

function Outcome({ repairId, name, repaired }: OutcomeProps) {
  const t = useWords()
  const numbers = useFigures()
  const bridge = useBridge()
  const call = useCall()
  const [failure, setFailure] = useState<CallError | null>(null)
  const [isSaving, setSaving] = useState(false)
  const { before, after, rowsLost, rounds, mode } = repaired
  const show = (value: unknown) => shownFigure(value, t('tables.figure.none'), numbers)
  const stem = name.replace(/\.(?:csv|tsv|txt)?(?:\.gz)?$/i, '')
  const save = async (file: string, mediaType: string, content: string | Uint8Array) => {
    const saved = await bridge.saveFile(file, mediaType, content)
    setFailure(saved.ok ? null : saved.error)
  }
  async function saveTable() {
    setSaving(true)
    const csv = await readRepairedCsv(call, repairId)
    if (csv.ok) await save(`${stem}-repaired.csv`, 'text/csv', csv.value)
    else setFailure(csv.error)
    setSaving(false)
  }
  const verdict = (claim: (typeof before.claims)[number] | undefined) =>
    claim === undefined ? '' : `${t(`tables.verdict.${claim.verdict}`)} (${show(claim.achieved)})`
  const rows: readonly (readonly [label: string, before: string, after: string])[] = [
    ...before.claims.map((claim, at) => [claim.claim, verdict(claim), verdict(after.claims[at])] as const),
    [t('tables.figure.rows'), show(before.table.rows), show(after.table.rows)],
    [t('tables.figure.classes'), show(before.classes), show(after.classes)],
    [t('tables.figure.k'), show(before.k), show(after.k)],
    [t('tables.figure.prosecutorMax'), show(before.risk.prosecutorMax), show(after.risk.prosecutorMax)],
    [
      t('tables.repair.at-risk', { threshold: before.risk.riskThreshold }),
      show(before.risk.recordsAtRisk),
      show(after.risk.recordsAtRisk),
    ],
    [t('tables.figure.uniqueRows'), show(before.risk.uniqueRows), show(after.risk.uniqueRows)],
  ]
  return (
    <>
      <p className="Tables-verdict">
        <Status tone="intact">
          {t(`tables.repair.done.${mode}`, {
            lost: rowsLost,
            rows: before.table.rows,
            share: numbers.decimal((100 * rowsLost) / Math.max(1, before.table.rows), 2),
            rounds,
          })}
        </Status>
      </p>
      <div className="Tables-scroll">
        <table className="Tables-table">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('tables.repair.before')}</th>
              <th scope="col">{t('tables.repair.after')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, was, is]) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{was}</td>
                <td>{is}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ClassSizes sizes={before.classSizes} after={after.classSizes} />
      <div className="Tables-actions">
        <Button glyph="download" busy={isSaving} onClick={() => void saveTable()}>
          {t('tables.repair.save')}
        </Button>
        <Button
          glyph="download"
          onClick={() => void save(`${stem}-repaired.statement.txt`, 'text/plain', repaired.statement)}
        >
          {t('tables.repair.save-statement')}
        </Button>
      </div>
      {failure && <CallErrorNotice title={t('tables.save.failed')} error={failure} />}
    </>
  )
}
