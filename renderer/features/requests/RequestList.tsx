import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react'
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
import { formatTime } from '../../ui/Time.tsx'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { AsOf } from './AsOf.tsx'
import type { Derivation, LogTarget } from './DerivedLog.tsx'
import { FilterBar } from './FilterBar.tsx'
import { useListPlace } from './list-place.ts'
import { MatterDialog } from './MatterDialog.tsx'
import { requestColumns } from './request-columns.tsx'

type SortBy = NonNullable<Input<'requests.list'>['sort']>['by']
const PAGE = 100
const NO_TAGS: readonly never[] = []

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
  const { filter, sort, setFilter, setSort } = useListPlace()
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
    // Comparing all pages with what they were takes longer with every page.
    structuralSharing: false,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  })
  const facets = useQuery({
    ...readQuery(call, 'requests.facets', { ...target, filter: wanted }),
    placeholderData: (before) => before,
  })
  const tags = useQuery(readQuery(call, 'worklog.tags', target))
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const first = list.data?.pages[0]

  const columns = useMemo(() => requestColumns(t, count), [t, count])
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
      <FilterBar
        target={target}
        filter={filter}
        facets={facets.data ?? null}
        tags={tags.data?.tags ?? NO_TAGS}
        onFilter={setFilter}
      />
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
