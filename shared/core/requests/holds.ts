/**
 * What keeps a user from being told: secrecy orders, which come with a demand, and deferrals of notice.
 * "In force" at t: the end is later than t, or there is none (docs/formats/events.md §3). A `seal.reviewed` with
 * result `lifted` ends the orders, and the deferrals by court order or statute, that were made before it.
 */
import type { Until } from './data-reader.ts'
import { eventsOf, type RequestEvent } from './event.ts'

export interface Hold {
  readonly kind: 'order' | 'deferral'
  /** The entry that made it. */
  readonly seq: number
  readonly fromMs: number
  readonly until: Until
  /** Null for a secrecy order. */
  readonly basis: string | null
  /** A secrecy order, or a deferral by court order or statute. */
  readonly byLaw: boolean
  readonly lifted: { readonly seq: number; readonly atMs: number } | null
}

/** Orders and deferrals in seq order. */
export function holdsOf(events: readonly RequestEvent[]): readonly Hold[] {
  const lifts = eventsOf(events, 'seal.reviewed').filter(({ data }) => data.result === 'lifted')
  const holds: Hold[] = []
  for (const event of events) {
    const { seq, timeMs: fromMs } = event
    if (event.type === 'request.received' && event.data.secrecy !== null) {
      const lift = lifts.find((later) => later.seq > seq)
      const lifted = lift === undefined ? null : { seq: lift.seq, atMs: lift.timeMs }
      holds.push({ kind: 'order', seq, fromMs, until: event.data.secrecy.until, basis: null, byLaw: true, lifted })
    } else if (event.type === 'notice.deferred') {
      const { basis, until } = event.data
      const byLaw = basis === 'court_order' || basis === 'statute'
      const lift = byLaw ? lifts.find((later) => later.seq > seq) : undefined
      const lifted = lift === undefined ? null : { seq: lift.seq, atMs: lift.timeMs }
      holds.push({ kind: 'deferral', seq, fromMs, until, basis, byLaw, lifted })
    }
  }
  return holds
}

export function isInForce({ fromMs, until, lifted }: Hold, atMs: number): boolean {
  if (fromMs > atMs || (lifted !== null && lifted.atMs <= atMs)) return false
  return typeof until === 'number' ? until > atMs : true
}

/** The deferral that counts at t is the last one made by then, in force or not. */
export function lastDeferral(holds: readonly Hold[], atMs: number): Hold | null {
  return holds.findLast(({ kind, fromMs }) => kind === 'deferral' && fromMs <= atMs) ?? null
}

/** Secrecy orders, and the last deferral, as far as they are in force at t. */
export function inForceAt(holds: readonly Hold[], atMs: number): readonly Hold[] {
  const deferral = lastDeferral(holds, atMs)
  return holds.filter((hold) => (hold.kind === 'order' || hold === deferral) && isInForce(hold, atMs))
}

/** When a hold ended or ends; null: never, or its end cannot be read. */
export function endOf({ until, lifted }: Hold): number | null {
  const end = typeof until === 'number' ? until : Number.POSITIVE_INFINITY
  const ended = Math.min(end, lifted?.atMs ?? Number.POSITIVE_INFINITY)
  return Number.isFinite(ended) ? ended : null
}
