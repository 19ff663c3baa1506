import { useState } from 'react'
import type { Input } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { type JobStatus, useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'

type TableJobName = 'tables.open' | 'tables.measure' | 'tables.repair' | 'tables.audit' | 'tables.protect'

export interface TableJob<N extends TableJobName> {
  readonly run: (input: Input<N>) => void
  /** Puts away what was found. */
  readonly reset: () => void
  /** Id of what the last job that ended well found; null while the next one runs. */
  readonly resultId: string | null
  readonly isRunning: boolean
  readonly status: JobStatus | null
  /** Why there is no result. A job the reader cancelled is no failure. */
  readonly failure: CallError | null
  readonly cancel: () => void
  readonly cancelling: boolean
}

/** Starts one job after another and follows the newest. */
export function useTableJob<N extends TableJobName>(name: N, onDone?: (resultId: string) => void): TableJob<N> {
  const start = useWrite(name)
  const [jobId, setJobId] = useState<string | null>(null)
  const [resultId, setResultId] = useState<string | null>(null)
  const job = useJob(jobId, {
    onEnd: ({ state, result }) => {
      if (state !== 'done' || result === null) return
      setResultId(result)
      onDone?.(result)
    },
  })
  const { status } = job
  const isFollowed = jobId !== null && job.error === null && (status === null || status.state === 'running')
  const reset = () => {
    start.reset()
    setResultId(null)
    setJobId(null)
  }
  return {
    reset,
    run: (input) => {
      reset()
      start.mutate(input, { onSuccess: (started) => setJobId((started as { jobId: string }).jobId) })
    },
    resultId,
    isRunning: start.isPending || isFollowed,
    status,
    failure: start.error?.detail ?? job.error?.detail ?? (status?.state === 'failed' ? status.error : null),
    cancel: job.cancel,
    cancelling: job.cancelling,
  }
}
