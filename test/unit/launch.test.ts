import { describe, expect, test } from 'vitest'
import type { Call } from '#contract/contract.ts'
import { err, ok } from '#core/result.ts'
import { type LaunchRequest, prepareLaunch } from '../../main/app/launch.ts'

const nothing: LaunchRequest = { casePath: null, evidencePath: null, sample: false }
const aCase = (caseId: string, name: string, state = 'ready') => ({ caseId, name, state })

/** A call that answers from a table of queues, and remembers what was asked. */
function launch(request: Partial<LaunchRequest>, answers: Readonly<Record<string, readonly unknown[]>>) {
  const asked: unknown[] = []
  const queues = Object.fromEntries(Object.entries(answers).map(([name, queue]) => [name, [...queue]]))
  const call = (async (name: string, input: unknown) => {
    asked.push([name, input])
    return queues[name]?.shift() ?? err({ code: 'internal', message: `no answer for ${name}` })
  }) as unknown as Call
  const pick = (path: string) => `pick of ${path}`
  return { asked, outcome: prepareLaunch({ call, pick, sleep: async () => {} }, { ...nothing, ...request }) }
}

test('started with nothing, nothing is opened and nothing is made', async () => {
  const { asked, outcome } = launch({}, {})
  expect(await outcome).toEqual(ok({ caseId: null, pickedId: null }))
  expect(asked).toEqual([])
})

test('evidence is offered, not imported', async () => {
  const { asked, outcome } = launch({ evidencePath: '/e' }, {})
  expect(await outcome).toEqual(ok({ caseId: null, pickedId: 'pick of /e' }))
  expect(asked).toEqual([])
})

describe('a case', () => {
  test('is opened by its folder', async () => {
    const { asked, outcome } = launch(
      { casePath: '/c', evidencePath: '/e', sample: true },
      { 'cases.open-picked': [ok(aCase('case_1', 'Mine'))] },
    )
    expect(await outcome).toEqual(ok({ caseId: 'case_1', pickedId: 'pick of /e' }))
    expect(asked).toEqual([['cases.open-picked', { pickedId: 'pick of /c' }]])
  })
  test('that is refused is said, not replaced by a sample', async () => {
    const refusal = err({ code: 'schema', message: 'newer' })
    expect(await launch({ casePath: '/c', sample: true }, { 'cases.open-picked': [refusal] }).outcome).toEqual(refusal)
  })
})

describe('the sample', () => {
  const job = (state: string, more: object = {}) => ok({ state, result: null, error: null, ...more })
  test('is made where there is no case, and awaited', async () => {
    const { outcome, asked } = launch(
      { sample: true },
      {
        'cases.recent': [ok({ cases: [aCase('case_0', 'Gone', 'missing')] })],
        'cases.sample': [ok({ jobId: 'job_1' })],
        'jobs.status': [job('running'), job('running'), job('done', { result: 'case_9' })],
      },
    )
    expect(await outcome).toEqual(ok({ caseId: 'case_9', pickedId: null }))
    expect(asked).toHaveLength(5)
  })
  test('made before is opened again', async () => {
    const cases = [aCase('case_1', 'Mine'), aCase('case_2', 'Sample case')]
    const { outcome, asked } = launch({ sample: true }, { 'cases.recent': [ok({ cases })] })
    expect(await outcome).toEqual(ok({ caseId: 'case_2', pickedId: null }))
    expect(asked).toHaveLength(1)
  })
  test('is not made beside cases of the user', async () => {
    const { outcome, asked } = launch({ sample: true }, { 'cases.recent': [ok({ cases: [aCase('case_1', 'Mine')] })] })
    expect(await outcome).toEqual(ok({ caseId: null, pickedId: null }))
    expect(asked).toHaveLength(1)
  })
  test.each([
    ['failed', { code: 'refused', message: 'disk full' }],
    ['cancelled', null],
  ])('that %s is said', async (state, error) => {
    const { outcome } = launch(
      { sample: true },
      {
        'cases.recent': [ok({ cases: [] })],
        'cases.sample': [ok({ jobId: 'job_1' })],
        'jobs.status': [job(state, { error })],
      },
    )
    const expected = error ?? { code: 'cancelled', message: 'the sample case was not made' }
    expect(await outcome).toEqual(err(expected))
  })
})
