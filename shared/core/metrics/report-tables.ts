/**
 * All tables of a report from the rows of its requests: count, hide what is small, print.
 * A pure function of rows, period, threshold and what was published before.
 */
import type { SolveLp } from '../capabilities.ts'
import type { LogFacts } from '../requests/log-facts.ts'
import type { ReportRow } from './dimensions.ts'
import { chooseHidden, type Hidden } from './hide-small.ts'
import type { KnownTable, TrueTable } from './known-count.ts'
import { type Period, type PeriodKind, parsePeriod, partsOf, periodsUpTo } from './period.ts'
import { type Cohorts, countTable, createCohorts, type RawTable } from './raw-table.ts'
import { type CellContext, type ReportTable, reportTable } from './report-table.ts'
import {
  type ChildSafetyReports,
  childSafetyCounts,
  childSafetyReports,
  durationCounts,
  type StepTimes,
  stepTimes,
} from './special-counts.ts'
import { childSafetyTable, durationsTable, glanceTable, nationalSecurityTable } from './special-tables.ts'
import { PERIODS_SHOWN, TABLES, type TableSpec } from './table-spec.ts'

export interface TablesInput {
  readonly rows: readonly ReportRow[]
  readonly facts: Pick<LogFacts, 'childSafety'>
  readonly period: Period
  /** k of the small-number rule, at least 2. */
  readonly threshold: number
  /** Tables to print; all of the house preset when absent. */
  readonly tables?: readonly TableSpec[]
  readonly published?: readonly KnownTable[]
  readonly solveLp: SolveLp
  readonly shouldStop?: () => boolean
}

/** Everything counted for one period, before anything is hidden. */
export interface Counts {
  readonly raw: readonly RawTable[]
  /** All that the small-number rule holds: the raw tables, steps and child safety reports. */
  readonly all: readonly TrueTable[]
  readonly steps: readonly StepTimes[]
  readonly childSafety: ChildSafetyReports
  readonly nationalSecurity: ReportTable
  /** Periods over time, oldest first. */
  readonly periods: readonly Period[]
}

export interface BuiltTables extends Counts {
  readonly tables: readonly ReportTable[]
  /** What is hidden and why: stays inside the case. */
  readonly hidden: Hidden
}

export function buildTables({ rows, ...input }: TablesInput): BuiltTables {
  return tablesOf(createCohorts(rows), input)
}

const periodsOf = (cohorts: Cohorts, period: Period): readonly Period[] =>
  periodsUpTo(period, PERIODS_SHOWN, Math.min(period.fromMs, cohorts.firstMs ?? period.fromMs))

/** Counts of a period, a table at a time. What was counted stays with the cohorts: asked again, it is there. */
export function* countTables(
  cohorts: Cohorts,
  period: Period,
  specs: readonly TableSpec[] = TABLES,
): Generator<RawTable, void> {
  const periods = periodsOf(cohorts, period)
  yield glanceTable(cohorts, periods)
  for (const spec of specs) yield countTable(spec, cohorts, periods)
}

/** The same, from rows that are at hand for more than one report. */
export function tablesOf(cohorts: Cohorts, input: Omit<TablesInput, 'rows'>): BuiltTables {
  const { facts, period, threshold, published = [], solveLp, shouldStop } = input
  const specs = input.tables ?? TABLES
  const counted = countAll(cohorts, facts, period, specs)
  const behind = periodsBehind(period, published).map((each) => countAll(cohorts, facts, each, specs))
  const hidden = chooseHidden({
    tables: counted.all,
    threshold,
    published,
    behindPublished: behind.flatMap(({ all }) => all),
    solveLp,
    ...(shouldStop ? { shouldStop } : {}),
  })
  return { ...counted, hidden, tables: printed(counted, period, { hidden: hidden.keys, threshold }) }
}

function countAll(cohorts: Cohorts, facts: TablesInput['facts'], period: Period, specs: readonly TableSpec[]): Counts {
  const raw = [...countTables(cohorts, period, specs)]
  const steps = stepTimes(cohorts, period)
  const childSafety = childSafetyReports(facts, period)
  return {
    raw,
    all: [...raw, durationCounts(steps, period), childSafetyCounts(childSafety, period)],
    steps,
    childSafety,
    nationalSecurity: nationalSecurityTable(cohorts, period),
    periods: periodsOf(cohorts, period),
  }
}

const FINER: readonly PeriodKind[] = ['year', 'half', 'quarter']

/** A period and what it is made of, down to one kind. */
function downTo(whole: Period, kind: PeriodKind): readonly Period[] {
  if (FINER.indexOf(whole.kind) >= FINER.indexOf(kind)) return [whole]
  return [whole, ...partsOf(whole).flatMap((part) => downTo(part, kind))]
}

/**
 * Periods that published reports are about, in the years that this one can be compared with, and the periods between: a
 * year less its first half is its second half, printed or not. Their true counts decide what to hide.
 */
export function periodsBehind(own: Period, published: readonly KnownTable[]): readonly Period[] {
  const about = new Map([[own.id, own]])
  for (const { about: id } of published) {
    const parsed = id === undefined || about.has(id) ? null : parsePeriod(id)
    if (parsed?.ok && Math.abs(parsed.value.year - own.year) <= 1) about.set(parsed.value.id, parsed.value)
  }
  const all = [...about.values()]
  const found = new Map<string, Period>()
  for (const whole of all) {
    const within = all.filter(({ fromMs, toMs }) => fromMs >= whole.fromMs && toMs <= whole.toMs)
    const finest = within.toSorted((a, b) => FINER.indexOf(a.kind) - FINER.indexOf(b.kind)).at(-1) ?? whole
    for (const each of downTo(whole, finest.kind)) found.set(each.id, each)
  }
  found.delete(own.id)
  return [...found.values()]
}

/** Tables as they are printed when these counts are hidden. */
export function printed(counts: Counts, period: Period, context: CellContext): readonly ReportTable[] {
  return [
    ...counts.raw.map((table) => reportTable(table, context)),
    counts.nationalSecurity,
    childSafetyTable(counts.childSafety, period, context.hidden),
    durationsTable(counts.steps, period, context),
  ]
}
