/**
 * A sensitive column made ready to measure: missing cells marked, and ranks where the values have an order.
 */
import { compareRatio, parseDecimal, type Ratio } from './rational.ts'
import type { Column } from './table.ts'

export type Scale = 'categorical' | 'ordered' | 'undeclared'

export interface SensitiveSpec {
  readonly name: string
  /** Declared, never guessed. */
  readonly scale?: 'categorical' | 'ordered'
  /** For an ordered column: all its values, lowest first. Without it the values must be decimal numbers. */
  readonly order?: readonly string[]
  /** Values whose share alone counts for `alphaDesignated`. */
  readonly designated?: readonly string[]
}

export interface Ranks {
  /** Rank of each row; -1 = missing. */
  readonly codes: Int32Array
  readonly ranks: number
  /** Groups of spellings that are one number, such as `1` and `1.0`. */
  readonly sameNumber: readonly (readonly string[])[]
  /** Numeric value of each rank, when the order is that of numbers. */
  readonly numbers: readonly Ratio[] | null
}

export interface SensitiveColumn {
  readonly spec: SensitiveSpec
  readonly scale: Scale
  readonly values: readonly string[]
  /** Value of each row; -1 = missing. */
  readonly codes: Int32Array
  readonly missingRows: number
  /** null when the values have no order: not all decimal numbers, or not all named in `order`. */
  readonly ranks: Ranks | null
  /** Values that stand in the way of an order, at most ten. */
  readonly unordered: readonly string[]
}

function remap(codes: Int32Array, to: Int32Array): Int32Array {
  const out = new Int32Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number
    out[row] = code < 0 ? -1 : (to[code] as number)
  }
  return out
}

function rankByNumber(
  values: readonly string[],
  used: readonly number[],
  codes: Int32Array,
): Ranks | readonly string[] {
  const parsed = values.map((value) => parseDecimal(value))
  const bad = used.filter((code) => parsed[code] === null).map((code) => values[code] ?? '')
  if (bad.length > 0) return bad
  const number = (code: number) => parsed[code] as Ratio
  const approximate = parsed.map((value) => (value === null ? Number.NaN : Number(value.num) / Number(value.den)))
  const order = [...used].sort((a, b) => {
    const difference = (approximate[a] as number) - (approximate[b] as number)
    return Math.abs(difference) > 1e-9 * Math.abs(approximate[a] as number)
      ? difference
      : compareRatio(number(a), number(b))
  })
  const to = new Int32Array(values.length).fill(-1)
  const numbers: Ratio[] = []
  const spellings: string[][] = []
  for (const code of order) {
    const last = numbers.at(-1)
    if (last === undefined || compareRatio(last, number(code)) !== 0) {
      numbers.push(number(code))
      spellings.push([])
    }
    to[code] = numbers.length - 1
    spellings.at(-1)?.push(values[code] ?? '')
  }
  return { codes: remap(codes, to), ranks: numbers.length, sameNumber: spellings.filter((s) => s.length > 1), numbers }
}

function rankByList(
  values: readonly string[],
  used: readonly number[],
  codes: Int32Array,
  order: readonly string[],
): Ranks | readonly string[] {
  const place = new Map(order.map((value, rank) => [value.trim(), rank]))
  const bad = used.map((code) => values[code] ?? '').filter((value) => !place.has(value))
  if (bad.length > 0) return bad
  const to = Int32Array.from(values, (value) => place.get(value) ?? -1)
  return { codes: remap(codes, to), ranks: order.length, sameNumber: [], numbers: null }
}

/** @param missing cell texts that mean "no value", already trimmed; the empty text is always among them */
export function prepareSensitive(column: Column, spec: SensitiveSpec, missing: ReadonlySet<string>): SensitiveColumn {
  const keep = Int32Array.from(column.values, (value, code) => (missing.has(value) ? -1 : code))
  const codes = remap(column.codes, keep)
  let missingRows = 0
  for (const code of codes) if (code < 0) missingRows++
  const used = [...column.values.keys()].filter((code) => (keep[code] as number) >= 0)
  const isOrderWanted = spec.scale !== 'categorical'
  const ranked = !isOrderWanted
    ? null
    : spec.order
      ? rankByList(column.values, used, codes, spec.order)
      : rankByNumber(column.values, used, codes)
  const isRanked = ranked !== null && 'codes' in ranked
  return {
    spec,
    scale: spec.scale ?? 'undeclared',
    values: column.values,
    codes,
    missingRows,
    ranks: isRanked ? ranked : null,
    unordered: ranked === null || isRanked ? [] : ranked.slice(0, 10),
  }
}
