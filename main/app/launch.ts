/** What a host opens first: the case, the evidence or the sample it was started for. */
import type { Launch } from '#contract/bridge.ts'
import type { Call } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { err, ok, type Result } from '#core/result.ts'
import { SAMPLE_NAME } from './sample-case.ts'

/** Paths as the user gave them; null where none was given. */
export interface LaunchRequest {
  readonly casePath: string | null
  readonly evidencePath: string | null
  /** With nothing of the user's own to show, make a sample case; one made before is opened again. */
  readonly sample: boolean
}

export interface LaunchDeps {
  readonly call: Call
  readonly pick: (path: string) => string
  readonly sleep: (ms: number) => Promise<void>
}

const POLL_MS = 100

export async function prepareLaunch(deps: LaunchDeps, request: LaunchRequest): Promise<Result<Launch, CallError>> {
  const pickedId = request.evidencePath === null ? null : deps.pick(request.evidencePath)
  if (request.casePath !== null) {
    const opened = await deps.call('cases.open-picked', { pickedId: deps.pick(request.casePath) })
    return opened.ok ? ok({ caseId: opened.value.caseId, pickedId }) : opened
  }
  if (!request.sample) return ok({ caseId: null, pickedId })
  const recent = await deps.call('cases.recent', {})
  if (!recent.ok) return recent
  const ready = recent.value.cases.filter(({ state }) => state === 'ready')
  const sample = ready.find(({ name }) => name === SAMPLE_NAME)
  if (sample !== undefined || ready.length > 0) return ok({ caseId: sample?.caseId ?? null, pickedId })
  const made = await makeSample(deps)
  return made.ok ? ok({ caseId: made.value, pickedId }) : made
}

async function makeSample({ call, sleep }: LaunchDeps): Promise<Result<string, CallError>> {
  const started = await call('cases.sample', {})
  if (!started.ok) return started
  for (;;) {
    const status = await call('jobs.status', { jobId: started.value.jobId })
    if (!status.ok) return status
    const { state, result, error } = status.value
    if (state === 'done' && result !== null) return ok(result)
    if (state !== 'running') return err(error ?? { code: 'cancelled', message: 'the sample case was not made' })
    await sleep(POLL_MS)
  }
}
