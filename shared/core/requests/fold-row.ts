/** The row of one request as of T: docs/formats/events.md §3. Pure; recomputed from the events, never patched. */
import { enumeration, listed } from './data-reader.ts'
import { DATA_CATEGORIES, type Instrument, type Listed, type Overlay, type Section } from './enumerations.ts'
import { type EventOf, eventsOf, type RequestEvent } from './event.ts'
import { type RequestHistory, receiptMs } from './history.ts'
import { noticeOf } from './notice-state.ts'
import { categoriesIn, type Delivery, deliveriesOf, outcomeOf } from './outcome.ts'
import type { RequestRow } from './request-row.ts'

const CATEGORY = enumeration(DATA_CATEGORIES)

export interface FoldOptions {
  readonly asOfMs: number
  /** N of the notice states, in days; null where the policy states none. */
  readonly noticeDays: number | null
}

const SECTIONS_BY_INSTRUMENT: Readonly<Partial<Record<Listed<Instrument>, Section>>> = {
  preservation_request: 'preservation',
  epoc_pr: 'preservation',
  dsa_art9_order: 'order_to_act',
  nsl: 'national_security',
  fisa_content: 'national_security',
  fisa_noncontent: 'national_security',
  uk_ipa: 'uk_ipa',
}

export function sectionOf(instrument: Listed<Instrument>): Section {
  return SECTIONS_BY_INSTRUMENT[instrument] ?? 'request'
}

/** The first answer: a review that decides the demand, or its end. Suspensions and questions are no answers. */
export function firstAnswer(events: readonly RequestEvent[]): RequestEvent | undefined {
  return events.find((event) => {
    switch (event.type) {
      case 'request.rejected':
      case 'request.no_data':
      case 'request.withdrawn':
        return true
      case 'request.reviewed':
        return ['approve', 'approve_narrowed', 'challenge', 'reject'].includes(event.data.decision ?? '')
      default:
        return false
    }
  })
}

/** @param history events with time <= `asOfMs` only */
export function foldRow(history: RequestHistory, options: FoldOptions): RequestRow {
  const { received, events } = history
  const { data } = received
  const { id, name, unit, type } = data.authority
  const receivedAtMs = receiptMs(received)
  const since = (event: RequestEvent | undefined) => (event === undefined ? null : event.timeMs - receivedAtMs)
  const deliveries = deliveriesOf(events)
  const instrument = data.instrument ?? 'other'
  const section = sectionOf(instrument)
  const outcome = section === 'preservation' ? null : outcomeOf(events, deliveries, data.dataRequested)
  const notice = noticeOf(history, deliveries, options)

  const reviews = eventsOf(events, 'request.reviewed')
  const answer = firstAnswer(events)
  const firstDelivery = deliveries[0]?.delivered
  const notices = eventsOf(events, 'notice.sent')
  const narrowed = eventsOf(events, 'request.narrowed').at(-1)
  const asked = eventsOf(events, 'request.clarification_asked')[0]
  const flagged = eventsOf(events, 'user.flagged')
  const challenge = challengeOf(events)
  const overlays: readonly (Overlay | false)[] = [
    asked !== undefined && 'clarification_asked',
    narrowed !== undefined && 'narrowed',
    flagged.length > 0 && 'user_flagged',
    challenge.made !== undefined && 'challenged',
  ]

  return {
    req: history.req,
    duplicates: history.duplicates,
    section,
    receivedAtMs,
    origin: { code: data.origin.code, kind: data.origin.kind ?? 'other' },
    assistingCountry: data.assistingCountry,
    authority: { id, name, unit, type: type ?? 'other' },
    instrument,
    instrumentLabel: data.instrumentLabel,
    temporal: data.temporal ?? 'other',
    emergency: data.emergency,
    matter: data.matter,
    reason: data.reason,
    channel: data.channel ?? 'other',
    authenticity: data.authenticity ?? 'other',
    follows: data.follows,
    outcome: outcome?.outcome ?? null,
    overlays: overlays.filter((overlay) => overlay !== false),
    notice: notice.state,
    noticeUntil: notice.until,
    noticeComplete: isComplete(notices),
    challenge:
      challenge.made === undefined
        ? null
        : {
            forum: challenge.made.data.forum ?? 'other',
            result: challenge.resolved === undefined ? null : (challenge.resolved.data.result ?? 'other'),
          },
    latestReview: reviews.at(-1)?.data.decision ?? null,
    rejectReasons: eventsOf(events, 'request.rejected').at(-1)?.data.reasons ?? [],
    noDataReason: eventsOf(events, 'request.no_data').at(-1)?.data.why ?? null,
    flags: { raised: flagged.length, open: openFlags(events) },
    selectors: data.selectors,
    accounts: data.accounts,
    accountsDisclosed: accountsIn(deliveries),
    dataRequested: listed(data.dataRequested ?? [], CATEGORY),
    dataApproved: narrowed === undefined ? null : listed(narrowed.data.dataApproved ?? [], CATEGORY),
    dataDisclosed: listed(categoriesIn(deliveries), CATEGORY),
    bundles: deliveries.length,
    elapsedMs: {
      firstReview: since(reviews[0]),
      decision: since(answer),
      disclosure: since(firstDelivery),
      notice: since(notices[0]),
    },
    corrected: history.corrected,
    entries: [...new Set([...events, ...history.corrections].map(({ seq }) => seq))].sort((a, b) => a - b),
    decidedBy: {
      received: received.seq,
      outcome: outcome?.decidedBy ?? null,
      notice: notice.decidedBy,
      firstReview: reviews[0]?.seq ?? null,
      latestReview: reviews.at(-1)?.seq ?? null,
      decision: answer?.seq ?? null,
      firstDelivery: firstDelivery?.seq ?? null,
      firstNotice: notices[0]?.seq ?? null,
      clarificationAsked: asked?.seq ?? null,
      narrowed: narrowed?.seq ?? null,
      userFlagged: flagged[0]?.seq ?? null,
      challenged: challenge.made?.seq ?? null,
      challengeResolved: challenge.resolved?.seq ?? null,
      deliveries: deliveries.map(({ delivered }) => delivered.seq),
    },
  }
}

/** The last challenge, and its resolution if it has one. */
function challengeOf(events: readonly RequestEvent[]): {
  readonly made: EventOf<'request.challenged'> | undefined
  readonly resolved: EventOf<'challenge.resolved'> | undefined
} {
  const made = eventsOf(events, 'request.challenged').at(-1)
  const resolved = eventsOf(events, 'challenge.resolved').findLast(({ seq }) => made !== undefined && seq > made.seq)
  return { made, resolved }
}

/** Sum over delivered bundles; null where one does not say, 0 where nothing was delivered. */
function accountsIn(deliveries: readonly Delivery[]): number | null {
  let sum = 0
  for (const { sealed } of deliveries) {
    const accounts = sealed.at(-1)?.data.accountsDisclosed ?? null
    if (accounts === null) return null
    sum += accounts
  }
  return sum
}

function isComplete(notices: readonly EventOf<'notice.sent'>[]): boolean | null {
  const told = notices.flatMap(({ data }) => data.told)
  if (told.includes(false)) return false
  return told.length === 0 || told.includes(null) ? null : true
}

/** A resolution without the seq of its flag answers the oldest open one. */
function openFlags(events: readonly RequestEvent[]): number {
  const open = new Set<number>()
  for (const event of events) {
    if (event.type === 'user.flagged') open.add(event.seq)
    if (event.type === 'flag.resolved') open.delete(event.data.flag ?? open.values().next().value ?? -1)
  }
  return open.size
}
