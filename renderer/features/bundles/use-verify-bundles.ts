import { useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useJob } from '../../api/use-job.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'

/** Follows a run of checks, the one started here or one found running, and says how it ended. */
export function useVerifyBundles(runningJob: string | null) {
  const t = useWords()
  const announce = useAnnounce()
  const [started, setStarted] = useState<string | null>(null)
  const [failure, setFailure] = useState<CallError | null>(null)
  const jobId = started ?? runningJob
  const job = useJob(jobId, {
    stale: ['bundles.', 'evidence.list'],
    onEnd: ({ state, error }) => {
      setStarted(null)
      if (state === 'failed' && error !== null) setFailure(error)
      else announce(t(state === 'cancelled' ? 'bundles.verify.cancelled' : 'bundles.verify.done'))
    },
  })
  const isRunning = jobId !== null && (job.status === null || job.status.state === 'running')
  return {
    job,
    isRunning,
    failure,
    start: (id: string) => {
      setFailure(null)
      setStarted(id)
    },
  }
}
