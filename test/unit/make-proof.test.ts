import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { makeProof } from '../../main/hosts/cli/proof/make-proof.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { parseVkey } from '../../shared/core/note/vkey.ts'

const scratch = mkdtempSync(join(tmpdir(), 'make-proof-'))
afterAll(() => rmSync(scratch, { recursive: true }))

// An independent, slow reference: RFC 6962 §2.1 and §2.1.1, as written there.
const sha = (...parts: readonly Uint8Array[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
const leafOf = (entry: Uint8Array) => sha(Buffer.of(0), entry)
const split = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1)
function mth(d: readonly Buffer[]): Buffer {
  if (d.length === 0) return sha()
  return d.length === 1
    ? leafOf(d[0] ?? Buffer.alloc(0))
    : sha(Buffer.of(1), mth(d.slice(0, split(d.length))), mth(d.slice(split(d.length))))
}
function path(m: number, d: readonly Buffer[]): readonly Buffer[] {
  if (d.length === 1) return []
  const k = split(d.length)
  return m < k ? [...path(m, d.slice(0, k)), mth(d.slice(k))] : [...path(m - k, d.slice(k)), mth(d.slice(0, k))]
}

/** A note that nobody we know has signed. */
const noteOf = (entries: readonly Buffer[]) =>
  `test\n${entries.length}\n${mth(entries).toString('base64')}\n\n\u2014 nobody AAAAAAA=\n`

let made = 0
function exportOf(
  segments: readonly (readonly [name: string, content: Uint8Array])[],
  heads: Readonly<Record<string, string>>,
): string {
  const root = join(scratch, `e${made++}`)
  mkdirSync(join(root, 'entries'), { recursive: true })
  mkdirSync(join(root, 'heads'))
  for (const [name, content] of segments) writeFileSync(join(root, 'entries', name), content)
  for (const [name, content] of Object.entries(heads)) writeFileSync(join(root, name), content)
  return root
}

async function make(root: string, index: number, head?: string) {
  const opened = await openEvidence(root)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return makeProof(opened.value, index, { head, logKeys: [] })
}

const proofText = (index: number, entries: readonly Buffer[]) =>
  [
    'c2sp.org/tlog-proof@v1',
    `index ${index}`,
    ...path(index, entries).map((hash) => hash.toString('base64')),
    '',
    noteOf(entries),
  ].join('\n')

describe('every entry of every size', () => {
  const all = Array.from({ length: 20 }, (_, i) => Buffer.from(i % 7 === 3 ? '' : `{"seq":${i}}`))

  test.each(Array.from({ length: 20 }, (_, i) => i + 1))(
    '%i entries: the proof is the one of RFC 6962',
    async (size) => {
      const entries = all.slice(0, size)
      const lines = (from: number, to: number) =>
        Buffer.concat(entries.slice(from, to).flatMap((entry) => [entry, Buffer.from('\n')]))
      const third = Math.floor(size / 3)
      const root = exportOf(
        [
          ['000000.jsonl', lines(0, third)],
          ['000001.jsonl.gz', gzipSync(lines(third, 2 * third))],
          ['000002.jsonl', lines(2 * third, size)],
        ],
        { checkpoint: noteOf(entries) },
      )
      for (let index = 0; index < size; index++) {
        const result = await make(root, index)
        expect(result.ok && result.value.document.proof).toBe(proofText(index, entries))
        expect(result.ok && Buffer.from(result.value.entry)).toEqual(entries[index])
      }
    },
  )
})

test('a last line without a line feed is an entry too', async () => {
  const entries = [Buffer.from('{"seq":0}'), Buffer.from('{"seq":1}')]
  const root = exportOf([['000000.jsonl', Buffer.from('{"seq":0}\n{"seq":1}')]], { checkpoint: noteOf(entries) })
  const result = await make(root, 1)
  expect(result.ok && result.value.document.proof).toBe(proofText(1, entries))
})

describe('which head', () => {
  const entries = Array.from({ length: 10 }, (_, i) => Buffer.from(`{"seq":${i}}`))
  const root = exportOf([['000000.jsonl', Buffer.from(`${entries.join('\n')}\n`)]], {
    checkpoint: noteOf(entries.slice(0, 6)),
    'heads/4.note': noteOf(entries.slice(0, 4)),
    'heads/8.note': noteOf(entries.slice(0, 8)),
    'heads/9.note': noteOf(entries.slice(0, 9)),
    'heads/10.note': 'damaged',
  })
  const sizeFor = async (index: number, head?: string) => {
    const result = await make(root, index, head)
    return result.ok ? [result.value.document.head.source, result.value.document.exit] : result.error.got
  }

  test('the checkpoint where it covers the entry, else the largest that does and can be read', async () => {
    expect(await sizeFor(5)).toEqual(['checkpoint', 0])
    expect(await sizeFor(6)).toEqual(['heads/9.note', 0])
    expect(await sizeFor(8)).toEqual(['heads/9.note', 0])
    expect(await sizeFor(9)).toBe('9, and "checkpoint" has size 6')
  })

  test('the one asked for, inside the export or elsewhere; none that does not cover the entry', async () => {
    expect(await sizeFor(3, 'heads/4.note')).toEqual(['heads/4.note', 0])
    expect(await sizeFor(4, 'heads/4.note')).toBe('4, and "heads/4.note" has size 4')
    const elsewhere = join(scratch, 'elsewhere.note')
    writeFileSync(elsewhere, noteOf(entries.slice(0, 7)))
    expect(await sizeFor(6, elsewhere)).toEqual([elsewhere, 0])
  })
})

describe('no proof is made', () => {
  const entries = Array.from({ length: 10 }, (_, i) => Buffer.from(`{"seq":${i}}`))

  test('of a log that was changed: not even for an entry that was not', async () => {
    const changed = entries.map((entry, i) => (i === 7 ? Buffer.from('{"seq":"7"}') : entry))
    const root = exportOf([['000000.jsonl', Buffer.from(`${changed.join('\n')}\n`)]], { checkpoint: noteOf(entries) })
    expect(await make(root, 2)).toMatchObject({ ok: true, value: { document: { exit: 40, proof: null } } })
  })

  test('of a log that was cut', async () => {
    const root = exportOf([['000000.jsonl', Buffer.from(`${entries.slice(0, 8).join('\n')}\n`)]], {
      checkpoint: noteOf(entries),
    })
    const result = await make(root, 2)
    expect(result).toMatchObject({
      ok: true,
      value: { document: { exit: 40, proof: null, headline: expect.stringContaining('this export has 8') } },
    })
    expect(await make(root, 8)).toMatchObject({ ok: false, error: { code: 'bad_option', got: '8' } })
  })

  test('where a given key has not signed the head, or its signature is bad', async () => {
    const text = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
    const key = parseVkey(text)
    if (!key.ok) throw new Error('the key is good')
    const root = exportOf([['000000.jsonl', Buffer.from(`${entries.join('\n')}\n`)]], {
      checkpoint: noteOf(entries),
      'heads/10.note': noteOf(entries).replace(
        'nobody AAAAAAA=',
        `example.com/log/testdata ${Buffer.from('33d7b496', 'hex').toString('base64').slice(0, -2)}${'A'.repeat(86)}`,
      ),
    })
    const opened = await openEvidence(root)
    if (!opened.ok) throw new Error('it opens')
    const unknown = await makeProof(opened.value, 0, { head: undefined, logKeys: [key.value] })
    expect(unknown).toMatchObject({
      ok: true,
      value: { document: { exit: 20, proof: null, head: { signature: 'unknown key' } } },
    })
    const bad = await makeProof(opened.value, 0, { head: 'heads/10.note', logKeys: [key.value] })
    expect(bad).toMatchObject({
      ok: true,
      value: { document: { exit: 40, proof: null, head: { signature: 'bad signature' } } },
    })
  })
})

test('a tiles log: a bundle wider than the head needs serves as well', async () => {
  const root = join(scratch, 'wide')
  mkdirSync(join(root, 'tile/entries/000.p'), { recursive: true })
  copyFileSync('test/vectors/tessera-log/tile/entries/000.p/15', join(root, 'tile/entries/000.p/15'))
  copyFileSync('test/vectors/tessera-log/checkpoint.5', join(root, 'checkpoint'))
  expect(await make(root, 4)).toMatchObject({ ok: true, value: { document: { exit: 0, head: { size: 5 } } } })
})

test('a tiles log: the proof made by another program, and the signature checked', async () => {
  const opened = await openEvidence('test/vectors/tessera-log')
  if (!opened.ok) throw new Error('it opens')
  const made = await makeProof(opened.value, 3, { head: undefined, logKeys: [] })
  expect(made.ok && made.value.document.proof).toBe(
    readFileSync('test/evidence/proof/entry-3-of-15.tlog-proof', 'utf8'),
  )
  for (let size = 1; size <= 15; size++) {
    for (let index = 0; index < size; index++) {
      const each = await makeProof(opened.value, index, { head: `checkpoint.${size}`, logKeys: [] })
      expect(each).toMatchObject({ ok: true, value: { document: { exit: 0, head: { size } } } })
    }
  }
})
