import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import type { ScreenProps } from '../../route.ts'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { NewestLog } from '../requests/NewestLog.tsx'
import { MakeReport } from './MakeReport.tsx'
import { PublishedReports } from './PublishedReports.tsx'
import { VerifyPublished } from './VerifyPublished.tsx'
import './Reports.css'

const TABS = ['make', 'published', 'verify'] as const
type Tab = (typeof TABS)[number]

const WORDS = { loading: 'reports.loading', failed: 'reports.not-read', safe: 'reports.not-read.safe' } as const

/** Reports on the newest log of the case. */
export function ReportsScreen({ params }: ScreenProps) {
  const tab = TABS.find((one) => one === params.tab) ?? 'make'
  return (
    <NewestLog title="reports.title" words={WORDS}>
      {({ caseId, evidenceId }, _log, head) => (
        <Reports caseId={caseId} evidenceId={evidenceId} tab={tab} head={head} />
      )}
    </NewestLog>
  )
}

interface Props {
  readonly caseId: string
  readonly evidenceId: string
  readonly tab: Tab
  readonly head: React.ReactNode
}

function Reports({ caseId, evidenceId, tab, head }: Props) {
  const t = useWords()
  const target = { caseId, evidenceId }
  const start = useQuery(readQuery(useCall(), 'reports.start', target))
  const [jobId, setJobId] = useState<string | null>(null)
  const derive = useWrite('requests.derive')
  const job = useJob(jobId, { stale: ['reports.', 'requests.', 'findings.'], onEnd: () => setJobId(null) })
  if (start.isPending) return <Loading>{t('reports.loading')}</Loading>
  if (start.isError) {
    return (
      <>
        {head}
        <CallErrorNotice
          title={t('reports.not-read')}
          error={start.error.detail}
          safe={t('reports.not-read.safe')}
          onRetry={() => start.refetch()}
        />
      </>
    )
  }
  const { asOf, suggested } = start.data
  if (asOf === null || suggested === null) {
    return (
      <>
        {head}
        {jobId !== null ? (
          <Progress
            label={t('reports.derive')}
            bytesDone={job.status?.bytesDone ?? 0}
            bytesTotal={job.status?.bytesTotal ?? 0}
            {...(job.status ? { phase: job.status.phase } : {})}
          />
        ) : (
          <Empty
            title={t('reports.no-requests')}
            actions={
              <Button
                look="primary"
                busy={derive.isPending}
                onClick={() => derive.mutate(target, { onSuccess: ({ jobId: id }) => setJobId(id) })}
              >
                {t('reports.derive')}
              </Button>
            }
          >
            <p>{t('reports.no-requests.text')}</p>
          </Empty>
        )}
        {derive.isError && (
          <CallErrorNotice
            title={t('reports.not-read')}
            error={derive.error.detail}
            safe={t('reports.not-read.safe')}
          />
        )}
      </>
    )
  }
  return (
    <>
      {head}
      <p className="Screen-lead">
        {t('reports.lead', { requests: start.data.requests, asOf: formatTime(Date.parse(asOf), 'utc') })}
      </p>
      <Tabs<Tab>
        label={t('reports.tabs')}
        tabs={TABS.map((id) => ({ id, label: t(`reports.tab.${id}`) }))}
        selected={tab}
        onSelect={(id) => go(hrefOf(`/case/${caseId}/reports/${id}`), { replace: true })}
      >
        {tab === 'make' && <MakeReport target={target} start={start.data} />}
        {tab === 'published' && <PublishedReports caseId={caseId} />}
        {tab === 'verify' && <VerifyPublished target={target} />}
      </Tabs>
    </>
  )
}
