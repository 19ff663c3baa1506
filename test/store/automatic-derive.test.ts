/** Requests that nobody has to ask for: derived after an import and after a change of the rules, out of everybody's way. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { Input, Name, Output } from '#contract/contract.ts'
import { contract } from '#contract/contract.ts'
import { err } from '#core/result.ts'
import type { Capabilities } from '../../main/app/deps.ts'
import { makeSampleExport } from '../../main/io/write-export.ts'
import { deriveLog } from '../../main/work/derive.ts'
import { verifyEvidence } from '../../main/work/verify-evidence.ts'
import { type Fixture, fixture } from './app-fixture.ts'
import { temporaryFolder } from './temp-folder.ts'

const root = temporaryFolder()
const exportFolder = join(root, 'export')
const FACTS = { host: 'web', version: '0.1.0', node: 'v20' } as const
let count = 0
let it: Fixture
let where: { caseId: string; evidenceId: string }

beforeAll(async () => {
  mkdirSync(root, { recursive: true })
  const made = await makeSampleExport(exportFolder, { requests: 90, findings: true, seed: 'automatic' })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
})
afterEach(async () => {
  await it.app.close()
  expect(it.bugs).toEqual([])
})

async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await it.app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
  return contract[name].output.parse(answer.value) as Output<N>
}
async function ended(jobId: string) {
  for (;;) {
    const status = await ask('jobs.status', { jobId })
    if (status.state !== 'running') return status
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
type State = Output<'requests.state'>
async function stateWhen(fits: (state: State) => boolean): Promise<State> {
  for (let tries = 0; tries < 2000; tries++) {
    const state = await ask('requests.state', where)
    if (fits(state)) return state
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`it did not come: ${JSON.stringify(await ask('requests.state', where))}`)
}

/** A case with the export in it, and nothing asked for but that. */
async function imported(overrides: Partial<Capabilities> = {}): Promise<void> {
  it = fixture(join(root, `app-${++count}`), { verify: verifyEvidence, facts: FACTS, ...overrides })
  const { caseId } = await ask('cases.create', { name: 'Heron' })
  const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(exportFolder) })
  where = { caseId, evidenceId: (await ended(jobId)).result ?? '' }
}

/** A derivation that stands still until it is let go, and tells how often it was begun. */
function held() {
  const begun: AbortSignal[] = []
  let letGo: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const derive: Capabilities['derive'] = async (input, hooks) => {
    begun.push(hooks.signal)
    const stopped = new Promise<void>((resolve) => {
      hooks.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([gate, stopped])
    return deriveLog(input, hooks)
  }
  return { begun, letGo: () => letGo(), derive }
}

test('after an import the requests are there without being asked for', async () => {
  await imported()
  const { derivation, trouble } = await stateWhen((state) => state.derivation !== null)
  expect([derivation?.requests, derivation?.policyChanged, trouble]).toEqual([90, false, null])
  expect((await ask('requests.list', where)).matching).toBe(90)
})

test('after a change of the rules they are judged again, as of the same time', async () => {
  await imported()
  await stateWhen((state) => state.derivation !== null)
  const asOf = '2025-06-01T00:00:00.000Z'
  await ended((await ask('requests.derive', { ...where, asOf })).jobId)
  const before = await ask('findings.groups', { ...where, by: 'rule' })
  const { text } = await ask('rules.policy', { caseId: where.caseId })
  const policy = JSON.parse(text)
  policy.parameters.answerDays = 1
  await ask('rules.set-policy', { caseId: where.caseId, text: JSON.stringify(policy) })
  const { derivation } = await stateWhen((state) => state.derivation?.policyChanged === false)
  expect(derivation?.asOfMs).toBe(Date.parse(asOf))
  const after = await ask('findings.groups', { ...where, by: 'rule' })
  const late = ({ groups }: typeof after) => groups.find(({ key }) => key === 'answered-in-time')?.count ?? 0
  expect(late(after)).toBeGreaterThan(late(before))
})

test('whatever else is wanted of the case goes first, and the requests are derived after it', async () => {
  const { begun, letGo, derive } = held()
  await imported({ derive })
  await stateWhen(({ runningJob }) => runningJob !== null && begun.length === 1)
  expect((await ended((await ask('verify.run', where)).jobId)).state).toBe('done')
  expect(begun[0]?.aborted).toBe(true)
  await stateWhen(() => begun.length === 2)
  letGo()
  expect((await stateWhen((state) => state.derivation !== null)).trouble).toBe(null)
  expect(begun.length).toBe(2)
})

test('what somebody has cancelled does not start again of itself, and starts when it is asked for', async () => {
  const { begun, letGo, derive } = held()
  await imported({ derive })
  const { runningJob } = await stateWhen((state) => state.runningJob !== null && begun.length === 1)
  expect((await ask('jobs.cancel', { jobId: runningJob ?? '' })).state).toBe('cancelled')
  expect(await ask('requests.state', where)).toEqual({
    derivation: null,
    runningJob: null,
    trouble: { state: 'cancelled', error: null },
  })
  await ended((await ask('verify.run', where)).jobId)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(begun.length).toBe(1)
  letGo()
  const { jobId } = await ask('requests.derive', where)
  expect((await ended(jobId)).state).toBe('done')
  expect(await ask('requests.state', where)).toMatchObject({ derivation: { requests: 90 }, trouble: null })
})

test('asked for while it runs of itself, it is the same job', async () => {
  const { begun, letGo, derive } = held()
  await imported({ derive })
  const { runningJob } = await stateWhen((state) => state.runningJob !== null && begun.length === 1)
  expect((await ask('requests.derive', where)).jobId).toBe(runningJob)
  letGo()
  expect((await ended(runningJob ?? '')).state).toBe('done')
})

test('why it failed is kept until somebody tries again', async () => {
  const error = {
    code: 'unreadable',
    place: { file: 'entries/000000.jsonl' },
    expected: 'a disk',
    got: 'none',
  } as const
  await imported({ derive: async () => err(error) })
  const { derivation, trouble } = await stateWhen((state) => state.trouble !== null)
  expect([derivation, trouble?.state, trouble?.error?.expected]).toEqual([null, 'failed', 'a disk'])
})

test('a case is forgotten while its requests are being derived', async () => {
  const { begun, derive } = held()
  await imported({ derive })
  await stateWhen(({ runningJob }) => runningJob !== null && begun.length === 1)
  await ask('cases.forget', { caseId: where.caseId })
  expect(begun[0]?.aborted).toBe(true)
})

test('nothing starts of itself on the command line', async () => {
  const { begun, derive } = held()
  await imported({ derive, facts: { ...FACTS, host: 'cli' } })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect([begun.length, (await ask('requests.state', where)).runningJob]).toEqual([0, null])
})
