import { type RuleId, ruleOrder, type Severity } from './rules/rule-table.ts'

/** A broken rule: what `findings --json` lists, docs/formats/events.md §4. */
export interface Finding {
  readonly rule: RuleId
  readonly severity: Severity
  /** The request it is about; null for the log as a whole, or where the entry names none. */
  readonly req: string | null
  /** seq, ascending: the entries that prove it. */
  readonly entries: readonly number[]
  /** When it was broken, Unix milliseconds. */
  readonly atMs: number
  readonly text: string
}

/** What could not be judged, with why; one item per cause. */
export interface NotEvaluated {
  readonly rule: RuleId
  readonly why: string
  /** How often; 0: the rule as a whole. */
  readonly times: number
  /** The first entry at which it could not be judged. */
  readonly firstEntry: number | null
}

/** By rule in the order of the table, then first entry, then request. */
export function byRuleThenEntry(a: Finding, b: Finding): number {
  const byEntry = (a.entries[0] ?? -1) - (b.entries[0] ?? -1)
  return ruleOrder(a.rule) - ruleOrder(b.rule) || byEntry || compareText(a.req ?? '', b.req ?? '') || a.atMs - b.atMs
}

/** Code unit order: the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
