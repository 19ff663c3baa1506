/** All small tables of two quasi-identifiers and one sensitive column, three values each, and what is measured of them. */
import { measureAnonymity } from '#core/anonymity/measure.ts'
import type { Reference } from './anonymity-reference.ts'

const QUASI = ['x', 'y', '*']
const SENSITIVE = ['1', '2', '10']
/** Row type 9a + 3b + s. */
const ROW_TYPES = QUASI.flatMap((a) => QUASI.flatMap((b) => SENSITIVE.map((s) => [a, b, s] as const)))

/** Multisets of `size` row types out of `types`, ascending: the order of rows changes no figure. */
function* multisets(types: number, size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let type = from; type < types; type++) {
    for (const rest of multisets(types, size - 1, type)) yield [type, ...rest]
  }
}

/**
 * What changes no figure: the two quasi-identifiers swapped, x and y swapped in either, the order of the sensitive
 * numbers turned round. Each as a table from row type to row type; the identity left out.
 */
const SYMMETRIES = [0, 1]
  .flatMap((columns) =>
    [0, 1].flatMap((inA) =>
      [0, 1].flatMap((inB) =>
        [0, 1].map((turned) =>
          Int32Array.from(ROW_TYPES, (_, type) => {
            const swap = (value: number, isSwapped: number) => (isSwapped && value < 2 ? 1 - value : value)
            const a = swap(Math.floor(type / 9), inA)
            const b = swap(Math.floor(type / 3) % 3, inB)
            const s = turned ? 2 - (type % 3) : type % 3
            return columns ? 9 * b + 3 * a + s : 9 * a + 3 * b + s
          }),
        ),
      ),
    ),
  )
  .slice(1)

/** Is no symmetric table before this one? */
function isFirst(types: readonly number[]): boolean {
  const other = new Int32Array(types.length)
  for (const symmetry of SYMMETRIES) {
    for (let i = 0; i < types.length; i++) other[i] = symmetry[types[i] as number] as number
    other.sort()
    for (let i = 0; i < types.length; i++) {
      const difference = (other[i] as number) - (types[i] as number)
      if (difference < 0) return false
      if (difference > 0) break
    }
  }
  return true
}

/** Every table of `size` rows; one of those that differ by a symmetry alone, unless all are asked for. */
export function* smallTables(size: number, all = false): Generator<readonly (readonly string[])[]> {
  let made = 0
  for (const types of multisets(ROW_TYPES.length, size)) {
    if (!all && !isFirst(types)) continue
    const rows = types.map((type) => ROW_TYPES[type] ?? [])
    // Now this row comes first, now that one: codes are given out in the order of rows.
    const turn = size === 0 ? 0 : made++ % size
    yield [...rows.slice(turn), ...rows.slice(0, turn)]
  }
}

/** The measured figures under the reference's names. */
export function measured(rows: readonly (readonly string[])[]): Reference {
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
export function sameFigures(got: Reference, expected: Reference): boolean {
  return (Object.keys(expected) as (keyof Reference)[]).every((name) => {
    const [a, b] = [got[name], expected[name]]
    return typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)) : a === b
  })
}
