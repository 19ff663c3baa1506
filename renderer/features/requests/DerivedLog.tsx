import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import type { Output } from '#contract/contract.ts'
import { formatInstant } from '#core/instant.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'
import type { MessageId } from '../../i18n/en.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { type Evidence, type LogTarget, NewestLog } from './NewestLog.tsx'

export type { LogTarget } from './NewestLog.tsx'

export type Derivation = NonNullable<Output<'requests.state'>['derivation']>

interface Props {
  readonly title: MessageId
  readonly children: (target: LogTarget, derivation: Derivation, log: Evidence, crumb: ReactNode) => ReactNode
}

const WORDS = { loading: 'requests.loading', failed: 'requests.failed', safe: 'requests.failed.safe' } as const

/** The newest log of the case with its requests derived; every state on the way there. */
export function DerivedLog({ title, children }: Props) {
  return (
    <NewestLog title={title} words={WORDS}>
      {(target, log, head, crumb) => (
        <Derived target={target} head={head}>
          {(derivation) => children(target, derivation, log, crumb)}
        </Derived>
      )}
    </NewestLog>
  )
}

interface DerivedProps {
  readonly target: LogTarget
  readonly head: ReactNode
  readonly children: (derivation: Derivation) => ReactNode
}

function Derived({ target, head, children }: DerivedProps) {
  const t = useWords()
  const state = useQuery(readQuery(useCall(), 'requests.state', target))
  const derive = useWrite('requests.derive', ['requests.state'])
  const { derivation = null, runningJob = null, trouble = null } = state.data ?? {}
  const job = useJob(runningJob, { stale: ['requests.', 'findings.', 'reports.', 'audit.'] })
  const start = () => derive.mutate({ ...target, asOf: derivation === null ? null : formatInstant(derivation.asOfMs) })
  // A case from elsewhere has no rows yet, and nobody should have to ask for them. Asked once: what was cancelled or failed waits.
  const asked = useRef<string | null>(null)
  const isMissing = state.isSuccess && derivation === null && runningJob === null && trouble === null
  const startOnce = useEffectEvent(() => {
    if (asked.current === target.evidenceId) return
    asked.current = target.evidenceId
    derive.mutate({ ...target, asOf: null })
  })
  useEffect(() => {
    if (isMissing) startOnce()
  }, [isMissing])

  // An answer about an attempt that is past: something runs now.
  const forget = useEffectEvent(() => derive.reset())
  useEffect(() => {
    if (runningJob !== null) forget()
  }, [runningJob])

  if (state.isPending) return <Loading>{t('requests.loading')}</Loading>
  if (state.isError) {
    return (
      <>
        {head}
        <CallErrorNotice
          title={t('requests.failed')}
          error={state.error.detail}
          safe={t('requests.failed.safe')}
          onRetry={() => state.refetch()}
        />
      </>
    )
  }
  const isRunning = runningJob !== null && (job.status === null || job.status.state === 'running')
  const failed = isRunning ? null : (derive.error?.detail ?? trouble?.error ?? null)
  const progress = isRunning && (
    <Progress
      label={t('requests.deriving')}
      bytesDone={job.status?.bytesDone ?? 0}
      bytesTotal={job.status?.bytesTotal ?? 0}
      bytesPerSecond={job.status?.bytesPerSecond ?? 0}
      remainingMs={job.status?.remainingMs ?? null}
      entriesDone={job.status?.entriesDone ?? 0}
      {...(job.status ? { phase: job.status.phase } : {})}
    >
      <Button busy={job.cancelling} onClick={job.cancel}>
        {t('requests.derive.cancel')}
      </Button>
    </Progress>
  )
  const notice = failed && (
    <CallErrorNotice
      title={t('requests.derive.failed')}
      error={failed}
      safe={t(derivation === null ? 'requests.derive.failed.safe' : 'requests.derive.failed.older')}
      onRetry={start}
    />
  )
  if (derivation === null) {
    return (
      <>
        {head}
        {progress && <p className="Requests-deriving">{t('requests.deriving.text')}</p>}
        {progress}
        {notice}
        {trouble?.state === 'cancelled' && !isRunning && (
          <Empty
            title={t('requests.cancelled')}
            actions={
              <Button look="primary" busy={derive.isPending} onClick={start}>
                {t('requests.derive')}
              </Button>
            }
          >
            <p>{t('requests.cancelled.text')}</p>
          </Empty>
        )}
        {!isRunning && trouble === null && failed === null && <Loading>{t('requests.loading')}</Loading>}
      </>
    )
  }
  return (
    <>
      {progress}
      {notice}
      {derivation.policyChanged && (
        <Notice
          kind="warning"
          title={t(isRunning ? 'requests.policy-changed.running' : 'requests.policy-changed')}
          actions={
            !isRunning && (
              <Button busy={derive.isPending} onClick={start}>
                {t('requests.again')}
              </Button>
            )
          }
        />
      )}
      {children(derivation)}
    </>
  )
}
