import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measureAnonymity, measureTable } from '#core/anonymity/measure.ts'
import { type Reference, reference } from '../support/anonymity-reference.ts'

/** The measured figures under the reference's names. */
function measured(rows: readonly (readonly string[])[]): Reference {
  const input = { columns: ['a', 'b', 's'], rows }
  const categorical = measureAnonymity(input, { quasi: ['a', 'b'], sensitive: ['s:categorical'] })
  const ordered = measureAnonymity(input, { quasi: ['a', 'b'], sensitive: ['s:ordered'] })
  const s = categorical.sensitive.s
  const o = ordered.sensitive.s
  if (!s || !o) throw new Error('no result for s')
  return {
    suppressedRows: categorical.table.suppressedRows,
    classes: categorical.classes,
    k: categorical.k,
    distinctL: s.distinctL,
    entropyL: s.entropyL,
    recursiveC2: s.recursiveC['2'] ?? null,
    recursiveC3: s.recursiveC['3'] ?? null,
    alpha: s.alpha,
    tCategorical: s.t,
    tCategoricalWithSuppressed: s.tWithSuppressed,
    tOrdered: o.t,
    basicBeta: s.basicBeta,
    enhancedBeta: s.enhancedBeta,
    delta: s.delta,
    deltaPresent: s.deltaPresent,
    prosecutorAvg: categorical.risk.prosecutorAvg,
    prosecutorAvgOverClasses: categorical.risk.prosecutorAvgOverClasses,
    recordsAtRisk: categorical.risk.recordsAtRisk,
    uniqueRows: categorical.risk.uniqueRows,
  }
}

/** Equal, up to the last bits of a double where a figure is one. */
function sameFigures(got: Reference, expected: Reference): boolean {
  return (Object.keys(expected) as (keyof Reference)[]).every((name) => {
    const [a, b] = [got[name], expected[name]]
    return typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)) : a === b
  })
}

/** Multisets of `size` row types out of `types`: the order of rows changes no figure. */
function* multisets(types: number, size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let type = from; type < types; type++) {
    for (const rest of multisets(types, size - 1, type)) yield [type, ...rest]
  }
}

const QUASI = ['x', 'y', '*']
const SENSITIVE = ['1', '2', '10']
const ROW_TYPES = QUASI.flatMap((a) => QUASI.flatMap((b) => SENSITIVE.map((s) => [a, b, s] as const)))

test.each([0, 1, 2, 3, 4, 5])('all tables of %i rows, 3 columns and 3 values agree with the definitions', (size) => {
  for (const types of multisets(ROW_TYPES.length, size)) {
    const rows = types.map((type) => ROW_TYPES[type] ?? [])
    const [got, expected] = [measured(rows), reference(rows)]
    if (!sameFigures(got, expected)) expect({ rows, ...got }).toEqual({ rows, ...expected })
  }
})

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
