/**
 * Long work: started, polled, cancelled; nothing is pushed. A job's status says 100 % only after its work has returned,
 * which is after the final commit.
 */
import type { JobStatus } from '#contract/areas/jobs.ts'
import type { CallError } from '#contract/operation.ts'
import { refusalOf } from '#contract/refusal.ts'
import { err, ok, type Result } from '#core/result.ts'

export type JobKind = JobStatus['kind']

/** What a running job may say and hear. */
export interface JobContext {
  readonly jobId: string
  readonly signal: AbortSignal
  readonly phase: (words: string) => void
  /** Of the whole job: set again whenever it is known better. */
  readonly total: (bytes: number) => void
  readonly progress: (done: { readonly bytes?: number; readonly entries?: number }) => void
}

export interface JobPlan {
  readonly kind: JobKind
  /** The case it writes to: one such job at a time. null: writes to none. */
  readonly caseId: string | null
  /** What it works on, for screens that list things: an evidence id. */
  readonly subject?: string
  /** Made by the program of itself: stopped, and waited for, when somebody wants to do something else with the case. */
  readonly yields?: boolean
  /** Answers with what came of it. Throws or returns an error where nothing did; once the signal is aborted, either means "cancelled". */
  readonly work: (context: JobContext) => Promise<Result<string, CallError>>
}

export interface Jobs {
  /** Refused while another job writes to the same case. */
  readonly start: (plan: JobPlan) => Result<string, CallError>
  readonly status: (jobId: string) => JobStatus | null
  /** Asks a job to stop, and waits until it has, at most `CANCEL_WAIT_MS`. */
  readonly cancel: (jobId: string) => Promise<JobStatus | null>
  /** The running job (of that kind) that works on `subject`, if any. */
  readonly runningOn: (caseId: string, subject: string, kind?: JobKind) => string | null
  readonly isBusy: (caseId: string) => boolean
  /** Stops what yields, and waits for it. False: another job is at work on the case, and goes on. */
  readonly makeWay: (caseId: string) => Promise<boolean>
  /** Stops everything and waits for it: before the program ends. */
  readonly close: () => Promise<void>
}

export interface JobDeps {
  readonly nowMs: () => number
  readonly newId: () => string
  /** Told of thrown errors that are no refusals: our own bugs. */
  readonly logBug: (error: unknown) => void
  /** Told of every job that has ended. */
  readonly onEnded?: (plan: JobPlan, end: JobEnd) => void
}

export interface JobEnd {
  readonly state: Exclude<JobStatus['state'], 'running'>
  readonly result: string | null
  readonly error: CallError | null
  /** Stopped because something else was wanted of the case, not because somebody cancelled it. */
  readonly madeWay: boolean
}

/** A finished job can be asked for this long after it ended; at most `KEPT_JOBS` of them. */
const KEPT_MS = 60 * 60 * 1000
const KEPT_JOBS = 200
/** A cancelled job answers within this time (issue: within a second); longer than that, it is still "running" in the answer. */
const CANCEL_WAIT_MS = 900
/** The rate is of the last few seconds, so that the time left follows a change of pace. */
const RATE_WINDOW_MS = 4000
/** Why a job was stopped, where nobody cancelled it. */
const MADE_WAY = 'made way'

interface Job {
  readonly jobId: string
  readonly plan: JobPlan
  readonly startedAtMs: number
  readonly stop: AbortController
  readonly ended: Promise<void>
  state: JobStatus['state']
  phase: string
  bytesDone: number
  bytesTotal: number
  entriesDone: number
  endedAtMs: number | null
  result: string | null
  error: CallError | null
  samples: { readonly atMs: number; readonly bytes: number }[]
}

export function createJobs(deps: JobDeps): Jobs {
  const jobs = new Map<string, Job>()
  let isClosed = false
  const running = () => [...jobs.values()].filter((job) => job.state === 'running')
  const runningIn = (caseId: string) => running().filter(({ plan }) => plan.caseId === caseId)

  function dropOld(): void {
    const ended = [...jobs.values()].filter((job) => job.state !== 'running')
    const tooMany = ended.length - KEPT_JOBS
    for (const [i, job] of ended.entries()) {
      if (i < tooMany || deps.nowMs() - (job.endedAtMs ?? 0) > KEPT_MS) jobs.delete(job.jobId)
    }
  }

  function start(plan: JobPlan): Result<string, CallError> {
    dropOld()
    if (isClosed) return err({ code: 'unavailable', message: 'the program is ending' })
    const others = plan.caseId === null ? [] : runningIn(plan.caseId)
    const other = others.find((job) => plan.yields || !job.plan.yields)
    if (other) {
      return err({
        code: 'conflict',
        message: `this case is busy with another job (${other.plan.kind}); wait for it or cancel it`,
        expected: 'no running job on this case',
        got: `${other.plan.kind}: ${other.phase}`,
      })
    }
    const jobId = deps.newId()
    const stop = new AbortController()
    let end: () => void = () => undefined
    const job: Job = {
      jobId,
      plan,
      startedAtMs: deps.nowMs(),
      stop,
      ended: new Promise((resolve) => {
        end = resolve
      }),
      state: 'running',
      phase: 'starting',
      bytesDone: 0,
      bytesTotal: 0,
      entriesDone: 0,
      endedAtMs: null,
      result: null,
      error: null,
      samples: [],
    }
    jobs.set(jobId, job)
    for (const yielding of others) yielding.stop.abort(MADE_WAY)
    void Promise.all(others.map(({ ended }) => ended))
      .then(() => run(job, deps))
      .finally(() => end())
    return ok(jobId)
  }

  async function makeWay(caseId: string): Promise<boolean> {
    const yielding = runningIn(caseId).filter(({ plan }) => plan.yields)
    for (const job of yielding) job.stop.abort(MADE_WAY)
    await Promise.all(yielding.map(({ ended }) => ended))
    return runningIn(caseId).length === 0
  }

  return {
    start,
    status: (jobId) => {
      const job = jobs.get(jobId)
      return job ? statusOf(job, deps.nowMs()) : null
    },
    cancel: async (jobId) => {
      const job = jobs.get(jobId)
      if (!job) return null
      job.stop.abort()
      await Promise.race([job.ended, new Promise((resolve) => setTimeout(resolve, CANCEL_WAIT_MS))])
      return statusOf(job, deps.nowMs())
    },
    runningOn: (caseId, subject, kind) =>
      runningIn(caseId).find(({ plan }) => plan.subject === subject && plan.kind === (kind ?? plan.kind))?.jobId ??
      null,
    isBusy: (caseId) => runningIn(caseId).length > 0,
    makeWay,
    close: async () => {
      isClosed = true
      const now = running()
      for (const job of now) job.stop.abort()
      await Promise.all(now.map(({ ended }) => ended))
    },
  }
}

async function run(job: Job, deps: JobDeps): Promise<void> {
  const context: JobContext = {
    jobId: job.jobId,
    signal: job.stop.signal,
    phase: (words) => {
      job.phase = words
    },
    total: (bytes) => {
      job.bytesTotal = bytes
    },
    progress: ({ bytes, entries }) => {
      // Shares of a whole are handed in; what is shown are bytes.
      if (bytes !== undefined) job.bytesDone = Math.floor(bytes)
      if (entries !== undefined) job.entriesDone = entries
      sample(job, deps.nowMs())
    },
  }
  const result = await outcomeOf(job.plan, context, deps)
  job.endedAtMs = deps.nowMs()
  if (result.ok) {
    job.state = 'done'
    job.phase = 'done'
    job.result = result.value
    job.bytesDone = job.bytesTotal
  } else if (job.stop.signal.aborted) {
    job.state = 'cancelled'
    job.phase = 'cancelled'
    job.error = { code: 'cancelled', message: 'cancelled; nothing was kept' }
  } else {
    job.state = 'failed'
    job.phase = 'failed'
    job.error = result.error
  }
  const { state, result: value, error } = job
  deps.onEnded?.(job.plan, { state, result: value, error, madeWay: job.stop.signal.reason === MADE_WAY })
}

async function outcomeOf(plan: JobPlan, context: JobContext, deps: JobDeps): Promise<Result<string, CallError>> {
  try {
    await Promise.resolve() // the id is handed out before the work begins
    if (context.signal.aborted) return err({ code: 'cancelled', message: 'cancelled' })
    return await plan.work(context)
  } catch (error) {
    const refused = refusalOf(error)
    if (refused) return err(refused)
    if (!context.signal.aborted) deps.logBug(error)
    return err({ code: 'internal', message: `the ${plan.kind} job failed; the log has the details` })
  }
}

function sample(job: Job, nowMs: number): void {
  const lastAtMs = job.samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
  if (nowMs - lastAtMs < RATE_WINDOW_MS / 20) return
  job.samples = [
    ...job.samples.filter(({ atMs }) => nowMs - atMs <= RATE_WINDOW_MS),
    { atMs: nowMs, bytes: job.bytesDone },
  ]
}

function statusOf(job: Job, nowMs: number): JobStatus {
  const isRunning = job.state === 'running'
  const elapsedMs = Math.max(0, (job.endedAtMs ?? nowMs) - job.startedAtMs)
  // 100 % belongs to finished work alone.
  const bytesDone = isRunning ? Math.min(job.bytesDone, Math.max(0, job.bytesTotal - 1)) : job.bytesDone
  const rate = isRunning ? rateOf(job, nowMs) : (job.bytesDone / Math.max(1, elapsedMs)) * 1000
  const bytesPerSecond = Math.round(rate)
  return {
    jobId: job.jobId,
    kind: job.plan.kind,
    state: job.state,
    phase: job.phase,
    bytesDone,
    bytesTotal: job.bytesTotal,
    entriesDone: job.entriesDone,
    startedAtMs: job.startedAtMs,
    elapsedMs,
    bytesPerSecond,
    remainingMs:
      isRunning && bytesPerSecond > 0 && job.bytesTotal > 0
        ? Math.round(((job.bytesTotal - bytesDone) / bytesPerSecond) * 1000)
        : null,
    result: job.result,
    error: job.error,
  }
}

function rateOf(job: Job, nowMs: number): number {
  const first = job.samples.find(({ atMs }) => nowMs - atMs <= RATE_WINDOW_MS)
  if (first === undefined || nowMs <= first.atMs) return 0
  return (Math.max(0, job.bytesDone - first.bytes) / (nowMs - first.atMs)) * 1000
}
