/**
 * All tables of a report from the rows of its requests: count, hide what is small, print.
 * A pure function of rows, period, threshold and what was published before.
 */
import type { SolveLp } from '../capabilities.ts'
import type { LogFacts } from '../requests/log-facts.ts'
import type { KnownTable } from './count-relations.ts'
import type { ReportRow } from './dimensions.ts'
import { chooseHidden, type Hidden } from './hide-small.ts'
import { type Period, periodsUpTo } from './period.ts'
import { type Cohorts, countTable, createCohorts, type RawTable } from './raw-table.ts'
import { type ReportTable, reportTable } from './report-table.ts'
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

export interface BuiltTables {
  readonly tables: readonly ReportTable[]
  /** What is hidden and why: stays inside the case. */
  readonly hidden: Hidden
  readonly raw: readonly RawTable[]
  /** Periods over time, oldest first. */
  readonly periods: readonly Period[]
}

export function buildTables({ rows, ...input }: TablesInput): BuiltTables {
  return tablesOf(createCohorts(rows), input)
}

/** The same, from rows that are at hand for more than one report. */
export function tablesOf(cohorts: Cohorts, input: Omit<TablesInput, 'rows'>): BuiltTables {
  const { facts, period, threshold, solveLp, shouldStop } = input
  const periods = periodsUpTo(period, PERIODS_SHOWN, Math.min(period.fromMs, cohorts.firstMs ?? period.fromMs))
  const specs = input.tables ?? TABLES
  const raw = [glanceTable(cohorts, periods), ...specs.map((spec) => countTable(spec, cohorts, periods))]
  const hidden = chooseHidden({
    tables: raw,
    threshold,
    published: input.published ?? [],
    solveLp,
    ...(shouldStop ? { shouldStop } : {}),
  })
  const context = { hidden: hidden.keys, threshold }
  const special = [
    nationalSecurityTable(cohorts, period),
    childSafetyTable(facts, period, threshold),
    durationsTable(cohorts, period, threshold, hidden.keys),
  ]
  return { tables: [...raw.map((table) => reportTable(table, context)), ...special], hidden, raw, periods }
}
