/** Bundles in the application: imported, judged, kept; opened with keys that are held in memory and nowhere else. */
import { generateKeyPairSync } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contract, type Input, type Name, type Output } from '#contract/contract.ts'
import { CHECKS } from '#core/bundle/check.ts'
import { writeZip } from '../../main/io/zip-write.ts'
import {
  AUDITOR,
  AUTHORITY,
  BUNDLE,
  type Hooks,
  LOG,
  logOf,
  type MadeBundle,
  makeBundle,
  type Party,
  REQ,
  SIGNER,
  sealWithJose,
  TABLE,
  writeBundle,
} from '../support/bundle.ts'
import { type Fixture, fixture } from './app-fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'plainview-bundles-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0
let at = ''
let it: Fixture
beforeEach(() => {
  at = join(root, String(++folders))
  mkdirSync(at)
  it = fixture(at)
})
afterEach(async () => {
  await it.app.close()
  expect(it.bugs).toEqual([])
})

async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
  const result = await it.app.call(name, input)
  if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`)
  return contract[name].output.parse(result.value) as Output<N>
}
async function refusedBy<N extends Name>(name: N, input: Input<N>) {
  const result = await it.app.call(name, input)
  if (result.ok) throw new Error(`${name} was not refused`)
  return result.error
}
async function done(jobId: string): Promise<Output<'jobs.status'>> {
  for (;;) {
    const status = await ask('jobs.status', { jobId })
    if (status.state !== 'running') return status
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
const newCase = async () => (await ask('cases.create', { name: `case ${++folders}` })).caseId

async function take(caseId: string, path: string): Promise<{ caseId: string; evidenceId: string }> {
  const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(path) })
  const status = await done(jobId)
  if (status.state !== 'done') throw new Error(JSON.stringify(status.error))
  return { caseId, evidenceId: status.result ?? '' }
}
function bag(made: MadeBundle, name = 'bag'): string {
  const folder = join(at, `${name}-${++folders}`)
  writeBundle(folder, made.files)
  return folder
}
function log(made: MadeBundle, bend?: Parameters<typeof logOf>[1]): string {
  const folder = join(at, `log-${++folders}`)
  mkdirSync(join(folder, 'entries'), { recursive: true })
  writeFileSync(join(folder, 'entries', '000000.jsonl'), logOf(made, bend))
  return folder
}
const pemOf = ({ privateKey }: Party) => privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
const hold = (caseId: string, party: Party) =>
  ask('bundles.add-key', { caseId, text: pemOf(party), name: 'auditor.pem', passphrase: null })
const trustSigner = (origin: string | null = null) =>
  ask('trust.add-key', { vkey: SIGNER.vkey, purpose: 'bundle', origin, fromSize: 0, toSize: null, note: '' })
async function verifyAgain(where: { caseId: string; evidenceId: string }, logId: string | null) {
  const { jobId } = await ask('bundles.verify', { ...where, log: logId })
  return done(jobId)
}
async function answers(where: { caseId: string; evidenceId: string }, no = 1) {
  const { checks } = await ask('bundles.get', { ...where, no })
  return CHECKS.map((check) => checks[check].answer)
}

const made = await makeBundle()

describe('an import of bundles', () => {
  test('is judged at once: without a key, a log or a decryption key four checks say why they were not examined', async () => {
    const where = await take(await newCase(), bag(made))
    const { run } = await ask('bundles.state', where)
    expect(run).toMatchObject({
      bundles: 1,
      status: { holds: 0, fails: 0, not_examined: 1 },
      log: null,
      trusted: [],
      kids: [],
      absentCount: 0,
      changed: { trust: false, keys: false, log: false },
    })
    const { rows } = await ask('bundles.list', where)
    expect(rows).toMatchObject([
      {
        no: 1,
        path: '.',
        bundle: BUNDLE,
        req: REQ,
        status: 'not_examined',
        checks: {
          bag: { answer: 'holds', failures: 0, first: null },
          signature: { answer: 'not_examined', why: `no key was given; signed by ${SIGNER.name}+${SIGNER.keyId}` },
          recipients: { answer: 'holds' },
          profile: { answer: 'holds' },
          logged: { answer: 'not_examined', why: 'no log was given' },
          commitments: { answer: 'not_examined', why: 'no key was given' },
          anonymity: { answer: 'not_examined', why: 'no key was given' },
        },
      },
    ])
  })

  test('with a trusted key, a log of the case and a decryption key holds in all seven, and leads to its entry', async () => {
    const caseId = await newCase()
    await trustSigner(LOG)
    const logged = await take(caseId, log(made))
    await hold(caseId, AUDITOR)
    const where = await take(caseId, bag(made))
    expect(await answers(where)).toEqual(CHECKS.map(() => 'holds'))
    const one = await ask('bundles.get', { ...where, no: 1 })
    // log.opened, request.received, disclosure.sealed
    expect(one).toMatchObject({
      status: 'holds',
      sealed: [{ index: 2, seq: 2 }],
      log: { evidenceId: logged.evidenceId },
    })
    expect(one.statement).toMatchObject({ log: LOG, created: '2026-03-01T09:30:00.000Z', payloadCount: 3 })
    expect(one.statement?.recipients.map(({ role }) => role)).toEqual(['authority', 'auditor', 'operator'])
    expect(one.statement?.payloads.map(({ path, kind, plainBytes }) => [path, kind, plainBytes])).toEqual([
      ['data/0001.jwe', 'index', expect.any(Number)],
      ['data/0002.jwe', 'table', TABLE.length],
      ['data/0003.jwe', 'document', 'Dear authority,\nsee the table.\n'.length],
    ])
    const { run } = await ask('bundles.state', where)
    expect(run).toMatchObject({ trusted: [`${SIGNER.name}+${SIGNER.keyId}`], kids: [AUDITOR.kid] })
  })

  test('a key that is trusted for the bundles of another log vouches for nothing here', async () => {
    const caseId = await newCase()
    await trustSigner('another.example/log')
    const where = await take(caseId, bag(made))
    expect((await answers(where))[1]).toBe('not_examined')
  })

  test('that is a zip, a folder of bundles, or a folder of zips gives the same verdicts', async () => {
    const many = join(at, 'many')
    writeBundle(join(many, 'a'), made.files)
    writeBundle(join(many, 'b'), (await makeBundle({ statement: (s) => (s.req = 'req_00000002') })).files)
    const members = [...made.files].map(([path, content]) => ({ path, content }))
    await writeZip(join(many, 'c.zip'), members, { compress: true })
    writeFileSync(join(many, 'd.zip'), 'PK\u0003\u0004 and then nothing')
    const caseId = await newCase()
    const where = await take(caseId, many)
    const { rows } = await ask('bundles.list', where)
    expect(rows.map(({ no, path, status }) => [no, path, status])).toEqual([
      [1, 'a', 'not_examined'],
      [2, 'b', 'fails'],
      [3, 'c.zip', 'not_examined'],
      [4, 'd.zip', 'fails'],
    ])
    expect(rows[1]?.checks.signature).toMatchObject({ answer: 'fails', first: { rule: 'note_request' } })
    expect(rows[3]?.checks.bag).toMatchObject({ answer: 'fails', first: { file: 'd.zip', rule: 'archive' } })
    const single = join(at, 'one.zip')
    await writeZip(single, members, { compress: true })
    expect((await ask('bundles.list', await take(caseId, single))).rows).toMatchObject([
      { path: '.', status: 'not_examined' },
    ])
  })

  test('a link in a bag is kept as found, and fails', async () => {
    const folder = bag(made)
    symlinkSync('/etc/hostname', join(folder, 'data', '0004.jwe'))
    const where = await take(await newCase(), folder)
    const { checks } = await ask('bundles.get', { ...where, no: 1 })
    expect(checks.bag.failures).toContainEqual({
      file: 'data/0004.jwe',
      rule: 'file_link',
      expected: 'files and no links',
      got: 'a symbolic link',
    })
  })

  test('a bag without bagit.txt is judged, not refused', async () => {
    const folder = bag(made)
    rmSync(join(folder, 'bagit.txt'))
    const where = await take(await newCase(), folder)
    const { checks } = await ask('bundles.get', { ...where, no: 1 })
    expect(checks.bag.failures.map(({ file, rule }) => `${file} ${rule}`)).toContain('bagit.txt file_missing')
  })
})

test('a key that is trusted up to another size of the log does not vouch for what was sealed later', async () => {
  const caseId = await newCase()
  // The bundle is sealed by entry 2, which makes the log one of size 3.
  await ask('trust.add-key', { vkey: SIGNER.vkey, purpose: 'bundle', origin: null, fromSize: 0, toSize: 2, note: '' })
  await take(caseId, log(made))
  const where = await take(caseId, bag(made))
  const { checks } = await ask('bundles.get', { ...where, no: 1 })
  expect(checks.logged.failures).toMatchObject([
    { file: 'log entry 2', expected: 'a signature by a key that is trusted at size 3: none' },
  ])
})

describe('verified again', () => {
  test('against a log that came later, with the keys that are trusted now; the state says beforehand what changed', async () => {
    const caseId = await newCase()
    const where = await take(caseId, bag(made))
    it.clock.nowMs += 1000
    const logged = await take(caseId, log(made))
    await trustSigner()
    await hold(caseId, AUDITOR)
    expect((await ask('bundles.state', where)).run?.changed).toEqual({ trust: true, keys: true, log: true })
    expect(await verifyAgain(where, logged.evidenceId)).toMatchObject({
      kind: 'bundles',
      state: 'done',
      result: where.evidenceId,
    })
    expect(await answers(where)).toEqual(CHECKS.map(() => 'holds'))
    expect((await ask('bundles.state', where)).run?.changed).toEqual({ trust: false, keys: false, log: false })
    // A key that is forgotten takes nothing back.
    await ask('bundles.forget-key', { caseId, kid: AUDITOR.kid })
    expect((await ask('bundles.state', where)).run?.changed.keys).toBe(false)
  })

  test('against a log that says something else: every difference is a failure, with its entry', async () => {
    const caseId = await newCase()
    const logged = await take(
      caseId,
      log(made, (sealed) => {
        sealed.data.bundle.payloads = 4
        sealed.data.bundle.bytes += 1
      }),
    )
    const where = await take(caseId, bag(made))
    await verifyAgain(where, logged.evidenceId)
    const { checks, sealed } = await ask('bundles.get', { ...where, no: 1 })
    expect(checks.logged).toMatchObject({
      answer: 'fails',
      failureCount: 2,
      failures: [
        { file: 'log entry 2', rule: 'logged_payloads', got: '4' },
        { file: 'log entry 2', rule: 'logged_bytes', got: `${made.payloadBytes + 1}` },
      ],
    })
    expect(sealed).toEqual([{ index: 2, seq: 2 }])
  })

  test('a disclosure that the log has sealed and that is not here is counted and named', async () => {
    const caseId = await newCase()
    const logged = await take(
      caseId,
      log(made, (sealed) => {
        sealed.data.bundle.id = 'bdl_ffffffffffffffff'
        sealed.data.bundle.note = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
      }),
    )
    const where = await take(caseId, bag(made))
    expect((await ask('bundles.state', where)).run).toMatchObject({
      log: { evidenceId: logged.evidenceId },
      absentCount: 1,
      absent: [{ bundle: 'bdl_ffffffffffffffff', req: REQ, index: 2, seq: 2 }],
    })
    expect((await answers(where))[4]).toBe('fails')
  })

  test('a copy that was changed in the case since is refused by its file, and the verdict stays', async () => {
    const caseId = await newCase()
    const where = await take(caseId, bag(made))
    const { files } = await ask('evidence.files', where)
    const note = files.find(({ path }) => path === 'bundle.note')
    const sha = note?.sha256 ?? ''
    const theCase = await it.app.cases.get(caseId)
    const file = join(theCase.folder, 'evidence', sha.slice(0, 2), sha)
    const before = readFileSync(file)
    rmSync(file, { force: true })
    writeFileSync(file, Buffer.concat([before.subarray(0, -2), Buffer.from('A\n')]))
    expect(await verifyAgain(where, null)).toMatchObject({
      state: 'failed',
      error: { code: 'refused', place: { file: 'bundle.note' }, expected: `sha256 ${sha}` },
    })
    expect((await ask('bundles.state', where)).run).not.toBeNull()
  })

  test('cancelled, it leaves the verdict from before', async () => {
    const caseId = await newCase()
    const where = await take(caseId, bag(made))
    const before = await ask('bundles.state', where)
    await trustSigner()
    const { jobId } = await ask('bundles.verify', { ...where, log: null })
    expect((await ask('jobs.cancel', { jobId })).state).toBe('cancelled')
    expect((await ask('bundles.state', where)).run).toMatchObject({
      verifiedAtMs: before.run?.verifiedAtMs,
      trusted: [],
    })
  })

  test('with evidence that is no log is refused', async () => {
    const caseId = await newCase()
    const where = await take(caseId, bag(made))
    expect(await refusedBy('bundles.verify', { ...where, log: where.evidenceId })).toMatchObject({ code: 'not_found' })
    expect(await refusedBy('bundles.verify', { ...where, log: 'ev_ffffffffffffffff' })).toMatchObject({
      code: 'not_found',
    })
  })
})

describe('the list', () => {
  const many = async (hooks: readonly Hooks[]) => {
    const folder = join(at, 'set')
    for (const [i, hook] of hooks.entries()) writeBundle(join(folder, `b${i}`), (await makeBundle(hook)).files)
    return take(await newCase(), folder)
  }

  test('is filtered by what a bundle or a check says, by request and by words, and counted', async () => {
    await trustSigner()
    const where = await many([
      {},
      { bagInfo: () => 'Payload-Oxum: 1.1\n' },
      { noteText: (text) => text.replace('disclosure-bundle/v1', 'x') },
    ])
    const paths = async (filter: Input<'bundles.list'>['filter']) =>
      (await ask('bundles.list', { ...where, filter })).rows.map(({ path }) => path)
    expect(await paths({})).toEqual(['b0', 'b1', 'b2'])
    expect(await paths({ status: 'fails' })).toEqual(['b1', 'b2'])
    expect(await paths({ check: 'bag', answer: 'fails' })).toEqual(['b1'])
    expect(await paths({ check: 'signature', answer: 'fails' })).toEqual(['b2'])
    expect(await paths({ status: 'holds' })).toEqual([])
    expect(await paths({ text: 'B1' })).toEqual(['b1'])
    expect(await paths({ text: 'b_' })).toEqual([])
    expect(await paths({ req: REQ })).toEqual(['b0', 'b1', 'b2'])
    expect(await paths({ req: 'req_x' })).toEqual([])
    const { run } = await ask('bundles.state', where)
    expect(run?.status).toEqual({ holds: 0, fails: 2, not_examined: 1 })
    expect(run?.checks.bag).toEqual({ holds: 2, fails: 1, not_examined: 0 })
    const page = await ask('bundles.list', { ...where, filter: { status: 'fails' }, from: 1, limit: 1 })
    expect(page).toMatchObject({
      matching: 2,
      account: { shown: 1, total: 3, filter: 'fails', source: 'set' },
      rows: [{ no: 3 }],
    })
    expect(await refusedBy('bundles.list', { ...where, filter: { check: 'bag' } })).toMatchObject({
      code: 'bad_request',
    })
  })

  test('without an import it has the bundles of the whole case: those of one request', async () => {
    const caseId = await newCase()
    await take(caseId, bag(made))
    await take(caseId, bag(made, 'second'))
    const { rows, matching } = await ask('bundles.list', { caseId, evidenceId: null, filter: { req: REQ } })
    expect([rows.length, matching, new Set(rows.map(({ evidenceId }) => evidenceId)).size]).toEqual([2, 2, 2])
  })

  test('the document is that of `bundle verify --json`', async () => {
    const where = await take(await newCase(), bag(made))
    const { fileName, text } = await ask('bundles.document', { ...where, no: 1 })
    expect(fileName).toBe(`${BUNDLE}.verdict.json`)
    const document = JSON.parse(text)
    expect(Object.keys(document)).toEqual(['tool', 'bundles'])
    expect(Object.keys(document.bundles[0])).toEqual(['path', 'bundle', 'req', ...CHECKS])
    expect(JSON.parse((await ask('bundles.document', { ...where, no: null })).text)).toEqual(document)
  })

  test('evidence that is a log has no bundles, and a number that names none is not found', async () => {
    const caseId = await newCase()
    const logged = await take(caseId, log(made))
    expect(await refusedBy('bundles.state', logged)).toMatchObject({ code: 'refused', got: 'folder' })
    const where = await take(caseId, bag(made))
    expect(await refusedBy('bundles.get', { ...where, no: 2 })).toMatchObject({ code: 'not_found' })
  })
})

describe('a decryption key', () => {
  test('as PEM, JWK or encrypted PEM is known by the thumbprint that jose computes', async () => {
    const caseId = await newCase()
    const { privateKey } = AUDITOR
    const encrypted = privateKey.export({
      format: 'pem',
      type: 'pkcs8',
      cipher: 'aes-256-cbc',
      passphrase: 'open sesame',
    })
    for (const [text, passphrase] of [
      [pemOf(AUDITOR), null],
      [JSON.stringify(privateKey.export({ format: 'jwk' })), null],
      [String(encrypted), 'open sesame'],
    ] as const) {
      expect(await ask('bundles.add-key', { caseId, text, name: 'k', passphrase })).toMatchObject({
        kid: AUDITOR.kid,
        kind: 'X25519',
      })
    }
    expect((await ask('bundles.keys', { caseId })).keys).toHaveLength(1)
    expect((await ask('bundles.keys', { caseId: await newCase() })).keys).toEqual([])
  })

  test.each([
    ['an encrypted one without its passphrase', null, 'a passphrase for an encrypted key', 'none'],
    ['one with another passphrase', 'wrong', 'the passphrase of this key', 'another one, or a damaged key'],
  ])('%s is refused, and nothing of it is repeated', async (_what, passphrase, expected, got) => {
    const caseId = await newCase()
    const text = String(
      AUDITOR.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'right' }),
    )
    const refused = await refusedBy('bundles.add-key', { caseId, text, name: 'locked.pem', passphrase })
    expect(refused).toMatchObject({ code: 'refused', place: { file: 'locked.pem' }, expected, got })
    expect(JSON.stringify(refused)).not.toContain(text.split('\n')[1])
    expect((await ask('bundles.keys', { caseId })).keys).toEqual([])
  })

  test('of a kind that no bundle is sealed to, or no key at all, is refused by what it is', async () => {
    const caseId = await newCase()
    const other = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
    const input = { caseId, name: 'k', passphrase: null }
    expect(await refusedBy('bundles.add-key', { ...input, text: other })).toMatchObject({ got: 'ed25519' })
    const secret = 'not a key but secret all the same'
    expect(JSON.stringify(await refusedBy('bundles.add-key', { ...input, text: secret }))).not.toContain('secret')
  })

  test('opens the index, a table with its claim, and a document; without it, each is refused', async () => {
    const caseId = await newCase()
    const where = { ...(await take(caseId, bag(made))), no: 1 }
    expect(await refusedBy('bundles.contents', where)).toMatchObject({
      code: 'refused',
      place: { file: 'data/0001.jwe' },
    })
    await hold(caseId, AUDITOR)
    const { files } = await ask('bundles.contents', where)
    expect(files).toMatchObject([
      {
        path: 'data/0002.jwe',
        name: 'counts.csv',
        mediaType: 'text/csv',
        kind: 'table',
        parts: 1,
        bytes: TABLE.length,
        claim: { k: 5, l: 2, t: '0.3' },
      },
      {
        path: 'data/0003.jwe',
        name: 'letter.txt',
        kind: 'document',
        claim: null,
        categories: ['subscriber', 'payment'],
      },
    ])
    const letter = await ask('bundles.read-file', { ...where, file: 'data/0003.jwe' })
    expect(letter).toMatchObject({ text: 'Dear authority,\nsee the table.\n', totalBytes: 31, bytes: 31 })
    const { tableId } = await ask('bundles.open-table', { ...where, file: 'data/0002.jwe' })
    expect(await ask('tables.columns', { tableId })).toMatchObject({ name: 'counts.csv', rows: 18 })
    expect((await ask('bundles.table-claim', { tableId })).from).toEqual({
      bundle: BUNDLE,
      claim: {
        quasi: ['age', 'region'],
        sensitive: [{ name: 'category', scale: 'categorical' }],
        claims: ['k=5', 'l=2', 't=0.3'],
        suppressed: '*',
      },
    })
    expect(await ask('tables.page', { tableId, from: 16, limit: 10 })).toEqual({
      columns: ['age', 'region', 'category'],
      total: 18,
      rows: [
        { row: 17, cells: ['30-39', 'north', 'a'] },
        { row: 18, cells: ['30-39', 'north', 'b'] },
      ],
    })
    const measuring = await ask('tables.measure', {
      tableId,
      quasi: ['age', 'region'],
      sensitive: [{ name: 'category', scale: 'categorical' }],
      claims: ['k=6', 'k=7'],
    })
    const { result: measureId } = await done(measuring.jobId)
    const measured = await ask('tables.measured', { measureId: measureId ?? '' })
    expect(measured.result.claims.map(({ claim, verdict }) => `${claim} ${verdict}`)).toEqual([
      'k=6 holds',
      'k=7 fails',
    ])
    expect(await refusedBy('bundles.read-file', { ...where, file: 'data/0009.jwe' })).toMatchObject({
      expected: 'a file "data/0009.jwe"',
    })
    // Forgotten, and with it what it has opened.
    await ask('bundles.forget-key', { caseId, kid: AUDITOR.kid })
    expect((await ask('bundles.keys', { caseId })).keys).toEqual([])
    expect(await refusedBy('tables.page', { tableId })).toMatchObject({ code: 'not_found' })
    expect(await refusedBy('bundles.read-file', { ...where, file: 'data/0003.jwe' })).toMatchObject({
      got: 'none that is in memory',
    })
    expect(await refusedBy('bundles.forget-key', { caseId, kid: AUDITOR.kid })).toMatchObject({ code: 'not_found' })
  })

  test('a text that is not the committed one is not shown, though it decrypts', async () => {
    const caseId = await newCase()
    const swapped = await makeBundle({
      statement: (statement) => {
        statement.payloads[2].plain.commit = statement.payloads[1].plain.commit
      },
    })
    await hold(caseId, AUDITOR)
    const where = { ...(await take(caseId, bag(swapped))), no: 1 }
    expect(await refusedBy('bundles.read-file', { ...where, file: 'data/0003.jwe' })).toMatchObject({
      place: { file: 'data/0003.jwe' },
      expected: expect.stringContaining('text with commitment'),
    })
  })

  test('a document of which more than 1 MiB is there is cut between two characters and says so', async () => {
    const caseId = await newCase()
    const long = '€'.repeat(400_000)
    const big = await makeBundle({
      payloads: async (payloads) => {
        const plain = Buffer.from(long)
        Object.assign(payloads[2] as object, { plain, ...(await sealWithJose(plain)) })
      },
    })
    await hold(caseId, AUDITOR)
    const where = { ...(await take(caseId, bag(big))), no: 1 }
    const read = await ask('bundles.read-file', { ...where, file: 'data/0003.jwe' })
    expect([read.bytes, read.totalBytes]).toEqual([2 ** 20, 1_200_000])
    // 1,048,576 = 3 x 349,525 + 1
    expect(read.text).toBe('€'.repeat(349_525))
  })

  test('is nowhere on disk after it was used, neither its text nor its scalar nor what it opened', async () => {
    const caseId = await newCase()
    await take(caseId, log(made))
    await hold(caseId, AUTHORITY)
    const jwk = AUDITOR.privateKey.export({ format: 'jwk' })
    const encrypted = String(
      AUDITOR.privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'a pass phrase' }),
    )
    await ask('bundles.add-key', { caseId, text: encrypted, name: 'mine.pem', passphrase: 'a pass phrase' })
    const taken = await take(caseId, bag(made))
    await verifyAgain(taken, null)
    const where = { ...taken, no: 1 }
    const { tableId } = await ask('bundles.open-table', { ...where, file: 'data/0002.jwe' })
    await ask('tables.page', { tableId })
    await ask('bundles.read-file', { ...where, file: 'data/0003.jwe' })
    const secrets = [
      Buffer.from(String(jwk.d)),
      Buffer.from(String(jwk.d), 'base64url'),
      Buffer.from(encrypted.split('\n')[1] ?? 'x'),
      Buffer.from(pemOf(AUDITOR).split('\n')[1] ?? 'x'),
      Buffer.from('a pass phrase'),
      Buffer.from('Dear authority'),
      Buffer.from('10-19,north'),
      Buffer.from('counts.csv'),
    ]
    const seen = () => filesBelow(at).filter((file) => secrets.some((secret) => readFileSync(file).includes(secret)))
    expect(seen()).toEqual([])
    await it.app.close()
    expect(seen()).toEqual([])
    // The search finds what is there: the public id of the key is kept with the verdict.
    expect(filesBelow(at).some((file) => readFileSync(file).includes(AUDITOR.kid))).toBe(true)
  })

  test('goes when the case is closed', async () => {
    const caseId = await newCase()
    await hold(caseId, AUDITOR)
    const { folder } = await it.app.cases.get(caseId)
    await ask('cases.forget', { caseId })
    const again = await ask('cases.open-picked', { pickedId: it.app.pick(folder) })
    expect(again.caseId).toBe(caseId)
    expect((await ask('bundles.keys', { caseId })).keys).toEqual([])
  })
})

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
}
