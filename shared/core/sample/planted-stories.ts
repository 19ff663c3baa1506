/** One story for each rule of docs/formats/events.md §4: it breaks that rule, and keeps all the others. */
import type { JsonObject } from '../formats/json-value.ts'
import { formatInstant } from '../instant.ts'
import type { Authority } from './authorities.ts'
import type { BundlePlan } from './bundle-maker.ts'
import { type Approved, approvedInFull, authorityAndAuditor, sealedData } from './deliver.ts'
import { type Demand, receivedData } from './demand.ts'
import { FLAG_REASONS, QUESTIONS, RESUMED, SUSPENDED } from './house-words.ts'
import { PAPERS, type Paper } from './instruments.ts'
import type { Kit } from './kit.ts'
import { noticeData } from './notice.ts'
import { retentionMs } from './policy.ts'
import { DAY_MS, HOUR_MS } from './step.ts'
import { ALL_MET, reviewed, type Thread } from './thread.ts'

/** Remembers an entry as evidence. */
export type CiteEntry = (seq: number) => void

type Breach = (thread: Thread, cite: CiteEntry) => void

const PRODUCTION = PAPERS.find(({ instrument }) => instrument === 'production_order_domestic') as Paper

/** A production order like any other. */
export function ordinary(kit: Kit, authority: Authority, receivedMs: number, over: Partial<Demand> = {}): Demand {
  const { production, reason, offences, needs } = authority.phrases
  return {
    req: kit.random.id(16),
    paper: PRODUCTION,
    authority,
    receivedMs,
    loggedMs: receivedMs + 2 * HOUR_MS,
    label: production,
    reason: reason.replace('{offence}', offences[0] ?? '').replace('{need}', needs[0] ?? ''),
    asked: ['subscriber', 'ip_login'],
    temporal: 'stored',
    period: { fromMs: receivedMs - 90 * DAY_MS, toMs: receivedMs - DAY_MS },
    selectors: 2,
    accounts: 2,
    channel: 'official_portal',
    authenticity: 'verified',
    ...over,
  }
}

interface Handing {
  readonly verdict?: readonly [boolean, boolean, boolean]
  /** Between the approval and the sealing. */
  readonly before?: (atMs: number) => void
  readonly approved?: Partial<Approved>
  readonly bundle?: Partial<Pick<BundlePlan, 'anonymity' | 'withheld'>>
  /** Replaces members of `disclosure.sealed`. */
  readonly sealed?: (sealedMs: number) => JsonObject
  readonly told?: JsonObject
  readonly notice?: false
  /** Called with the index of the entry named. */
  readonly seen?: Partial<Record<'received' | 'reviewed' | 'sealed' | 'delivered' | 'notice', (seq: number) => void>>
}

const seenBy = (written: ((seq: number) => void) | undefined) => (written === undefined ? {} : { written })

export function receive({ demand, kit, add }: Thread, written?: (seq: number) => void, over: JsonObject = {}): void {
  const data = { ...receivedData(demand), ...over }
  add(demand.loggedMs, 'request.received', data, { c: kit.commitments.of(demand.req), ...seenBy(written) })
}

/** Received, approved on day 3, sealed on day 4, delivered, and the person told on day 6. */
function handOver(
  thread: Thread,
  { verdict = ALL_MET, before, approved, bundle: own, sealed, told, notice, seen = {} }: Handing,
): void {
  const { demand, kit, add } = thread
  receive(thread, seen.received)
  const dayMs = (day: number) => demand.receivedMs + day * DAY_MS
  add(dayMs(3), 'request.reviewed', reviewed('approve', verdict, 'counsel'), seenBy(seen.reviewed))
  before?.(dayMs(3) + HOUR_MS)
  const sealedMs = dayMs(4)
  const bundle = `bdl_${kit.random.id(14)}`
  const { categories, period, accounts } = { ...approvedInFull(demand), ...approved }
  const plan = {
    bundle,
    req: demand.req,
    sealedAtMs: sealedMs,
    categories,
    period,
    accounts,
    recipients: authorityAndAuditor(demand, kit),
    anonymity: [],
    ...own,
  }
  add(sealedMs, 'disclosure.sealed', () => ({ ...sealedData(plan, kit), ...sealed?.(sealedMs) }), seenBy(seen.sealed))
  add(sealedMs + HOUR_MS, 'disclosure.delivered', { bundle, channel: 'official_portal' }, seenBy(seen.delivered))
  if (notice === false) return
  const data = noticeData(thread, 'after')
  add(dayMs(6), 'notice.sent', told === undefined ? data : { ...data, told }, seenBy(seen.notice))
}

export function refuse({ demand, add }: Thread, day: number, written?: (seq: number) => void): void {
  const atMs = demand.receivedMs + day * DAY_MS
  add(atMs, 'request.reviewed', reviewed('reject', [true, false, true], 'counsel'), seenBy(written))
  add(atMs + HOUR_MS, 'request.rejected', { reasons: ['not_relevant'] })
}

/** One story a rule. Each is told from `receivedMs`, at least 200 days before the log ends. */
export const STORIES: Readonly<Record<string, { readonly demand?: Partial<Demand>; readonly tell: Breach }>> = {
  'review-before-disclosure': {
    tell: (thread, cite) => handOver(thread, { verdict: [true, true, false], seen: { reviewed: cite, sealed: cite } }),
  },
  'disclosed-within-scope': {
    tell: (thread, cite) =>
      handOver(thread, {
        approved: { categories: ['subscriber', 'ip_login', 'device'] },
        seen: { received: cite, sealed: cite },
      }),
  },
  'no-disclosure-after-refusal': {
    tell: (thread, cite) =>
      handOver(thread, {
        before: (atMs) => thread.add(atMs, 'request.suspended', { why: SUSPENDED[1] }, { written: cite }),
        seen: { sealed: cite },
      }),
  },
  'identified-authority': {
    demand: { authenticity: 'unverified' },
    tell: (thread, cite) => handOver(thread, { seen: { received: cite, sealed: cite } }),
  },
  'aes-256-only': {
    tell: (thread, cite) => handOver(thread, { sealed: () => ({ enc: 'A128GCM' }), seen: { sealed: cite } }),
  },
  'no-content-when-e2ee': {
    demand: { asked: ['subscriber', 'stored_content'] },
    tell: (thread, cite) =>
      handOver(thread, { approved: { categories: ['subscriber', 'stored_content'] }, seen: { sealed: cite } }),
  },
  'no-keys-no-backdoors': {
    demand: { asked: ['subscriber', 'encryption_key'] },
    tell: (thread, cite) =>
      handOver(thread, { approved: { categories: ['subscriber', 'encryption_key'] }, seen: { sealed: cite } }),
  },
  'k-anonymous-tables': {
    tell: (thread, cite) =>
      handOver(thread, {
        bundle: { anonymity: [{ k: 3, path: 'data/0002.jwe' }] },
        seen: { sealed: cite },
      }),
  },
  'notice-given': { tell: (thread, cite) => handOver(thread, { notice: false, seen: { delivered: cite } }) },
  'notice-complete': {
    tell: (thread, cite) =>
      handOver(thread, {
        told: { authorityType: true, data: true, reason: false, timeframe: true },
        seen: { notice: cite },
      }),
  },
  'seal-expired': {
    demand: {},
    tell: (thread, cite) => {
      const until = formatInstant(thread.demand.receivedMs + 60 * DAY_MS)
      receive(thread, cite, { sealed: { basis: 'court_order', until } })
      refuse(thread, 5)
    },
  },
  'clarification-answered': {
    tell: (thread, cite) =>
      handOver(thread, {
        before: (atMs) =>
          thread.add(atMs, 'request.clarification_asked', { questions: [QUESTIONS[1]] }, { written: cite }),
        seen: { sealed: cite },
      }),
  },
  'emergency-followed-up': {
    demand: {
      emergency: 'threat_to_life',
      paper: PAPERS.find(({ instrument }) => instrument === 'emergency_request') as Paper,
    },
    tell: (thread, cite) => handOver(thread, { seen: { received: cite, delivered: cite } }),
  },
  'retention-respected': {
    demand: {},
    tell: (thread, cite) =>
      handOver(thread, {
        sealed: (sealedMs) => ({
          oldestDataAt: {
            ip_login: formatInstant(sealedMs - retentionMs('ip_login') - 30 * DAY_MS),
            subscriber: formatInstant(sealedMs - 30 * DAY_MS),
          },
        }),
        seen: { sealed: cite },
      }),
  },
  transition: {
    tell: (thread, cite) =>
      handOver(thread, {
        before: (atMs) => thread.add(atMs, 'request.resumed', { why: RESUMED[0] }, { written: cite }),
      }),
  },
  'indefinite-seal-reviewed': {
    demand: { sealed: { basis: 'statute', untilMs: null } },
    tell: (thread, cite) => handOver(thread, { notice: false, seen: { received: cite } }),
  },
  'flag-answered': {
    tell: (thread, cite) => {
      handOver(thread, {})
      const atMs = thread.demand.receivedMs + 9 * DAY_MS
      thread.add(atMs, 'user.flagged', { reason: FLAG_REASONS[2] }, { written: cite })
    },
  },
  'answered-in-time': {
    tell: (thread, cite) => {
      receive(thread, cite)
      refuse(thread, 34, cite)
    },
  },
  'not-understood': {
    tell: (thread, cite) => {
      receive(thread, cite, { channel: 'fax' })
      refuse(thread, 5)
    },
  },
}

/** What only a sample with bundles can break: one was sealed and logged, and is not among those that were handed in. */
export const BUNDLE_STORIES: typeof STORIES = {
  'bundle-logged-once': {
    tell: (thread, cite) => handOver(thread, { bundle: { withheld: true }, seen: { sealed: cite } }),
  },
}
