/** The whole program without its hosts: real reader, real judge, real store. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract, type Input, type Name, type Output } from '#contract/contract.ts'
import type { App } from '../../main/app/create-app.ts'
import { createNetworkCounter } from '../../main/app/network-counter.ts'
import { receiptText } from '../../main/app/receipt.ts'
import { compose } from '../../main/hosts/compose.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { tamperExport } from '../../main/io/tamper-export.ts'
import { makeSampleExport } from '../../main/io/write-export.ts'
import { writeZip } from '../../main/io/zip-write.ts'
import { verifyEvidence } from '../../main/work/verify-evidence.ts'
import { temporaryFolder } from './temp-folder.ts'

const folder = temporaryFolder()
const bugs: unknown[] = []
const plain = join(folder, 'export')
const packed = join(folder, 'packed')
const damaged = join(folder, 'damaged')
const zip = join(folder, 'stored.zip')
const deflated = join(folder, 'deflated.zip')
let app: App
let keys: readonly { vkey: string; fromSize: number; toSize: number | null }[] = []
let policyText = ''

beforeAll(async () => {
  const made = await makeSampleExport(plain, { requests: 60, seed: 'compose', headEveryHours: 720 })
  const gz = await makeSampleExport(packed, { requests: 60, seed: 'compose', headEveryHours: 720, gz: true })
  const tampered = await tamperExport(plain, damaged, { ops: ['edit', 'delete', 'crlf'], times: 1, seed: 'compose' })
  if (!made.ok || !gz.ok || !tampered.ok) throw new Error('no sample')
  await writeZip(zip, membersOf(plain))
  await writeZip(deflated, membersOf(plain), { compress: true })
  keys = made.value.keys
  policyText = made.value.policyText
  const network = createNetworkCounter(() => undefined)
  app = await compose({
    host: 'cli',
    network,
    logBug: (error) => bugs.push(error),
    profileFolder: join(folder, 'profile'),
  })
}, 60_000)
afterAll(async () => {
  await app.close()
  expect(bugs).toEqual([])
})

async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
  return contract[name].output.parse(answer.value) as Output<N>
}

function membersOf(at: string) {
  return readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(at, path)).isFile())
    .map((path) => ({ path, content: readFileSync(join(at, path)) }))
}

async function ended(jobId: string): Promise<string> {
  for (;;) {
    const status = await ask('jobs.status', { jobId })
    if (status.state === 'done') return status.result ?? ''
    if (status.state !== 'running') throw new Error(JSON.stringify(status.error))
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function imported(path: string): Promise<{ caseId: string; evidenceId: string }> {
  const { caseId } = await ask('cases.create', { name: 'Compose' })
  const { jobId } = await ask('evidence.import', { caseId, pickedId: app.pick(path) })
  return { caseId, evidenceId: await ended(jobId) }
}

describe.each([
  ['a folder', plain, 20],
  ['a folder with compressed segments', packed, 20],
  ['a damaged folder', damaged, 40],
  ['a .zip, stored', zip, 20],
  ['a .zip, deflated', deflated, 20],
  ['one segment', join(plain, 'entries', '000000.jsonl'), 20],
  ['one head', join(plain, 'checkpoint'), 20],
])('%s', (_name, path, exit) => {
  test('gives the receipt that verifying it where it lies gives, to the byte', async () => {
    const where = await imported(path)
    const evidence = await openEvidence(path)
    if (!evidence.ok) throw new Error(evidence.error.expected)
    const options = {
      vkeys: [],
      keys: [],
      policy: null,
      knownHeads: [],
      head: null,
      asOf: null,
      maxAgeHours: null,
      failOn: null,
    }
    const document = await verifyEvidence(evidence.value, options)
    if (!document.ok) throw new Error(document.error.expected)
    expect(document.value.exit).toBe(exit)
    expect((await ask('verify.receipt', where)).text).toBe(receiptText(document.value, options))
    if (document.value.input.entries === 0) return
    // The same line from wherever it lies: a file, a member, a compressed one.
    const index = 7
    const entry = await ask('verify.entry', { ...where, index })
    const hash = createHash('sha256').update(Buffer.concat([Buffer.of(0), Buffer.from(entry.rawBase64, 'base64')]))
    expect(entry.leafHash).toBe(hash.digest('base64'))
    expect(entry.nextPrev).toBe(entry.leafHash)
  })
})

test('with the keys and the policy of the sample, its heads are pinned, its witnesses met, and each entry is proven', async () => {
  for (const { vkey, fromSize, toSize } of keys) await ask('trust.add-key', { vkey, fromSize, toSize })
  await ask('trust.set-policy', { text: policyText, maxAgeHours: null })
  const where = await imported(plain)
  const { document, usedKeys, usedPolicy } = await ask('verify.result', where)
  expect(document).toMatchObject({
    exit: 0,
    integrity: { answer: 'intact' },
    authenticity: { answer: 'pinned key' },
    independence: { answer: 'quorum met' },
  })
  expect([...usedKeys].sort()).toEqual(keys.map(({ vkey }) => vkey).sort())
  expect(usedPolicy).toBe(policyText)
  const lines = readFileSync(join(plain, 'entries', '000000.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
  for (const index of [0, 1, Math.floor(lines.length / 2), lines.length - 1]) {
    const entry = await ask('verify.entry', { ...where, index })
    expect(Buffer.from(entry.rawBase64, 'base64').toString()).toBe(lines[index])
    expect(entry.proof).toMatchObject({ size: lines.length, head: 'checkpoint' })
  }
  for (const { vkey } of keys) await ask('trust.remove-key', { vkey })
  await ask('trust.set-policy', { text: '', maxAgeHours: null })
})

test('damage that was done is shown where it was done, and what can be restored is', async () => {
  const where = await imported(damaged)
  const truth = JSON.parse(readFileSync(`${damaged}.truth.json`, 'utf8')) as {
    op: string
    first: number
    cause?: string
  }[]
  const { damage } = await ask('verify.map', { ...where, from: 0, to: null })
  expect(damage.map(({ op, first }) => ({ op, first }))).toEqual(truth.map(({ op, first }) => ({ op, first })))
  const removed = truth.find(({ op }) => op === 'delete')
  const crlf = damage.find(({ cause }) => cause === 'crlf')
  if (!removed || !crlf) throw new Error('the sample holds both')
  // One or more entries before it may be gone: the line that shows the change is that many further up.
  const gone = damage
    .filter(({ op, first }) => op === 'delete' && first < crlf.first)
    .reduce((sum, { first, last }) => sum + last - first + 1, 0)
  const entry = await ask('verify.entry', { ...where, index: crlf.first - gone })
  const signed = readFileSync(join(plain, 'entries', '000000.jsonl'), 'utf8').split('\n')[crlf.first]
  expect(entry).toMatchObject({
    damage: { op: 'edit', cause: 'crlf' },
    restoredBase64: Buffer.from(signed ?? '').toString('base64'),
  })
})

test('the sample case has something to find', async () => {
  const caseId = await ended((await ask('cases.sample', { requests: 40 })).jobId)
  const { evidence } = await ask('evidence.list', { caseId })
  expect(evidence).toMatchObject([{ kind: 'bundles', name: 'heron-bundles.zip' }, { exit: 40 }])
  const listed = await ask('bundles.list', { caseId, evidenceId: evidence[0]?.evidenceId ?? '' })
  expect(listed.matching).toBeGreaterThan(10)
  const clean = await ended((await ask('cases.sample', { requests: 40, tampered: false })).jobId)
  expect((await ask('evidence.list', { caseId: clean })).evidence).toMatchObject([{ kind: 'bundles' }, { exit: 20 }])
})
