/**
 * What is due, by date and not only when it is broken: answers, notices, follow-ups, reviews and audits owed, and
 * secrecy orders and deferrals that end.
 */
import { eventsOf } from './event.ts'
import { endOf, inForceAt, lastDeferral } from './holds.ts'
import type { RequestCase } from './rules/request-case.ts'
import type { Judgement } from './rules/request-rules.ts'
import type { RuleId } from './rules/rule-table.ts'

export const DUE_KINDS = [
  'answer',
  'notice',
  'notice_after_secrecy',
  'follow_up',
  'flag',
  'secrecy_review',
  'secrecy_order_ends',
  'deferral_ends',
  'deferral_review',
  'log_entry',
  'audit',
  'key_rotation',
] as const
export type DueKind = (typeof DUE_KINDS)[number]

export interface DueItem {
  readonly kind: DueKind
  /** Null: the log as a whole. */
  readonly req: string | null
  /** Null while the clock stands still: the authority owes an answer. */
  readonly dueMs: number | null
  /** The date has passed and it was not done. */
  readonly overdue: boolean
  /** seq: the entries from which it follows. */
  readonly entries: readonly number[]
  /** The rule that is broken when it is not done; null where none is. */
  readonly rule: RuleId | null
}

const KIND_OF_RULE: Readonly<Partial<Record<RuleId, DueKind>>> = {
  'answered-in-time': 'answer',
  'notice-given': 'notice',
  'seal-expired': 'notice_after_secrecy',
  'emergency-followed-up': 'follow_up',
  'flag-answered': 'flag',
  'indefinite-seal-reviewed': 'secrecy_review',
  'log-alive': 'log_entry',
  'regular-audit': 'audit',
  'key-rotation': 'key_rotation',
}

function owed(req: string | null, judgements: readonly Judgement[]): readonly DueItem[] {
  return judgements.flatMap(({ rule, verdict }): readonly DueItem[] => {
    const kind = KIND_OF_RULE[rule]
    if (kind === undefined) return []
    const { entries } = verdict
    if (verdict.answer === 'open') return [{ kind, req, dueMs: verdict.dueMs, overdue: false, entries, rule }]
    if (verdict.answer !== 'broken' || !verdict.owed) return []
    return [{ kind, req, dueMs: verdict.atMs, overdue: true, entries, rule }]
  })
}

export function dueOfLog(judgements: readonly Judgement[]): readonly DueItem[] {
  return owed(null, judgements)
}

/** @param judgements of that request, as of the same time */
export function dueOfRequest(request: RequestCase, judgements: readonly Judgement[]): readonly DueItem[] {
  const { req } = request.row
  const undated = (item: DueItem): boolean => item.dueMs === null && item.kind !== 'answer'
  return [...owed(req, judgements).filter((item) => !undated(item)), ...ending(request), ...deferralReview(request)]
}

/** Orders and deferrals in force whose end is known. */
function ending({ row: { req }, holds, asOfMs, notices }: RequestCase): readonly DueItem[] {
  if (notices.length > 0) return []
  return inForceAt(holds, asOfMs).flatMap((hold): readonly DueItem[] => {
    const dueMs = endOf(hold)
    const kind = hold.kind === 'order' ? 'secrecy_order_ends' : 'deferral_ends'
    return dueMs === null ? [] : [{ kind, req, dueMs, overdue: false, entries: [hold.seq], rule: null }]
  })
}

/** The review that the last deferral names, unless the user has been told or something came of it since. */
function deferralReview({ row: { req }, history, holds, asOfMs, notices }: RequestCase): readonly DueItem[] {
  const deferral = lastDeferral(holds, asOfMs)
  if (deferral === null || notices.length > 0) return []
  const { events } = history
  if (eventsOf(events, 'seal.reviewed').some(({ seq }) => seq > deferral.seq)) return []
  const dueMs = eventsOf(events, 'notice.deferred').findLast(({ seq }) => seq === deferral.seq)?.data.reviewAtMs ?? null
  if (dueMs === null) return []
  return [{ kind: 'deferral_review', req, dueMs, overdue: dueMs < asOfMs, entries: [deferral.seq], rule: null }]
}
