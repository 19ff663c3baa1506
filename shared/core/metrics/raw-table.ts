/**
 * A table before anything is hidden: every count with the cut it is of, so that the same count in two tables is the same
 * variable when it is asked what can be worked out.
 */
import { countKey } from '../anonymity/counts/count-system.ts'
import { type Counted, type CountedRow, type Cut, countedRow, createCounter, fitter, type Measure } from './count.ts'
import { type Dimension, isExactCut, MULTI_VALUED, NO_COUNTRY, PRINTED, type ReportRow } from './dimensions.ts'
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
    const [origin = ''] = values.origin
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
function split(rows: readonly CountedRow[], dimension: Dimension, { groups, groupOf }: Grouping) {
  const parts = new Map<string, CountedRow[]>(groups.map(({ row }) => [row, []]))
  for (const row of rows) {
    for (const value of row.values[dimension]) {
      const group = groupOf(value)
      if (group !== null) parts.get(group)?.push(row)
    }
  }
  return parts
}

function countOf(rows: readonly CountedRow[], column: CountColumn, cut: Cut, period: Period): RawCount {
  const full = { ...cut, ...column.where }
  const counter = createCounter(column.measure, Object.keys(full) as Dimension[])
  const fits = fitter(column.where)
  for (const row of rows) if (fits(row)) counter.add(row)
  return {
    key: keyOf(column.measure, period.id, full),
    measure: column.measure,
    cut: full,
    period: period.id,
    counted: counter.counted(),
    isExact: column.measure === 'request' && isExactCut(full),
  }
}

/** Rows of each period, and those of them that fit a population. */
export interface Cohorts {
  readonly of: (period: Period, population?: Cut) => readonly CountedRow[]
  /** The place of the first request of a period among all, in the order of receipt. */
  readonly placeOf: (period: Period) => number
  /** When the first request came in; null: there is none. */
  readonly firstMs: number | null
  /** What was worked out before from these rows: another threshold or other words need no new count. */
  readonly kept: <T>(key: string, make: () => T) => T
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
  return {
    of: (period, population = {}) => {
      if (Object.keys(population).length === 0) return all(period)
      const fits = fitter(population)
      return cached(`${period.id} ${JSON.stringify(population)}`, () => all(period).filter(fits))
    },
    placeOf: ({ fromMs }) => firstAt(fromMs),
    firstMs: sorted[0]?.row.receivedAtMs ?? null,
    kept: <T>(key: string, make: () => T): T => {
      if (!results.has(key)) results.set(key, make())
      return results.get(key) as T
    },
  }
}

/** @param shown periods over time, oldest first; the last is the period of the report */
export function countTable(spec: TableSpec, cohorts: Cohorts, shown: readonly Period[]): RawTable {
  const periods = spec.rows === 'period' ? shown : shown.slice(-1)
  return cohorts.kept(`${JSON.stringify(spec)} ${periods.map(({ id }) => id).join()}`, () =>
    makeTable(spec, cohorts, shown),
  )
}

function makeTable(spec: TableSpec, cohorts: Cohorts, shown: readonly Period[]): RawTable {
  const period = shown.at(-1) as Period
  const columns = spec.columns.filter((column): column is CountColumn => column.kind === 'count')
  const counts = new Map<string, ReadonlyMap<string, RawCount>>()
  if (spec.rows === 'period') {
    for (const each of shown) counts.set(each.id, countPeriod(spec, columns, cohorts, each))
    return { spec, rows: shown.map(({ id }) => id), counts, zeroRows: 0 }
  }
  const dimension = spec.rows
  const before = previousPeriod(period)
  const now = cohorts.of(period, spec.population)
  const then = columns.some((column) => column.previous) ? cohorts.of(before, spec.population) : []
  const grouping = groupingOf(spec, now)
  const [own, earlier] = [split(now, dimension, grouping), split(then, dimension, grouping)]
  const all: Group = { row: TOTAL_ROW, cut: {} }
  let zeroRows = 0
  for (const { row, cut } of spec.total ? [...grouping.groups, all] : grouping.groups) {
    const isTotal = row === TOTAL_ROW
    const cells = new Map(
      columns.map((column) => [
        column.id,
        column.previous
          ? countOf(isTotal ? then : (earlier.get(row) ?? []), column, { ...spec.population, ...cut }, before)
          : countOf(isTotal ? now : (own.get(row) ?? []), column, { ...spec.population, ...cut }, period),
      ]),
    )
    if (spec.skipZeroRows && !isTotal && [...cells.values()].every(({ counted }) => counted.value === 0)) {
      zeroRows++
      continue
    }
    counts.set(row, cells)
  }
  return { spec, rows: [...counts.keys()], counts, zeroRows }
}

function countPeriod(
  spec: TableSpec,
  columns: readonly CountColumn[],
  cohorts: Cohorts,
  period: Period,
): ReadonlyMap<string, RawCount> {
  return cohorts.kept(`${period.id} ${JSON.stringify([spec.population, columns])}`, () => {
    const rows = cohorts.of(period, spec.population)
    return new Map(columns.map((column) => [column.id, countOf(rows, column, spec.population, period)]))
  })
}

/** Is the last row the sum of the others? Not where a request may stand in several rows. */
export function sumsToTotal(spec: TableSpec): boolean {
  return spec.total && spec.rows !== 'period' && !MULTI_VALUED.has(spec.rows) && spec.only === undefined
}
