/** Everything the log says about one request as of T: the input of the row, the rules and the story. */
import type { EventOf, RequestEvent } from './event.ts'
import type { CorrectedValue } from './request-row.ts'

/** Where an entry is: claimed, and among the lines as they stand. */
export interface EntryPlace {
  readonly seq: number
  readonly index: number
}

export interface Follower {
  /** Id of the later request. */
  readonly req: string
  readonly seq: number
  readonly receivedAtMs: number
}

export interface RequestHistory {
  /** Id of the earliest request of the `sameAs` chain. */
  readonly req: string
  /** Ids folded into it, in order of their receipt. */
  readonly duplicates: readonly string[]
  /** The receipt that counts: the first of the earliest request. */
  readonly received: EventOf<'request.received'>
  /** Events of the whole chain with time <= T, in seq order; includes `received`. */
  readonly events: readonly RequestEvent[]
  readonly corrected: readonly CorrectedValue[]
  /** The corrections that speak of these events. */
  readonly corrections: readonly EntryPlace[]
  /** Later requests that name this one in `follows`. */
  readonly followers: readonly Follower[]
}

/** Seq order; where two lines claim one seq, the order in which they stand. */
export function bySeq(a: RequestEvent, b: RequestEvent): number {
  return a.seq - b.seq || a.index - b.index
}

/** `receivedAt`, or the entry's own time where that is impossible: absent, unreadable, or after the entry was written. */
export function receiptMs({ timeMs, data }: EventOf<'request.received'>): number {
  return data.receivedAtMs === null || data.receivedAtMs > timeMs ? timeMs : data.receivedAtMs
}
