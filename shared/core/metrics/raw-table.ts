/**
 * A table before anything is hidden: every count with the cut it is of, so that the same count in two tables is the same
 * variable when it is asked what can be worked out.
 */
import { countKey } from '../anonymity/counts/count-system.ts'
import { type Counted, type CountedRow, type Cut, countEach, countedRow, fitter, type Measure } from './count.ts'
import { type Dimension, isExactCut, MULTI_VALUED, NO_COUNTRY, PLACE, PRINTED, type ReportRow } from './dimensions.ts'
import { type Period, previousPeriod } from './period.ts'
import { type CountColumn, type TableSpec, TOP_COUNTRIES } from './table-spec.ts'

export interface RawCount {
  /** Names the count across tables, presets and versions. */
  readonly key: string
  readonly measure: Measure
  readonly cut: Cut
  readonly period: string
  readonly counted: Counted
  /** Published whatever its size. */
  readonly isExact: boolean
}

export interface RawTable {
  readonly spec: TableSpec
  readonly rows: readonly string[]
  /** By row, then by id of the count column. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, RawCount>>
  /** Rows left out because everything in them is 0. */
  readonly zeroRows: number
}

export const TOTAL_ROW = 'total'
export const OTHER_ROW = 'other'

export function keyOf(measure: Measure, period: string, cut: Cut): string {
  return countKey({ unit: measure, period, ...cut } as Record<string, string>)
}

interface Group {
  readonly row: string
  readonly cut: Cut
}

interface Grouping {
  readonly groups: readonly Group[]
  /** The group of each value of the dimension; null: rows of values that no group is named after. */
  readonly groupOf: (value: string) => string | null
}

/** Origins by number of requests, ties by code. */
function byNumber(rows: readonly CountedRow[]): readonly string[] {
  const numbers = new Map<string, number>()
  for (const { values } of rows) {
    const origin = values[PLACE.origin]?.[0] ?? ''
    numbers.set(origin, (numbers.get(origin) ?? 0) + 1)
  }
  return [...numbers].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([origin]) => origin)
}

const named = (origins: readonly string[]) => origins.filter((origin) => origin !== NO_COUNTRY).slice(0, TOP_COUNTRIES)

/** The countries that are printed by name. */
export const topCountries = (rows: readonly CountedRow[]): readonly string[] => named(byNumber(rows))

/** Countries by number of requests; all others, and origins that are no country, as one. */
function originGroups(rows: readonly CountedRow[]): Grouping {
  const origins = byNumber(rows)
  const top = named(origins)
  const groups = top.map((origin) => ({ row: origin, cut: { origin } }))
  const isNamed = new Set(top)
  if (origins.length === top.length) {
    return { groups, groupOf: (origin) => (isNamed.has(origin) ? origin : null) }
  }
  // What "other" holds depends on which countries are named: another list is another count.
  const other = { row: OTHER_ROW, cut: { origin: `other than ${[...top].sort().join(' ')}` } }
  return { groups: [...groups, other], groupOf: (origin) => (isNamed.has(origin) ? origin : OTHER_ROW) }
}

function groupingOf(spec: TableSpec, rows: readonly CountedRow[]): Grouping {
  const dimension = spec.rows as Dimension
  if (dimension === 'origin') return originGroups(rows)
  const values = spec.only ?? PRINTED[dimension] ?? []
  const isNamed = new Set(values)
  return {
    groups: values.map((value) => ({ row: value, cut: { [dimension]: value } })),
    groupOf: (value) => (isNamed.has(value) ? value : null),
  }
}

/** Rows by group, each as often as it has values that are named. */
function grouped(
  byValue: ReadonlyMap<string, readonly CountedRow[]>,
  { groupOf }: Grouping,
): ReadonlyMap<string, readonly CountedRow[]> {
  const parts = new Map<string, readonly CountedRow[]>()
  for (const [value, rows] of byValue) {
    const group = groupOf(value)
    if (group === null) continue
    const others = parts.get(group)
    parts.set(group, others === undefined ? rows : others.concat(rows))
  }
  return parts
}

/** Counts of all columns over the same rows, by column. One that another table has already is not made again. */
function countsOf(
  rows: readonly CountedRow[],
  columns: readonly CountColumn[],
  cut: Cut,
  period: Period,
  { counts }: Cohorts,
): ReadonlyMap<string, RawCount> {
  const wanted = columns.map(({ id, measure, where }) => {
    const full = { ...cut, ...where }
    return { id, measure, where, cut: full, key: keyOf(measure, period.id, full) }
  })
  const missing = wanted.filter(({ key }) => !counts.has(key))
  const made = countEach(
    rows,
    missing.map(({ measure, where, cut: full }) => ({ measure, where, dimensions: Object.keys(full) as Dimension[] })),
  )
  for (const [at, { key }] of missing.entries()) counts.set(key, made[at] as Counted)
  return new Map(
    wanted.map(({ id, key, measure, cut: full }) => [
      id,
      {
        key,
        measure,
        cut: full,
        period: period.id,
        counted: counts.get(key) as Counted,
        isExact: measure === 'request' && isExactCut(full),
      },
    ]),
  )
}

/** Rows of each period, and those of them that fit a population. */
export interface Cohorts {
  readonly of: (period: Period, population?: Cut) => readonly CountedRow[]
  /** The place of the first request of a period among all, in the order of receipt. */
  readonly placeOf: (period: Period) => number
  /** The same by their values in one dimension: a row of several values is in several lists. */
  readonly by: (period: Period, population: Cut, dimension: Dimension) => ReadonlyMap<string, readonly CountedRow[]>
  /** When the first request came in; null: there is none. */
  readonly firstMs: number | null
  /** What was worked out before from these rows: another threshold or other words need no new count. */
  readonly kept: <T>(key: string, make: () => T) => T
  /** Counts by their key: the same count stands in several tables. */
  readonly counts: Map<string, Counted>
}

export function createCohorts(rows: readonly ReportRow[]): Cohorts {
  const sorted = [...rows].sort((a, b) => a.receivedAtMs - b.receivedAtMs).map(countedRow)
  const firstAt = (ms: number) => {
    let lo = 0
    let hi = sorted.length
    while (lo < hi) {
      const middle = (lo + hi) >>> 1
      if ((sorted[middle] as CountedRow).row.receivedAtMs < ms) lo = middle + 1
      else hi = middle
    }
    return lo
  }
  const known = new Map<string, readonly CountedRow[]>()
  const results = new Map<string, unknown>()
  const cached = (key: string, make: () => readonly CountedRow[]): readonly CountedRow[] => {
    const found = known.get(key) ?? make()
    known.set(key, found)
    return found
  }
  const all = (period: Period) => cached(period.id, () => sorted.slice(firstAt(period.fromMs), firstAt(period.toMs)))
  const of = (period: Period, population: Cut = {}) => {
    if (Object.keys(population).length === 0) return all(period)
    const fits = fitter(population)
    return cached(`${period.id} ${JSON.stringify(population)}`, () => all(period).filter(fits))
  }
  const kept = <T>(key: string, make: () => T): T => {
    if (!results.has(key)) results.set(key, make())
    return results.get(key) as T
  }
  return {
    of,
    placeOf: ({ fromMs }) => firstAt(fromMs),
    by: (period, population, dimension) =>
      kept(`by ${dimension} ${period.id} ${JSON.stringify(population)}`, () => {
        const parts = new Map<string, CountedRow[]>()
        for (const row of of(period, population)) {
          for (const value of row.values[PLACE[dimension]] ?? []) {
            const part = parts.get(value)
            if (part === undefined) parts.set(value, [row])
            else part.push(row)
          }
        }
        return parts
      }),
    firstMs: sorted[0]?.row.receivedAtMs ?? null,
    kept,
    counts: new Map(),
  }
}

/** @param shown periods over time, oldest first; the last is the period of the report */
export function countTable(spec: TableSpec, cohorts: Cohorts, shown: readonly Period[]): RawTable {
  const periods = spec.rows === 'period' ? shown : shown.slice(-1)
  return cohorts.kept(`${JSON.stringify(spec)} ${periods.map(({ id }) => id).join()}`, () =>
    makeTable(spec, cohorts, shown),
  )
}

const NO_ROWS: ReadonlyMap<string, readonly CountedRow[]> = new Map()

function makeTable(spec: TableSpec, cohorts: Cohorts, shown: readonly Period[]): RawTable {
  const period = shown.at(-1) as Period
  const columns = spec.columns.filter((column): column is CountColumn => column.kind === 'count')
  const counts = new Map<string, ReadonlyMap<string, RawCount>>()
  if (spec.rows === 'period') {
    const ofPeriod = (each: Period) =>
      countsOf(cohorts.of(each, spec.population), columns, spec.population, each, cohorts)
    for (const each of shown) counts.set(each.id, ofPeriod(each))
    return { spec, rows: shown.map(({ id }) => id), counts, zeroRows: 0 }
  }
  const dimension = spec.rows
  const before = previousPeriod(period)
  const now = cohorts.of(period, spec.population)
  const previous = columns.filter((column) => column.previous)
  const current = columns.filter((column) => !column.previous)
  const then = previous.length > 0 ? cohorts.of(before, spec.population) : []
  const grouping = groupingOf(spec, now)
  const own = grouped(cohorts.by(period, spec.population, dimension), grouping)
  const earlier = then.length > 0 ? grouped(cohorts.by(before, spec.population, dimension), grouping) : NO_ROWS
  const all: Group = { row: TOTAL_ROW, cut: {} }
  let zeroRows = 0
  for (const { row, cut } of spec.total ? [...grouping.groups, all] : grouping.groups) {
    const isTotal = row === TOTAL_ROW
    const whole = { ...spec.population, ...cut }
    const mine = countsOf(isTotal ? now : (own.get(row) ?? []), current, whole, period, cohorts)
    const past = countsOf(isTotal ? then : (earlier.get(row) ?? []), previous, whole, before, cohorts)
    const cells = new Map(columns.map(({ id }) => [id, (mine.get(id) ?? past.get(id)) as RawCount]))
    if (spec.skipZeroRows && !isTotal && [...cells.values()].every(({ counted }) => counted.value === 0)) {
      zeroRows++
      continue
    }
    counts.set(row, cells)
  }
  return { spec, rows: [...counts.keys()], counts, zeroRows }
}

/** Is the last row the sum of the others? Not where a request may stand in several rows. */
export function sumsToTotal(spec: TableSpec): boolean {
  return spec.total && spec.rows !== 'period' && !MULTI_VALUED.has(spec.rows) && spec.only === undefined
}
