/** Telling the person concerned, and what they say to it. */
import type { JsonObject } from '../formats/json-value.ts'
import { FLAG_REASONS } from './house-words.ts'
import { DAY_MS, HOUR_MS } from './step.ts'
import type { Thread } from './thread.ts'

export const TOLD_ALL: JsonObject = { authorityType: true, data: true, reason: true, timeframe: true }

export function noticeData(thread: Thread, timing: 'before' | 'after'): JsonObject {
  return { accounts: thread.demand.accounts ?? 1, timing, told: TOLD_ALL }
}

/** A notice after the fact; one in forty of those told objects, and is answered within the fortnight. */
export function sendNotice(thread: Thread, atMs: number, timing: 'before' | 'after' = 'after'): void {
  const { random, deal } = thread.kit
  thread.add(atMs, 'notice.sent', noticeData(thread, timing))
  if (!random.chance(0.025)) return
  const flaggedMs = atMs + random.skewed(2 * HOUR_MS, 20 * DAY_MS)
  raiseFlag(thread, flaggedMs, flaggedMs + random.skewed(6 * HOUR_MS, 13 * DAY_MS), deal.flagAfter())
}

/** A flag and its answer, which names the flag by its index. */
export function raiseFlag(thread: Thread, flaggedMs: number, resolvedMs: number, action: string): void {
  let flag = 0
  const written = (seq: number) => {
    flag = seq
  }
  thread.add(flaggedMs, 'user.flagged', { reason: thread.kit.random.pick(FLAG_REASONS) }, { written })
  thread.add(resolvedMs, 'flag.resolved', () => ({ action, flag }))
}
