/** Rule bundle-logged-once in a case: evaluated when bundles are imported, and again when more of them come. */
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contract, type Input, type Name, type Output } from '#contract/contract.ts'
import { findBundlesIn } from '../../main/io/find-bundles.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { factsGiven } from '../../main/work/bundle-facts.ts'
import { makeSampleWithBundles } from '../../main/work/sample-bundles.ts'
import { verifyEvidence } from '../../main/work/verify-evidence.ts'
import { good } from '../support/judge-bundle.ts'
import { type Fixture, fixture } from './app-fixture.ts'
import { temporaryFolder } from './temp-folder.ts'

const root = temporaryFolder()
const sample = join(root, 'heron')
let it: Fixture
let where: { caseId: string; evidenceId: string }
let planted: readonly { rule: string; req: string | null; entries: readonly number[] }[]

beforeAll(async () => {
  mkdirSync(root, { recursive: true })
  good(await makeSampleWithBundles(sample, { requests: 90, findings: true, seed: 'rule', headEveryHours: 720 }))
  planted = JSON.parse(readFileSync(`${sample}.planted.json`, 'utf8'))
  it = fixture(join(root, 'app'), { verify: verifyEvidence, facts: { host: 'web', version: '0.1.0', node: 'v20' } })
})
afterAll(async () => {
  await it.app.close()
  expect(it.bugs).toEqual([])
})

async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await it.app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
  return contract[name].output.parse(answer.value) as Output<N>
}
async function importOf(caseId: string, path: string): Promise<string> {
  const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(path) })
  for (;;) {
    const { state, result, error } = await ask('jobs.status', { jobId })
    if (state === 'done') return result ?? ''
    if (state !== 'running') throw new Error(JSON.stringify(error))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
/** What the rule says, once everything that was asked for by itself is done. */
async function rule(fits: (said: { found: number; silent: boolean }) => boolean) {
  for (let tries = 0; tries < 4000; tries++) {
    const { derivation, runningJob } = await ask('requests.state', where)
    if (derivation !== null && runningJob === null) {
      const { notEvaluated } = await ask('findings.groups', { ...where, by: 'rule' })
      const { findings } = await ask('findings.list', {
        ...where,
        filter: { rule: ['bundle-logged-once'] },
        limit: 500,
      })
      const silent = notEvaluated.some((each) => each.rule === 'bundle-logged-once')
      if (fits({ found: findings.length, silent })) return findings
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('it did not come')
}

test('it is not evaluated before there are bundles, and by itself when they are imported', {
  timeout: 60_000,
}, async () => {
  const { caseId } = await ask('cases.create', { name: 'Heron' })
  where = { caseId, evidenceId: await importOf(caseId, sample) }
  await rule(({ found, silent }) => found === 0 && silent)

  // Half of the bundles: every other one is said to be missing.
  const names = readdirSync(`${sample}.bundles`).sort()
  const half = join(root, 'first half')
  const rest = join(root, 'second half')
  for (const folder of [half, rest]) mkdirSync(folder)
  for (const [at, name] of names.entries())
    renameSync(join(`${sample}.bundles`, name), join(at % 2 === 0 ? half : rest, name))
  await importOf(caseId, half)
  const missing = await rule(({ found, silent }) => found > 1 && !silent)
  expect(missing).toHaveLength(readdirSync(rest).length + 1)

  await importOf(caseId, rest)
  const [only] = await rule(({ found, silent }) => found === 1 && !silent)
  const withheld = planted.find((each) => each.rule === 'bundle-logged-once')
  expect({ req: only?.req, entries: only?.entries.map(({ seq }) => seq) }).toEqual({
    req: withheld?.req,
    entries: withheld?.entries,
  })
})

test('bundles that are imported twice are the same ones; those of another log are not looked at', async () => {
  const folder = join(root, 'first half')
  const evidence = good(await openEvidence(folder))
  const count = good(await findBundlesIn(evidence)).length
  const never = new AbortController().signal
  const given = (origin: string | null, times: number) => ({
    origin,
    imports: Array.from({ length: times }, () => evidence),
  })
  const facts = good(await factsGiven(given('transparency.heron.example/log', 2), never))
  expect(facts).toHaveLength(count)
  expect(facts?.[0]?.path).toMatch(/^first half\/bdl_/)
  expect(good(await factsGiven(given('another.example/log', 1), never))).toBeNull()
  expect(good(await factsGiven(given(null, 1), never))).toHaveLength(count)
})
