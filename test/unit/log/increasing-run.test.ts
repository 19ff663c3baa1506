import fc from 'fast-check'
import { expect, test } from 'vitest'
import { longestIncreasingRun } from '#core/log/damage/increasing-run.ts'

/** All subsequences, the slow way: most lines, then lowest indexes, then earliest places. */
function reference(indexes: readonly number[]): readonly boolean[] {
  let best: number[] = []
  for (let mask = 0; mask < 2 ** indexes.length; mask++) {
    const chosen = indexes.map((_, i) => i).filter((i) => mask & (2 ** i))
    const rises = chosen.every(
      (i, n) => n === 0 || (indexes[i] as number) > (indexes[chosen[n - 1] as number] as number),
    )
    if (rises && isBetter(chosen, best, indexes)) best = chosen
  }
  return indexes.map((_, i) => best.includes(i))
}

function isBetter(a: readonly number[], b: readonly number[], indexes: readonly number[]): boolean {
  if (a.length !== b.length) return a.length > b.length
  for (let i = 0; i < a.length; i++) {
    const difference = (indexes[a[i] as number] as number) - (indexes[b[i] as number] as number)
    if (difference !== 0) return difference < 0
  }
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number)
  return false
}

const runOf = (indexes: readonly number[]) => longestIncreasingRun(indexes.map((index) => ({ index, len: 1 })))

test('of all increasing runs the longest stays, with the lowest indexes, and of equal lines the earliest', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 9 }), (indexes) => {
      expect(runOf(indexes)).toEqual(reference(indexes))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  { indexes: [], stays: [] },
  { indexes: [0], stays: [true] },
  { indexes: [0, 2, 1, 3], stays: [true, false, true, true] },
  { indexes: [4, 5, 5, 6], stays: [true, true, false, true] },
  { indexes: [9, 1, 2, 3], stays: [false, true, true, true] },
])('$indexes', ({ indexes, stays }) => {
  expect(runOf(indexes)).toEqual(stays)
})

test('a stretch of lines counts as many as it has', () => {
  const stays = longestIncreasingRun([
    { index: 100, len: 3 },
    { index: 0, len: 1 },
    { index: 1, len: 1 },
  ])
  expect(stays).toEqual([true, false, false])
})

test('a hundred thousand matches take no noticeable time', () => {
  const shuffled = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 100_000)
  expect(runOf(shuffled).filter(Boolean).length).toBeGreaterThan(100)
})
