import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'
import { goQuery, usePlace } from '../../router.ts'
import type { Definition, Start, Target } from './types.ts'

/** A build is often done in a tenth of a second, and somebody waits for it. */
const POLL_MS = 40
/** What is typed is kept in the case when the typing pauses. */
const KEEP_AFTER_MS = 700

function initial({ saved, suggested, threshold, periods }: Start): Definition {
  const fresh = { title: 'Requests for user data', publisher: '', period: suggested ?? '', threshold }
  const kept = saved.current?.definition
  // A definition of a log that is longer now, or of another one, may name a period that is not there.
  return kept && periods.some(({ id }) => id === kept.period) ? kept : { ...fresh, ...kept, period: fresh.period }
}

/** The definition being worked on, the report built from it, and the leak check that follows every build. */
export function useReport(target: Target, start: Start) {
  const call = useCall()
  const [definition, setDefinition] = useState<Definition>(() => initial(start))
  const [isKept, setKept] = useState(true)
  const [buildId, setBuildId] = useState<string | null>(null)
  const [leakId, setLeakId] = useState<string | null>(null)
  // In the address: the way back from a request, a link and a reload lead to the same report.
  const asked = usePlace().query.get('report')
  const [leakFailure, setLeakFailure] = useState<CallError | null>(null)
  const build = useWrite('reports.build', ['reports.start'])
  const check = useWrite('reports.checkLeaks')
  const keep = useWrite('reports.saveDraft')

  const buildJob = useJob(buildId, {
    pollMs: POLL_MS,
    onEnd: ({ state, result }) => {
      if (state !== 'done' || result === null) return
      goQuery({ report: result })
      checkLeaks(result)
    },
  })
  const leakJob = useJob(leakId, {
    stale: ['reports.view'],
    onEnd: ({ state, error }) => {
      if (state === 'failed') setLeakFailure(error)
    },
  })
  const view = useQuery({
    ...readQuery(call, 'reports.view', { caseId: target.caseId, reportId: asked ?? '' }),
    enabled: asked !== null,
    placeholderData: (before) => before,
  })
  // Reports that were not published are kept while the program runs, and no longer.
  const isGone = view.error?.detail.code === 'not_found'
  const reportId = isGone ? null : asked

  function checkLeaks(id: string) {
    setLeakFailure(null)
    check.mutate(
      { caseId: target.caseId, reportId: id },
      { onSuccess: ({ jobId }) => setLeakId(jobId), onError: ({ detail }) => setLeakFailure(detail) },
    )
  }
  function run(next: Definition) {
    setDefinition(next)
    if (leakJob.status?.state === 'running') leakJob.cancel()
    build.mutate(
      { ...target, definition: next },
      {
        onSuccess: ({ jobId }) => {
          setKept(true)
          setBuildId(jobId)
        },
      },
    )
  }
  function change(part: Partial<Definition>) {
    setDefinition({ ...definition, ...part })
    setKept(false)
  }
  const keepNow = useEffectEvent(() => keep.mutate({ ...target, definition }, { onSuccess: () => setKept(true) }))
  useEffect(() => {
    if (isKept || definition.title.trim() === '') return
    const timer = setTimeout(keepNow, KEEP_AFTER_MS)
    return () => clearTimeout(timer)
  }, [isKept, definition])

  const isRunning = buildId !== null && (buildJob.status === null || buildJob.status.state === 'running')
  const failure = build.error?.detail ?? (buildJob.status?.state === 'failed' ? buildJob.status.error : null)
  return {
    definition,
    change,
    run,
    isKept: isKept && !keep.isError,
    keepError: keep.error?.detail ?? null,
    reportId,
    view,
    build: { isRunning, isStarting: build.isPending, job: buildJob, failure },
    leak: {
      isRunning: leakId !== null && (leakJob.status === null || leakJob.status.state === 'running'),
      job: leakJob,
      failure: leakFailure,
      again: () => reportId !== null && checkLeaks(reportId),
    },
  }
}
export type Report = ReturnType<typeof useReport>
