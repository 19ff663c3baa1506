import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measureTable } from '#core/anonymity/measure.ts'
import { reference } from '../support/anonymity-reference.ts'
import { measured, sameFigures, smallTables } from '../support/anonymity-tables.ts'

/** How many tables there are, by Burnside's lemma over the 16 symmetries: computed apart, in Python. */
const TABLES = [
  [0, 1],
  [1, 6],
  [2, 48],
  [3, 322],
  [4, 2070],
  [5, 11742],
  [6, 60022],
] as const

test.each(TABLES)(
  'all tables of %i rows, 3 columns and 3 values (%i up to symmetry) agree with the definitions',
  { timeout: 600_000 },
  (size, count) => {
    let seen = 0
    for (const rows of smallTables(size)) {
      seen++
      const [got, expected] = [measured(rows), reference(rows)]
      if (!sameFigures(got, expected)) expect({ rows, ...got }).toEqual({ rows, ...expected })
    }
    expect(seen).toBe(count)
  },
)

const cell = fc.constantFrom('x', 'y', 'z', '*', '', ' x')
const value = fc.constantFrom('1', '2', '10', '10.0', '3.5', '-4', '')

test('2,000 random tables agree with the definitions', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, value), { maxLength: 40 }), (rows) => {
      // The reference tells values apart by text; equal numbers in two spellings are one rank only for the ordered distance.
      const [got, expected] = [measured(rows), reference(rows)]
      if (!sameFigures(got, expected)) expect(got).toEqual(expected)
    }),
    { numRuns: 2000, seed: 20260301 },
  )
})

test('no table and no option makes it throw', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('*', '', '1', 'NaN', '__proto__', 'constructor', '1e9'))
  fc.assert(
    fc.property(
      fc.array(fc.record({ a: text, b: text, s: text }), { maxLength: 12 }),
      fc.array(fc.oneof(text, fc.constantFrom('k=2', 't=0.1', 'recursive=2:3', 'enhancedBeta=1', 'l(s)=2')), {
        maxLength: 4,
      }),
      fc.array(fc.constantFrom('a', 'b', 's', '__proto__', ''), { maxLength: 3 }),
      (rows, claims, quasi) => {
        measureTable(rows, { quasi, sensitive: ['s'], claims })
        measureTable(rows, { quasi: ['a', 'b'], sensitive: ['s:ordered'], claims, person: 'a' })
      },
    ),
    { numRuns: 500 },
  )
})
