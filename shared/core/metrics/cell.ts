/**
 * One published figure with everything a reader needs to judge it (docs/formats/report.md §1).
 *
 * null is never 0: `state` says why there is no value. Every member is always present, so that a hidden figure looks the
 * same whatever it hides.
 */
export type CellState = 'exact' | 'suppressed' | 'rounded' | 'band' | 'not_applicable' | 'unknown' | 'embargoed'

export type Unit = 'request' | 'account' | 'account_disclosed' | 'demand' | 'report' | 'flag' | 'percent' | 'hour'

export interface Cell {
  /** null unless exact or rounded. */
  readonly value: number | null
  readonly state: CellState
  /** Ends of a band, or what is certain of an unknown figure; both null otherwise. */
  readonly min: number | null
  readonly max: number | null
  /** Of a ratio, in whole units; null for any other figure. */
  readonly numerator: number | null
  readonly denominator: number | null
  readonly unit: Unit
  /** Id of the definition in the data dictionary. */
  readonly definition: string
  /** Which rule made it what it is, where one did: `small-number`, `national-security-band`. */
  readonly rule: string | null
  /** Log entries behind an exact figure; null for any other. */
  readonly entries: number | null
}

const NOTHING = { value: null, min: null, max: null, numerator: null, denominator: null, rule: null, entries: null }

export function exactCell(value: number, unit: Unit, definition: string, entries: number): Cell {
  return { ...NOTHING, value, state: 'exact', unit, definition, entries }
}

/** Hidden: nothing about it is given away, not even which rule hid it. */
export function hiddenCell(unit: Unit, definition: string): Cell {
  return { ...NOTHING, state: 'suppressed', unit, definition, rule: 'small-number' }
}

export function notApplicable(unit: Unit, definition: string): Cell {
  return { ...NOTHING, state: 'not_applicable', unit, definition }
}

/** Not known to the log: `min` is what is certain, where anything is. */
export function unknownCell(unit: Unit, definition: string, min: number | null): Cell {
  return { ...NOTHING, state: 'unknown', min, unit, definition }
}

export function bandCell(min: number, max: number, unit: Unit, definition: string, rule: string): Cell {
  return { ...NOTHING, state: 'band', min, max, unit, definition, rule }
}

/** A share in percent, one decimal, half away from zero, computed on integers; both parts travel with it. */
export function ratioCell(numerator: number, denominator: number, definition: string, entries: number): Cell {
  if (denominator === 0) return notApplicable('percent', definition)
  return {
    ...NOTHING,
    value: percentOf(numerator, denominator),
    state: 'exact',
    numerator,
    denominator,
    unit: 'percent',
    definition,
    entries,
  }
}

/** 100 a / b to one decimal, half away from zero; exact for counts below 2^43. */
export function percentOf(numerator: number, denominator: number): number {
  return divideRounded(BigInt(numerator) * 1000n, BigInt(denominator)) / 10
}

/** a / b as a whole number, halves away from zero. b > 0. */
export function divideRounded(a: bigint, b: bigint): number {
  const isNegative = a < 0n
  const doubled = (isNegative ? -a : a) * 2n + b
  const magnitude = Number(doubled / (2n * b))
  return isNegative ? -magnitude : magnitude
}
