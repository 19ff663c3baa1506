/** Rows of the store as the contract shows them. */

import type { DueItemView } from '#contract/areas/due.ts'
import type { DueView } from '#contract/areas/requests.ts'
import type { Derivation, FindingView, RequestListRow } from '#contract/requests-view.ts'
import { type Policy, policyFileText } from '#core/requests/rules/parameters.ts'
import { RULES, type Rule, type RuleId } from '#core/requests/rules/rule-table.ts'
import type { DerivationRow, DerivedDue, StoredDue, StoredFinding, StoredRequest } from './ports/requests.ts'

const RULE_BY_ID: ReadonlyMap<string, Rule> = new Map(RULES.map((rule) => [rule.id, rule]))

export function ruleOf(id: RuleId): Rule {
  return RULE_BY_ID.get(id) ?? RULES[0]
}

/** The operator's own words where the auditor has quoted them. */
export const sentenceOf = (policy: Policy, id: RuleId): string => policy.sentences[id] ?? ruleOf(id).sentence

export function derivationView(row: DerivationRow, inForce: Policy): Derivation {
  const { asOfMs, derivedAtMs, requests, findings, policy } = row
  return { asOfMs, derivedAtMs, requests, findings, policyChanged: policyFileText(policy) !== policyFileText(inForce) }
}

export function listRow({ row, findings }: StoredRequest, tags: readonly string[]): RequestListRow {
  const { decidedBy: _decidedBy, entries: _entries, corrected, ...rest } = row
  return mutable({ ...rest, corrected: corrected.length, findings, tags })
}

export interface Acknowledgement {
  readonly note: string
  readonly atMs: number
  readonly workLogSeq: number
}

export function findingView(
  finding: StoredFinding,
  policy: Policy,
  acknowledged: ReadonlyMap<string, Acknowledgement>,
): FindingView {
  const { key, rule, severity, req, entries, atMs, text } = finding
  const sentence = sentenceOf(policy, rule)
  return mutable({
    findingId: key,
    rule,
    severity,
    req,
    entries,
    atMs,
    text,
    sentence,
    acknowledged: acknowledged.get(key) ?? null,
  })
}

export function dueView({ kind, req, dueMs, overdue, entries, rule }: DerivedDue): DueView {
  return mutable({ kind, req, dueMs, overdue, entries, rule })
}

export function dueItemView({ about, ...item }: StoredDue): DueItemView {
  return mutable({ ...dueView(item), about })
}

type Mutable<T> = T extends readonly (infer U)[]
  ? Mutable<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T

/** Outputs are typed by zod, which has no readonly; nobody changes them. */
export function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>
}
