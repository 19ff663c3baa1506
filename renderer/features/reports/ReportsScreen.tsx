import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import type { ScreenProps } from '../../route.ts'
import { go, hrefOf, usePlace } from '../../router.ts'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { type Derivation, DerivedLog } from '../requests/DerivedLog.tsx'
import { MakeReport } from './MakeReport.tsx'
import { PublishedReports } from './PublishedReports.tsx'
import type { Target } from './types.ts'
import { VerifyPublished } from './VerifyPublished.tsx'
import './Reports.css'

const TABS = ['make', 'published', 'verify'] as const
type Tab = (typeof TABS)[number]

/** Reports on the newest log of the case. */
export function ReportsScreen({ params }: ScreenProps) {
  const t = useWords()
  const { query } = usePlace()
  const tab = TABS.find((one) => one === params.tab) ?? 'make'
  return (
    <DerivedLog title="reports.title">
      {(target, derivation, _log, crumb) => (
        <>
          <Head derivation={derivation} crumb={crumb} />
          <Tabs<Tab>
            label={t('reports.tabs')}
            tabs={TABS.map((id) => ({ id, label: t(`reports.tab.${id}`) }))}
            selected={tab}
            onSelect={(id) => go(hrefOf(`/case/${target.caseId}/reports/${id}`, query), { replace: true })}
          >
            <div className="Reports-tab">
              {tab === 'make' && <Make key={target.evidenceId} target={target} />}
              {tab === 'published' && <PublishedReports target={target} />}
              {tab === 'verify' && <VerifyPublished key={target.evidenceId} target={target} />}
            </div>
          </Tabs>
        </>
      )}
    </DerivedLog>
  )
}

function Head({ derivation, crumb }: { readonly derivation: Derivation; readonly crumb: ReactNode }) {
  const t = useWords()
  const { requests, asOfMs } = derivation
  return (
    <ScreenHead
      crumb={crumb}
      title={t('reports.title')}
      lead={t('reports.lead', { requests, asOf: formatTime(asOfMs, 'utc') })}
    />
  )
}

function Make({ target }: { readonly target: Target }) {
  const t = useWords()
  const start = useQuery(readQuery(useCall(), 'reports.start', target))
  if (start.isPending) return <Loading>{t('reports.loading')}</Loading>
  if (start.isError) {
    return (
      <CallErrorNotice
        title={t('reports.not-read')}
        error={start.error.detail}
        safe={t('reports.not-read.safe')}
        onRetry={() => start.refetch()}
      />
    )
  }
  if (start.data.suggested === null) {
    return (
      <Empty title={t('reports.no-requests')}>
        <p>{t('reports.no-requests.text')}</p>
      </Empty>
    )
  }
  return <MakeReport target={target} start={start.data} />
}
