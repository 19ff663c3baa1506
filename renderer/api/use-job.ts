import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from './call-context.ts'
import { readQuery } from './queries.ts'
import { useWrite } from './use-write.ts'

export type JobStatus = Output<'jobs.status'>

/** Often enough to look alive and to stop within a second, seldom enough to cost nothing. */
const POLL_MS = 250

interface Options {
  /** Reads to refresh when the job has ended, however it ended. */
  readonly stale?: readonly string[]
  /** Called once when the job has ended. */
  readonly onEnd?: (status: JobStatus) => void
  /** For work of a fraction of a second, which is waited for. */
  readonly pollMs?: number
}

/** Polls one job until it has ended; `null` polls nothing. */
export function useJob(jobId: string | null, { stale = [], onEnd, pollMs = POLL_MS }: Options = {}) {
  const call = useCall()
  const client = useQueryClient()
  const query = useQuery({
    ...readQuery(call, 'jobs.status', { jobId: jobId ?? '' }),
    enabled: jobId !== null,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.error === null && (state.data === undefined || state.data.state === 'running') ? pollMs : false,
  })
  const cancel = useWrite('jobs.cancel', ['jobs.status'])

  const status = jobId === null ? null : (query.data ?? null)
  const endedId = status !== null && status.state !== 'running' ? status.jobId : null
  const whenEnded = useEffectEvent(() => {
    void client.invalidateQueries({
      predicate: ({ queryKey: [operation] }) => stale.some((prefix) => String(operation).startsWith(prefix)),
    })
    if (status !== null) onEnd?.(status)
  })
  useEffect(() => {
    if (endedId !== null) whenEnded()
  }, [endedId])

  return {
    status,
    error: query.error,
    cancel: () => jobId !== null && cancel.mutate({ jobId }),
    cancelling: cancel.isPending,
  }
}
