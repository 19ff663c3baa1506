/**
 * The requests behind one figure of a report, and the log entries it rests on: inside the case every figure can be followed
 * to them, hidden ones too.
 */
import { type Cut, contribution, entriesBehind, fitter, type Measure } from './count.ts'
import { type Dimension, NO_COUNTRY, type ReportRow } from './dimensions.ts'
import { type Period, parsePeriod, previousPeriod } from './period.ts'
import { type Cohorts, OTHER_ROW, TOTAL_ROW, topCountries } from './raw-table.ts'
import { DURATION_STEPS, GLANCE_ROWS } from './special-tables.ts'
import { type CountColumn, TABLES } from './table-spec.ts'

export interface RowsBehind {
  /** null: no such figure, or one that counts no requests. */
  readonly requests: number | null
  /** The first of them, by receipt. */
  readonly rows: readonly RowBehind[]
  /** Log entries behind all of them. */
  readonly entries: number
  /** Period of receipt: the one before, for a figure of the past. */
  readonly period: string
}

export interface RowBehind {
  readonly req: string
  readonly receivedAtMs: number
  readonly origin: string | null
  readonly authorityType: string
  readonly instrument: string
  readonly outcome: string | null
}

/** So many requests are named; the number says how many there are. */
export const MAX_NAMED = 500

interface Figure {
  readonly measure: Measure
  readonly period: Period
  readonly cut: Cut
  readonly also?: (row: ReportRow) => boolean
  /** All that are in none of these countries. */
  readonly notIn?: ReadonlySet<string>
}

const NOTHING = { requests: null, rows: [], entries: 0 }

export function rowsBehind(
  cohorts: Cohorts,
  periodId: string,
  figure: { readonly table: string; readonly row: string; readonly column: string },
): RowsBehind {
  const period = parsePeriod(periodId)
  if (!period.ok) return { ...NOTHING, period: periodId }
  const found = figureOf(cohorts, period.value, figure)
  if (found === null) return { ...NOTHING, period: periodId }
  const { measure, cut, also, notIn } = found
  const fits = fitter(cut)
  const dimensions = Object.keys(cut) as Dimension[]
  let entries = 0
  let requests = 0
  const rows: RowBehind[] = []
  for (const counted of cohorts.of(found.period)) {
    const { row, values } = counted
    if (!fits(counted) || also?.(row) === false) continue
    if (notIn?.has(values.origin[0] ?? NO_COUNTRY)) continue
    // A request that adds nothing (no accounts, no flags) is not behind the sum; one that does not say is.
    if (contribution(row, measure) === 0) continue
    requests++
    entries += entriesBehind(row, measure, dimensions).length
    if (rows.length < MAX_NAMED) rows.push(behindRow(row))
  }
  return { requests, rows, entries, period: found.period.id }
}

const behindRow = ({ req, receivedAtMs, origin, authority, instrument, outcome }: ReportRow): RowBehind => ({
  req,
  receivedAtMs,
  origin: origin.code,
  authorityType: authority.type,
  instrument,
  outcome,
})

function figureOf(
  cohorts: Cohorts,
  period: Period,
  { table, row, column }: { readonly table: string; readonly row: string; readonly column: string },
): Figure | null {
  const before = previousPeriod(period)
  if (table === 'glance') {
    const glance = GLANCE_ROWS.find(({ id }) => id === row)
    const at = column === 'before' ? before : period
    return glance ? { measure: glance.measure, period: at, cut: { section: 'request', ...glance.where } } : null
  }
  if (table === 'durations') {
    const step = DURATION_STEPS.find(([id]) => id === row)
    if (!step) return null
    const isDone = ({ elapsedMs }: ReportRow) => elapsedMs[step[1]] !== null
    const also = column === 'without' ? (one: ReportRow) => !isDone(one) : isDone
    return { measure: 'request', period, cut: { section: 'request' }, also }
  }
  if (table === 'national-security') {
    return { measure: 'request', period, cut: { section: 'national_security', instrument: row } }
  }
  const spec = TABLES.find(({ id }) => id === table)
  if (!spec) return null
  const wanted = spec.columns.find(({ id }) => id === column)
  if (!wanted) return null
  // A share rests on its denominator, a change on both periods: the requests now are shown.
  const countId = wanted.kind === 'count' ? wanted.id : wanted.kind === 'ratio' ? wanted.denominator : wanted.now
  const count = spec.columns.find((one): one is CountColumn => one.kind === 'count' && one.id === countId)
  if (!count) return null
  const { measure, where, previous } = count
  if (spec.rows === 'period') {
    const own = parsePeriod(row)
    return own.ok ? { measure, period: own.value, cut: { ...spec.population, ...where } } : null
  }
  const base = { measure, period: previous ? before : period }
  if (row === TOTAL_ROW) return { ...base, cut: { ...spec.population, ...where } }
  if (spec.rows === 'origin' && row === OTHER_ROW) {
    const notIn = new Set(topCountries(cohorts.of(period, spec.population)))
    return { ...base, cut: { ...spec.population, ...where }, notIn }
  }
  return { ...base, cut: { ...spec.population, [spec.rows]: row, ...where } }
}
