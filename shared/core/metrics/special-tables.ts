/**
 * Tables that are no cut of a cohort by one dimension: the figures at a glance, national security in bands, child safety
 * reports in their own unit, and how long things took.
 */
import { bandCell, type Cell, exactCell, hiddenCell, notApplicable, unknownCell } from './cell.ts'
import type { Cut } from './count.ts'
import type { ReportRow } from './dimensions.ts'
import { keyFor } from './known-count.ts'
import type { Period } from './period.ts'
import { type Cohorts, countTable, type RawCount, type RawTable, TOTAL_ROW } from './raw-table.ts'
import type { CellContext, ReportTable } from './report-table.ts'
import { CHILD_SAFETY_CUT, type ChildSafetyReports, type StepTimes, stepCut } from './special-counts.ts'
import type { ColumnSpec, TableSpec } from './table-spec.ts'

/** The figures a reader meets first: each row is one cut of the whole cohort. */
export const GLANCE_ROWS: readonly {
  readonly id: string
  readonly measure: 'request' | 'account' | 'account_disclosed'
  readonly where: Cut
}[] = [
  { id: 'received', measure: 'request', where: {} },
  { id: 'accounts', measure: 'account', where: {} },
  { id: 'disclosed', measure: 'request', where: { disclosed_any: 'yes' } },
  { id: 'accounts_disclosed', measure: 'account_disclosed', where: {} },
  { id: 'rejected', measure: 'request', where: { outcome: 'rejected' } },
  { id: 'challenged', measure: 'request', where: { challenged: 'yes' } },
  { id: 'no_data', measure: 'request', where: { outcome: 'no_data' } },
  { id: 'content_disclosed', measure: 'request', where: { content: 'yes' } },
  { id: 'keys_demanded', measure: 'request', where: { keys: 'yes' } },
]

export const GLANCE_COLUMNS: readonly ColumnSpec[] = [
  { kind: 'count', id: 'now', measure: 'request', where: {} },
  { kind: 'count', id: 'before', measure: 'request', where: {}, previous: true },
  { kind: 'change', id: 'change', now: 'now', before: 'before' },
]

/** At a glance, as a raw table: its counts are the same variables as those of the other tables. */
export function glanceTable(cohorts: Cohorts, shown: readonly Period[]): RawTable {
  const spec: TableSpec = {
    id: 'glance',
    section: 'glance',
    population: { section: 'request' },
    rows: 'section',
    only: [],
    total: false,
    columns: GLANCE_COLUMNS,
  }
  const counts = new Map<string, ReadonlyMap<string, RawCount>>()
  for (const { id, measure, where } of GLANCE_ROWS) {
    const columns = GLANCE_COLUMNS.map((column) => (column.kind === 'count' ? { ...column, measure, where } : column))
    const one = countTable({ ...spec, only: ['request'], columns }, cohorts, shown)
    const cells = one.counts.get('request')
    if (cells) counts.set(id, cells)
  }
  return { spec, rows: [...counts.keys()], counts, zeroRows: 0 }
}

export const BAND_WIDTH = 500
export const BAND_RULE = 'national-security-band'
const BANDED = ['nsl', 'fisa_content', 'fisa_noncontent'] as const

/** 0-499, 500-999, ... No exact figure leaves this function. */
export function bandOf(value: number, width = BAND_WIDTH): readonly [number, number] {
  const from = Math.floor(value / width) * width
  return [from, from + width - 1]
}

export function nationalSecurityTable(cohorts: Cohorts, period: Period): ReportTable {
  const rows = cohorts.of(period, { section: 'national_security' }).map(({ row }) => row)
  const band = (value: number | null, unit: 'request' | 'account', definition: string): Cell => {
    if (value === null) return unknownCell(unit, definition, null)
    const [min, max] = bandOf(value)
    return bandCell(min, max, unit, definition, BAND_RULE)
  }
  const sum = (all: readonly ReportRow[]) =>
    all.reduce<number | null>(
      (total, { accounts }) => (total === null || accounts === null ? null : total + accounts),
      0,
    )
  return {
    id: 'national-security',
    section: 'national-security',
    rowDimension: 'instrument',
    columns: [
      { id: 'received', unit: 'request', definition: 'national-security/received' },
      { id: 'accounts', unit: 'account', definition: 'national-security/accounts' },
    ],
    rows: BANDED.map((instrument) => {
      const own = rows.filter((row) => row.instrument === instrument)
      return {
        id: instrument,
        cells: [
          band(own.length, 'request', 'national-security/received'),
          band(sum(own), 'account', 'national-security/accounts'),
        ],
      }
    }),
    zeroRows: 0,
  }
}

/** Reports to child safety bodies, in their own unit: never mixed with requests. Small totals are hidden. */
export function childSafetyTable(
  { reports, entries }: ChildSafetyReports,
  period: Period,
  hidden: ReadonlySet<string>,
): ReportTable {
  const definition = 'child-safety/reports'
  const cell = (): Cell => {
    if (reports === null) return unknownCell('report', definition, null)
    return hidden.has(keyFor('report', period.id, CHILD_SAFETY_CUT))
      ? hiddenCell('report', definition)
      : exactCell(reports, 'report', definition, entries)
  }
  return {
    id: 'child-safety',
    section: 'child-safety',
    rowDimension: 'section',
    columns: [{ id: 'reports', unit: 'report', definition }],
    rows: [{ id: TOTAL_ROW, cells: [cell()] }],
    zeroRows: 0,
  }
}

/**
 * Median and 90th percentile from receipt to each step. Requests that have not come to the step are left out and counted
 * beside; with fewer than k that have, nothing is said. The counts are held to k like any other; where they are hidden so
 * are the times, for the entries behind a time tell of how many requests it is.
 */
export function durationsTable(
  steps: readonly StepTimes[],
  period: Period,
  { hidden, threshold }: CellContext,
): ReportTable {
  const id = (column: string) => `durations/${column}`
  return {
    id: 'durations',
    section: 'durations',
    rowDimension: 'step',
    columns: [
      { id: 'median', unit: 'hour', definition: id('median') },
      { id: 'p90', unit: 'hour', definition: id('p90') },
      { id: 'with', unit: 'request', definition: id('with') },
      { id: 'without', unit: 'request', definition: id('without') },
    ],
    rows: steps.map(({ row, entries, median, p90, ...step }) => {
      // The two counts sum to all requests, which is published: hiding one means hiding both.
      const isHidden = (['with', 'without'] as const).some((column) =>
        hidden.has(keyFor('request', period.id, stepCut(column, row))),
      )
      const hours = (value: number | null, column: string): Cell => {
        if (isHidden || (value !== null && step.with < threshold)) return hiddenCell('hour', id(column))
        return value === null ? notApplicable('hour', id(column)) : exactCell(value, 'hour', id(column), entries)
      }
      const counted = (value: number, column: string, behind: number): Cell =>
        isHidden ? hiddenCell('request', id(column)) : exactCell(value, 'request', id(column), behind)
      return {
        id: row,
        cells: [
          hours(median, 'median'),
          hours(p90, 'p90'),
          counted(step.with, 'with', entries),
          counted(step.without, 'without', step.without),
        ],
      }
    }),
    zeroRows: 0,
  }
}
