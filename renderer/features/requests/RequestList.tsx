import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useState } from 'react'
import type { Input, Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { type CallFailed, readQuery, settle } from '../../api/queries.ts'
import { useSavePieces } from '../../api/use-save-pieces.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { formatTime, Time } from '../../ui/Time.tsx'
import type { Column, Sort } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { AsOf } from './AsOf.tsx'
import type { Derivation, LogTarget } from './DerivedLog.tsx'
import { type Filter, FilterBar } from './FilterBar.tsx'
import { labelOf } from './labels.ts'
import { MatterDialog } from './MatterDialog.tsx'
import { OutcomeMark } from './OutcomeMark.tsx'

type Row = Output<'requests.list'>['rows'][number]
type SortBy = NonNullable<Input<'requests.list'>['sort']>['by']
const PAGE = 200

interface Props {
  readonly target: LogTarget
  readonly derivation: Derivation
  readonly source: string
  readonly crumb: ReactNode
}

/** A table of any size: filters, search, order, keyset pages as they come into sight. */
export function RequestList({ target, derivation, source, crumb }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const call = useCall()
  const saving = useSavePieces()
  const [isMatter, setMatter] = useState(false)
  const [filter, setFilter] = useState<Filter>({})
  const [sort, setSort] = useState<Sort>({ column: 'received', descending: true })
  const wanted = useDeferredValue(filter)
  const input = {
    ...target,
    filter: wanted,
    sort: { by: sort.column as SortBy, descending: sort.descending },
    limit: PAGE,
  }
  const list = useInfiniteQuery<
    Output<'requests.list'>,
    CallFailed,
    { pages: Output<'requests.list'>[] },
    readonly unknown[],
    string | null
  >({
    queryKey: ['requests.list', input],
    queryFn: ({ pageParam }) => settle(call, 'requests.list', { ...input, cursor: pageParam }),
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  })
  const facets = useQuery({
    ...readQuery(call, 'requests.facets', { ...target, filter: wanted }),
    placeholderData: (before) => before,
  })
  const tags = useQuery(readQuery(call, 'worklog.tags', target))
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? []
  const first = list.data?.pages[0]

  const unknown = t('requests.unknown')
  const columns: readonly Column<Row>[] = [
    {
      id: 'req',
      label: t('requests.col.req'),
      min: 9,
      grow: 1,
      fixed: true,
      cell: (row) => <EvidenceText value={row.req} />,
    },
    {
      id: 'received',
      label: t('requests.col.received'),
      min: 11,
      sortable: true,
      cell: (row) => <Time at={row.receivedAtMs} />,
    },
    {
      id: 'origin',
      label: t('requests.col.origin'),
      min: 5,
      sortable: true,
      cell: (row) => <EvidenceText value={row.origin.code ?? unknown} />,
    },
    {
      id: 'authorityType',
      label: t('requests.col.authority'),
      min: 11,
      grow: 2,
      sortable: true,
      cell: (row) => (
        <>
          {labelOf('authorityType', row.authority.type)}{' '}
          <span className="Requests-muted">
            <EvidenceText value={row.authority.name ?? ''} />
          </span>
        </>
      ),
    },
    {
      id: 'instrument',
      label: t('requests.col.instrument'),
      min: 11,
      grow: 2,
      sortable: true,
      cell: (row) => labelOf('instrument', row.instrument),
    },
    {
      id: 'outcome',
      label: t('requests.col.outcome'),
      min: 9,
      grow: 1,
      sortable: true,
      cell: (row) => <OutcomeMark outcome={row.outcome} />,
    },
    {
      id: 'notice',
      label: t('requests.col.notice'),
      min: 9,
      grow: 1,
      sortable: true,
      cell: (row) => labelOf('notice', row.notice),
    },
    {
      id: 'accounts',
      label: t('requests.col.accounts'),
      min: 5,
      align: 'end',
      sortable: true,
      cell: (row) => (row.accounts === null ? unknown : count(row.accounts)),
    },
    {
      id: 'accountsDisclosed',
      label: t('requests.col.accountsDisclosed'),
      min: 5,
      align: 'end',
      sortable: true,
      optional: true,
      cell: (row) => (row.accountsDisclosed === null ? unknown : count(row.accountsDisclosed)),
    },
    {
      id: 'emergency',
      label: t('requests.col.emergency'),
      min: 8,
      optional: true,
      cell: (row) => (row.emergency === null ? '' : labelOf('emergency', row.emergency)),
    },
    {
      id: 'challenge',
      label: t('requests.col.challenge'),
      min: 8,
      optional: true,
      cell: (row) => (row.challenge === null ? '' : (row.challenge.result ?? 'open')),
    },
    {
      id: 'reason',
      label: t('requests.col.reason'),
      min: 14,
      grow: 3,
      optional: true,
      cell: (row) => <EvidenceText value={row.reason ?? ''} />,
    },
    { id: 'tags', label: t('requests.col.tags'), min: 8, optional: true, cell: (row) => row.tags.join(', ') },
    {
      id: 'findings',
      label: t('requests.col.findings'),
      min: 5,
      align: 'end',
      sortable: true,
      cell: (row) =>
        row.findings.count === 0 ? '' : <span className="Requests-findings">{count(row.findings.count)}</span>,
    },
  ]
  return (
    <>
      <ScreenHead
        crumb={crumb}
        title={t('requests.title')}
        lead={t('requests.lead', {
          requests: derivation.requests,
          findings: derivation.findings,
          asOf: formatTime(derivation.asOfMs, 'utc'),
        })}
        actions={
          <>
            <AsOf target={target} derivation={derivation} />
            <Button disabled={first === undefined || first.matching === 0} onClick={() => setMatter(true)}>
              {t('matter.open.filtered')}
            </Button>
            {(['csv', 'json'] as const).map((format) => (
              <Button
                key={format}
                glyph="download"
                busy={saving.busy}
                onClick={() => void saving.save('requests.export', { ...target, filter: wanted, format })}
              >
                {t(`requests.export.${format}`)}
              </Button>
            ))}
          </>
        }
      />
      {saving.failure && <CallErrorNotice title={t('requests.export.failed')} error={saving.failure} />}
      {isMatter && (
        <MatterDialog target={target} what={{ reqs: null, filter: wanted }} onClose={() => setMatter(false)} />
      )}
      <FilterBar filter={filter} facets={facets.data ?? null} tags={tags.data?.tags ?? []} onFilter={setFilter} />
      {list.isError && (
        <CallErrorNotice title={t('requests.failed')} error={list.error.detail} onRetry={() => void list.refetch()} />
      )}
      <DataTable
        id="requests"
        label={t('requests.title')}
        columns={columns}
        count={rows.length + (list.hasNextPage ? 1 : 0)}
        rowAt={(index) => rows[index]}
        rowKey={({ req }) => req}
        onVisible={(_first, last) => {
          if (last >= rows.length - 40 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
        }}
        onSelect={({ req }) => go(hrefOf(`/case/${target.caseId}/requests/${encodeURIComponent(req)}`))}
        sort={sort}
        onSort={setSort}
        height={36}
        empty={list.isPending ? t('requests.loading') : <Empty title={t('requests.empty')} />}
        account={
          <RowAccount
            shown={rows.length}
            total={first?.matching ?? 0}
            filter={first?.account.filter ?? ''}
            source={source}
          />
        }
      />
    </>
  )
}
