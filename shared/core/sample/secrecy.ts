/**
 * Secrecy: orders that came with the demand, and deferrals granted later. Dated ones end in a notice within the week;
 * those without end are looked at again at least every 170 days, until they are lifted or the log ends.
 */
import { formatInstant } from '../instant.ts'
import { sendNotice } from './notice.ts'
import { DAY_MS, HOUR_MS } from './step.ts'
import type { Thread } from './thread.ts'

const RULE_MS = 7 * DAY_MS

/** Within a week of the end; and within a week of the first delivery too, where secrecy ends before that is over. */
function soonAfter(thread: Thread, endMs: number, firstDeliveryMs: number | null): number {
  const limitMs = (firstDeliveryMs ?? endMs) + RULE_MS
  const latestMs = Math.min(endMs + 6 * DAY_MS, limitMs < endMs ? Number.POSITIVE_INFINITY : limitMs)
  return thread.kit.random.between(Math.min(endMs + 4 * HOUR_MS, latestMs), latestMs)
}

/**
 * Plans everything that follows from the demand's own secrecy order.
 * @param firstDeliveryMs null when nothing is disclosed
 */
export function keepSecret(thread: Thread, firstDeliveryMs: number | null): void {
  const { sealed, receivedMs, loggedMs } = thread.demand
  if (sealed === undefined) return
  if (sealed.untilMs === null) {
    reviewUntilLifted(thread, Math.max(receivedMs, loggedMs), firstDeliveryMs)
    return
  }
  endSecrecy(thread, extended(thread, sealed.untilMs), firstDeliveryMs)
}

/** One order in six is extended by the court, some days before it ends. @returns when it ends */
function extended(thread: Thread, untilMs: number): number {
  const { random } = thread.kit
  if (!random.chance(0.16)) return untilMs
  const laterMs = untilMs + random.pick([60, 90, 180] as const) * DAY_MS
  defer(thread, untilMs - random.between(2 * DAY_MS, 12 * DAY_MS), 'court_order', laterMs)
  return laterMs
}

function endSecrecy(thread: Thread, endMs: number, firstDeliveryMs: number | null): void {
  const noticeMs = soonAfter(thread, endMs, firstDeliveryMs)
  sendNotice(thread, noticeMs, firstDeliveryMs !== null && noticeMs < firstDeliveryMs ? 'before' : 'after')
}

function reviewUntilLifted(thread: Thread, sinceMs: number, firstDeliveryMs: number | null): void {
  const { random, deal, endMs } = thread.kit
  let atMs = sinceMs
  for (;;) {
    atMs += random.between(110 * DAY_MS, 168 * DAY_MS)
    if (atMs >= endMs) return
    const result = deal.sealResult()
    thread.add(atMs, 'seal.reviewed', { result })
    if (result === 'kept') continue
    if (result === 'lifted') {
      endSecrecy(thread, atMs, firstDeliveryMs)
      return
    }
    // Shortened: from now on it has an end.
    const untilMs = atMs + random.between(20 * DAY_MS, 120 * DAY_MS)
    defer(thread, atMs + HOUR_MS, 'court_order', untilMs)
    endSecrecy(thread, untilMs, firstDeliveryMs)
    return
  }
}

type Basis = 'court_order' | 'statute' | 'emergency' | 'no_contact' | 'risk_to_person' | 'other'

/**
 * A deferral is looked at again before it ends, and one without end within 160 days.
 * @param untilMs null = without end; the caller plans those reviews
 */
function defer(thread: Thread, atMs: number, basis: Basis, untilMs: number | null): void {
  const { random } = thread.kit
  const reviewMs = untilMs === null ? atMs + 160 * DAY_MS : untilMs - random.between(DAY_MS, 6 * DAY_MS)
  thread.add(atMs, 'notice.deferred', {
    basis,
    reviewAt: formatInstant(reviewMs),
    until: untilMs === null ? null : formatInstant(untilMs),
  })
  if (untilMs === null) return
  thread.add(reviewMs - random.between(HOUR_MS, 2 * DAY_MS), 'seal.reviewed', { result: 'kept' })
}

/** Notice after a disclosure is put off to a date, and then sent. */
export function deferToDate(thread: Thread, atMs: number, basis: Basis, days: number): void {
  const untilMs = atMs + days * DAY_MS
  defer(thread, atMs, basis, untilMs)
  endSecrecy(thread, extended(thread, untilMs), atMs)
}

/** Notice after a disclosure is put off without a date: there is nobody to reach, or the danger goes on. */
export function deferWithoutEnd(thread: Thread, atMs: number, basis: Basis): void {
  defer(thread, atMs, basis, null)
  const { random, endMs } = thread.kit
  let reviewMs = atMs
  for (;;) {
    reviewMs += random.between(110 * DAY_MS, 158 * DAY_MS)
    if (reviewMs >= endMs) return
    const ends = random.chance(0.2)
    thread.add(reviewMs, 'seal.reviewed', { result: ends ? 'lifted' : 'kept' })
    if (ends) {
      endSecrecy(thread, reviewMs, atMs)
      return
    }
  }
}
