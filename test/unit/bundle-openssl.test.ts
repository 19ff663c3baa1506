/** Bundles that none of our code made: test/vectors/bundle-openssl. They hold, and any byte of one changed does not. */
import { createPrivateKey } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compactDecrypt, generalDecrypt } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { type BundleVerdict, CHECKS } from '#core/bundle/check.ts'
import { parseVkey } from '#core/note/vkey.ts'
import { findBundles } from '../../main/io/find-bundles.ts'
import { readDecryptionKey } from '../../main/io/jwe-keys.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { readLedger } from '../../main/work/bundle-ledger.ts'
import { bundleExit, verifyBundles } from '../../main/work/verify-bundles.ts'
import { good } from '../support/judge-bundle.ts'

const VECTORS = 'test/vectors/bundle-openssl'
const PASSPHRASE = 'a passphrase of this test'
const ROLES = ['authority', 'auditor', 'operator'] as const
const root = mkdtempSync(join(tmpdir(), 'bundle-openssl-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const read = (name: string) => readFileSync(join(VECTORS, name))
const vkey = good(parseVkey(read('signer.vkey').toString().trim()))
const ledger = good(await readLedger(good(await openEvidence(join(VECTORS, 'log.jsonl'))).files))
const pem = (role: string) => good(readDecryptionKey(read(`${role}.pem`), role, null))
const answersOf = (verdict: BundleVerdict) => CHECKS.map((check) => verdict[check].answer)
const HOLDS = CHECKS.map(() => 'holds')

describe('bundles made with openssl', () => {
  test.each(ROLES)('hold in every check for the %s, general JSON and compact', async (role) => {
    const mine = good(await findBundles(VECTORS)).filter(({ path }) => ['general', `compact-${role}`].includes(path))
    const { bundles } = good(await verifyBundles(mine, { vkeys: [vkey], keys: [pem(role)], ledger }))
    expect(bundles.map(({ path }) => path)).toEqual([`compact-${role}`, 'general'])
    for (const verdict of bundles) expect(answersOf(verdict)).toEqual(HOLDS)
  })

  test.each(ROLES)('open with the key of the %s as JWK, as PKCS#8 PEM and as encrypted PEM alike', async (role) => {
    const key = createPrivateKey(read(`${role}.pem`))
    const keys = [
      pem(role),
      good(readDecryptionKey(Buffer.from(JSON.stringify(key.export({ format: 'jwk' }))), 'jwk', null)),
      good(readDecryptionKey(read(`${role}.encrypted.pem`), 'encrypted', PASSPHRASE)),
    ]
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1)
    const found = good(await findBundles(join(VECTORS, 'general')))
    for (const own of keys) {
      const document = good(await verifyBundles(found, { vkeys: [vkey], keys: [own], ledger: null }))
      expect(document.bundles[0]?.commitments).toMatchObject({ answer: 'holds', failures: [] })
    }
    expect(readDecryptionKey(read(`${role}.encrypted.pem`), 'encrypted', 'another')).toMatchObject({ ok: false })
    expect(readDecryptionKey(read(`${role}.encrypted.pem`), 'encrypted', null)).toMatchObject({ ok: false })
  })

  test('open with jose too, to the same text: three implementations agree', async () => {
    for (const role of ROLES) {
      const key = createPrivateKey(read(`${role}.pem`))
      const general = await generalDecrypt(JSON.parse(read('general/data/0003.jwe').toString()), key)
      const compact = await compactDecrypt(read(`compact-${role}/data/0003.jwe`).toString(), key)
      const text = 'Dear authority,\nplease find the table enclosed.\n'
      expect([general, compact].map(({ plaintext }) => Buffer.from(plaintext).toString())).toEqual([text, text])
    }
  })
})

describe('a small bundle, changed anywhere', () => {
  const bag = join(root, 'bag')
  cpSync(join(VECTORS, 'compact-auditor'), bag, { recursive: true })
  const paths = readdirSync(bag, { recursive: true, encoding: 'utf8' })
    .filter((path) => path !== 'data')
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
  /** What an auditor without any private key and without the log sees. */
  const options = { vkeys: [vkey], keys: [], ledger: null }
  const exitOf = async () => {
    const found = await findBundles(bag)
    return found.ok ? bundleExit(good(await verifyBundles(found.value, options))) : 2
  }
  const changed = async (path: string, bytes: Uint8Array) => {
    const original = readFileSync(join(bag, path))
    writeFileSync(join(bag, path), bytes)
    const exit = await exitOf()
    writeFileSync(join(bag, path), original)
    return exit
  }

  test('passes as it is', async () => expect(await exitOf()).toBe(0))

  test.each(paths)('any one byte of %s changed: it does not pass', { timeout: 120_000 }, async (path) => {
    const found = good(await findBundles(bag))
    const original = readFileSync(join(bag, path))
    const passed: number[] = []
    for (const at of original.keys()) {
      const bytes = Buffer.from(original)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
      writeFileSync(join(bag, path), bytes)
      if (bundleExit(good(await verifyBundles(found, options))) === 0) passed.push(at)
    }
    writeFileSync(join(bag, path), original)
    expect(original.length).toBeGreaterThan(40)
    expect(passed).toEqual([])
  })

  test.each(paths)('a byte put into %s, or taken out: it does not pass', { timeout: 120_000 }, async (path) => {
    const original = readFileSync(join(bag, path))
    const passed: string[] = []
    // Every place of the small files and every seventh of the others; what is put in is a line feed, a digit or a space.
    const step = original.length > 400 ? 7 : 1
    for (let at = 0; at <= original.length; at += step) {
      const [before, after] = [original.subarray(0, at), original.subarray(at)]
      const put = Buffer.from([[0x0a, 0x30, 0x20][at % 3] ?? 0])
      if ((await changed(path, Buffer.concat([before, put, after]))) === 0) passed.push(`put in at ${at}`)
      if (at < original.length && (await changed(path, Buffer.concat([before, after.subarray(1)]))) === 0)
        passed.push(`taken out at ${at}`)
    }
    expect(passed).toEqual([])
  })

  test.each(paths)('%s taken away or emptied: it does not pass', async (path) => {
    const original = readFileSync(join(bag, path))
    expect(await changed(path, Buffer.alloc(0))).toBe(40)
    unlinkSync(join(bag, path))
    const exit = await exitOf()
    writeFileSync(join(bag, path), original)
    expect(exit).toBe(40)
    expect(await exitOf()).toBe(0)
  })

  test.each(['data/0004.jwe', 'data/readme.txt', 'fetch.txt', 'manifest-sha512.txt', '.DS_Store', 'bagit.txt '])(
    'a file %s beside the others: it does not pass',
    async (path) => {
      writeFileSync(join(bag, path), 'x')
      const exit = await exitOf()
      unlinkSync(join(bag, path))
      expect(exit).toBe(40)
    },
  )

  test('two files that change places: it does not pass', async () => {
    const [a = '', b = ''] = ['data/0002.jwe', 'data/0003.jwe']
    const [first, second] = [readFileSync(join(bag, a)), readFileSync(join(bag, b))]
    writeFileSync(join(bag, a), second)
    writeFileSync(join(bag, b), first)
    const exit = await exitOf()
    writeFileSync(join(bag, a), first)
    writeFileSync(join(bag, b), second)
    expect(exit).toBe(40)
  })
})
