import { execFileSync } from 'node:child_process'
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generalDecrypt } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { CHECKS } from '#core/bundle/check.ts'
import { readJwe } from '#core/bundle/jwe-profile.ts'
import { createJweScanner } from '#core/bundle/jwe-scan.ts'
import { readDecryptionKey } from '../../main/io/jwe-keys.ts'
import { seededBytes } from '../../main/io/seeded-bytes.ts'
import { sealBundle } from '../../main/work/seal-bundle.ts'
import { AUDITOR, type Bent, LOG, makeBundle, PARTIES, type Party, REQ, SIGNER, TABLE } from '../support/bundle.ts'
import { failuresOf, good, judge } from '../support/judge-bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'bundle-attacks-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const reading = (text: string) => {
  const scanner = createJweScanner()
  scanner.push(Buffer.from(text))
  return readJwe('x.jwe', scanner.finish())
}

describe('the JWE examples of RFC 7520 lie outside the profile', () => {
  const folder = 'test/vectors/jose-cookbook'
  /** What is refused, by what the example is about: read from the RFC, section by section. */
  const OUTSIDE: Readonly<Record<string, RegExp>> = {
    '5_1': /RSA1_5/,
    '5_2': /RSA-OAEP"/,
    '5_3': /PBES2/,
    '5_4': /A128GCM/,
    '5_5': /"ECDH-ES"/,
    '5_6': /"dir"/,
    '5_7': /A256GCMKW/,
    '5_8': /A128KW/,
    '5_9': /DEF/,
    '5_10': /aad|A128KW/,
    '5_11': /unprotected/,
    '5_12': /unprotected/,
    '5_13': /unprotected/,
  }
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  test('there are thirteen', () => expect(files).toHaveLength(13))
  test.each(files)('%s, in every serialization it has', (name) => {
    const { output } = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    const [section = ''] = name.split('.')
    for (const value of Object.values(output)) {
      const { jwe, failures } = reading(typeof value === 'string' ? value : JSON.stringify(value))
      expect(jwe).toBeNull()
      if (value !== output.json_flat)
        expect(failures.map(({ got }) => got).join('\n')).toMatch(OUTSIDE[section] ?? /^$/)
      else expect(failures.map(({ got }) => got).join('\n')).toMatch(/flattened/)
    }
  })
})

/** Multiplication in GF(2^128) as NIST SP 800-38D §6.3 has it: bit 0 is the leftmost. */
const R = 0xe1n << 120n
function multiply(x: bigint, y: bigint): bigint {
  let z = 0n
  let v = y
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) z ^= v
    v = v & 1n ? (v >> 1n) ^ R : v >> 1n
  }
  return z
}
function power(x: bigint, exponent: bigint): bigint {
  let result = 1n << 127n
  for (let e = exponent, base = x; e > 0n; e >>= 1n, base = multiply(base, base))
    if (e & 1n) result = multiply(result, base)
  return result
}
const number = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
const block = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(32, '0'), 'hex')
function aes(key: Uint8Array, text: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  return Buffer.concat([cipher.update(text), cipher.final()])
}

/**
 * One ciphertext and tag that two keys both accept (Dodis et al., CRYPTO 2018, §3.1): the last block is chosen so that
 * the tags agree. tag = E_K(J0) + sum of blocks times powers of H; with one free block that is one linear equation.
 */
function collide(keys: readonly [Buffer, Buffer], iv: Buffer, aad: Buffer, body: Buffer) {
  const blocks: bigint[] = []
  const add = (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += 16) {
      blocks.push(number(Buffer.concat([bytes.subarray(at, at + 16), Buffer.alloc(16)]).subarray(0, 16)))
    }
  }
  add(aad)
  add(body)
  const lengths = (BigInt(aad.length * 8) << 64n) | BigInt((body.length + 16) * 8)
  const sides = keys.map((key) => {
    const h = number(aes(key, Buffer.alloc(16)))
    const mask = number(aes(key, Buffer.concat([iv, Buffer.from([0, 0, 0, 1])])))
    let y = 0n
    for (const each of blocks) y = multiply(y ^ each, h)
    // The free block x: ((y ^ x)·h ^ lengths)·h ^ mask
    return { square: multiply(h, h), rest: multiply(multiply(y, h) ^ lengths, h) ^ mask }
  })
  const [a, b] = sides
  if (a === undefined || b === undefined) throw new Error('two keys')
  const inverse = power(a.square ^ b.square, 2n ** 128n - 2n)
  const free = multiply(a.rest ^ b.rest, inverse)
  return { ciphertext: Buffer.concat([body, block(free)]), tag: block(multiply(free, a.square) ^ a.rest) }
}

test('one ciphertext that opens to two texts under two keys is caught by both commitments', async () => {
  const [auditor, authority] = [AUDITOR, PARTIES[0] as Party]
  let other = Buffer.alloc(0)
  const made = await makeBundle({
    payloads: async (list) => {
      const third = list[2]
      const second = list[1]
      if (!third || !second) throw new Error('three payloads')
      // A content key that the authority can unwrap and one that the auditor can: those of two JWEs made by jose.
      const iv = Buffer.from(third.jwe.iv, 'base64url')
      const aad = Buffer.from(third.jwe.protected)
      const { sealWithJose } = await import('../support/bundle.ts')
      const [mine, theirs] = [await sealWithJose(Buffer.from('a')), await sealWithJose(Buffer.from('b'))]
      const { ciphertext, tag } = collide([mine.cek, theirs.cek], iv, aad, Buffer.alloc(64, 'not what it seems'))
      const open = (key: Buffer) => {
        const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(aad).setAuthTag(tag)
        return Buffer.concat([decipher.update(ciphertext), decipher.final()])
      }
      other = open(theirs.cek)
      // jose's AAD is the protected header: the same bytes in all three.
      third.jwe = {
        ...third.jwe,
        ciphertext: ciphertext.toString('base64url'),
        tag: tag.toString('base64url'),
        recipients: PARTIES.map((party, at) => (party === auditor ? theirs : mine).jwe.recipients[at]),
      }
      third.cek = mine.cek
      third.plain = open(mine.cek)
      expect(other.equals(third.plain)).toBe(false)
    },
  })
  // The attack is real: another implementation opens it, to different texts, and is content.
  const jwe = JSON.parse(made.files.get('data/0003.jwe')?.toString() ?? '') as Bent
  const byJose = await generalDecrypt(jwe, auditor.privateKey)
  expect(Buffer.from(byJose.plaintext).equals(other)).toBe(true)
  const first = await judge(made, { keys: [authority] })
  expect(failuresOf(first.verdict)).toEqual([])
  const second = await judge(made, { keys: [auditor] })
  expect(failuresOf(second.verdict).map(({ check, file, rule }) => [check, file, rule])).toEqual([
    ['commitments', 'data/0003.jwe', 'cek_commitment'],
    ['commitments', 'data/0003.jwe', 'plain_commitment'],
  ])
})

test('an edited bag-info.txt with recomputed manifests is caught by the signature, without any key', async () => {
  const made = await makeBundle()
  const info = Buffer.from(`Contact-Name: Mallory\n${made.files.get('bag-info.txt')}`)
  const hex = createHash('sha256').update(info).digest('hex')
  const tags = `${made.files.get('tagmanifest-sha256.txt')}`.replace(/^[0-9a-f]{64}(?= {2}bag-info)/m, hex)
  made.files.set('bag-info.txt', info)
  made.files.set('tagmanifest-sha256.txt', Buffer.from(tags))
  const { verdict, exit } = await judge(made, { vkeys: [], keys: [], log: null })
  expect(failuresOf(verdict)).toMatchObject([{ check: 'signature', file: 'bundle.note', rule: 'note_tagmanifest' }])
  expect(exit).toBe(40)
})

test('a bundle with any single byte changed in any file does not pass', { timeout: 120_000 }, async () => {
  const made = await makeBundle()
  const passed: string[] = []
  for (const [path, bytes] of made.files) {
    // Every byte of the small files, every 41st of the larger ones, each with another bit.
    const step = bytes.length > 700 ? 41 : path === 'bundle.note' ? 1 : 3
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      const files = new Map(made.files).set(path, changed)
      const { exit } = await judge({ ...made, files }, { keys: [], log: null })
      if (exit === 0) passed.push(`${path} byte ${at}`)
    }
  }
  expect(passed).toEqual([])
})

const keyOf = ({ privateKey }: Party) =>
  good(readDecryptionKey(Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' })), 'key', null))

function sealed(name: string, parties: readonly Party[] = PARTIES) {
  const text = Buffer.from(TABLE)
  return sealBundle(join(root, name), {
    bundle: 'bdl_sealed',
    log: LOG,
    req: REQ,
    created: '2026-03-01T09:30:00.000Z',
    recipients: parties.map((party) => ({ role: party.role, key: keyOf(party) })),
    files: [
      {
        name: 'counts.csv',
        mediaType: 'text/csv',
        kind: 'table',
        categories: ['subscriber'],
        anonymity: { k: 5, quasi: ['age', 'region'], sensitive: ['category'], l: 2, t: '0.3', suppressed: '*' },
        bytes: text.length,
        open: async function* () {
          yield text.subarray(0, 10)
          yield text.subarray(10)
        },
      },
    ],
    signer: SIGNER,
    random: seededBytes('a seed'),
  })
}
const filesOf = (name: string) => {
  const paths = readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).filter((path) => path !== 'data')
  return new Map(paths.map((path) => [path, readFileSync(join(root, name, path))]))
}

describe('the reference writer', () => {
  test('makes a bundle that holds in every check, and that jose opens for each recipient', async () => {
    const report = good(await sealed('one'))
    const files = filesOf('one')
    const entry = { v: 1, log: LOG, seq: 1, req: REQ, type: 'disclosure.sealed', data: report }
    const received = {
      v: 1,
      log: LOG,
      seq: 0,
      req: REQ,
      type: 'request.received',
      data: { dataRequested: ['subscriber'] },
    }
    const log = `${JSON.stringify(received)}\n${JSON.stringify(entry)}\n`
    const made = { files, noteText: '', statement: null, payloadBytes: 0 }
    for (const own of PARTIES) {
      const { verdict, exit } = await judge(made, { keys: [own], log })
      expect(failuresOf(verdict)).toEqual([])
      expect(CHECKS.map((check) => verdict[check].answer)).toEqual(CHECKS.map(() => 'holds'))
      expect(exit).toBe(0)
      const jwe = JSON.parse(`${files.get('data/0002.jwe')}`)
      const { plaintext } = await generalDecrypt(jwe, own.privateKey)
      expect(Buffer.from(plaintext).toString()).toBe(TABLE)
    }
  })
  test('writes the same bytes for the same seed, where no RSA is among the recipients', async () => {
    good(await sealed('two', PARTIES.slice(0, 2)))
    good(await sealed('three', PARTIES.slice(0, 2)))
    expect(filesOf('two')).toEqual(filesOf('three'))
  })
  test('does not write over what is there', async () => {
    good(await sealed('four'))
    const before = filesOf('four')
    expect(await sealed('four')).toMatchObject({ ok: false, error: { code: 'bad_option' } })
    expect(filesOf('four')).toEqual(before)
  })
})

/** RFC 8493 §2 and §3 in 25 lines of Python, by somebody else's hashlib: declaration, payload and tag manifests, completeness. */
const PYTHON = `
import hashlib, os, sys
root = sys.argv[1]
def files(under):
    return {os.path.relpath(os.path.join(d, f), root).replace(os.sep, '/') for d, _, fs in os.walk(under) for f in fs}
with open(os.path.join(root, 'bagit.txt'), encoding='utf-8', newline='') as f:
    lines = f.read().splitlines()
assert lines == ['BagIt-Version: 1.0', 'Tag-File-Character-Encoding: UTF-8'], lines
def check(name):
    listed = {}
    for line in open(os.path.join(root, name), encoding='utf-8'):
        checksum, path = line.split(None, 1)
        path = path.rstrip('\\r\\n')
        assert path not in listed, path
        listed[path] = checksum.lower()
        with open(os.path.join(root, path), 'rb') as f:
            assert hashlib.sha256(f.read()).hexdigest() == checksum.lower(), path
    return set(listed)
assert check('manifest-sha256.txt') == files(os.path.join(root, 'data'))
tags = check('tagmanifest-sha256.txt')
assert not any(t.startswith('tagmanifest-') for t in tags)
info = dict(l.rstrip('\\n').split(': ', 1) for l in open(os.path.join(root, 'bag-info.txt'), encoding='utf-8'))
data = files(os.path.join(root, 'data'))
assert info['Payload-Oxum'] == '%d.%d' % (sum(os.path.getsize(os.path.join(root, p)) for p in data), len(data))
print('valid')
`
const runs = (why: string, ...args: readonly string[]) => {
  try {
    execFileSync('python3', args, { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write(`SKIPPED: ${why}\n`)
    return false
  }
}
const python = runs('no python3, the bag is not checked by RFC 8493 from outside', '-c', 'print()')
const bagit =
  python && runs("no Python package bagit, the bag is not validated by the standard's own tool", '-c', 'import bagit')

test.skipIf(!python)('a bag made here is valid by RFC 8493, checked in Python', async () => {
  good(await sealed('five'))
  const script = join(root, 'bag.py')
  writeFileSync(script, PYTHON)
  expect(execFileSync('python3', [script, join(root, 'five')], { encoding: 'utf8' })).toBe('valid\n')
  appendFileSync(join(root, 'five', 'data', '0002.jwe'), ' ')
  expect(() => execFileSync('python3', [script, join(root, 'five')], { stdio: 'ignore' })).toThrow()
})

test.skipIf(!bagit)("a bag made here is valid to the Library of Congress's bagit", async () => {
  good(await sealed('six'))
  const validate = () => execFileSync('python3', ['-m', 'bagit', '--validate', join(root, 'six')], { stdio: 'ignore' })
  validate()
  appendFileSync(join(root, 'six', 'data', '0002.jwe'), ' ')
  expect(validate).toThrow()
})
