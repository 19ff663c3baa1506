/**
 * Events as the fold keeps them: only the members that a row, a rule or a search needs. `null` is "not in the entry";
 * for every member docs/formats/events.md §1 says what it means.
 */
import type { Period, Until } from './data-reader.ts'
import type {
  Authenticity,
  AuthorityType,
  ChallengeForum,
  ChallengeResult,
  Channel,
  DeferralBasis,
  Emergency,
  EventType,
  FlagAction,
  Instrument,
  Listed,
  NoDataReason,
  NoticeTiming,
  OriginKind,
  RejectReason,
  ReviewDecision,
  SealResult,
  Temporal,
} from './enumerations.ts'

export interface Received {
  readonly authority: {
    readonly id: string | null
    readonly name: string | null
    readonly unit: string | null
    readonly type: Listed<AuthorityType> | null
  }
  readonly origin: { readonly code: string | null; readonly kind: Listed<OriginKind> | null }
  readonly assistingCountry: string | null
  readonly instrument: Listed<Instrument> | null
  readonly instrumentLabel: string | null
  readonly temporal: Listed<Temporal> | null
  readonly emergency: Listed<Emergency> | null
  readonly matter: string | null
  readonly reason: string | null
  /** As written, unlisted values included. */
  readonly dataRequested: readonly string[] | null
  readonly period: Period
  readonly selectors: number | null
  readonly accounts: number | null
  readonly channel: Listed<Channel> | null
  readonly authenticity: Listed<Authenticity> | null
  /** The secrecy order that came with the demand. */
  readonly secrecy: { readonly basis: string | null; readonly until: Until } | null
  readonly sameAs: string | null
  readonly follows: string | null
  readonly receivedAtMs: number | null
}

export interface Reviewed {
  readonly lawful: boolean | null
  readonly relevant: boolean | null
  readonly minimal: boolean | null
  readonly decision: Listed<ReviewDecision> | null
}

export interface Narrowed {
  readonly dataApproved: readonly string[] | null
  readonly period: Period
  readonly accounts: number | null
}

export interface Sealed {
  readonly bundle: string | null
  /** Base64 SHA-256 of the bundle's note text. */
  readonly note: string | null
  readonly dataDisclosed: readonly string[] | null
  readonly period: Period
  readonly accountsDisclosed: number | null
  /** Oldest datum of each category, Unix milliseconds; null where a time cannot be read. */
  readonly oldestDataAt: readonly (readonly [category: string, atMs: number | null])[] | null
  readonly enc: string | null
  readonly tables: number | null
  /** The k of each claim; null where it cannot be read. */
  readonly claimedK: readonly (number | null)[] | null
}

export interface NoticeSent {
  readonly accounts: number | null
  readonly timing: Listed<NoticeTiming> | null
  /** authorityType, reason, data, timeframe. */
  readonly told: readonly (boolean | null)[]
}

export interface Deferred {
  readonly basis: Listed<DeferralBasis> | null
  readonly until: Until
  readonly reviewAtMs: number | null
}

interface EventData {
  readonly 'request.received': Received
  readonly 'request.reviewed': Reviewed
  readonly 'request.narrowed': Narrowed
  readonly 'request.challenged': { readonly forum: Listed<ChallengeForum> | null }
  readonly 'challenge.resolved': { readonly result: Listed<ChallengeResult> | null }
  readonly 'request.rejected': { readonly reasons: readonly Listed<RejectReason>[] }
  readonly 'request.no_data': { readonly why: Listed<NoDataReason> | null }
  readonly 'disclosure.sealed': Sealed
  readonly 'disclosure.delivered': { readonly bundle: string | null }
  readonly 'notice.sent': NoticeSent
  readonly 'notice.deferred': Deferred
  readonly 'seal.reviewed': { readonly result: Listed<SealResult> | null }
  readonly 'flag.resolved': { readonly flag: number | null; readonly action: Listed<FlagAction> | null }
  readonly 'log.opened': { readonly maxHeadIntervalHours: number | null }
  readonly 'childsafety.reported': { readonly to: string | null; readonly reports: number | null }
  readonly 'key.rotated': { readonly purpose: string | null }
}

/** Members that every event has. */
export interface EventPlace {
  readonly index: number
  /** '' on events of the log itself. */
  readonly req: string
  readonly seq: number
  readonly timeMs: number
}

type WithData = { readonly [T in keyof EventData]: EventPlace & { readonly type: T; readonly data: EventData[T] } }
type WithoutData = {
  readonly [T in Exclude<EventType, keyof EventData | 'correction'>]: EventPlace & {
    readonly type: T
    readonly data: null
  }
}
type Events = WithData & WithoutData

/** One understood event; corrections are applied before and are no events of their own. */
export type LogEvent = Events[keyof Events]
export type EventOf<T extends keyof Events> = Events[T]

/** Types that belong to one request and are folded into its row. */
export const REQUEST_EVENT_TYPES = [
  'request.received',
  'request.reviewed',
  'request.clarification_asked',
  'request.clarified',
  'request.narrowed',
  'request.challenged',
  'challenge.resolved',
  'request.rejected',
  'request.suspended',
  'request.resumed',
  'request.withdrawn',
  'request.no_data',
  'disclosure.sealed',
  'disclosure.delivered',
  'notice.sent',
  'notice.deferred',
  'seal.reviewed',
  'user.flagged',
  'flag.resolved',
] as const satisfies readonly EventType[]
export type RequestEventType = (typeof REQUEST_EVENT_TYPES)[number]
export type RequestEvent = Events[RequestEventType]

const REQUEST_TYPES: ReadonlySet<string> = new Set(REQUEST_EVENT_TYPES)
export function isRequestEvent(event: LogEvent): event is RequestEvent {
  return REQUEST_TYPES.has(event.type)
}

/** Events of one type, in order. */
export function eventsOf<T extends RequestEventType>(
  events: readonly RequestEvent[],
  type: T,
): readonly Extract<RequestEvent, { readonly type: T }>[] {
  return events.filter((event): event is Extract<RequestEvent, { readonly type: T }> => event.type === type)
}
