/** Was the user told: docs/formats/events.md §3. Exclusive and exhaustive, the first that applies. */
import { DAY_MS } from '../instant.ts'
import type { NoticeState } from './enumerations.ts'
import { type EventOf, eventsOf } from './event.ts'
import type { RequestHistory } from './history.ts'
import { endOf, type Hold, holdsOf, inForceAt, lastDeferral } from './holds.ts'
import type { Delivery } from './outcome.ts'

export interface NoticeOf {
  readonly state: NoticeState
  /** The entry that made it so; null where it rests on nothing having happened. */
  readonly decidedBy: number | null
  /** Latest end of what is in force. */
  readonly until: number | 'indefinite' | null
}

/**
 * @param noticeDays N of docs/formats/events.md §3; null where the policy states none
 */
export function noticeOf(
  { received, events }: RequestHistory,
  deliveries: readonly Delivery[],
  { asOfMs, noticeDays }: { readonly asOfMs: number; readonly noticeDays: number | null },
): NoticeOf {
  const holds = holdsOf(events)
  const inForce = inForceAt(holds, asOfMs)
  const until = latestEnd(inForce)
  const is = (state: NoticeState, decidedBy: number | null): NoticeOf => ({ state, decidedBy, until })

  const notices = eventsOf(events, 'notice.sent')
  const before = notices.find(({ data }) => data.timing === 'before')
  if (before !== undefined) return is('notified_before', before.seq)
  if (notices[0] !== undefined) return is('notified_after', notices[0].seq)

  const byLaw = inForce.find((hold) => hold.byLaw)
  if (byLaw !== undefined) return is('sealed_by_law', byLaw.seq)

  if (received.data.accounts === 0) return is('not_applicable_no_account', received.seq)
  const noAccount = noSuchAccount(eventsOf(events, 'request.no_data'))
  if (noAccount !== undefined) return is('not_applicable_no_account', noAccount.seq)
  const [first] = deliveries
  if (first === undefined) return is('not_applicable_nothing_disclosed', null)

  const deferral = lastDeferral(holds, asOfMs)
  if (deferral?.basis === 'no_contact') return is('not_notified_no_contact', deferral.seq)
  if (received.data.emergency !== null) return is('not_notified_emergency', received.seq)
  if (deferral?.basis === 'emergency') return is('not_notified_emergency', deferral.seq)
  if (deferral !== null && inForce.includes(deferral)) return is('delayed_pending', deferral.seq)
  const withinN = noticeDays !== null && asOfMs - first.delivered.timeMs <= noticeDays * DAY_MS
  return is(withinN ? 'delayed_pending' : 'not_notified', first.delivered.seq)
}

/** Nobody to tell: the account that was asked for does not exist. */
export function noSuchAccount(noData: readonly EventOf<'request.no_data'>[]): EventOf<'request.no_data'> | undefined {
  return noData.find(({ data }) => data.why === 'no_such_account')
}

function latestEnd(inForce: readonly Hold[]): NoticeOf['until'] {
  if (inForce.length === 0) return null
  if (inForce.some(({ until, lifted }) => until === 'indefinite' && lifted === null)) return 'indefinite'
  const ends = inForce.map(endOf).filter((end) => end !== null)
  return ends.length === 0 ? null : Math.max(...ends)
}
