import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TamperOp, TruthItem, Wanted } from '#core/tamper/ops.ts'
import { APART } from '#core/tamper/plan.ts'
import { tamperFiles } from '#core/tamper/tamper-memory.ts'
import { sha256 as hash } from '../../../main/io/node-crypto.ts'
import { sampleLines } from './evaluate.ts'
import { leaf, linesOf } from './reference.ts'
import { makeSample } from './tools.ts'

const common = { requests: 120, years: 1, segmentLines: 300, witnesses: 0, proofs: 0 }
const withTiles = makeSample({ ...common, headEveryHours: 240 })
const without = makeSample({ ...common, headEveryHours: 240, tiles: false })
const truth = (wanted: readonly Wanted[], seed: string, sample = withTiles) => {
  const done = tamperFiles(sample.files, wanted, seed, hash)
  if (!done.ok) throw new Error(JSON.stringify(done.error))
  return done.value
}

/** Lines of the tampered export, with the file and byte at which each begins. */
function shown(files: ReadonlyMap<string, Uint8Array>) {
  const segments = [...files.keys()].filter((path) => path.startsWith('entries/')).sort()
  return segments.flatMap((file) => {
    let byte = 0
    return linesOf(files.get(file) ?? new Uint8Array()).map((line) => {
      const at = { file, byte, line }
      byte += line.length + 1
      return at
    })
  })
}

const bitsApart = (a: Buffer, b: Buffer) =>
  [...a].reduce((sum, byte, i) => sum + (byte ^ (b[i] ?? 0)).toString(2).replaceAll('0', '').length, 0)
const member = (line: Buffer | undefined, name: string) => JSON.parse(line?.toString('utf8') ?? '{}')[name]

/** Holds each item of the truth against the bytes, and accounts for every line. Shares nothing with what tampered. */
function account(trueLines: readonly Buffer[], files: ReadonlyMap<string, Uint8Array>, items: readonly TruthItem[]) {
  const lines = shown(files)
  const at = (item: TruthItem) => {
    const found = lines.findIndex(({ file, byte }) => file === item.file && byte === item.byteOffset)
    return found < 0 ? lines.length : found // behind the last line: a cut tail
  }
  const is = (shownAt: number, index: number) => lines[shownAt]?.line.equals(trueLines[index] ?? Buffer.of()) === true
  const changed = new Set<number>() // true indexes whose line is not there as it was
  const extra = new Set<number>() // shown positions that are there without right
  const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

  for (const item of items) {
    const j = at(item)
    const { op, first, last } = item
    const run = range(first, last)
    switch (op) {
      case 'edit':
      case 'spliced':
        for (const [i, index] of run.entries()) {
          const line = lines[j + i]?.line ?? Buffer.of()
          const before = trueLines[index] ?? Buffer.of()
          expect(line.equals(before)).toBe(false)
          if (first === last) {
            expect(item.expected).toBe(leaf(before).toString('base64'))
            expect(item.got).toBe(leaf(line).toString('base64'))
          }
          if (op === 'spliced') expect(member(line, 'log')).not.toBe(member(before, 'log'))
          else if (item.cause === 'crlf') expect(line.equals(Buffer.concat([before, Buffer.of(0x0d)]))).toBe(true)
          else if (item.cause === 'bit_flip') expect([line.length, bitsApart(line, before)]).toEqual([before.length, 1])
          else {
            for (const name of ['seq', 'prev', 'log', 'type']) expect(member(line, name)).toEqual(member(before, name))
            expect(line.length !== before.length || bitsApart(line, before) > 1).toBe(true)
          }
          changed.add(index)
          extra.add(j + i)
        }
        break
      case 'delete':
        expect([is(j - 1, first - 1), is(j, last + 1)]).toEqual([true, true])
        for (const index of run) changed.add(index)
        break
      case 'head_cut':
        expect([first, j, is(0, last + 1)]).toEqual([0, 0, true])
        for (const index of run) changed.add(index)
        break
      case 'tail_cut':
        expect([last, j, is(j - 1, first - 1)]).toEqual([trueLines.length - 1, lines.length, true])
        for (const index of run) changed.add(index)
        break
      case 'insert': {
        const count = item.count ?? 0
        expect([is(j - 1, first - 1), is(j + count, first)]).toEqual([true, true])
        for (const position of range(j, j + count - 1)) {
          expect(member(lines[position]?.line, 'log')).toBe(member(trueLines[first], 'log'))
          extra.add(position)
        }
        break
      }
      case 'duplicate':
        for (const [i, index] of run.entries()) {
          expect(is(j + i, index)).toBe(true)
          extra.add(j + i)
        }
        break
      case 'move':
        for (const [i, index] of run.entries()) {
          expect(is(j + i, index)).toBe(true)
          changed.add(index)
          extra.add(j + i)
        }
        expect(is(j + run.length, item.to ?? -1)).toBe(true)
        expect(item.to).not.toBe(first)
        expect(item.to).not.toBe(last + 1)
        break
      case 'rechained':
        expect(last).toBe(trueLines.length - 1)
        for (const position of range(j + 1, lines.length - 1)) {
          const prev = member(lines[position]?.line, 'prev')
          expect(prev).toBe(leaf(lines[position - 1]?.line ?? Buffer.of()).toString('base64'))
        }
        for (const index of run) changed.add(index)
        for (const position of range(j, lines.length - 1)) extra.add(position)
        break
    }
  }
  const left = lines.filter((_, position) => !extra.has(position)).map(({ line }) => line)
  const untouched = trueLines.filter((_, index) => !changed.has(index))
  expect(left.length).toBe(untouched.length)
  expect(left.every((line, i) => line.equals(untouched[i] as Buffer))).toBe(true)
}

const SIMPLE: readonly TamperOp[] = ['edit', 'delete', 'insert', 'duplicate', 'move', 'spliced', 'bitflip', 'crlf']
const SINGLE: readonly TamperOp[] = ['head_cut', 'tail_cut', 'rechained']

describe.each([
  ['with tiles', withTiles],
  ['without tiles', without],
])('%s, the truth agrees with the bytes', (_, sample) => {
  const trueLines = sampleLines(sample)
  test.each([...SIMPLE, ...SINGLE])('after %s, whatever the seed', (op) => {
    for (let seed = 0; seed < 25; seed++) {
      const { files, truth: items } = truth([{ op }], `${op} ${seed}`, sample)
      expect(items.length).toBe(1)
      account(trueLines, files, items)
    }
  })

  test('after one to five of them at once, each at least three entries from the next', () => {
    const several = fc.array(fc.constantFrom(...SIMPLE), { minLength: 1, maxLength: 4 })
    const one = fc.constantFrom(...SINGLE, null)
    fc.assert(
      fc.property(several, one, fc.integer({ min: 0, max: 1e9 }), (ops, last, seed) => {
        const wanted = [...ops, ...(last === null ? [] : [last])].map((op) => ({ op }))
        const done = tamperFiles(sample.files, wanted, String(seed), hash)
        if (!done.ok) return // no room, said so
        const { files, truth: items } = done.value
        expect(items.length).toBe(wanted.length)
        account(trueLines, files, items)
        const spans = items.flatMap(({ op, first, last: end, to }) =>
          op === 'duplicate' || op === 'move' ? [] : [[to ?? first, end] as const],
        )
        spans.sort(([a], [b]) => a - b)
        for (const [i, [from]] of spans.entries()) {
          if (i > 0) expect(from - (spans[i - 1]?.[1] ?? 0)).toBeGreaterThan(APART)
        }
      }),
      { numRuns: 150, seed: 5 },
    )
  })
})

test('a rechaining shows at the changed entry with tiles, and at the last head that still agrees without', () => {
  const first = (sample: typeof withTiles) => truth([{ op: 'rechained' }], 'same', sample).truth[0]?.first ?? -1
  const trueLines = sampleLines(withTiles)
  const lines = shown(truth([{ op: 'rechained' }], 'same').files)
  const changedAt = trueLines.findIndex((line, i) => !line.equals(lines[i]?.line ?? Buffer.of()))
  expect(first(withTiles)).toBe(changedAt)
  const heads = [...without.files.keys()].flatMap((path) => /^heads\/(\d+)\.note$/.exec(path)?.[1] ?? []).map(Number)
  expect(first(without)).toBe(Math.max(...heads.filter((size) => size <= changedAt)))
})

describe('what is asked for is done, or refused', () => {
  test('the length of a run', () => {
    for (const op of ['delete', 'spliced', 'crlf', 'duplicate', 'move', 'head_cut', 'tail_cut'] as const) {
      const [item] = truth([{ op, length: 2 }], 'two').truth
      expect([op, (item?.last ?? 0) - (item?.first ?? 0) + 1]).toEqual([op, 2])
    }
    expect(truth([{ op: 'insert', length: 3 }], 'three').truth[0]?.count).toBe(3)
  })

  test('the same seed does the same, another one something else', () => {
    const digest = (seed: string) =>
      leaf(Buffer.concat([...truth([{ op: 'edit' }, { op: 'move' }], seed).files.values()])).toString('hex')
    expect(digest('a')).toBe(digest('a'))
    expect(digest('a')).not.toBe(digest('b'))
  })

  test('too many operations for the log have no place', () => {
    const many = Array.from({ length: 500 }, () => ({ op: 'edit' as const }))
    expect(tamperFiles(withTiles.files, many, '1', hash)).toMatchObject({
      ok: false,
      error: { code: 'bad_option', place: { field: 'op' } },
    })
    for (const wanted of [
      ['tail_cut', 'tail_cut'],
      ['tail_cut', 'rechained'],
    ] as const) {
      const refused = tamperFiles(
        withTiles.files,
        wanted.map((op) => ({ op })),
        '1',
        hash,
      )
      expect(refused).toMatchObject({ ok: false, error: { code: 'bad_option' } })
    }
  })

  test('the files of the original are left alone', () => {
    const before = new Map([...withTiles.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('base64')]))
    truth([...SIMPLE.map((op) => ({ op })), { op: 'rechained' }], 'x')
    for (const [path, bytes] of withTiles.files) expect(Buffer.from(bytes).toString('base64')).toBe(before.get(path))
  })
})
