import type {
  Authenticity,
  AuthorityType,
  ChallengeForum,
  ChallengeResult,
  Channel,
  DataCategory,
  Emergency,
  Instrument,
  Listed,
  NoDataReason,
  NoticeState,
  OriginKind,
  Outcome,
  Overlay,
  RejectReason,
  ReviewDecision,
  Section,
  Temporal,
} from './enumerations.ts'

/** A correction that changed a value of this request. Both values are kept; the entry itself is never edited. */
export interface CorrectedValue {
  /** The entry that was corrected. */
  readonly seq: number
  /** RFC 6901 pointer into that entry's `data`. */
  readonly field: string
  /** The value as first logged; null where the member was absent. */
  readonly from: unknown
  readonly to: unknown
  /** The `correction` entry that decides: the last one by seq for this field. */
  readonly by: number
  readonly why: string | null
}

/**
 * The entry (seq) that decided each value; null where no entry did (pending, nothing disclosed, never reviewed).
 * What is not listed here was decided by `request.received`, or by a correction listed in `corrected`.
 */
export interface DecidedBy {
  readonly received: number
  readonly outcome: number | null
  readonly notice: number | null
  readonly firstReview: number | null
  readonly latestReview: number | null
  readonly decision: number | null
  readonly firstDelivery: number | null
  readonly firstNotice: number | null
  readonly clarificationAsked: number | null
  readonly narrowed: number | null
  readonly userFlagged: number | null
  readonly challenged: number | null
  readonly challengeResolved: number | null
  /** Every delivery, in seq order: what `dataDisclosed` and `accountsDisclosed` rest on. */
  readonly deliveries: readonly number[]
}

/**
 * One request as of a time T: docs/formats/events.md §3. Null always means unknown (or, for times, "has not happened"),
 * never 0. All lists are fresh and may be shared between rows.
 */
export interface RequestRow {
  /** Id of the earliest request of its `sameAs` chain. */
  readonly req: string
  /** Ids of later requests that are the same demand, in seq order. */
  readonly duplicates: readonly string[]
  readonly section: Section
  /** Unix milliseconds, UTC; the entry's own time where `receivedAt` is impossible. */
  readonly receivedAtMs: number
  readonly origin: { readonly code: string | null; readonly kind: Listed<OriginKind> }
  readonly assistingCountry: string | null
  readonly authority: {
    readonly id: string | null
    readonly name: string | null
    readonly unit: string | null
    readonly type: Listed<AuthorityType>
  }
  readonly instrument: Listed<Instrument>
  readonly instrumentLabel: string | null
  readonly temporal: Listed<Temporal>
  /** Null: not an emergency. */
  readonly emergency: Listed<Emergency> | null
  readonly matter: string | null
  readonly reason: string | null
  readonly channel: Listed<Channel>
  readonly authenticity: Listed<Authenticity>
  /** Id of the earlier emergency request that this legal process covers. */
  readonly follows: string | null

  /** Null: preservation_request and epoc_pr, which have none. */
  readonly outcome: Outcome | null
  readonly overlays: readonly Overlay[]
  readonly notice: NoticeState
  /** End of the secrecy order or deferral in force; `indefinite`, or null where none is. Unix milliseconds. */
  readonly noticeUntil: number | 'indefinite' | null
  /** Did every notice tell authority type, reason, data and timeframe? Null: no notice, or not recorded. */
  readonly noticeComplete: boolean | null
  /** The last challenge; `result` null while it is open. */
  readonly challenge: {
    readonly forum: Listed<ChallengeForum>
    readonly result: Listed<ChallengeResult> | null
  } | null
  /** Decision of the latest review. */
  readonly latestReview: Listed<ReviewDecision> | null
  /** Of the last `request.rejected`. */
  readonly rejectReasons: readonly Listed<RejectReason>[]
  readonly noDataReason: Listed<NoDataReason> | null
  readonly flags: { readonly raised: number; readonly open: number }

  readonly selectors: number | null
  readonly accounts: number | null
  /** Sum over delivered bundles; 0 when none was delivered, null when a bundle does not say. */
  readonly accountsDisclosed: number | null
  readonly dataRequested: readonly Listed<DataCategory>[]
  /** Of the last narrowing; null: never narrowed. */
  readonly dataApproved: readonly Listed<DataCategory>[] | null
  /** Union over delivered bundles, in the order of the enumeration. */
  readonly dataDisclosed: readonly Listed<DataCategory>[]
  /** Delivered bundles. */
  readonly bundles: number

  /** Elapsed milliseconds from receipt; null: has not happened. */
  readonly elapsedMs: {
    readonly firstReview: number | null
    /** First review that approves, approves narrowed, challenges or rejects; or rejection, no data, withdrawal. */
    readonly decision: number | null
    readonly disclosure: number | null
    readonly notice: number | null
  }
  readonly corrected: readonly CorrectedValue[]
  /** seq of every entry folded into this row, corrections included, ascending. */
  readonly entries: readonly number[]
  readonly decidedBy: DecidedBy
}
