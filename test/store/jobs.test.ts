import { afterEach, describe, expect, test } from 'vitest'
import { refusal } from '#contract/refusal.ts'
import { err, ok } from '#core/result.ts'
import { createJobs, type JobContext, type JobPlan } from '../../main/app/jobs.ts'

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

let nowMs = 1_000_000
const bugs: unknown[] = []

function jobsWithClock() {
  let count = 0
  return createJobs({
    nowMs: () => nowMs,
    newId: () => `job_${(++count).toString(16).padStart(16, '0')}`,
    logBug: (error) => bugs.push(error),
  })
}

afterEach(() => {
  bugs.length = 0
})

/** A job that stands still until it is let go on. */
function held() {
  const gate = withResolvers<void>()
  const begun = withResolvers<JobContext>()
  const plan: JobPlan = {
    kind: 'import',
    caseId: 'case_a',
    subject: 'ev_1',
    work: async (context) => {
      begun.resolve(context)
      await Promise.race([
        gate.promise,
        new Promise((resolve) => context.signal.addEventListener('abort', resolve, { once: true })),
      ])
      if (context.signal.aborted) throw refusal({ code: 'cancelled', message: 'cancelled' })
      return ok('ev_1')
    },
  }
  return { plan, go: () => gate.resolve(), begun: begun.promise }
}

function started(jobs: ReturnType<typeof jobsWithClock>, plan: JobPlan): string {
  const result = jobs.start(plan)
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

test('a job says 100 % only after its work has returned', async () => {
  const jobs = jobsWithClock()
  const { plan, go, begun } = held()
  const id = started(jobs, plan)
  const context = await begun
  context.total(1000)
  context.progress({ bytes: 1000, entries: 7 })
  expect(jobs.status(id)).toMatchObject({ state: 'running', bytesDone: 999, bytesTotal: 1000, entriesDone: 7 })
  go()
  await settled()
  expect(jobs.status(id)).toMatchObject({
    state: 'done',
    bytesDone: 1000,
    bytesTotal: 1000,
    result: 'ev_1',
    error: null,
  })
})

test('rate and time left follow the last seconds, not the whole', async () => {
  const jobs = jobsWithClock()
  const { plan, begun, go } = held()
  const id = started(jobs, plan)
  const context = await begun
  context.total(10_000)
  context.progress({ bytes: 0 })
  for (let second = 1; second <= 8; second++) {
    nowMs += 1000
    context.progress({ bytes: second <= 4 ? second * 100 : 400 + (second - 4) * 1000 })
  }
  // The last four seconds brought 1,000 bytes each: 4,400 done, 5,600 left.
  expect(jobs.status(id)).toMatchObject({ bytesPerSecond: 1000, remainingMs: 5600, elapsedMs: 8000 })
  go()
})

test('one job at a time writes to a case; another case is not kept waiting', async () => {
  const jobs = jobsWithClock()
  const first = held()
  started(jobs, first.plan)
  expect(jobs.start(held().plan)).toMatchObject({
    ok: false,
    error: { code: 'conflict', got: expect.stringContaining('import') },
  })
  const other = held()
  expect(jobs.start({ ...other.plan, caseId: 'case_b' })).toMatchObject({ ok: true })
  expect(jobs.start({ ...held().plan, caseId: null })).toMatchObject({ ok: true })
  first.go()
  await settled()
  expect(jobs.start(held().plan)).toMatchObject({ ok: true })
  await jobs.close()
})

test('a job is found by what it works on, while it runs', async () => {
  const jobs = jobsWithClock()
  const { plan, go } = held()
  const id = started(jobs, plan)
  expect([jobs.runningOn('case_a', 'ev_1'), jobs.runningOn('case_a', 'ev_2'), jobs.isBusy('case_a')]).toEqual([
    id,
    null,
    true,
  ])
  go()
  await settled()
  expect([jobs.runningOn('case_a', 'ev_1'), jobs.isBusy('case_a')]).toEqual([null, false])
})

describe('cancelling', () => {
  test('answers once the work has stopped', async () => {
    const jobs = jobsWithClock()
    const { plan, begun } = held()
    const id = started(jobs, plan)
    await begun
    expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled', result: null, error: { code: 'cancelled' } })
    expect(bugs).toEqual([])
  })

  test('answers within a second even where the work does not listen, and says that it still runs', async () => {
    const jobs = jobsWithClock()
    const gate = withResolvers<void>()
    const id = started(jobs, { kind: 'import', caseId: 'case_a', work: () => gate.promise.then(() => ok('late')) })
    await settled()
    const before = performance.now()
    expect(await jobs.cancel(id)).toMatchObject({ state: 'running' })
    expect(performance.now() - before).toBeLessThan(1000)
    gate.resolve()
    await settled()
    // It had committed by then: saying otherwise would be a lie.
    expect(jobs.status(id)).toMatchObject({ state: 'done', result: 'late' })
  })

  test('a job that has ended changes nothing', async () => {
    const jobs = jobsWithClock()
    const { plan, go } = held()
    const id = started(jobs, plan)
    go()
    await settled()
    expect(await jobs.cancel(id)).toMatchObject({ state: 'done' })
  })

  test('before the work has begun, it never begins', async () => {
    const jobs = jobsWithClock()
    let begun = false
    const id = started(jobs, {
      kind: 'import',
      caseId: null,
      work: async () => {
        begun = true
        return ok('x')
      },
    })
    expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled' })
    expect(begun).toBe(false)
  })

  test('of an unknown job is null', async () => {
    expect(await jobsWithClock().cancel('job_0')).toBeNull()
  })

  test('everything: closing waits until all work has stopped', async () => {
    const jobs = jobsWithClock()
    const [a, b] = [held(), held()]
    const ids = [started(jobs, a.plan), started(jobs, { ...b.plan, caseId: 'case_b' })]
    await jobs.close()
    expect(ids.map((id) => jobs.status(id)?.state)).toEqual(['cancelled', 'cancelled'])
  })
})

describe('a job that fails', () => {
  test('with a refusal says it, and nothing is logged as our fault', async () => {
    const jobs = jobsWithClock()
    const error = { code: 'refused', message: 'log.jsonl:3: no', place: { file: 'log.jsonl', line: 3 } } as const
    const ids = [
      started(jobs, { kind: 'import', caseId: null, work: async () => err(error) }),
      started(jobs, { kind: 'import', caseId: null, work: () => Promise.reject(refusal(error)) }),
    ]
    await settled()
    for (const id of ids) expect(jobs.status(id)).toMatchObject({ state: 'failed', error, result: null })
    expect(bugs).toEqual([])
  })

  test('with a fault of ours is logged, and says no more than that', async () => {
    const jobs = jobsWithClock()
    const id = started(jobs, { kind: 'verify', caseId: null, work: () => Promise.reject(new TypeError('x is not y')) })
    await settled()
    expect(jobs.status(id)).toMatchObject({ state: 'failed', error: { code: 'internal' } })
    expect(JSON.stringify(jobs.status(id))).not.toContain('x is not y')
    expect(bugs).toHaveLength(1)
  })
})

test('a result can be asked for during an hour, and not for ever', async () => {
  const jobs = jobsWithClock()
  const quick: JobPlan = { kind: 'import', caseId: null, work: async () => ok('x') }
  const id = started(jobs, quick)
  await settled()
  nowMs += 60 * 60 * 1000
  started(jobs, quick)
  expect(jobs.status(id)).toMatchObject({ state: 'done' })
  nowMs += 1
  started(jobs, quick)
  expect(jobs.status(id)).toBeNull()
})
