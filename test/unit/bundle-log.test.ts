/** What a log says of bundles over time: corrections, keys, and repetitions across the bundles of a folder. */
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { BundleVerdict } from '#core/bundle/check.ts'
import { noteKeyOfSeed } from '#core/note/signer.ts'
import { parseVkey } from '#core/note/vkey.ts'
import { findBundles } from '../../main/io/find-bundles.ts'
import { readDecryptionKey } from '../../main/io/jwe-keys.ts'
import { publicKeyFromSeed } from '../../main/io/node-crypto.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { readLedger } from '../../main/work/bundle-ledger.ts'
import { createBundleMemory, verifyBundles } from '../../main/work/verify-bundles.ts'
import {
  AUDITOR,
  type Bent,
  BUNDLE,
  LOG,
  LOG_KEY,
  type MadeBundle,
  makeBundle,
  REQ,
  SIGNER,
  sealWithJose,
  writeBundle,
} from '../support/bundle.ts'
import { failuresOf, good, judge } from '../support/judge-bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'bundle-log-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const noteDigest = (made: MadeBundle) => createHash('sha256').update(made.noteText).digest('base64')
const sealedData = (made: MadeBundle): Bent => ({
  bundle: { id: BUNDLE, note: noteDigest(made), payloads: 3, bytes: made.payloadBytes },
  dataDisclosed: ['subscriber', 'payment'],
  enc: 'A256GCM',
  recipients: made.statement.recipients,
  tables: 1,
})
const received = { type: 'request.received', req: REQ, data: { dataRequested: ['subscriber', 'payment'] } }
/** Entries in order, each with its seq. */
const lines = (entries: readonly Bent[]) =>
  entries
    .map((entry, seq) => `${JSON.stringify({ v: 1, log: LOG, seq, time: '2026-03-01T09:30:00.000Z', ...entry })}\n`)
    .join('')
const correction = (seq: number, field: string, value: unknown) => ({
  type: 'correction',
  data: { seq, field, value, why: 'a slip' },
})
const sealed = (data: Bent) => ({ type: 'disclosure.sealed', req: REQ, data })

describe('corrections', () => {
  test('a figure that was logged wrongly and put right holds, and both figures are told', async () => {
    const made = await makeBundle()
    const wrong = { ...sealedData(made), bundle: { ...sealedData(made).bundle, bytes: 17 } }
    const log = lines([received, sealed(wrong), correction(1, '/bundle/bytes', made.payloadBytes)])
    const { verdict } = await judge(made, { log })
    expect(verdict.logged).toEqual({
      answer: 'holds',
      why: `logged as entry 1; /bundle/bytes corrected by entry 2 from 17 to ${made.payloadBytes}`,
      failures: [],
    })
  })
  test('a correction that makes it wrong fails, and both figures are told', async () => {
    const made = await makeBundle()
    const log = lines([
      received,
      sealed(sealedData(made)),
      correction(1, '/bundle', { ...sealedData(made).bundle, payloads: 2 }),
    ])
    const { verdict } = await judge(made, { log })
    expect(failuresOf(verdict)).toEqual([
      {
        check: 'logged',
        file: 'log entry 1',
        rule: 'logged_payloads',
        got: '2, corrected from 3',
      },
    ])
    expect(verdict.logged.why).toMatch(/^logged as entry 1; \/bundle corrected by entry 2 from/)
  })
  test('the last one counts, and one that corrects a correction is followed', async () => {
    const made = await makeBundle()
    const log = lines([
      received,
      sealed(sealedData(made)),
      correction(1, '/enc', 'A128GCM'),
      correction(2, '/value', 'A192GCM'),
      correction(1, '/tables', 9),
      correction(1, '/tables', 1),
    ])
    const { verdict } = await judge(made, { log })
    expect(failuresOf(verdict)).toMatchObject([{ rule: 'logged_enc', got: expect.stringMatching(/^A192GCM/) }])
    expect(verdict.logged.why).toContain('/tables corrected by entry 5 from 1 to 1')
  })
  test('what was asked for, put right afterwards, is what was approved', async () => {
    const made = await makeBundle()
    const narrow = { ...received, data: { dataRequested: ['subscriber'] } }
    const { verdict: before } = await judge(made, { log: lines([narrow, sealed(sealedData(made))]) })
    expect(failuresOf(before)).toMatchObject([{ rule: 'approved_categories', got: 'payment' }])
    const log = lines([narrow, sealed(sealedData(made)), correction(0, '/dataRequested', ['subscriber', 'payment'])])
    const { verdict } = await judge(made, { log })
    expect(verdict.logged).toMatchObject({
      answer: 'holds',
      why: expect.stringContaining('/dataRequested of entry 0 corrected by entry 2 from ["subscriber"] to'),
    })
  })
  test('one that speaks of another entry or of another member changes nothing', async () => {
    const made = await makeBundle()
    const log = lines([received, sealed(sealedData(made)), correction(1, '/period', {}), correction(0, '/reason', 'x')])
    const { verdict } = await judge(made, { log })
    expect(verdict.logged).toEqual({ answer: 'holds', why: 'logged as entry 1', failures: [] })
  })
})

const key = (byte: number) =>
  good(noteKeyOfSeed('example.org/log/bundles', 'ed25519', new Uint8Array(32).fill(byte), publicKeyFromSeed))
const NEXT = key(9)
const opened = (...bundleKeys: string[]) => ({
  type: 'log.opened',
  data: { format: 'disclosure-log/v1', keys: [LOG_KEY.vkey], bundleKeys },
})
const rotated = (from: string, to: string, purpose = 'bundle') => ({
  type: 'key.rotated',
  data: { purpose, oldKeyId: from, newKeyId: to },
})

describe('keys that the log names', () => {
  test('vouch for nothing by themselves, but it is said that the log names them', async () => {
    const made = await makeBundle()
    const log = lines([opened(SIGNER.vkey), received, sealed(sealedData(made))])
    const { verdict, exit } = await judge(made, { vkeys: [], log })
    expect(verdict.signature).toMatchObject({
      answer: 'not_examined',
      why: expect.stringMatching(/^no key was given; signed by .*which the log names/),
    })
    expect(verdict.logged.answer).toBe('holds')
    expect(exit).toBe(20)
  })
  test('are known: a bad signature by one fails, whoever is trusted', async () => {
    const made = await makeBundle()
    const forged = { ...NEXT, name: SIGNER.name, keyId: SIGNER.keyId }
    const bad = await makeBundle({ signWith: forged })
    const log = lines([opened(SIGNER.vkey), received, sealed(sealedData(bad))])
    const { verdict } = await judge(bad, { vkeys: [], log })
    expect(failuresOf(verdict)).toMatchObject([{ check: 'signature', rule: 'note_signature' }])
    expect(made.noteText).not.toBe('')
  })
  const cases: readonly [name: string, before: readonly Bent[], isInForce: boolean, got: string][] = [
    ['named when the log was opened', [opened(SIGNER.vkey)], true, ''],
    ['another one named when it was opened', [opened(NEXT.vkey)], false, NEXT.keyId],
    ['rotated in before', [opened(NEXT.vkey), rotated(NEXT.keyId, SIGNER.keyId)], true, ''],
    ['rotated out before', [opened(SIGNER.vkey), rotated(SIGNER.keyId, NEXT.keyId)], false, NEXT.keyId],
    [
      'rotated out and in again',
      [opened(SIGNER.vkey), rotated(SIGNER.keyId, NEXT.keyId), rotated(NEXT.keyId, SIGNER.keyId)],
      true,
      '',
    ],
    [
      'only the key of another purpose rotated',
      [opened(SIGNER.vkey), rotated(SIGNER.keyId, NEXT.keyId, 'storage')],
      true,
      '',
    ],
    ['rotated out before, never announced', [rotated(SIGNER.keyId, NEXT.keyId)], false, NEXT.keyId],
    [
      'retired at a smaller size',
      [opened(SIGNER.vkey), { type: 'key.retired', data: { keyId: SIGNER.keyId, toSize: 3 } }],
      false,
      'none',
    ],
    [
      'retired at just this size',
      [opened(SIGNER.vkey), { type: 'key.retired', data: { keyId: SIGNER.keyId, toSize: 4 } }],
      true,
      '',
    ],
    [
      'revoked from this size on',
      [
        opened(SIGNER.vkey),
        { type: 'key.revoked', data: { keyId: SIGNER.keyId, compromisedSinceSize: 4, why: 'lost' } },
      ],
      false,
      'none',
    ],
    [
      'revoked from the next size on',
      [
        opened(SIGNER.vkey),
        { type: 'key.revoked', data: { keyId: SIGNER.keyId, compromisedSinceSize: 5, why: 'lost' } },
      ],
      true,
      '',
    ],
    ['nothing said of keys for bundles', [{ type: 'log.opened', data: { keys: [] } }], true, ''],
  ]
  test.each(cases)('in force or not when the bundle was sealed: %s', async (_, before, isInForce, got) => {
    const made = await makeBundle()
    // The sealed entry is the fourth at most: entries that are missing before it are heartbeats.
    const filled = [...before, ...Array.from({ length: 3 }, () => ({ type: 'log.heartbeat', data: {} }))].slice(
      0,
      Math.max(2, before.length),
    )
    const log = lines([...filled, received, sealed(sealedData(made))])
    const { verdict } = await judge(made, { log })
    const failures = verdict.logged.failures.map(({ rule, expected }) => ({ rule, expected }))
    const size = filled.length + 2
    expect(failures).toEqual(
      isInForce
        ? []
        : [{ rule: 'logged_key', expected: `a signature by a key that the log has in force at size ${size}: ${got}` }],
    )
  })
})

describe('keys that the auditor trusts for some sizes only', () => {
  const verify = async (name: string, window: { fromSize: number; toSize: number | null }, withLog = true) => {
    const made = await makeBundle()
    const folder = join(root, name)
    writeBundle(folder, made.files)
    writeFileSync(join(root, `${name}.jsonl`), lines([received, sealed(sealedData(made))]))
    const ledger = withLog ? good(await readLedger(good(await openEvidence(join(root, `${name}.jsonl`))).files)) : null
    const vkey = good(parseVkey(SIGNER.vkey))
    const options = { vkeys: [vkey], windows: [{ keyId: vkey.keyId, ...window }], keys: [], ledger }
    return good(await verifyBundles(good(await findBundles(folder)), options)).bundles[0] as BundleVerdict
  }
  test.each([
    [0, null, true],
    [2, 2, true],
    [0, 1, false],
    [3, null, false],
  ])('from size %j to %j', async (fromSize, toSize, isTrusted) => {
    const verdict = await verify(`window-${fromSize}-${toSize}`, { fromSize, toSize })
    expect(verdict.logged.answer).toBe(isTrusted ? 'holds' : 'fails')
    expect(verdict.logged.failures.map(({ rule }) => rule)).toEqual(isTrusted ? [] : ['logged_key'])
  })
  test('without a log it is said that the window was not examined', async () => {
    const { signature } = await verify('no-log', { fromSize: 9, toSize: 9 }, false)
    expect(signature).toMatchObject({ answer: 'holds', why: expect.stringContaining('no log was given') })
  })
})

describe('repetitions across the bundles of a folder', () => {
  const decryption = () => [
    good(readDecryptionKey(Buffer.from(AUDITOR.privateKey.export({ format: 'pem', type: 'pkcs8' })), 'key', null)),
  ]
  /** Two bundles in one folder; the second may be bent with what the first had. */
  async function two(name: string, second: (first: MadeBundle) => Promise<MadeBundle>) {
    const folder = join(root, name)
    const first = await makeBundle()
    writeBundle(join(folder, 'a'), first.files)
    writeBundle(join(folder, 'b'), (await second(first)).files)
    const { bundles } = good(
      await verifyBundles(good(await findBundles(folder)), { vkeys: [], keys: decryption(), ledger: null }),
    )
    return bundles.map((verdict) => verdict.profile.failures.map(({ file, rule, got }) => `${file} ${rule} ${got}`))
  }
  const jweOf = (made: MadeBundle, path: string): Bent => JSON.parse(`${made.files.get(path)}`)

  test('an IV that was used before is found, with both places', async () => {
    const found = await two('iv', (first) =>
      makeBundle({
        payloads: (list) => {
          const third = list[2]
          if (third) third.jwe.iv = jweOf(first, 'data/0002.jwe').iv
        },
      }),
    )
    expect(found).toEqual([[], ['data/0003.jwe iv_repeated that of a/data/0002.jwe']])
  })
  test('an encrypted key that was used before is found, and with a private key the content key too', async () => {
    const mine = await sealWithJose(Buffer.from('the same key twice'))
    const withPayload = () =>
      makeBundle({
        payloads: async (list) => {
          const third = list[2]
          if (third) Object.assign(third, { jwe: mine.jwe, cek: mine.cek, plain: Buffer.from('the same key twice') })
        },
      })
    const folder = join(root, 'keys')
    writeBundle(join(folder, 'a'), (await withPayload()).files)
    const again = await withPayload()
    // Another bundle, not a copy of the first: another id.
    again.files.set(
      'disclosure.json',
      Buffer.from(`${again.files.get('disclosure.json')}`.replace(BUNDLE, 'bdl_another')),
    )
    writeBundle(join(folder, 'b'), again.files)
    const { bundles } = good(
      await verifyBundles(good(await findBundles(folder)), { vkeys: [], keys: decryption(), ledger: null }),
    )
    const [first, second] = bundles.map((verdict) =>
      verdict.profile.failures.map(({ file, rule, got }) => `${file} ${rule} ${got}`),
    )
    expect(first).toEqual([])
    const from = 'that of a/data/0003.jwe'
    expect(second).toEqual([
      `data/0003.jwe iv_repeated ${from}`,
      ...mine.jwe.recipients.map(() => `data/0003.jwe encrypted_key_repeated ${from}`),
      `data/0003.jwe cek_repeated ${from}`,
    ])
  })
  test('a bundle that lies there twice repeats nothing: it is one bundle, and the log says once', async () => {
    const folder = join(root, 'copies')
    writeBundle(join(folder, 'a'), (await makeBundle()).files)
    cpSync(join(folder, 'a'), join(folder, 'b'), { recursive: true })
    const { bundles } = good(
      await verifyBundles(good(await findBundles(folder)), { vkeys: [], keys: decryption(), ledger: null }),
    )
    expect(bundles.map(({ profile }) => profile.answer)).toEqual(['holds', 'holds'])
  })
  test('what one call met is known to the next, where they share a memory', async () => {
    const folder = join(root, 'shared')
    const made = await makeBundle()
    writeBundle(join(folder, 'x', 'one'), made.files)
    made.files.set(
      'disclosure.json',
      Buffer.from(`${made.files.get('disclosure.json')}`.replace(BUNDLE, 'bdl_another')),
    )
    writeBundle(join(folder, 'y', 'two'), made.files)
    const memory = createBundleMemory()
    const judgeIn = async (name: string) =>
      good(
        await verifyBundles(good(await findBundles(join(folder, name))), { vkeys: [], keys: [], ledger: null, memory }),
      ).bundles[0]
    expect((await judgeIn('x'))?.profile.answer).toBe('holds')
    expect((await judgeIn('y'))?.profile.failures.filter(({ rule }) => rule === 'iv_repeated')).toHaveLength(3)
  })
})
