/**
 * Counts that are no cut of a cohort by one dimension, as the small-number rule sees them: how many requests came to each
 * step, and reports to child safety bodies. They are held to the threshold like any other, and a year is the sum of its
 * halves here too.
 */
import type { LogFacts } from '../requests/log-facts.ts'
import type { CountedRow } from './count.ts'
import { medianHours, p90Hours } from './duration.ts'
import { type AnyCut, keyFor, type TrueCount, type TrueTable } from './known-count.ts'
import type { Period } from './period.ts'
import { type Cohorts, TOTAL_ROW } from './raw-table.ts'
import type { SectionId, TableSpec } from './table-spec.ts'

export const DURATION_STEPS = [
  ['first_review', 'firstReview', 'firstReview'],
  ['decision', 'decision', 'decision'],
  ['disclosure', 'disclosure', 'firstDelivery'],
  ['notice', 'notice', 'firstNotice'],
] as const

export interface StepTimes {
  readonly row: string
  /** Requests that came to the step, and those that have not. */
  readonly with: number
  readonly without: number
  /** Log entries behind those that came to it. */
  readonly entries: number
  readonly median: number | null
  readonly p90: number | null
}

/** Those that came to a step: how many, how long it took them, and the entries behind it. */
function timesOf(rows: readonly CountedRow[], [id, member, decider]: (typeof DURATION_STEPS)[number]): StepTimes {
  const times: number[] = []
  let entries = 0
  for (const { row } of rows) {
    const time = row.elapsedMs[member]
    if (time === null) continue
    times.push(time)
    const { [decider]: decided, received } = row.decidedBy
    entries += decided === null || decided === received ? 1 : 2
  }
  const sorted = Float64Array.from(times).sort()
  return {
    row: id,
    with: times.length,
    without: rows.length - times.length,
    entries,
    median: medianHours(sorted),
    p90: p90Hours(sorted),
  }
}

export function stepTimes(cohorts: Cohorts, period: Period): readonly StepTimes[] {
  return DURATION_STEPS.map((step) =>
    cohorts.kept(`durations ${period.id} ${step[0]}`, () => timesOf(cohorts.of(period, { section: 'request' }), step)),
  )
}

/** Cut of the requests that came to a step, or have not. */
export const stepCut = (column: 'with' | 'without', row: string): AnyCut => ({
  section: 'request',
  [column === 'with' ? 'reached' : 'not_reached']: row,
})
export const CHILD_SAFETY_CUT: AnyCut = { section: 'child_safety' }

/** Tables without columns of their own: the relations of their counts follow from what they count. */
export const specialSpec = (id: SectionId): TableSpec => ({
  id,
  section: id,
  population: {},
  rows: 'section',
  total: false,
  columns: [],
})

function trueCount(measure: string, period: string, cut: AnyCut, value: number): TrueCount {
  return {
    key: keyFor(measure, period, cut),
    measure,
    cut,
    period,
    counted: { value, unknown: 0 },
    isExact: false,
  }
}

export function durationCounts(steps: readonly StepTimes[], period: Period): TrueTable {
  const counts = new Map(
    steps.map((step) => [
      step.row,
      new Map(
        (['with', 'without'] as const).map((column) => [
          column,
          trueCount('request', period.id, stepCut(column, step.row), step[column]),
        ]),
      ),
    ]),
  )
  return { spec: specialSpec('durations'), rows: steps.map(({ row }) => row), counts }
}

export interface ChildSafetyReports {
  /** null: an entry does not say how many. */
  readonly reports: number | null
  readonly entries: number
}

export function childSafetyReports(facts: Pick<LogFacts, 'childSafety'>, period: Period): ChildSafetyReports {
  const own = facts.childSafety.filter(({ timeMs }) => timeMs >= period.fromMs && timeMs < period.toMs)
  const isKnown = own.every(({ reports }) => reports !== null)
  const sum = own.reduce((total, { reports }) => total + (reports ?? 0), 0)
  return { reports: isKnown ? sum : null, entries: own.length }
}

export function childSafetyCounts({ reports }: ChildSafetyReports, period: Period): TrueTable {
  const cells = new Map<string, TrueCount>(
    reports === null ? [] : [['reports', trueCount('report', period.id, CHILD_SAFETY_CUT, reports)]],
  )
  return { spec: specialSpec('child-safety'), rows: [TOTAL_ROW], counts: new Map([[TOTAL_ROW, cells]]) }
}
