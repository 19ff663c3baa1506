/** What `plainview requests --json` and `findings --json` print: docs/formats/requests-json.md. */
import { formatInstant } from '../instant.ts'
import { TOOL } from '../tool.ts'
import type { Emergency, Listed, NoticeState, Outcome, Overlay } from './enumerations.ts'
import { byRuleThenEntry, compareText, type Finding, type NotEvaluated } from './finding.ts'
import { hoursOf } from './hours.ts'
import type { CorrectedValue, RequestRow } from './request-row.ts'
import type { RuleParameters } from './rules/parameters.ts'
import { RULE_IDS, type RuleId, SEVERITIES, type Severity } from './rules/rule-table.ts'

export interface RequestJson {
  readonly req: string
  readonly receivedAt: string
  readonly origin: RequestRow['origin']
  readonly authorityType: RequestRow['authority']['type']
  readonly instrument: RequestRow['instrument']
  readonly emergency: Listed<Emergency> | null
  /** Null: a preservation request, which has none. */
  readonly outcome: Outcome | null
  readonly notice: NoticeState
  readonly overlays: readonly Overlay[]
  readonly challenge: RequestRow['challenge']
  readonly selectors: number | null
  readonly accounts: number | null
  readonly accountsDisclosed: number | null
  readonly dataRequested: RequestRow['dataRequested']
  readonly dataDisclosed: RequestRow['dataDisclosed']
  readonly hours: {
    readonly firstReview: number | null
    readonly decision: number | null
    readonly disclosure: number | null
    readonly notice: number | null
  }
  readonly corrected: readonly CorrectedValue[]
  readonly entries: readonly number[]
}

const hours = (elapsedMs: number | null): number | null => (elapsedMs === null ? null : hoursOf(elapsedMs))

export function requestJson(row: RequestRow): RequestJson {
  const { elapsedMs } = row
  return {
    req: row.req,
    receivedAt: formatInstant(row.receivedAtMs),
    origin: row.origin,
    authorityType: row.authority.type,
    instrument: row.instrument,
    emergency: row.emergency,
    outcome: row.outcome,
    notice: row.notice,
    overlays: row.overlays,
    challenge: row.challenge,
    selectors: row.selectors,
    accounts: row.accounts,
    accountsDisclosed: row.accountsDisclosed,
    dataRequested: row.dataRequested,
    dataDisclosed: row.dataDisclosed,
    hours: {
      firstReview: hours(elapsedMs.firstReview),
      decision: hours(elapsedMs.decision),
      disclosure: hours(elapsedMs.disclosure),
      notice: hours(elapsedMs.notice),
    },
    corrected: row.corrected,
    entries: row.entries,
  }
}

/** By receipt, then id. */
export function byReceipt(a: RequestRow, b: RequestRow): number {
  return a.receivedAtMs - b.receivedAtMs || compareText(a.req, b.req)
}

/** The filter as it was given, by the names of the options. */
export type FilterJson = Readonly<Record<string, string | readonly string[]>>

export interface RequestsDocument {
  readonly tool: typeof TOOL
  /** Null: an empty log without a stated time. */
  readonly asOf: string | null
  /** Requests in the log as of then. */
  readonly total: number
  readonly shown: number
  readonly filter: FilterJson
  readonly rows: readonly RequestJson[]
}

export interface RequestsInput {
  readonly asOfMs: number | null
  readonly total: number
  readonly filter: FilterJson
  readonly rows: readonly RequestRow[]
}

export function requestsDocument({ asOfMs, total, filter, rows }: RequestsInput): RequestsDocument {
  const shown = rows.toSorted(byReceipt).map(requestJson)
  return { tool: TOOL, asOf: asOf(asOfMs), total, shown: shown.length, filter, rows: shown }
}

const asOf = (asOfMs: number | null): string | null => (asOfMs === null ? null : formatInstant(asOfMs))

export type FindingCounts = Readonly<Record<Severity, number>> & {
  readonly total: number
  readonly byRule: Readonly<Partial<Record<RuleId, number>>>
}

export interface FindingsDocument {
  readonly tool: typeof TOOL
  readonly asOf: string | null
  readonly parameters: RuleParameters
  /** Of all findings listed; `byRule` has every rule, in order. */
  readonly counts: FindingCounts
  readonly findings: readonly {
    readonly rule: RuleId
    readonly severity: Severity
    readonly req: string | null
    readonly entries: readonly number[]
    readonly at: string
    readonly text: string
  }[]
  readonly notEvaluated: readonly { readonly rule: RuleId; readonly why: string }[]
}

export interface FindingsInput {
  readonly asOfMs: number | null
  readonly parameters: RuleParameters
  readonly findings: readonly Finding[]
  readonly notEvaluated: readonly NotEvaluated[]
}

export function findingsDocument({ asOfMs, parameters, findings, notEvaluated }: FindingsInput): FindingsDocument {
  return {
    tool: TOOL,
    asOf: asOf(asOfMs),
    parameters,
    counts: countFindings(findings),
    findings: findings.toSorted(byRuleThenEntry).map(({ rule, severity, req, entries, atMs, text }) => {
      return { rule, severity, req, entries, at: formatInstant(atMs), text }
    }),
    notEvaluated: notEvaluated.map((item) => ({ rule: item.rule, why: whyInWords(item) })),
  }
}

export function countFindings(findings: readonly Finding[]): FindingCounts {
  const bySeverity = new Map<Severity, number>(SEVERITIES.map((severity) => [severity, 0]))
  const byRule = new Map<RuleId, number>(RULE_IDS.map((rule) => [rule, 0]))
  for (const { rule, severity } of findings) {
    bySeverity.set(severity, (bySeverity.get(severity) ?? 0) + 1)
    byRule.set(rule, (byRule.get(rule) ?? 0) + 1)
  }
  const of = (severity: Severity): number => bySeverity.get(severity) ?? 0
  const severities = { high: of('high'), medium: of('medium'), low: of('low'), info: of('info') }
  return { total: findings.length, ...severities, byRule: Object.fromEntries(byRule) }
}

/** "a review lacks minimal (3 times, first at entry 17)". */
export function whyInWords({ why, times, firstEntry }: NotEvaluated): string {
  if (times === 0 || firstEntry === null) return why
  return `${why} (${times === 1 ? 'at' : `${times} times, first at`} entry ${firstEntry})`
}
