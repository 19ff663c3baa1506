/** Reporting periods: years, half-years and quarters, in UTC. A request belongs to the period it was received in. */
import { type InputError, quote } from '../input-error.ts'
import { formatInstant, parseInstant } from '../instant.ts'
import { err, ok, type Result } from '../result.ts'

export type PeriodKind = 'year' | 'half' | 'quarter'

export interface Period {
  readonly kind: PeriodKind
  readonly year: number
  /** 1 for a year; 1-2; 1-4. */
  readonly part: number
  /** `2025`, `2025-H2`, `2025-Q3`. */
  readonly id: string
  /** Unix milliseconds; [fromMs, toMs). */
  readonly fromMs: number
  readonly toMs: number
}

const PARTS = { year: 1, half: 2, quarter: 4 } as const

function startOf(year: number, month: number): number {
  const y = year + Math.floor((month - 1) / 12)
  const m = ((month - 1) % 12) + 1
  const text = `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-01T00:00:00.000Z`
  return parseInstant(text) ?? Number.NaN
}

export function period(kind: PeriodKind, year: number, part: number): Period {
  const months = 12 / PARTS[kind]
  const id = kind === 'year' ? `${year}` : `${year}-${kind === 'half' ? 'H' : 'Q'}${part}`
  return {
    kind,
    year,
    part,
    id,
    fromMs: startOf(year, (part - 1) * months + 1),
    toMs: startOf(year, part * months + 1),
  }
}

/** `2025-H2`, `2025-Q3`, `2025`. */
export function parsePeriod(text: string): Result<Period, InputError> {
  const match = /^([12]\d{3})(?:-(?:H([12])|Q([1-4])))?$/.exec(text)
  if (!match) {
    return err({
      code: 'bad_option',
      place: { file: 'options', field: 'period' },
      expected: 'a year, half-year or quarter: 2025, 2025-H2, 2025-Q3',
      got: quote(text),
    })
  }
  const [, year, half, quarter] = match
  const kind = half ? 'half' : quarter ? 'quarter' : 'year'
  return ok(period(kind, Number(year), Number(half ?? quarter ?? 1)))
}

export function previousPeriod({ kind, year, part }: Period): Period {
  return part > 1 ? period(kind, year, part - 1) : period(kind, year - 1, PARTS[kind])
}

export function nextPeriod({ kind, year, part }: Period): Period {
  return part < PARTS[kind] ? period(kind, year, part + 1) : period(kind, year + 1, 1)
}

/** The period of `kind` that an instant lies in. */
export function periodOf(kind: PeriodKind, atMs: number): Period {
  const text = formatInstant(atMs)
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  return period(kind, year, Math.floor((month - 1) / (12 / PARTS[kind])) + 1)
}

/** The `count` periods that end with `last`, oldest first, none before `firstMs`. */
export function periodsUpTo(last: Period, count: number, firstMs: number): readonly Period[] {
  const periods = [last]
  while (periods.length < count) {
    const before = previousPeriod(periods[0] as Period)
    if (before.toMs <= firstMs) break
    periods.unshift(before)
  }
  return periods
}

/** The shorter periods a period is made of, as sums are checked: a year's halves, a half's quarters. */
export function partsOf({ kind, year, part }: Period): readonly Period[] {
  switch (kind) {
    case 'year':
      return [period('half', year, 1), period('half', year, 2)]
    case 'half':
      return [period('quarter', year, 2 * part - 1), period('quarter', year, 2 * part)]
    case 'quarter':
      return []
  }
}
