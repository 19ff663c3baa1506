/**
 * A table before anything is hidden: every count with the cut it is of, so that the same count in two tables is the same
 * variable when it is asked what can be worked out.
 */
import { countKey } from '../anonymity/counts/count-system.ts'
import type { RequestRow } from '../requests/request-row.ts'
import { type Counted, type Cut, createCounter, fits, type Measure } from './count.ts'
import { type Dimension, isExactCut, MULTI_VALUED, NO_COUNTRY, PRINTED, valuesOf } from './dimensions.ts'
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
  readonly belongs: (row: RequestRow) => boolean
}

/** Countries by number of requests, ties by code; all others, and origins that are no country, as one. */
function originGroups(rows: readonly RequestRow[]): readonly Group[] {
  const numbers = new Map<string, number>()
  for (const row of rows) {
    const [origin = ''] = valuesOf(row, 'origin')
    numbers.set(origin, (numbers.get(origin) ?? 0) + 1)
  }
  const byNumber = [...numbers].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([origin]) => origin)
  const top = byNumber.filter((origin) => origin !== NO_COUNTRY).slice(0, TOP_COUNTRIES)
  const named = top.map((origin) => ({
    row: origin,
    cut: { origin },
    belongs: (row: RequestRow) => valuesOf(row, 'origin')[0] === origin,
  }))
  if (byNumber.length === top.length) return named
  return [
    ...named,
    {
      row: OTHER_ROW,
      // What "other" holds depends on which countries are named: another list is another count.
      cut: { origin: `other than ${[...top].sort().join(' ')}` },
      belongs: (row: RequestRow) => !top.includes(valuesOf(row, 'origin')[0] ?? ''),
    },
  ]
}

function groupsOf(spec: TableSpec, rows: readonly RequestRow[]): readonly Group[] {
  const dimension = spec.rows as Dimension
  if (dimension === 'origin') return originGroups(rows)
  return (spec.only ?? PRINTED[dimension] ?? []).map((value) => ({
    row: value,
    cut: { [dimension]: value },
    belongs: (row: RequestRow) => valuesOf(row, dimension).includes(value),
  }))
}

function countOf(rows: readonly RequestRow[], column: CountColumn, cut: Cut, period: Period): RawCount {
  const full = { ...cut, ...column.where }
  const counter = createCounter(column.measure, Object.keys(full) as Dimension[])
  for (const row of rows) if (fits(row, column.where)) counter.add(row)
  return {
    key: keyOf(column.measure, period.id, full),
    measure: column.measure,
    cut: full,
    period: period.id,
    counted: counter.counted(),
    isExact: column.measure === 'request' && isExactCut(full),
  }
}

/** Rows of each period, and of those that fit a population. */
export interface Cohorts {
  readonly of: (period: Period) => readonly RequestRow[]
}

export function createCohorts(rows: readonly RequestRow[]): Cohorts {
  const sorted = [...rows].sort((a, b) => a.receivedAtMs - b.receivedAtMs)
  const firstAt = (ms: number) => {
    let lo = 0
    let hi = sorted.length
    while (lo < hi) {
      const middle = (lo + hi) >>> 1
      if ((sorted[middle] as RequestRow).receivedAtMs < ms) lo = middle + 1
      else hi = middle
    }
    return lo
  }
  const known = new Map<string, readonly RequestRow[]>()
  return {
    of(period) {
      const cached = known.get(period.id)
      if (cached) return cached
      const cohort = sorted.slice(firstAt(period.fromMs), firstAt(period.toMs))
      known.set(period.id, cohort)
      return cohort
    },
  }
}

/** @param shown periods over time, oldest first; the last is the period of the report */
export function countTable(spec: TableSpec, cohorts: Cohorts, shown: readonly Period[]): RawTable {
  const period = shown.at(-1) as Period
  const columns = spec.columns.filter((column): column is CountColumn => column.kind === 'count')
  const population = (of: Period) => cohorts.of(of).filter((row) => fits(row, spec.population))
  const counts = new Map<string, Map<string, RawCount>>()
  if (spec.rows === 'period') {
    for (const each of shown) {
      const rows = population(each)
      counts.set(each.id, new Map(columns.map((c) => [c.id, countOf(rows, c, spec.population, each)])))
    }
    return { spec, rows: shown.map(({ id }) => id), counts, zeroRows: 0 }
  }
  const before = previousPeriod(period)
  const now = population(period)
  const then = columns.some((column) => column.previous) ? population(before) : []
  const groups = groupsOf(spec, now)
  const all: Group = { row: TOTAL_ROW, cut: {}, belongs: () => true }
  let zeroRows = 0
  for (const { row, cut, belongs } of spec.total ? [...groups, all] : groups) {
    const [own, earlier] = [now.filter(belongs), then.filter(belongs)]
    const cells = new Map(
      columns.map((column) => [
        column.id,
        countOf(
          column.previous ? earlier : own,
          column,
          { ...spec.population, ...cut },
          column.previous ? before : period,
        ),
      ]),
    )
    if (spec.skipZeroRows && row !== TOTAL_ROW && [...cells.values()].every(({ counted }) => counted.value === 0)) {
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
