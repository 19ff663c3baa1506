import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { goQuery, usePlace } from '../../router.ts'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Select } from '../../ui/Select.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { MeasureForm } from './MeasureForm.tsx'
import { MeasureResult } from './MeasureResult.tsx'
import { FOUND_OUT, type OpenedTable, OpenTable, type TableFormat } from './OpenTable.tsx'
import { draftFor, draftOf, inputOf, type MeasureInput } from './roles.ts'
import { TableJobProgress } from './TableJobProgress.tsx'
import { TableRoles } from './TableRoles.tsx'
import { useTableJob } from './use-table-job.ts'

const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const
type SeparatorName = keyof typeof SEPARATORS | 'guess'
type EncodingName = 'utf-8' | 'utf-16' | 'windows-1252' | 'guess'

const opened = (tableId: string) => goQuery({ table: tableId })

/** Roles, claims, measures and repair of one table. Which one stands in the address. */
export function ReleasedTable() {
  const t = useWords()
  const call = useCall()
  const tableId = usePlace().query.get('table')
  const table = useQuery({
    ...readQuery(call, 'tables.columns', { tableId: tableId ?? '' }),
    enabled: tableId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const origin = useQuery({
    ...readQuery(call, 'bundles.table-claim', { tableId: tableId ?? '' }),
    enabled: tableId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (tableId === null || table.isError) {
    return (
      <>
        {tableId !== null && table.isError && (
          <CallErrorNotice title={t('tables.gone')} error={table.error.detail} safe={t('tables.failed.safe')} />
        )}
        <PickTable />
      </>
    )
  }
  if (table.isPending || origin.isPending) return <Loading>{t('tables.opening')}</Loading>
  return <MeasuredTable key={table.data.tableId} table={table.data} from={origin.data?.from ?? null} />
}

function PickTable() {
  const t = useWords()
  const [format, setFormat] = useState<TableFormat>(FOUND_OUT)
  const separators = Object.keys(SEPARATORS) as (keyof typeof SEPARATORS)[]
  const separator = separators.find((name) => SEPARATORS[name] === format.separator) ?? 'guess'
  return (
    <Empty
      title={t('tables.none')}
      actions={
        <OpenTable
          label={t('tables.pick')}
          look="primary"
          format={format}
          onOpened={(picked) => opened(picked.tableId)}
        />
      }
    >
      <p>{t('tables.none.text')}</p>
      <details className="Tables-more">
        <summary>{t('tables.format')}</summary>
        <Select<SeparatorName>
          label={t('tables.format.separator')}
          value={separator}
          options={(['guess', ...separators] as const).map((value) => ({
            value,
            label: t(`tables.format.separator.${value}`),
          }))}
          onChange={(name) => setFormat({ ...format, separator: name === 'guess' ? null : SEPARATORS[name] })}
        />
        <Select<EncodingName>
          label={t('tables.format.encoding')}
          value={format.encoding ?? 'guess'}
          options={(['guess', 'utf-8', 'utf-16', 'windows-1252'] as const).map((value) => ({
            value,
            label: value === 'guess' ? t('tables.format.encoding.guess') : value,
          }))}
          onChange={(name) => setFormat({ ...format, encoding: name === 'guess' ? null : name })}
        />
      </details>
    </Empty>
  )
}

interface MeasuredProps {
  readonly table: OpenedTable
  /** null: from a file that the reader chose. */
  readonly from: Output<'bundles.table-claim'>['from']
}

function MeasuredTable({ table, from }: MeasuredProps) {
  const t = useWords()
  const call = useCall()
  const claim = from?.claim ?? null
  const [draft, setDraft] = useState(() => (claim === null ? draftFor(table) : draftOf(table, claim)))
  const [asked, setAsked] = useState<MeasureInput | null>(null)
  const job = useTableJob('tables.measure')
  const measureId = job.resultId
  const measured = useQuery({
    ...readQuery(call, 'tables.measured', { measureId: measureId ?? '' }),
    enabled: measureId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const input = inputOf(table, draft)
  const isChanged = asked !== null && JSON.stringify(asked) !== JSON.stringify(input)
  return (
    <>
      {from !== null && <FromBundle table={table} from={from} />}
      <p className="Tables-muted Tables-first">
        <EvidenceText value={table.name} />.{' '}
        {t('tables.open', { rows: table.rows, columns: table.columns.length, sha256: table.sha256 })}
      </p>
      <OpenTable label={t('tables.pick.another')} look="quiet" onOpened={(picked) => opened(picked.tableId)} />
      <TableRoles table={table} roles={draft.roles} onChange={(roles) => setDraft({ ...draft, roles })} />
      <MeasureForm
        table={table}
        draft={draft}
        onChange={setDraft}
        isBusy={job.isRunning}
        onMeasure={() => {
          setAsked(input)
          job.run(input)
        }}
      />
      <TableJobProgress label={t('tables.measuring')} job={job} />
      {job.failure && <CallErrorNotice title={t('tables.measure.failed')} error={job.failure} />}
      {measured.isError && <CallErrorNotice title={t('tables.measure.failed')} error={measured.error.detail} />}
      {measureId !== null && measured.data && (
        <>
          {isChanged && <Notice kind="warning" title={t('tables.changed')} />}
          <MeasureResult
            key={measureId}
            measureId={measureId}
            result={measured.data.result}
            name={table.name}
            hasPopulation={asked?.population !== null && asked?.population !== undefined}
          />
        </>
      )}
    </>
  )
}

/** Where it came from, and columns that are claimed and not there. */
function FromBundle({
  table,
  from: { bundle, claim },
}: {
  readonly table: OpenedTable
  readonly from: NonNullable<MeasuredProps['from']>
}) {
  const t = useWords()
  const claimed = claim === null ? [] : [...claim.quasi, ...claim.sensitive.map(({ name }) => name)]
  const lacking = claimed.filter((name) => !table.columns.some((column) => column.name === name))
  return (
    <div className="Tables-from">
      <Notice kind="info" title={t('tables.from', { bundle: bundle ?? t('tables.from.unknown') })}>
        {t(claim === null ? 'tables.from.no-claim' : 'tables.from.claim')}
      </Notice>
      {lacking.length > 0 && (
        <Notice kind="error" title={t('tables.from.lacking')}>
          <EvidenceText value={lacking.join(', ')} />
        </Notice>
      )}
    </div>
  )
}
