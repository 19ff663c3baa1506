import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Verifier } from '#core/capabilities.ts'
import { inclusionProof } from '#core/merkle/build-proof.ts'
import { hashAtFromTiles } from '#core/merkle/tile.ts'
import { leafHash } from '#core/merkle/tree.ts'
import { formatCheckpoint, parseCheckpoint } from '#core/note/checkpoint.ts'
import { addSignatures, cosigner, noteKeyOfSeed } from '#core/note/signer.ts'
import { checkTlogProof, formatTlogProof, parseTlogProof } from '#core/note/tlog-proof.ts'
import { parseVkey, verifierOf } from '#core/note/vkey.ts'
import { publicKeyFromSeed, sha256, signEd25519FromSeed, verifyEd25519 } from '../../main/io/node-crypto.ts'

const VKEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
const ORIGIN = 'example.com/log/testdata'
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
function verifier(vkey: string): Verifier {
  const parsed = parseVkey(vkey)
  const made = parsed.ok ? verifierOf(parsed.value, verifyEd25519) : null
  if (made === null) throw new Error('no verifier')
  return made
}
const KEYS = [verifier(VKEY)]

/** Proof of entry 4 ("five") in the tessera log at size 11. */
const CHECKPOINT = new Uint8Array(readFileSync('test/vectors/tessera-log/checkpoint.11'))
const TILE = new Uint8Array(readFileSync('test/vectors/tessera-log/tile/0/000.p/11'))
const PROOF =
  inclusionProof(
    4n,
    11n,
    hashAtFromTiles(() => TILE),
  ) ?? []
const GOOD = { extra: null, index: 4n, proof: PROOF, checkpoint: CHECKPOINT }
const FILE = formatTlogProof(GOOD)
const LEAF = leafHash(utf8('five'))

describe('a proof file', () => {
  test('is laid out as the specification says, and reads back', () => {
    const lines = text(FILE).split('\n')
    expect(lines.slice(0, 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 4'])
    expect(lines.slice(2, 6)).toEqual(PROOF.map((hash) => Buffer.from(hash).toString('base64')))
    expect(lines.slice(6).join('\n')).toBe(`\n${text(CHECKPOINT)}`)
    expect(parseTlogProof(FILE, 'p')).toEqual({ ok: true, value: GOOD })
  })

  test('may carry extra data', () => {
    const withExtra = formatTlogProof({ ...GOOD, extra: utf8('hello') })
    expect(text(withExtra).split('\n')[1]).toBe('extra aGVsbG8=')
    expect(parseTlogProof(withExtra, 'p')).toEqual({ ok: true, value: { ...GOOD, extra: utf8('hello') } })
    expect(parseTlogProof(formatTlogProof({ ...GOOD, extra: new Uint8Array(0) }), 'p')).toMatchObject({
      value: { extra: new Uint8Array(0) },
    })
  })

  test('shows that the entry is in the log', () => {
    const checked = checkTlogProof(GOOD, LEAF, KEYS, { origin: ORIGIN, hash: sha256 })
    expect(checked).toMatchObject({ value: { index: 4n, checkpoint: { origin: ORIGIN, size: 11n } } })
    expect(checkTlogProof(GOOD, LEAF, KEYS).ok).toBe(true)
  })

  test('of a tree of one entry has no hashes', () => {
    const checkpoint = new Uint8Array(readFileSync('test/vectors/tessera-log/checkpoint.1'))
    const parsed = parseTlogProof(formatTlogProof({ extra: null, index: 0n, proof: [], checkpoint }), 'p')
    expect(parsed.ok && checkTlogProof(parsed.value, leafHash(utf8('one')), KEYS).ok).toBe(true)
  })
})

describe('a proof that proves something else', () => {
  test.each([
    ['another entry', { leaf: leafHash(utf8('six')) }, 'bad_proof'],
    ['another index', { proof: { index: 5n } }, 'bad_proof'],
    ['an index at the size', { proof: { index: 11n } }, 'bad_proof'],
    ['a hash fewer', { proof: { proof: PROOF.slice(1) } }, 'bad_proof'],
    ['a hash more', { proof: { proof: [...PROOF, LEAF] } }, 'bad_proof'],
    ['another log', { origin: 'example.com/other' }, 'bad_proof'],
    ['keys of somebody else', { keys: [] as readonly Verifier[] }, 'unknown_key'],
    [
      'another checkpoint',
      { proof: { checkpoint: readFileSync('test/vectors/tessera-log/checkpoint.12') } },
      'bad_proof',
    ],
  ])('%s', (_, change: { leaf?: Uint8Array; proof?: object; origin?: string; keys?: readonly Verifier[] }, code) => {
    const { leaf = LEAF, proof = {}, origin = ORIGIN, keys = KEYS } = change
    expect(checkTlogProof({ ...GOOD, ...proof }, leaf, keys, { origin })).toMatchObject({ error: { code } })
  })

  test('an index at the size is named as the fault, with the size', () => {
    const error = { place: { field: 'index' }, expected: 'an index below the size 11', got: '11' }
    expect(checkTlogProof({ ...GOOD, index: 11n }, LEAF, KEYS)).toMatchObject({ error })
  })

  test('a witness cannot stand in for the log', () => {
    const seed = new Uint8Array(32).fill(7)
    const witness = noteKeyOfSeed('witness.example', 'cosignature/v1', seed, publicKeyFromSeed)
    if (!witness.ok) throw new Error('no key')
    const cosigned = addSignatures(CHECKPOINT, [cosigner(witness.value, 5n, signEd25519FromSeed)])
    const proof = { ...GOOD, checkpoint: cosigned.ok ? cosigned.value : CHECKPOINT }
    const witnesses = [verifier(witness.value.vkey)]
    expect(checkTlogProof(proof, LEAF, [], { witnesses })).toMatchObject({ error: { code: 'unknown_key' } })
    const checked = checkTlogProof(proof, LEAF, KEYS, { witnesses })
    expect(checked).toMatchObject({ value: { note: { verified: [{ name: ORIGIN }, { name: 'witness.example' }] } } })
    const lying = [{ ...(witnesses[0] as Verifier), verify: () => false }]
    expect(checkTlogProof(proof, LEAF, KEYS, { witnesses: lying })).toMatchObject({ error: { code: 'bad_signature' } })
  })

  test('no bit of the file can change', () => {
    for (let bit = 0; bit < FILE.length * 8; bit++) {
      const forged = Uint8Array.from(FILE, (byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      const parsed = parseTlogProof(forged, 'p')
      if (parsed.ok && checkTlogProof(parsed.value, LEAF, KEYS, { origin: ORIGIN }).ok) expect.fail(`bit ${bit}`)
    }
  })
})

describe('what is no proof file', () => {
  const H = Buffer.alloc(32, 1).toString('base64')
  const N = text(CHECKPOINT)
  const proofOf = (hashes: number): string => `c2sp.org/tlog-proof@v1\nindex 4\n${`${H}\n`.repeat(hashes)}\n${N}`
  test.each([
    ['empty', '', 1],
    ['another version', 'c2sp.org/tlog-proof@v2\nindex 0\n\n', 1],
    ['CR LF', 'c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n', 1],
    ['no index', `c2sp.org/tlog-proof@v1\n${H}\n\n${N}`, 2],
    ['a leading zero', `c2sp.org/tlog-proof@v1\nindex 04\n\n${N}`, 2],
    ['a negative index', `c2sp.org/tlog-proof@v1\nindex -4\n\n${N}`, 2],
    ['an index beyond 2^63-1', `c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\n${N}`, 2],
    ['loose base64 in extra', `c2sp.org/tlog-proof@v1\nextra aGk\nindex 4\n\n${N}`, 2],
    ['extra behind index', `c2sp.org/tlog-proof@v1\nindex 4\nextra aGk=\n\n${N}`, 3],
    ['two extras', `c2sp.org/tlog-proof@v1\nextra aGk=\nextra aGk=\nindex 4\n\n${N}`, 3],
    ['a hash of 31 bytes', `c2sp.org/tlog-proof@v1\nindex 4\n${Buffer.alloc(31).toString('base64')}\n\n${N}`, 3],
    ['no empty line', `c2sp.org/tlog-proof@v1\nindex 4\n${H}\n${N}`, 4],
    ['the end in the middle', `c2sp.org/tlog-proof@v1\nindex 4\n${H}`, 3],
    ['64 hashes', proofOf(64), 66],
  ])('%s', (_, file, line) => {
    expect(parseTlogProof(utf8(file), 'p')).toMatchObject({ error: { code: 'bad_proof', place: { file: 'p', line } } })
  })

  test('63 hashes can be read, an index of 2^63-1 too', () => {
    expect(parseTlogProof(utf8(proofOf(63)), 'p').ok).toBe(true)
    expect(parseTlogProof(utf8(proofOf(1).replace('index 4', 'index 9223372036854775807')), 'p').ok).toBe(true)
  })

  test('extra data is capped, and the file', () => {
    expect(parseTlogProof(formatTlogProof({ ...GOOD, extra: new Uint8Array(65_536) }), 'p').ok).toBe(true)
    expect(parseTlogProof(formatTlogProof({ ...GOOD, extra: new Uint8Array(65_537) }), 'p').ok).toBe(false)
    expect(parseTlogProof(new Uint8Array(1_000_000), 'p')).toMatchObject({ error: { code: 'too_large' } })
  })

  test('reading and checking never throw', () => {
    const pieces = fc.constantFrom(
      'c2sp.org/tlog-proof@v1\n',
      'index 4\n',
      'extra aGk=\n',
      `${H}\n`,
      '\n',
      N,
      'x',
      '\n\n',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.array(pieces).map((all) => utf8(all.join(''))),
        ),
        fc.uint8Array(),
        (file, leaf) => {
          const parsed = parseTlogProof(file, 'p')
          if (parsed.ok) expect(checkTlogProof(parsed.value, leaf, KEYS).ok).toBe(false)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('checkpoints', () => {
  const ROOT = Buffer.alloc(32, 5).toString('base64')
  test.each([
    ['0', 0n],
    ['1', 1n],
    ['20852163', 20852163n],
    ['9223372036854775806', 2n ** 63n - 2n],
    ['9223372036854775807', 2n ** 63n - 1n],
  ])('size %s is read', (size, expected) => {
    expect(parseCheckpoint(`o\n${size}\n${ROOT}\n`)).toMatchObject({
      value: { origin: 'o', size: expected, root: new Uint8Array(32).fill(5) },
    })
  })

  test('extension lines are returned as they stand', () => {
    const parsed = parseCheckpoint(`go.sum database tree\n1\n${ROOT}\next 1\n\u2014 looks like a signature\n`)
    expect(parsed).toMatchObject({ value: { extensions: ['ext 1', '\u2014 looks like a signature'] } })
  })

  test.each([
    ['', 1],
    ['\n', 2],
    [`o\n1\n`, 3],
    [`o\n1\n${ROOT}`, 1],
    [`\n1\n${ROOT}\n`, 1],
    [`o\n01\n${ROOT}\n`, 2],
    [`o\n00\n${ROOT}\n`, 2],
    [`o\n+1\n${ROOT}\n`, 2],
    [`o\n-1\n${ROOT}\n`, 2],
    [`o\n1 \n${ROOT}\n`, 2],
    [`o\n1e3\n${ROOT}\n`, 2],
    [`o\n0x1\n${ROOT}\n`, 2],
    [`o\n\u0661\n${ROOT}\n`, 2],
    [`o\n9223372036854775808\n${ROOT}\n`, 2],
    [`o\n10000000000000000000\n${ROOT}\n`, 2],
    [`o\n\n${ROOT}\n`, 2],
    [`o\n1\n\n`, 3],
    [`o\n1\n${Buffer.alloc(31).toString('base64')}\n`, 3],
    [`o\n1\n${Buffer.alloc(33).toString('base64')}\n`, 3],
    [`o\n1\n${ROOT.replace('=', '')}\n`, 3],
    [`o\n1\n ${ROOT}\n`, 3],
    [`o\n1\n${ROOT.slice(0, -2)}V=\n`, 3],
    [`o\n1\n${ROOT}\n\n`, 4],
    [`o\n1\n${ROOT}\next\n\nmore\n`, 5],
    [`o\r\n1\r\n${ROOT}\r\n`, 1],
    [`o\n1\n${ROOT}\na\tb\n`, 4],
  ])('%j is refused in line %i', (checkpoint, line) => {
    expect(parseCheckpoint(checkpoint, 'c')).toMatchObject({ error: { code: 'bad_note', place: { file: 'c', line } } })
  })

  test('what is written reads back, or is not written', () => {
    const root = new Uint8Array(32).fill(5)
    expect(formatCheckpoint('o', 7n, root)).toEqual({ ok: true, value: `o\n7\n${ROOT}\n` })
    expect(formatCheckpoint('o', 7n, root, ['x', 'y'])).toEqual({ ok: true, value: `o\n7\n${ROOT}\nx\ny\n` })
    expect(formatCheckpoint('', 7n, root).ok).toBe(false)
    expect(formatCheckpoint('o', -1n, root).ok).toBe(false)
    expect(formatCheckpoint('o', 2n ** 63n, root).ok).toBe(false)
    expect(formatCheckpoint('o', 7n, root.slice(1)).ok).toBe(false)
    expect(formatCheckpoint('o', 7n, root, ['']).ok).toBe(false)
    expect(formatCheckpoint('o', 7n, root, ['x\ny']).ok).toBe(false)
    expect(formatCheckpoint(`a\n7\n${ROOT}\nb`, 7n, root).ok).toBe(false)
  })

  test('never throws', () => {
    const pieces = fc.constantFrom('o', '\n', '1', ROOT, '', ' ', '0', `\n${ROOT}\n`)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (checkpoint) => {
          const parsed = parseCheckpoint(checkpoint)
          if (!parsed.ok) return
          const { origin, size, root, extensions } = parsed.value
          expect(formatCheckpoint(origin, size, root, extensions)).toEqual({ ok: true, value: checkpoint })
        },
      ),
      { numRuns: 3000 },
    )
  })
})
