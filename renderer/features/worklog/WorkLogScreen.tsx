import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { decodeBase64 } from '#core/bytes/base64.ts'
import { WORK_TYPES } from '#core/work-log/work-event.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { useCase } from '../../api/case-context.ts'
import { type CallFailed, settle } from '../../api/queries.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { DataTable } from '../../ui/table/DataTable.tsx'
import { RowAccount } from '../../ui/table/RowAccount.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { ChainState } from './ChainState.tsx'
import { UndoDialog } from './UndoDialog.tsx'
import { workLogColumns } from './work-log-columns.tsx'
import './WorkLog.css'

type Page = Output<'worklog.list'>
type Entry = Page['entries'][number]
type Type = (typeof WORK_TYPES)[number]
const PAGE = 200

/** What was done with this case, by whoever works on it: a chain of its own, checked whenever it is opened. */
export function WorkLogScreen() {
  const t = useWords()
  const call = useCall()
  const opened = useCase()
  const { caseId } = opened
  const [types, setTypes] = useState<readonly Type[]>([])
  const [undoing, setUndoing] = useState<Entry | null>(null)
  const list = useInfiniteQuery<Page, CallFailed, { pages: Page[] }, readonly unknown[], number | null>({
    queryKey: ['worklog.list', caseId, types],
    queryFn: ({ pageParam }) =>
      settle(call, 'worklog.list', { caseId, types: [...types], before: pageParam, limit: PAGE }),
    initialPageParam: null,
    // Comparing all pages with what they were takes longer with every page.
    structuralSharing: false,
    getNextPageParam: ({ entries }) => (entries.length < PAGE ? null : (entries.at(-1)?.seq ?? null)),
    staleTime: 0,
  })
  const crumb = (
    <>
      <a href="#/">{t('cases.title')}</a> / <EvidenceText value={opened.name} />
    </>
  )
  if (list.isPending) return <Loading>{t('worklog.loading')}</Loading>
  if (list.isError) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('worklog.title')} />
        <CallErrorNotice title={t('worklog.failed')} error={list.error.detail} onRetry={() => void list.refetch()} />
      </>
    )
  }
  const [first] = list.data.pages
  const entries = list.data.pages.flatMap((page) => page.entries)
  const { total = 0, matching = 0, problem = null, head = '' } = first ?? {}
  const mayWrite = problem === null && !opened.readOnly
  return (
    <>
      <ScreenHead
        crumb={crumb}
        title={t('worklog.title')}
        lead={t('worklog.lead')}
        actions={
          <>
            <Button busy={list.isRefetching} onClick={() => void list.refetch()}>
              {t('worklog.check')}
            </Button>
            {total > 0 && <ExportButton caseId={caseId} />}
          </>
        }
      />
      {total === 0 ? (
        <Empty title={t('worklog.none')}>
          <p>{t('worklog.none.text')}</p>
        </Empty>
      ) : (
        <>
          <ChainState total={total} head={head} problem={problem} />
          <search className="WorkLog-filters">
            <FilterMenu
              label={t('worklog.types')}
              options={WORK_TYPES.map((value) => ({ value, label: t(`worklog.type.${value}`) }))}
              chosen={types}
              onChange={(chosen) => setTypes(chosen as readonly Type[])}
            />
          </search>
          <DataTable
            id="worklog"
            label={t('worklog.title')}
            columns={workLogColumns(t, caseId, mayWrite ? setUndoing : null)}
            count={entries.length + (list.hasNextPage ? 1 : 0)}
            rowAt={(index) => entries[index]}
            rowKey={({ seq }) => String(seq)}
            onVisible={(_first, last) => {
              if (last >= entries.length - 40 && list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage()
            }}
            wrap
            height={36}
            empty={<p className="Requests-muted">{t('worklog.none-fits')}</p>}
            account={<RowAccount shown={entries.length} total={matching} source={t('worklog.source')} />}
          />
        </>
      )}
      {undoing && <UndoDialog caseId={caseId} entry={undoing} onClose={() => setUndoing(null)} />}
    </>
  )
}

function ExportButton({ caseId }: { readonly caseId: string }) {
  const t = useWords()
  const bridge = useBridge()
  const announce = useAnnounce()
  const [failure, setFailure] = useState<CallError | null>(null)
  const file = useWrite('worklog.export', ['worklog.'])
  const failed = failure ?? file.error?.detail ?? null
  return (
    <>
      <Button
        glyph="download"
        busy={file.isPending}
        onClick={() => {
          setFailure(null)
          file.mutate(
            { caseId },
            {
              onSuccess: async ({ name, mediaType, base64 }) => {
                const saved = await bridge.saveFile(name, mediaType, decodeBase64(base64) ?? new Uint8Array())
                if (!saved.ok) setFailure(saved.error)
                else if (saved.value) announce(t('ui.saved', { name }))
              },
            },
          )
        }}
      >
        {t('worklog.export')}
      </Button>
      {failed && <CallErrorNotice title={t('requests.export.failed')} error={failed} />}
    </>
  )
}
