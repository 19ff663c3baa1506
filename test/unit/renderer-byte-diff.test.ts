import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ByteDiff, diffBytes } from '../../renderer/ui/text/byte-diff.ts'
import type { Range } from '../../renderer/ui/text/runs.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const without = (bytes: Uint8Array, ranges: readonly Range[]) =>
  [...bytes].filter((_, i) => !ranges.some(({ from, to }) => i >= from && i < to))
const length = (ranges: readonly Range[]) => ranges.reduce((sum, { from, to }) => sum + to - from, 0)

/** What is left of both when the differences are taken out must be the same bytes. */
function expectSound(before: Uint8Array, after: Uint8Array, diff: ByteDiff) {
  expect(without(before, diff.before)).toEqual(without(after, diff.after))
}

/** Edits by the textbook table: length of both less twice the longest common subsequence. */
function editsByTable(a: Uint8Array, b: Uint8Array): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const x of a) {
    const next = [0]
    b.forEach((y, j) => {
      next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    })
    row = next
  }
  return a.length + b.length - 2 * (row.at(-1) ?? 0)
}

describe('what is different', () => {
  test('one flipped bit is one byte on either side', () => {
    expect(diffBytes(utf8('Landgericht Komn'), utf8('Landgericht Koln'))).toEqual({
      before: [{ from: 14, to: 15 }],
      after: [{ from: 14, to: 15 }],
    })
  })
  test('equal bytes differ nowhere', () => {
    expect(diffBytes(utf8('same'), utf8('same'))).toEqual({ before: [], after: [] })
  })
  test('an insertion is only in the second', () => {
    expect(diffBytes(utf8('ad'), utf8('abcd'))).toEqual({ before: [], after: [{ from: 1, to: 3 }] })
  })
  test('all of one is gone when the other is empty', () => {
    expect(diffBytes(utf8('abc'), utf8(''))).toEqual({ before: [{ from: 0, to: 3 }], after: [] })
  })
  test('two changes far apart stay two', () => {
    const diff = diffBytes(utf8('aXbbbbbbbbbbcYd'), utf8('a1bbbbbbbbbbc2d'))
    expect(diff.before).toEqual([
      { from: 1, to: 2 },
      { from: 13, to: 14 },
    ])
  })
  test('strings that have nothing in common become one stretch', () => {
    const diff = diffBytes(new Uint8Array(3000).fill(1), new Uint8Array(3000).fill(2))
    expect(diff).toEqual({ before: [{ from: 0, to: 3000 }], after: [{ from: 0, to: 3000 }] })
  })
})

test('taking the differences out leaves the same bytes, and no shorter script exists than found before joining', () => {
  const few = fc.uint8Array({ maxLength: 24, max: 3 })
  fc.assert(
    fc.property(few, few, (before, after) => {
      const diff = diffBytes(before, after)
      expectSound(before, after, diff)
      const edits = editsByTable(before, after)
      const marked = length(diff.before) + length(diff.after)
      expect(marked).toBeGreaterThanOrEqual(edits)
      // Joining swallows at most two equal bytes on each side between two changes.
      expect(marked).toBeLessThanOrEqual(edits + 4 * edits)
    }),
    { numRuns: 3000 },
  )
})

test('long lines with a few changes are compared fast', () => {
  const before = Uint8Array.from({ length: 65_536 }, (_, i) => (i * 31) % 251)
  const after = before.slice()
  for (const at of [10, 30_000, 65_000]) after[at] = 255
  const started = performance.now()
  const diff = diffBytes(before, after)
  expect(performance.now() - started).toBeLessThan(200)
  expect(diff.before.map(({ from }) => from)).toEqual([10, 30_000, 65_000])
})
