import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

interface Props {
  readonly tableId: string
  readonly name: string
  /** It is no longer in memory: open it again. */
  readonly onGone: () => void
}

interface Row {
  readonly index: number
  readonly cells: readonly string[]
}

const PAGE = 200

/** The rows of a table in memory, those in sight only; asked for by pages. */
export function InnerTable({ tableId, name, onGone }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const call = useCall()
  const opened = useQuery(readQuery(call, 'tables.columns', { tableId }))
  const [sight, setSight] = useState({ first: 0, last: 0 })
  const pages = pagesIn(sight)
  const answers = useQueries({
    queries: pages.map((page) => ({
      ...readQuery(call, 'tables.page', { tableId, from: page * PAGE, limit: PAGE }),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  const failed = opened.error ?? answers.find(({ error }) => error !== null)?.error ?? null
  if (failed !== null) {
    return <CallErrorNotice title={t('bundles.file.failed')} error={failed.detail} onRetry={onGone} />
  }
  if (!opened.isSuccess) return <Loading>{t('bundles.file.loading')}</Loading>
  const rowAt = (index: number): Row | undefined => {
    const cells = answers[pages.indexOf(Math.floor(index / PAGE))]?.data?.rows[index % PAGE]?.cells
    return cells === undefined ? undefined : { index, cells }
  }
  const columns: readonly Column<Row>[] = [
    { id: '#', label: t('bundles.file.row'), min: 4, align: 'end', fixed: true, cell: ({ index }) => count(index + 1) },
    ...opened.data.columns.map(
      (column, at): Column<Row> => ({
        id: `${at} ${column.name}`,
        label: column.name,
        min: 8,
        grow: 1,
        cell: ({ cells }) => <EvidenceText value={cells[at] ?? ''} />,
      }),
    ),
  ]
  return (
    <DataTable
      id="bundle-table"
      label={name}
      columns={columns}
      count={opened.data.rows}
      rowAt={rowAt}
      rowKey={({ index }) => String(index)}
      onVisible={(first, last) => setSight({ first, last })}
      height={28}
      empty={<Empty title={t('bundles.file.no-rows')} />}
      account={t('bundles.file.account', { rows: opened.data.rows, columns: opened.data.columns.length })}
    />
  )
}

function pagesIn({ first, last }: { readonly first: number; readonly last: number }): readonly number[] {
  const from = Math.floor(first / PAGE)
  return Array.from({ length: Math.floor(last / PAGE) - from + 1 }, (_, i) => from + i)
}
