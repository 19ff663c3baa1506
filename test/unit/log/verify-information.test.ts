import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  exportOf,
  type Files,
  headOf,
  LOG_KEY,
  leafOf,
  lineOf,
  makeLines,
  ORIGIN,
  rootOfLeaves,
  sha,
  verified,
} from './fixtures.ts'

const salt = Buffer.alloc(32, 7)
const commitment = sha('disclosure-log/commit/v1\ndocument\n', salt, 'the paper, grün').toString('base64')
const lines = makeLines(20, { 5: { more: { c: { document: commitment } } } })
const opening = { seq: 5, name: 'document', salt: salt.toString('base64'), value: 'the paper, grün' }
const lintsOf = async (more: Files, log = lines) => {
  const document = await verified(exportOf(log, { checkpoint: headOf(log), ...more }))
  expect(document.exit).toBe(10)
  return document.lints.map(({ code, file }) => `${code} ${file}`)
}
const openings = (...all: readonly object[]) => ({
  'openings.jsonl': all.map((one) => `${JSON.stringify(one)}\n`).join(''),
})

describe('openings', () => {
  test('that open what an entry commits to', async () => {
    expect(await lintsOf(openings(opening))).toEqual([])
  })
  test.each([
    ['another value', { ...opening, value: 'another paper' }],
    ['another salt', { ...opening, salt: Buffer.alloc(32).toString('base64') }],
    ['another name', { ...opening, name: 'account' }],
    ['another entry', { ...opening, seq: 6 }],
    ['an entry that is not there', { ...opening, seq: 20 }],
    ['a salt of 31 bytes', { ...opening, salt: Buffer.alloc(31).toString('base64') }],
    ['a member too many', { ...opening, more: 1 }],
    ['no opening', { hello: 1 }],
  ])('%s is a lint, and no more', async (_name, one) => {
    expect(await lintsOf(openings(opening, one))).toEqual(['bad_information openings.jsonl'])
  })
  test('a damaged entry is not held against its opening', async () => {
    const shown = lines.with(5, lineOf(5, leafOf(lines[4] as Buffer), { data: { reason: 'x' } }))
    const document = await verified(exportOf(shown, { checkpoint: headOf(lines), ...openings(opening) }))
    expect(document.damage.length).toBe(1)
    expect(document.lints.map(({ code }) => code)).not.toContain('bad_information')
  })
})

describe('proof files', () => {
  /** RFC 9162 §2.1.3.1, as the recursion of the text. */
  const path = (m: number, leaves: readonly Uint8Array[]): Uint8Array[] => {
    if (leaves.length === 1) return []
    let split = 1
    while (split * 2 < leaves.length) split *= 2
    return m < split
      ? [...path(m, leaves.slice(0, split)), rootOfLeaves(leaves.slice(split))]
      : [...path(m - split, leaves.slice(split)), rootOfLeaves(leaves.slice(0, split))]
  }
  const proof = (index: number, of = index, size = 20) => {
    const hashes = path(of, lines.slice(0, size).map(leafOf)).map((hash) => `${Buffer.from(hash).toString('base64')}\n`)
    return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes.join('')}\n${headOf(lines, size)}`
  }
  test('of entries in trees of several sizes', async () => {
    const files = {
      'proofs/5.tlog-proof': proof(5),
      'proofs/0.tlog-proof': proof(0),
      'proofs/7.tlog-proof': proof(7, 7, 9),
    }
    expect(await lintsOf(files)).toEqual([])
  })
  test.each([
    ['of another entry', proof(5, 6)],
    ['of an entry that is not there', proof(20, 5)],
    ['that is none', 'hello'],
  ])('%s is a lint', async (_name, text) => {
    expect(await lintsOf({ 'proofs/x.tlog-proof': text })).toEqual(['bad_information proofs/x.tlog-proof'])
  })
})

describe('a log as a whole', () => {
  test('lines of another log', async () => {
    const mixed = makeLines(20, { 6: { log: 'other.example' }, 7: { log: 'other.example' } })
    expect(await lintsOf({}, mixed)).toEqual(['log_mismatch entries/000000.jsonl'])
  })
  test.each([
    [18, ['closed_mismatch entries/000000.jsonl']],
    [19, []],
    [20, []],
    [21, ['closed_mismatch entries/000000.jsonl']],
  ])('closed as number 19 after %i entries', async (entries, lints) => {
    expect(await lintsOf({}, makeLines(20, { 19: { type: 'log.closed', data: { entries } } }))).toEqual(lints)
  })
  test('entries behind its close', async () => {
    expect(await lintsOf({}, makeLines(20, { 17: { type: 'log.closed', data: { entries: 17 } } }))).toEqual([
      'after_close entries/000000.jsonl',
    ])
  })
  test('not opened', async () => {
    expect(await lintsOf({}, makeLines(3, { 0: { type: 'log.heartbeat', data: {} } }))).toEqual([
      'not_opened entries/000000.jsonl',
    ])
  })
})

test('a post-quantum key is known, and its signature said not to be checked', async () => {
  const typed = Buffer.concat([Buffer.of(6), Buffer.alloc(1312, 1)])
  const keyId = createHash('sha256').update(`${ORIGIN}\n`).update(typed).digest().subarray(0, 4)
  const vkey = `${ORIGIN}+${keyId.toString('hex')}+${typed.toString('base64')}`
  const signature = Buffer.concat([keyId, Buffer.alloc(2420)]).toString('base64')
  const checkpoint = `${headOf(lines)}\u2014 ${ORIGIN} ${signature}\n`
  const document = await verified(exportOf(lines, { checkpoint }), { vkeys: [LOG_KEY.vkey, vkey] })
  expect(document.exit).toBe(10)
  expect(document.lints.map(({ code, file }) => `${code} ${file}`)).toEqual([
    'signature_not_checked checkpoint',
    'key_unusable options',
  ])
})
