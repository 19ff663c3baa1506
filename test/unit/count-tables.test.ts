import { beforeAll, describe, expect, test } from 'vitest'
import { attack, protectionOf } from '#core/anonymity/counts/attack.ts'
import { type CountSystem, createCountSystem } from '#core/anonymity/counts/count-system.ts'
import { suppress } from '#core/anonymity/counts/suppress.ts'
import type { SolveLp } from '#core/capabilities.ts'
import { loadSolveLp } from '../../main/work/highs-lp.ts'
import { randomTable, smallCounts, tableSystem } from '../support/count-tables.ts'

let solveLp: SolveLp
beforeAll(async () => {
  solveLp = await loadSolveLp()
})

const hide = (system: CountSystem, hidden: ReadonlySet<number>): CountSystem => ({
  ...system,
  values: system.values.map((value, at) => (hidden.has(at) ? null : value)),
})

/** Every table of counts 0..max that agrees with the printed figures: the true interval of each hidden count, by trying all. */
function bruteForce(system: CountSystem, max: number): Map<number, [number, number]> {
  const hidden = [...system.values.entries()].filter(([, v]) => v === null).map(([at]) => at)
  const values = [...system.values] as number[]
  const found = new Map<number, [number, number]>()
  const isValid = () =>
    system.relations.every(({ terms, min, max: top }) => {
      const sum = [...terms].reduce((total, [at, c]) => total + c * (values[at] as number), 0)
      return sum >= min && sum <= top
    })
  const tryAll = (depth: number): void => {
    const at = hidden[depth]
    if (at === undefined) {
      if (!isValid()) return
      for (const one of hidden) {
        const value = values[one] as number
        const [lo, hi] = found.get(one) ?? [value, value]
        found.set(one, [Math.min(lo, value), Math.max(hi, value)])
      }
      return
    }
    for (let value = 0; value <= max; value++) {
      values[at] = value
      tryAll(depth + 1)
    }
  }
  tryAll(0)
  return found
}

describe('the attacker', () => {
  test('a single hidden count in a row is the total less what is shown', () => {
    const system = createCountSystem()
    for (const [key, value] of [
      ['a', 7],
      ['b', null],
      ['c', 12],
      ['total', 22],
    ] as const)
      system.add({ key, value })
    system.addSum(['a', 'b', 'c'], 'total', 'row 1')
    const { hidden } = attack(system.finish(), { solveLp })
    expect(hidden).toMatchObject([
      { key: 'b', min: 3, max: 3, how: 'elimination', derivation: ['row 1: 7 + [b] + 12 = 22'] },
    ])
  })

  test('two hidden counts in a row and two in a column are found from rows and columns together', () => {
    // Rows: a+b = 3, c+d = 7. Columns: a+c = 4, b+d = 6; and e + a = 5 with e shown as 4 in another table gives a = 1.
    const system = createCountSystem()
    for (const key of ['a', 'b', 'c', 'd']) system.add({ key, value: null })
    for (const [key, value] of [
      ['ab', 3],
      ['cd', 7],
      ['ac', 4],
      ['bd', 6],
      ['e', 4],
      ['ea', 5],
    ] as const) {
      system.add({ key, value })
    }
    system.addSum(['a', 'b'], 'ab', 'row 1')
    system.addSum(['c', 'd'], 'cd', 'row 2')
    system.addSum(['a', 'c'], 'ac', 'column 1')
    system.addSum(['b', 'd'], 'bd', 'column 2')
    system.addSum(['e', 'a'], 'ea', 'the other table')
    const { hidden } = attack(system.finish(), { solveLp })
    expect(hidden.map(({ key, min, max }) => [key, min, max])).toEqual([
      ['a', 1, 1],
      ['b', 2, 2],
      ['c', 3, 3],
      ['d', 4, 4],
    ])
    expect(hidden[0]?.derivation.join()).toContain('the other table')
  })

  test('figures that cannot all be true are named', () => {
    const system = createCountSystem()
    for (const [key, value] of [
      ['a', 7],
      ['b', null],
      ['total', 5],
    ] as const)
      system.add({ key, value })
    system.addSum(['a', 'b'], 'total', 'row 1')
    expect(attack(system.finish(), { solveLp }).contradictions.join()).toContain('row 1')
  })

  test('one count published with two values is named', () => {
    const system = createCountSystem()
    system.add({ key: 'a', value: 7 })
    system.add({ key: 'a', value: 8 })
    expect(attack(system.finish(), { solveLp }).contradictions).toEqual(['a is published as 7 and as 8'])
  })

  test('a ratio that is printed narrows what is hidden', () => {
    const system = createCountSystem()
    system.add({ key: 'part', value: null })
    system.add({ key: 'whole', value: 50 })
    // 6 % of 50, rounded to whole percents: between 2.75 and 3.25.
    system.addRange([['part', 100]], 5.5 * 50, 6.5 * 50, '6 % of 50')
    expect(attack(system.finish(), { solveLp }).hidden).toMatchObject([{ key: 'part', min: 3, max: 3 }])
  })

  test.each([1, 3, 4, 5, 6, 7, 8])('bounds of a small table are those of trying every table (seed %i)', (seed) => {
    const table = randomTable(3, 3, 0.6, seed).map((row) => row.map((value) => Math.min(value, 9)))
    const system = tableSystem(table)
    // Five hidden counts of at most 4: every count beyond 12 is ruled out by a row total.
    const masked = hide(system, new Set([...smallCounts(system.values.slice(0, 9), 5)].slice(0, 5)))
    expect(masked.values.filter((value) => value === null).length).toBeGreaterThan(2)
    const all = bruteForce(masked, 12)
    for (const { variable, min, max } of attack(masked, { solveLp }).hidden) {
      expect([min, max]).toEqual(all.get(variable))
    }
  })
})

describe('complementary suppression', () => {
  test.each([11, 12, 13, 14, 15])('no small count can be narrowed afterwards (seed %i)', (seed) => {
    const system = tableSystem(randomTable(8, 6, 0.2, seed))
    const primary = smallCounts(system.values, 5)
    const result = suppress({ system, primary, fixed: new Set(), threshold: 5, solveLp })
    expect(result).toMatchObject({ finished: true, unprotected: [] })
    const after = attack(hide(system, result.hidden), { solveLp })
    for (const interval of after.hidden) {
      if (primary.has(interval.variable)) expect(protectionOf(interval, 5)).toBe('protected')
    }
  })

  test('about 450 small counts, two a row: some recovered before, none afterwards, and the same pattern again', () => {
    const system = tableSystem(randomTable(120, 40, 0.094, 7))
    const primary = smallCounts(system.values, 5)
    expect(primary.size).toBeGreaterThan(420)
    const before = attack(hide(system, primary), { solveLp, threshold: 5 })
    const open = before.hidden.filter((interval) => protectionOf(interval, 5) !== 'protected')
    expect(open.length).toBeGreaterThan(0)
    const result = suppress({ system, primary, fixed: new Set(), threshold: 5, solveLp })
    expect(result).toMatchObject({ unprotected: [], finished: true })
    const again = suppress({ system, primary, fixed: new Set(), threshold: 5, solveLp })
    expect([...again.hidden].sort()).toEqual([...result.hidden].sort())
  })

  test('a table with one small count in a row and column is recovered whole before, and not afterwards', () => {
    // Small counts on the diagonal only: each is its row total less the rest.
    const table = Array.from({ length: 12 }, (_, r) =>
      Array.from({ length: 12 }, (_, c) => (r === c ? 1 + (r % 4) : 30 + r * c)),
    )
    const system = tableSystem(table)
    const primary = smallCounts(system.values, 5)
    const before = attack(hide(system, primary), { solveLp })
    expect(before.hidden.map(({ variable, min, max }) => [variable, min, max])).toEqual(
      [...primary].map((at) => [at, system.values[at], system.values[at]]),
    )
    const result = suppress({ system, primary, fixed: new Set(), threshold: 5, solveLp })
    expect(result.unprotected).toEqual([])
    const after = attack(hide(system, result.hidden), { solveLp })
    for (const interval of after.hidden) {
      if (primary.has(interval.variable)) expect(protectionOf(interval, 5)).toBe('protected')
    }
  })

  test('counts that must stay shown stay shown, and what cannot be protected is said', () => {
    const system = createCountSystem()
    for (const [key, value] of [
      ['a', 3],
      ['b', 9],
      ['total', 12],
    ] as const)
      system.add({ key, value })
    system.addSum(['a', 'b'], 'total', 'row 1')
    const result = suppress({
      system: system.finish(),
      primary: new Set([0]),
      fixed: new Set([1, 2]),
      threshold: 5,
      solveLp,
    })
    expect([...result.hidden]).toEqual([0])
    expect(result.unprotected).toMatchObject([{ key: 'a', min: 3, max: 3 }])
  })
})

test.each([
  [0, 4, 'protected'],
  [1, 5, 'protected'],
  [1, 4, 'narrowed'],
  [0, 3, 'narrowed'],
  [2, 9, 'wide'],
  [2, 5, 'narrowed'],
  [2, 4, 'narrowed'],
  [2, null, 'wide'],
  [1, null, 'protected'],
  [3, 3, 'recovered'],
  [5, 9, 'not small'],
  [0, 0, 'not small'],
] as const)('an interval from %s to %s is %s at threshold 5', (min, max, expected) => {
  expect(protectionOf({ min, max }, 5)).toBe(expected)
})
