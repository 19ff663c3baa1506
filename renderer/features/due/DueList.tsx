import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import type { Input, Output } from '#contract/contract.ts'
import { DAY_MS } from '#core/instant.ts'
import { useCall } from '../../api/call-context.ts'
import { type CallFailed, settle } from '../../api/queries.ts'
import { useSavePieces } from '../../api/use-save-pieces.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { AsOf } from '../requests/AsOf.tsx'
import type { Derivation, LogTarget } from '../requests/DerivedLog.tsx'
import { dueColumns } from './due-columns.tsx'

type Page = Output<'requests.due'>
type Kind = Page['counts'][number]['kind']
const STATES = ['all', 'overdue', 'coming'] as const
type State = (typeof STATES)[number]
const WITHIN = ['7', '30', '90'] as const

interface Props {
  readonly target: LogTarget
  readonly derivation: Derivation
  readonly source: string
  readonly crumb: ReactNode
}

export function DueList({ target, derivation, source, crumb }: Props) {
  const t = useWords()
  const call = useCall()
  const saving = useSavePieces()
  const [state, setState] = useState<State>('all')
  const [kinds, setKinds] = useState<readonly Kind[]>([])
  const [within, setWithin] = useState<string | null>(null)
  const asked: Input<'requests.due'> = {
    ...target,
    kind: [...kinds],
    overdue: state === 'all' ? null : state === 'overdue',
    toMs: within === null ? null : derivation.asOfMs + Number(within) * DAY_MS + 1,
  }
  const list = useInfiniteQuery<Page, CallFailed, { pages: Page[] }, readonly unknown[], string | null>({
    queryKey: ['requests.due', asked, derivation.derivedAtMs],
    queryFn: ({ pageParam }) => settle(call, 'requests.due', { ...asked, cursor: pageParam, limit: 200 }),
    initialPageParam: null,
    // Comparing all pages with what they were takes longer with every page.
    structuralSharing: false,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  })
  const [first] = list.data?.pages ?? []
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const counts = first?.counts ?? []
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const overdue = counts.reduce((sum, one) => sum + one.overdue, 0)
  const { caseId, evidenceId } = target
  const columns = useMemo(
    () => dueColumns(t, { caseId, evidenceId }, derivation.asOfMs),
    [t, caseId, evidenceId, derivation.asOfMs],
  )
  return (
    <>
      <ScreenHead
        crumb={crumb}
        title={t('due.title')}
        lead={first && t('due.lead', { overdue, total, asOf: formatTime(derivation.asOfMs, 'utc') })}
        actions={
          <>
            <AsOf target={target} derivation={derivation} />
            <Button glyph="download" busy={saving.busy} onClick={() => void saving.save('requests.due-export', asked)}>
              {t('requests.export.csv')}
            </Button>
          </>
        }
      />
      {saving.failure && <CallErrorNotice title={t('requests.export.failed')} error={saving.failure} />}
      <search className="FilterBar-menus Due-filters">
        <Segmented<State>
          label={t('due.state')}
          value={state}
          options={STATES.map((value) => ({
            value,
            label: t(`due.state.${value}`, { count: { all: total, overdue, coming: total - overdue }[value] }),
          }))}
          onChange={setState}
        />
        <FilterMenu
          label={t('due.kind')}
          options={counts.map(({ kind, count }) => ({ value: kind, label: t(`due.kind.${kind}`), count }))}
          chosen={kinds}
          onChange={(chosen) => setKinds(chosen as readonly Kind[])}
        />
        <FilterMenu
          label={t('due.within')}
          single
          options={WITHIN.map((value) => ({ value, label: t('due.within.days', { days: Number(value) }) }))}
          chosen={within === null ? [] : [within]}
          onChange={([value]) => setWithin(value ?? null)}
        />
      </search>
      {list.isError && (
        <CallErrorNotice title={t('due.failed')} error={list.error.detail} onRetry={() => void list.refetch()} />
      )}
      {list.isPending ? (
        <Loading>{t('due.loading')}</Loading>
      ) : (
        <DataTable
          id="due"
          label={t('due.title')}
          columns={columns}
          count={items.length + (list.hasNextPage ? 1 : 0)}
          rowAt={(index) => items[index]}
          rowKey={({ kind, req, dueMs }) => `${kind} ${req} ${dueMs}`}
          onVisible={(_first, last) => {
            if (last >= items.length - 40 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
          }}
          onSelect={({ req }) => {
            if (req !== null) go(hrefOf(`/case/${target.caseId}/requests/${encodeURIComponent(req)}`))
          }}
          height={36}
          empty={
            <Empty title={t(total === 0 ? 'due.none' : 'due.none-fits')}>
              <p>{t(total === 0 ? 'due.none.text' : 'due.none-fits.text')}</p>
            </Empty>
          }
          account={
            <RowAccount
              shown={items.length}
              total={first?.account.total ?? 0}
              filter={first?.account.filter ?? ''}
              source={source}
            />
          }
        />
      )}
    </>
  )
}
