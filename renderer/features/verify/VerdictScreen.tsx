import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { Say, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { Answers } from './Answers.tsx'
import { Crumb } from './Crumb.tsx'
import { Details } from './Details.tsx'
import type { EvidenceSummary } from './types.ts'
import { VerdictActions } from './VerdictActions.tsx'
import { VerdictLead } from './VerdictLead.tsx'
import { VerifyAgainDialog } from './VerifyAgainDialog.tsx'

interface Props {
  readonly caseId: string
  readonly evidence: EvidenceSummary
  readonly all: readonly EvidenceSummary[]
  readonly query: URLSearchParams
}

/** The verdict on one import: a sentence, five answers, the places of damage, and everything they rest on. */
export function VerdictScreen({ caseId, evidence, all, query }: Props) {
  const t = useWords()
  const target = { caseId, evidenceId: evidence.evidenceId }
  const result = useQuery(readQuery(useCall(), 'verify.result', target))
  const [asking, setAsking] = useState(false)
  const [jobId, setJobId] = useState<string | null>(null)
  const job = useJob(jobId, {
    stale: ['verify.', 'evidence.list', 'cases.recent'],
    onEnd: ({ state }) => state !== 'failed' && setJobId(null),
  })
  const crumb = <Crumb caseId={caseId} evidence={evidence} all={all} />
  const working = jobId !== null && job.status?.state !== 'failed' && !job.error && (
    <Progress
      label={<Say id="verify.running" values={{ name: <EvidenceText key="name" value={evidence.name} /> }} />}
      phase={job.status?.phase ?? t('imports.starting')}
      bytesDone={job.status?.bytesDone ?? 0}
      bytesTotal={job.status?.bytesTotal ?? 0}
      bytesPerSecond={job.status?.bytesPerSecond ?? 0}
      remainingMs={job.status?.remainingMs ?? null}
      entriesDone={job.status?.entriesDone ?? 0}
    >
      <Button onClick={job.cancel} busy={job.cancelling}>
        {t('ui.cancel')}
      </Button>
    </Progress>
  )
  const failure = job.error?.detail ?? job.status?.error
  const failed = failure && (
    <CallErrorNotice
      title={t('verify.failed')}
      error={failure}
      safe={t('verify.failed.safe')}
      actions={<Button onClick={() => setJobId(null)}>{t('ui.close')}</Button>}
    />
  )
  const dialog = asking && <VerifyAgainDialog target={target} onClose={() => setAsking(false)} onStarted={setJobId} />

  if (result.isPending) {
    return (
      <>
        <ScreenHead crumb={crumb} title={evidence.headline ?? t('verify.title')} />
        <Loading>{t('verify.loading')}</Loading>
      </>
    )
  }
  if (result.isError) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('verify.title')} />
        <CallErrorNotice
          title={t('verify.not-read')}
          error={result.error.detail}
          safe={t('evidence.not-listed.safe')}
          onRetry={() => result.refetch()}
        />
      </>
    )
  }
  const { document, trustChanged } = result.data
  if (document === null) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('verify.not-yet')} />
        {failed}
        {working || (
          <Empty
            title={t('verify.not-yet.text')}
            actions={
              <Button look="primary" onClick={() => setAsking(true)}>
                {t('verify.now')}
              </Button>
            }
          />
        )}
        {dialog}
      </>
    )
  }
  return (
    <>
      <ScreenHead
        crumb={crumb}
        title={<EvidenceText value={document.headline} />}
        actions={<VerdictActions target={target} document={document} onAgain={() => setAsking(true)} />}
        lead={<VerdictLead result={result.data} document={document} />}
      />
      {working}
      {failed}
      {trustChanged && jobId === null && (
        <Notice
          kind="warning"
          title={t('verify.trust-changed')}
          actions={<Button onClick={() => setAsking(true)}>{t('verify.again')}</Button>}
        >
          {t('verify.trust-changed.text')}
        </Notice>
      )}
      <Answers document={document} result={result.data} />
      <Details target={target} document={document} query={query} evidence={evidence} />
      {dialog}
    </>
  )
}
