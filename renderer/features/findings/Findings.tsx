import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Input, Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { type CallFailed, readQuery, settle } from '../../api/queries.ts'
import { useSavePieces } from '../../api/use-save-pieces.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { AsOf } from '../requests/AsOf.tsx'
import type { Derivation, LogTarget } from '../requests/DerivedLog.tsx'
import { FindingGroup } from './FindingGroup.tsx'
import { NotEvaluated } from './NotEvaluated.tsx'

const BY = ['rule', 'severity', 'request'] as const
type By = (typeof BY)[number]
const STATES = ['all', 'open', 'acknowledged'] as const
type State = (typeof STATES)[number]
type Page = Output<'findings.groups'>
type Severity = Page['groups'][number]['severity']
export type FindingFilter = NonNullable<Input<'findings.list'>['filter']>

interface Props {
  readonly target: LogTarget
  readonly derivation: Derivation
  readonly crumb: ReactNode
}

export function Findings({ target, derivation, crumb }: Props) {
  const t = useWords()
  const call = useCall()
  const saving = useSavePieces()
  const [by, setBy] = useState<By>('rule')
  const [state, setState] = useState<State>('all')
  const [severities, setSeverities] = useState<readonly Severity[]>([])
  const filter: FindingFilter = {
    ...(severities.length > 0 && { severity: [...severities] }),
    ...(state !== 'all' && { acknowledged: state === 'acknowledged' }),
  }
  const groups = useInfiniteQuery<Page, CallFailed, { pages: Page[] }, readonly unknown[], string | null>({
    queryKey: ['findings.groups', target, by, filter],
    queryFn: ({ pageParam }) =>
      settle(call, 'findings.groups', { ...target, by, filter, cursor: pageParam, limit: 100 }),
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  })
  const { severity: _severity, ...anySeverity } = filter
  const bySeverity = useQuery({
    ...readQuery(call, 'findings.groups', { ...target, by: 'severity', filter: anySeverity }),
    placeholderData: (before) => before,
  })
  if (groups.isPending) return <Loading>{t('findings.loading')}</Loading>
  if (groups.isError) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('findings.title')} />
        <CallErrorNotice
          title={t('findings.failed')}
          error={groups.error.detail}
          onRetry={() => void groups.refetch()}
        />
      </>
    )
  }
  const [first] = groups.data.pages
  const all = groups.data.pages.flatMap((page) => page.groups)
  const [total, acknowledged] = [first?.total ?? 0, first?.acknowledged ?? 0]
  const asOf = formatTime(derivation.asOfMs, 'utc')
  const isFiltered = Object.keys(filter).length > 0
  return (
    <>
      <ScreenHead
        crumb={crumb}
        title={t('findings.title')}
        lead={
          isFiltered
            ? t('findings.lead.filtered', { total, of: derivation.findings, asOf })
            : t('findings.lead', { total, acknowledged, open: total - acknowledged, asOf })
        }
        actions={
          <>
            <AsOf target={target} derivation={derivation} />
            {(['csv', 'json'] as const).map((format) => (
              <Button
                key={format}
                glyph="download"
                busy={saving.busy}
                onClick={() => void saving.saveWhole('findings.export', { ...target, filter, format })}
              >
                {t(`requests.export.${format}`)}
              </Button>
            ))}
          </>
        }
      />
      {saving.failure && <CallErrorNotice title={t('requests.export.failed')} error={saving.failure} />}
      <search className="FilterBar-menus">
        <Segmented<By>
          showLabel
          label={t('findings.by')}
          value={by}
          options={BY.map((value) => ({ value, label: t(`findings.by.${value}`) }))}
          onChange={setBy}
        />
        <Segmented<State>
          label={t('findings.state')}
          value={state}
          options={STATES.map((value) => ({ value, label: t(`findings.state.${value}`) }))}
          onChange={setState}
        />
        <FilterMenu
          label={t('requests.filter.severity')}
          options={(bySeverity.data?.groups ?? []).map(({ severity, count }) => ({
            value: severity,
            label: t(`findings.severity.${severity}`),
            count,
          }))}
          chosen={severities}
          onChange={(chosen) => setSeverities(chosen as readonly Severity[])}
        />
      </search>
      {total === 0 ? (
        isFiltered ? (
          <Empty title={t('findings.none-fits')}>
            <p>{t('due.none-fits.text')}</p>
          </Empty>
        ) : (
          <Empty title={t('findings.none')}>
            <p>{t('findings.none.text', { asOf })}</p>
          </Empty>
        )
      ) : (
        <>
          <div className="Findings">
            {all.map((group) => (
              <FindingGroup
                key={`${by} ${group.key} ${JSON.stringify(filter)}`}
                target={target}
                by={by}
                filter={filter}
                group={group}
                isOpen={all.length === 1}
              />
            ))}
          </div>
          {groups.hasNextPage ? (
            <Button busy={groups.isFetchingNextPage} onClick={() => void groups.fetchNextPage()}>
              {t('findings.more')}
            </Button>
          ) : (
            <p className="Findings-sum">
              {t('findings.sum', { groups: all.length, total: all.reduce((sum, { count }) => sum + count, 0) })}
            </p>
          )}
        </>
      )}
      <NotEvaluated rows={first?.notEvaluated ?? []} />
    </>
  )
}
