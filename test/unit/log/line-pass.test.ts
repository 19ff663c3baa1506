import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChunkFacts } from '#core/log/chunk-facts.ts'
import { createHashPass, type HashedLines } from '#core/log/hash-pass.ts'
import { createLineBuffer, MAX_HASHED_LINE_BYTES } from '#core/log/line-buffer.ts'
import { createLinePass } from '#core/log/line-pass.ts'
import { allocate, hashInto } from '../../../main/work/hash-into.ts'
import { canonical, joined, leafOf, makeLines, rootOfLeaves, timeOf } from './fixtures.ts'

function passOf(bytes: Uint8Array, pieces: readonly number[] = [], columns = true) {
  const chunks: ChunkFacts[] = []
  const pass = createLinePass({
    file: 'f',
    hashInto,
    allocate,
    columns,
    lints: true,
    onChunk: (facts) => chunks.push(facts),
  })
  const buffer = createLineBuffer(pass.lines, allocate)
  let fits = true
  for (const piece of cut(bytes, pieces)) fits = fits && buffer.push(piece)
  buffer.end()
  pass.finish()
  return { chunks, fits, tooLongAt: pass.tooLongAt() }
}

function* cut(bytes: Uint8Array, pieces: readonly number[]): Generator<Uint8Array> {
  let at = 0
  for (const piece of pieces) {
    yield bytes.subarray(at, at + piece)
    at += piece
  }
  yield bytes.subarray(at)
}

const one = (bytes: Uint8Array, pieces?: readonly number[]): ChunkFacts => {
  const { chunks } = passOf(bytes, pieces)
  if (chunks.length !== 1) throw new Error(`${chunks.length} chunks`)
  return chunks[0] as ChunkFacts
}
const codes = (bytes: Uint8Array) =>
  passOf(bytes).chunks.flatMap(({ lints }) => lints.map(({ code, index }) => `${code}@${index}`))
const hashes = (lines: readonly Uint8Array[]) => Buffer.concat(lines.map(leafOf)).toString('hex')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('hashes and places', () => {
  const lines = makeLines(5)

  test('of each line as it is stored', () => {
    const facts = one(joined(lines))
    expect(hex(facts.leafHashes)).toBe(hashes(lines))
    expect([...(facts.columns?.byteLength ?? [])]).toEqual(lines.map(({ length }) => length))
    expect(facts.columns?.byteOffset[2]).toBe((lines[0] as Buffer).length + (lines[1] as Buffer).length + 2)
    expect(facts.byteLength).toBe(joined(lines).length)
    expect(facts.lints).toEqual([])
    expect(facts.breaks.count).toBe(1)
  })

  test('CR belongs to the line, an empty line is an entry of no bytes, bytes after the last LF are an entry', () => {
    const odd = [Buffer.from('a\r'), Buffer.alloc(0), Buffer.from('b')]
    const facts = one(Buffer.from('a\r\n\nb'))
    expect(hex(facts.leafHashes)).toBe(hashes(odd))
    expect(facts.lints.map(({ code, index }) => `${code}@${index}`)).toContain('no_final_lf@2')
    expect(facts.lints.map(({ code, index }) => `${code}@${index}`)).toContain('empty_line@1')
  })

  test('however the bytes arrive', () => {
    const bytes = Buffer.concat([joined(lines), Buffer.from('odd\r\n\n{"seq":1}\nlast')])
    const whole = one(bytes)
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 }), { maxLength: 12 }), (pieces) => {
        const parts = one(bytes, pieces)
        expect(parts).toEqual(whole)
      }),
      { numRuns: 200 },
    )
  })

  test('reading again gives the same hashes and places', () => {
    const bytes = Buffer.concat([joined(lines), Buffer.from('odd\r\n\nlast')])
    const again: HashedLines[] = []
    const pass = createHashPass(hashInto, allocate, (hashed) => again.push(hashed))
    const buffer = createLineBuffer(pass.lines, allocate)
    buffer.push(bytes)
    buffer.end()
    pass.finish()
    const { columns, leafHashes } = one(bytes)
    expect(hex(again[0]?.leafHashes ?? Buffer.of())).toBe(hex(leafHashes))
    expect([...(again[0]?.byteOffset.subarray(0, 8) ?? [])]).toEqual([...(columns?.byteOffset ?? [])])
    expect([...(again[0]?.byteLength.subarray(0, 8) ?? [])]).toEqual([...(columns?.byteLength ?? [])])
  })

  test('nothing at all is no chunk', () => {
    expect(passOf(Buffer.alloc(0)).chunks).toEqual([])
  })
})

describe('chunks of 65,536 lines', () => {
  const tiny = (count: number) => Buffer.from('x\n'.repeat(count))

  test.each([
    { lines: 65_535, chunks: [65_535] },
    { lines: 65_536, chunks: [65_536] },
    { lines: 65_537, chunks: [65_536, 1] },
  ])('$lines lines', ({ lines, chunks }) => {
    const found = passOf(tiny(lines), [], false).chunks
    expect(found.map((facts) => facts.lines)).toEqual(chunks)
    expect(found.map(({ byteOffset }) => byteOffset)).toEqual(chunks.map((_, i) => i * 131_072))
  })

  test('256 lines make a block with its root, 255 do not', () => {
    const lines = makeLines(513)
    const facts = one(joined(lines))
    const leaves = lines.map(leafOf)
    expect(hex(facts.blockRoots)).toBe(
      hex(Buffer.concat([rootOfLeaves(leaves.slice(0, 256)), rootOfLeaves(leaves.slice(256, 512))])),
    )
    expect(one(joined(lines.slice(0, 255))).blockRoots.length).toBe(0)
  })
})

describe('long lines', () => {
  const long = (bytes: number) => Buffer.concat([Buffer.alloc(bytes, 0x61), Buffer.from('\n')])

  test('16 MiB are hashed, a byte more is refused with its place', () => {
    const fits = passOf(Buffer.concat([Buffer.from('a\n'), long(MAX_HASHED_LINE_BYTES), Buffer.from('b\n')]), [], false)
    expect(fits.tooLongAt).toBe(-1)
    expect(fits.chunks[0]?.lines).toBe(3)
    const over = passOf(
      Buffer.concat([Buffer.from('a\n'), long(MAX_HASHED_LINE_BYTES + 1), Buffer.from('b\n')]),
      [],
      false,
    )
    expect(over.tooLongAt).toBe(2)
  })

  test('a line that never ends is refused before all of it was read', () => {
    const buffer = createLineBuffer(() => undefined, allocate)
    const piece = Buffer.alloc(2 ** 20, 0x61)
    const taken = Array.from({ length: 20 }, () => buffer.push(piece))
    expect(taken.indexOf(false)).toBe(16)
  })
})

describe('lines among their neighbours', () => {
  const lines = makeLines(6)
  const at = (index: number, change: Record<string, unknown>) =>
    joined(lines.with(index, Buffer.from(canonical({ ...JSON.parse((lines[index] as Buffer).toString()), ...change }))))

  test('as they should be', () => expect(codes(joined(lines))).toEqual([]))
  test('a number too high', () => expect(codes(at(5, { seq: 6 }))).toEqual(['seq_mismatch@5']))
  test('a number too low', () => expect(codes(at(5, { seq: 4 }))).toEqual(['seq_mismatch@5']))
  test('another hash before', () =>
    expect(codes(at(5, { prev: Buffer.alloc(32).toString('base64') }))).toEqual(['prev_mismatch@5']))
  test('a millisecond earlier', () =>
    expect(codes(at(5, { time: '2026-01-01T00:03:59.999Z' }))).toEqual(['time_decreasing@5']))
  test('the same time', () => expect(codes(at(5, { time: timeOf(4) }))).toEqual([]))
  test('another log is a break', () => {
    const facts = one(at(5, { log: 'other.example' }))
    expect(facts.logs).toEqual(['log.example/test', 'other.example'])
    expect([...facts.breaks.line]).toEqual([0, 5])
  })
  test('lines that claim nothing are one stretch', () => {
    const facts = one(Buffer.from('a\nb\nc\n'))
    expect([...facts.breaks.line]).toEqual([0])
  })
})

test('lints of one code are listed up to a hundred, and counted from there on', () => {
  const facts = one(Buffer.from('x\n'.repeat(150)))
  const found = facts.lints.filter(({ code }) => code === 'not_json')
  expect(found.length).toBe(100)
  expect(found.at(-1)?.more).toBe(50)
})

test('requests are told apart, by their first appearance', () => {
  const lines = makeLines(5, {
    1: { req: 'req_bbbbbbbb' },
    2: { req: 'req_aaaaaaaa' },
    3: { req: 'req_bbbbbbbb' },
    4: { type: 'log.heartbeat', data: {} },
  })
  const { columns } = one(joined(lines))
  expect(columns?.reqIds).toEqual(['req_bbbbbbbb', 'req_aaaaaaaa'])
  expect([...(columns?.reqCode ?? [])]).toEqual([-1, 0, 1, 0, -1])
})

test('a thousand requests keep their codes', () => {
  const ids = Array.from({ length: 3000 }, (_, i) => `req_${String(i % 1000).padStart(8, '0')}`)
  const lines = makeLines(
    3000,
    Object.fromEntries(ids.map((req, i) => [i, { type: 'user.flagged', req, data: { reason: 'x' } }])),
  )
  const { columns } = one(joined(lines))
  expect(ids.map((_, i) => columns?.reqIds[columns.reqCode[i] as number])).toEqual(ids)
})

test('events that the verdict depends on are kept whole', () => {
  const closed = { type: 'log.closed', data: { entries: 3 } }
  const lines = makeLines(3, { 2: closed })
  expect(one(joined(lines)).events).toEqual([
    { line: 0, type: 'log.opened', text: (lines[0] as Buffer).toString() },
    { line: 2, type: 'log.closed', text: (lines[2] as Buffer).toString() },
  ])
})
