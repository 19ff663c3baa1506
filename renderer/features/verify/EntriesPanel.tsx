import { useQueries } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { type Figures, useFigures, useWords, type Words } from '../../i18n/words.tsx'
import { goQuery } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { useCommands } from '../../ui/commands.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Time } from '../../ui/Time.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { EntryView } from './EntryView.tsx'
import type { Target } from './types.ts'

type Row = Output<'verify.entries'>['rows'][number]

const PAGE = 200
/** Rows fetched ahead of those in sight, either way. */
const AHEAD = 40

const pagesOf = (first: number, last: number, entries: number) => ({
  firstPage: Math.floor(Math.max(0, first - AHEAD) / PAGE),
  lastPage: Math.floor(Math.min(Math.max(0, entries - 1), last + AHEAD) / PAGE),
})

interface Props {
  readonly target: Target
  readonly entries: number
  readonly entry: number | null
  readonly source: string
}

/** Every line of the log, in its order, fetched as it comes into sight. */
export function EntriesPanel({ target, entries, entry, source }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const call = useCall()
  const [{ firstPage, lastPage }, setPages] = useState(() => pagesOf(entry ?? 0, (entry ?? 0) + 40, entries))
  const pages = Array.from({ length: lastPage - firstPage + 1 }, (_, i) => firstPage + i)
  const results = useQueries({
    queries: pages.map((page) => ({
      ...readQuery(call, 'verify.entries', { ...target, from: page * PAGE, limit: PAGE }),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  const rowAt = (index: number): Row | undefined =>
    results[Math.floor(index / PAGE) - firstPage]?.data?.rows[index % PAGE]
  const failed = results.find(({ isError }) => isError)
  useCommands('entries', [], (typed) => {
    const index = Number(typed.replace(/[\s,.'’\u00a0\u202f]/g, ''))
    return typed.trim() !== '' && Number.isInteger(index) && index >= 0 && index < entries
      ? [
          {
            id: `entry-${index}`,
            label: t('verify.entry.open', { index }),
            group: t('verify.tab.entries'),
            run: () => goQuery({ tab: 'entries', entry: index, damage: null }),
          },
        ]
      : []
  })

  const columns = useMemo(() => entryColumns(t, count), [t, count])
  return (
    <>
      {failed?.error && (
        <CallErrorNotice
          title={t('verify.entries.failed')}
          error={failed.error.detail}
          onRetry={() => void failed.refetch()}
        />
      )}
      <DataTable
        id="entries"
        label={t('verify.tab.entries')}
        columns={columns}
        count={entries}
        rowAt={rowAt}
        rowKey={({ index }) => String(index)}
        onVisible={(first, last) =>
          setPages((before) => {
            const after = pagesOf(first, last, entries)
            return after.firstPage === before.firstPage && after.lastPage === before.lastPage ? before : after
          })
        }
        selected={entry === null ? null : String(entry)}
        onSelect={({ index }) => goQuery({ tab: 'entries', entry: index, damage: null })}
        selectOnMove
        revealIndex={entry}
        height={20}
        empty={<Empty title={t('verify.entries.none')} />}
        toolbar={<JumpTo entries={entries} />}
        account={<RowAccount shown={entries} total={entries} source={source} />}
      />
      {entry !== null && <EntryView target={target} index={entry} entries={entries} />}
    </>
  )
}

function JumpTo({ entries }: { readonly entries: number }) {
  const t = useWords()
  const [typed, setTyped] = useState('')
  function submit(event: FormEvent) {
    event.preventDefault()
    const index = Number(typed)
    if (typed !== '' && Number.isInteger(index)) {
      goQuery({ tab: 'entries', entry: Math.min(Math.max(0, index), entries - 1), damage: null })
    }
  }
  return (
    <form className="JumpTo" onSubmit={submit}>
      <label>
        {t('verify.entry.jump')}{' '}
        <input
          className="Input"
          type="number"
          min={0}
          max={Math.max(0, entries - 1)}
          step={1}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <Button type="submit">{t('verify.entry.go')}</Button>
    </form>
  )
}

function entryColumns(t: Words, count: Figures['count']): readonly Column<Row>[] {
  return [
    { id: 'index', label: t('verify.entry.index'), min: 6, align: 'end', fixed: true, cell: (row) => count(row.index) },
    {
      id: 'seq',
      label: t('verify.entry.seq'),
      min: 6,
      align: 'end',
      cell: (row) => (row.seq === null ? '–' : count(row.seq)),
    },
    {
      id: 'time',
      label: t('verify.entry.time'),
      min: 11,
      cell: (row) => (row.time === null ? '–' : <Time at={row.time} />),
    },
    {
      id: 'type',
      label: t('verify.entry.type'),
      min: 12,
      grow: 1,
      cell: (row) => (row.type === null ? '–' : <EvidenceText value={row.type} />),
    },
    {
      id: 'req',
      label: t('verify.entry.req'),
      min: 10,
      grow: 1,
      cell: (row) => (row.req === null ? '' : <EvidenceText value={row.req} />),
    },
    { id: 'bytes', label: t('verify.entry.bytes'), min: 5, align: 'end', cell: (row) => count(row.bytes) },
    {
      id: 'file',
      label: t('evidence.file'),
      min: 12,
      optional: true,
      cell: (row) => <EvidenceText value={row.file} />,
    },
    {
      id: 'offset',
      label: t('verify.damage.byte'),
      min: 7,
      align: 'end',
      optional: true,
      cell: (row) => count(row.byteOffset),
    },
  ]
}
