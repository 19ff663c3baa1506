import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { type CallFailed, settle } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead, Section } from '../../ui/Screen.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { Choice } from '../../ui/Toggle.tsx'
import { DerivedLog, type LogTarget } from '../requests/DerivedLog.tsx'
import { FindingGroup } from './FindingGroup.tsx'
import './Findings.css'

const BY = ['rule', 'severity', 'request'] as const
type By = (typeof BY)[number]
type Page = Output<'findings.groups'>

/** Every rule that was broken, grouped; the groups add up to the total. */
export function FindingsScreen() {
  return (
    <DerivedLog title="findings.title">
      {(target, _derivation, _log, crumb) => <Findings target={target} crumb={crumb} />}
    </DerivedLog>
  )
}

function Findings({ target, crumb }: { readonly target: LogTarget; readonly crumb: ReactNode }) {
  const t = useWords()
  const call = useCall()
  const [by, setBy] = useState<By>('rule')
  const groups = useInfiniteQuery<Page, CallFailed, { pages: Page[] }, readonly unknown[], string | null>({
    queryKey: ['findings.groups', target, by],
    queryFn: ({ pageParam }) => settle(call, 'findings.groups', { ...target, by, cursor: pageParam, limit: 100 }),
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor,
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
  const asOf = formatTime(first?.derivation.asOfMs ?? 0, 'utc')
  return (
    <>
      <ScreenHead
        crumb={crumb}
        title={t('findings.title')}
        lead={t('findings.lead', { total: first?.total ?? 0, acknowledged: first?.acknowledged ?? 0, asOf })}
      />
      {(first?.total ?? 0) === 0 ? (
        <Empty title={t('findings.none')}>
          <p>{t('findings.none.text', { asOf })}</p>
        </Empty>
      ) : (
        <>
          <Choice<By>
            label={t('findings.by')}
            value={by}
            options={BY.map((value) => ({ value, label: t(`findings.by.${value}`) }))}
            onChange={setBy}
          />
          <div className="Findings">
            {all.map((group) => (
              <FindingGroup
                key={`${by} ${group.key}`}
                target={target}
                by={by}
                group={group}
                isOpen={all.length === 1}
              />
            ))}
          </div>
          {groups.hasNextPage && (
            <Button busy={groups.isFetchingNextPage} onClick={() => void groups.fetchNextPage()}>
              {t('findings.more')}
            </Button>
          )}
        </>
      )}
      {first !== undefined && first.notEvaluated.length > 0 && (
        <Section title={t('findings.not-evaluated')}>
          <ul className="Findings-open">
            {first.notEvaluated.map((one) => (
              <li key={`${one.rule} ${one.why}`}>
                <b>{one.title}</b>, {t('findings.not-evaluated.times', { times: one.times })}: {one.why}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}
