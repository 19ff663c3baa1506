/**
 * The requests behind one figure of a report, and the log entries it rests on: inside the case every figure can be followed
 * to them, hidden ones too.
 */
import { type Cut, contribution, entriesBehind, fitter, type Measure } from './count.ts'
import { type Dimension, NO_COUNTRY, PLACE, type ReportRow } from './dimensions.ts'
import { type Period, parsePeriod, previousPeriod } from './period.ts'
import { type Cohorts, OTHER_ROW, TOTAL_ROW, topCountries } from './raw-table.ts'
import { DURATION_STEPS } from './special-counts.ts'
import { GLANCE_COLUMNS, GLANCE_ROWS } from './special-tables.ts'
import { type ColumnSpec, type CountColumn, TABLES } from './table-spec.ts'

/** A cell by the ids of its table, row and column. */
export interface FigureRef {
  readonly table: string
  readonly row: string
  readonly column: string
}

/** Requests by their place among all of the log, in the order of receipt: one byte each from `first` on, 1 for those meant. */
export interface MarkedPlaces {
  readonly first: number
  readonly marks: Uint8Array
}

/** One count: its requests, and what they add up to. */
export interface CountBehind {
  /** Column of the same row that shows it. */
  readonly column: string
  /** Period of receipt: the one before, for a figure of the past. */
  readonly period: string
  readonly measure: Measure
  readonly requests: number
  /** The sum over them; of requests, their number. Only what is certain where some do not say. */
  readonly value: number
  /** Requests that do not say what they add. */
  readonly unknown: number
  /** Log entries behind the figure, as it is published: also of requests that add nothing to its sum. */
  readonly entries: number
  readonly places: MarkedPlaces
}

/** One count, or the two that a share or a change is made of: the whole first, the period before last. */
export type FigureBehind = readonly CountBehind[]

interface Count {
  readonly column: string
  readonly measure: Measure
  readonly period: Period
  readonly cut: Cut
  readonly also?: (row: ReportRow) => boolean
  /** Does the step have an entry of its own, beside the receipt? */
  readonly isStep?: (row: ReportRow) => boolean
  /** All that are in none of these countries. */
  readonly notIn?: ReadonlySet<string>
}

/** Empty: there is no such figure, or it counts no requests. */
export function rowsBehind(cohorts: Cohorts, periodId: string, figure: FigureRef): FigureBehind {
  const period = parsePeriod(periodId)
  return period.ok ? countsOf(cohorts, period.value, figure).map((count) => countBehind(cohorts, count)) : []
}

function countBehind(cohorts: Cohorts, { column, measure, period, cut, also, notIn, isStep }: Count): CountBehind {
  const fits = fitter(cut)
  const dimensions = Object.keys(cut) as Dimension[]
  const cohort = cohorts.of(period)
  const marks = new Uint8Array(cohort.length)
  let [requests, value, unknown, entries] = [0, 0, 0, 0]
  for (const [place, counted] of cohort.entries()) {
    const { row, values } = counted
    if (!fits(counted) || also?.(row) === false) continue
    if (notIn?.has(values[PLACE.origin]?.[0] ?? NO_COUNTRY)) continue
    entries += entriesBehind(row, measure, dimensions).length + (isStep?.(row) ? 1 : 0)
    const part = contribution(row, measure)
    // A request that adds nothing (no accounts, no flags) is not behind the sum; one that does not say is.
    if (part === 0) continue
    marks[place] = 1
    requests++
    if (part === null) unknown++
    else value += part
  }
  const places = { first: cohorts.placeOf(period), marks }
  return { column, period: period.id, measure, requests, value, unknown, entries, places }
}

/** The counts that a column shows: itself, or those a share or change is computed from. */
function countColumns(columns: readonly ColumnSpec[], id: string): readonly CountColumn[] {
  const wanted = columns.find((column) => column.id === id)
  if (!wanted) return []
  const ids =
    wanted.kind === 'count'
      ? [wanted.id]
      : wanted.kind === 'ratio'
        ? [wanted.denominator, wanted.numerator]
        : [wanted.now, wanted.before]
  return ids.flatMap(
    (one) => columns.find((column): column is CountColumn => column.kind === 'count' && column.id === one) ?? [],
  )
}

function countsOf(cohorts: Cohorts, period: Period, { table, row, column }: FigureRef): readonly Count[] {
  const before = previousPeriod(period)
  if (table === 'glance') {
    const glance = GLANCE_ROWS.find(({ id }) => id === row)
    if (!glance) return []
    return countColumns(GLANCE_COLUMNS, column).map(({ id, previous }) => ({
      column: id,
      measure: glance.measure,
      period: previous ? before : period,
      cut: { section: 'request', ...glance.where },
    }))
  }
  if (table === 'durations') {
    const step = DURATION_STEPS.find(([id]) => id === row)
    if (!step) return []
    const isDone = ({ elapsedMs }: ReportRow) => elapsedMs[step[1]] !== null
    const isWithout = column === 'without'
    const also = isWithout ? (one: ReportRow) => !isDone(one) : isDone
    const isStep = ({ decidedBy: { [step[2]]: decided, received } }: ReportRow) =>
      !isWithout && decided !== null && decided !== received
    // Median and 90th percentile are of those that came to the step.
    const own = isWithout ? 'without' : 'with'
    return [{ column: own, measure: 'request', period, cut: { section: 'request' }, also, isStep }]
  }
  if (table === 'national-security') {
    const measure = column === 'accounts' ? 'account' : 'request'
    return [{ column, measure, period, cut: { section: 'national_security', instrument: row } }]
  }
  const spec = TABLES.find(({ id }) => id === table)
  if (!spec) return []
  return countColumns(spec.columns, column).flatMap(({ id, measure, where, previous }): readonly Count[] => {
    const base = { column: id, measure, period: previous ? before : period }
    const cut = { ...spec.population, ...where }
    if (spec.rows === 'period') {
      const own = parsePeriod(row)
      return own.ok ? [{ ...base, period: own.value, cut }] : []
    }
    if (row === TOTAL_ROW) return [{ ...base, cut }]
    if (spec.rows === 'origin' && row === OTHER_ROW) {
      return [{ ...base, cut, notIn: new Set(topCountries(cohorts.of(period, spec.population))) }]
    }
    return [{ ...base, cut: { ...spec.population, [spec.rows]: row, ...where } }]
  })
}
