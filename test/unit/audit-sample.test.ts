import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { allocate, drawSample, type Unit } from '../../shared/core/audit-sample/draw-sample.ts'

const hash = (message: Uint8Array) => createHash('sha256').update(message).digest()

function units(sizes: Readonly<Record<string, number>>): Unit[] {
  return Object.entries(sizes).flatMap(([name, size]) =>
    Array.from({ length: size }, (_, at) => ({ req: `${name}-${at}`, stratum: [name] })),
  )
}

/** By hand, in the order of the sizes. */
describe('allocation', () => {
  test.each<[string, number[], number, number[]]>([
    ['whole shares', [50, 30, 20], 10, [5, 3, 2]],
    ['5.5, 3.3, 1.2: the one left over goes to the largest remainder', [55, 33, 12], 10, [6, 3, 1]],
    ['shares below one get one; 8 among 97 is shared in proportion', [97, 2, 1], 10, [8, 1, 1]],
    ['setting one aside takes the next below one', [100, 11, 1], 10, [8, 1, 1]],
    ['as many as strata: one each', [1000, 1, 1], 3, [1, 1, 1]],
    ['fewer than strata: the largest remainders', [1000, 1, 1], 2, [2, 0, 0]],
    ['equal remainders: the first', [5, 5, 5], 2, [1, 1, 0]],
    ['all but one', [2, 2], 3, [2, 1]],
    ['exactly all', [2, 3], 5, [2, 3]],
    ['more than there are', [2, 3], 60, [2, 3]],
    ['none', [2, 3], 0, [0, 0]],
    ['nothing to draw from', [], 60, []],
  ])('%s', (_, sizes, n, expected) => {
    expect(allocate(sizes, n)).toEqual(expected)
  })

  test('over random sizes: sums to n, never more than there are, at least one where n allows, within one of its share', () => {
    let state = 7
    const next = (limit: number) => {
      state = (state * 48271) % 2147483647
      return state % limit
    }
    for (let round = 0; round < 3000; round++) {
      const sizes = Array.from({ length: 1 + next(12) }, () => 1 + next(round % 2 ? 6 : 400))
      const total = sizes.reduce((a, b) => a + b, 0)
      const n = next(total + 5)
      const own = allocate(sizes, n)
      expect(own.reduce((a, b) => a + b, 0)).toBe(Math.min(n, total))
      for (const [at, count] of own.entries()) {
        const size = sizes[at] ?? 0
        expect(count).toBeLessThanOrEqual(size)
        if (n >= sizes.length) expect(count).toBeGreaterThanOrEqual(1)
        // Nobody gets more than a share rounded up, or the one that everybody gets.
        expect(count).toBeLessThanOrEqual(Math.max(1, Math.ceil((Math.min(n, total) * size) / total)))
      }
    }
  })
})

describe('drawing', () => {
  const all = units({ a: 40, b: 15, c: 5 })

  test('takes of each stratum those with the smallest SHA-256 of ["plainview-audit-sample/v1",seed,req]', () => {
    const { strata, drawn } = drawSample(all, { n: 12, seed: 'S "1"' }, hash)
    expect(strata).toEqual([
      { stratum: ['a'], size: 40, sampled: 8 },
      { stratum: ['b'], size: 15, sampled: 3 },
      { stratum: ['c'], size: 5, sampled: 1 },
    ])
    const number = (req: string) =>
      createHash('sha256').update(`["plainview-audit-sample/v1","S \\"1\\"","${req}"]`).digest('hex')
    const expected = ['a', 'b', 'c'].flatMap((name) => {
      const own = all.map(({ req }) => req).filter((req) => req.startsWith(name))
      return own.sort((x, y) => (number(x) < number(y) ? -1 : 1)).slice(0, { a: 8, b: 3, c: 1 }[name])
    })
    expect(drawn.map(({ req }) => req)).toEqual(expected)
  })

  test('does not depend on the order of the requests, and does on the seed', () => {
    const one = drawSample(all, { n: 12, seed: '1' }, hash)
    expect(drawSample(all.toReversed(), { n: 12, seed: '1' }, hash)).toEqual(one)
    expect(drawSample(all, { n: 12, seed: '2' }, hash).drawn).not.toEqual(one.drawn)
    expect(drawSample(all, { n: 12, seed: '2' }, hash).strata).toEqual(one.strata)
  })

  test('draws everybody about equally often', () => {
    const times = new Map<string, number>()
    for (let seed = 0; seed < 1000; seed++) {
      for (const { req } of drawSample(all, { n: 12, seed: String(seed) }, hash).drawn)
        times.set(req, (times.get(req) ?? 0) + 1)
    }
    // Each has probability 1/5: 200 times of 1000, standard deviation 12.6; five of them either way.
    expect(times.size).toBe(60)
    for (const count of times.values()) expect(Math.abs(count - 200)).toBeLessThan(64)
  })

  test('strata that differ in where one column ends are different strata', () => {
    const two = [
      { req: '1', stratum: ['a,b', 'c'] },
      { req: '2', stratum: ['a', 'b,c'] },
    ]
    expect(drawSample(two, { n: 2, seed: '' }, hash).strata).toHaveLength(2)
  })
})
