/** Where reports are counted: the rows of one derivation, held while reports are made of them. The same on any thread. */
import type { SolveLp } from '#core/capabilities.ts'
import { REPORT_KEYS, type ReportRow } from '#core/metrics/dimensions.ts'
import { type LeakInput, type LeakResult, leakCheck } from '#core/metrics/leak-check.ts'
import { nextPeriod, parsePeriod, periodOf, previousPeriod } from '#core/metrics/period.ts'
import { type Cohorts, createCohorts, type RawTable } from '#core/metrics/raw-table.ts'
import { type BuiltTables, countTables, tablesOf } from '#core/metrics/report-tables.ts'
import { type FigureBehind, rowsBehind } from '#core/metrics/rows-behind.ts'
import { stepTimes } from '#core/metrics/special-counts.ts'
import { PERIODS_SHOWN } from '#core/metrics/table-spec.ts'
import { unpackPart } from '#core/requests/row-codec.ts'
import type { BehindJob, CountJob } from '../app/ports/reports.ts'

export interface ReportDesk {
  /** Rows of which derivation are here; null: none. */
  readonly key: () => string | null
  /** Forgets the rows it has. */
  readonly begin: () => void
  readonly add: (items: string) => void
  readonly loaded: (key: string) => void
  readonly count: (job: CountJob) => BuiltTables
  /**
   * Counts what is likely to be asked for next, the periods beside `period`, its year and those that it is compared with,
   * a table at each step: another period of the same rows is then there at once.
   */
  readonly ahead: (period: string) => Iterator<RawTable, void>
  readonly behind: (job: BehindJob) => FigureBehind
}

export function createReportDesk(solveLp: SolveLp): ReportDesk {
  let rows: ReportRow[] = []
  let held: { readonly key: string; readonly cohorts: Cohorts } | null = null
  const cohorts = (): Cohorts => {
    if (held === null) throw new Error('bug: rows are loaded before they are counted')
    return held.cohorts
  }
  return {
    key: () => held?.key ?? null,
    begin() {
      rows = []
      held = null
    },
    add(items) {
      const page = JSON.parse(`[${items}]`) as readonly (readonly [readonly unknown[]])[]
      for (const [packed] of page) rows.push(unpackPart(packed, REPORT_KEYS))
    },
    loaded(key) {
      held = { key, cohorts: createCohorts(rows) }
      rows = []
    },
    count({ facts, period, threshold, published }) {
      const parsed = parsePeriod(period)
      if (!parsed.ok) throw new Error(`bug: ${period} was checked before`)
      const own = cohorts()
      // Published reports never change: their names are enough to know that nothing else came into it.
      const key = JSON.stringify(['tables', period, threshold, published.map(({ id }) => id)])
      return own.kept(key, () => tablesOf(own, { facts, period: parsed.value, threshold, published, solveLp }))
    },
    *ahead(period) {
      const parsed = parsePeriod(period)
      if (held === null || !parsed.ok) return
      const { value } = parsed
      const before = [previousPeriod(value)]
      while (before.length < PERIODS_SHOWN) before.push(previousPeriod(before.at(-1) ?? value))
      const [last, ...earlier] = before
      for (const each of [last ?? value, nextPeriod(value), periodOf('year', value.fromMs), ...earlier]) {
        if (held.cohorts.of(each).length === 0) continue
        yield* countTables(held.cohorts, each)
        stepTimes(held.cohorts, each)
      }
    },
    behind: ({ period, ...figure }) => rowsBehind(cohorts(), period, figure),
  }
}

/** @param limitMs after so long the check stops, and its answer says that it was not finished */
export function checkLeaksFor(
  input: Omit<LeakInput, 'solveLp' | 'shouldStop'>,
  solveLp: SolveLp,
  limitMs: number,
): LeakResult {
  const endsAtMs = performance.now() + limitMs
  return leakCheck({ ...input, solveLp, shouldStop: () => performance.now() >= endsAtMs })
}
