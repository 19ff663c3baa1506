/**
 * What the members of each event type hold: docs/formats/events.md §1, and for log and key events docs/formats/log.md §3.
 *
 * A member too many, one missing or one of another kind is a lint, never damage.
 */
import {
  AUTHENTICITIES,
  AUTHORITY_TYPES,
  CHALLENGE_FORUMS,
  CHALLENGE_RESULTS,
  CHANNELS,
  DATA_CATEGORIES,
  DEFERRAL_BASES,
  EMERGENCIES,
  type EventType,
  FLAG_ACTIONS,
  INSTRUMENTS,
  NO_DATA_REASONS,
  NOTICE_TIMINGS,
  ORIGIN_KINDS,
  REJECT_REASONS,
  REVIEW_DECISIONS,
  SEAL_RESULTS,
  TEMPORALS,
} from '../requests/enumerations.ts'
import type { MemberRule } from './member-rules.ts'
import {
  anyValue,
  boolean,
  count,
  decimal,
  freeText,
  hash,
  instant,
  integer,
  keyId,
  list,
  map,
  object,
  oneOf,
  orNull,
  reqId,
  text,
  version,
} from './member-rules.ts'

/** The name of the format, in `log.opened` and nowhere else. */
export const LOG_FORMAT = 'disclosure-log/v1'

const categories = list(oneOf(DATA_CATEGORIES))
/** Either end may be open. */
const period = object({ from: orNull(instant), to: orNull(instant) })
const why = object({ why: text })

const DATA: Readonly<Record<EventType, MemberRule>> = {
  'log.opened': object({
    format: oneOf([LOG_FORMAT]),
    origin: text,
    keys: list(text),
    maxHeadIntervalHours: integer,
    policySha256: orNull(hash),
    'bundleKeys?': list(text),
    'previous?': object({ origin: text, size: integer, root: hash }),
  }),
  'log.heartbeat': object({}),
  'log.closed': object({ entries: integer }),
  'key.added': object({ vkey: text, fromSize: integer, note: text }),
  'key.retired': object({ keyId, toSize: integer }),
  'key.revoked': object({ keyId, compromisedSinceSize: integer, why: text }),
  'request.received': object({
    authority: object({ id: orNull(text), name: orNull(text), type: oneOf(AUTHORITY_TYPES), 'unit?': text }),
    origin: object({ code: orNull(text), kind: oneOf(ORIGIN_KINDS) }),
    'assistingCountry?': text,
    instrument: oneOf(INSTRUMENTS),
    instrumentLabel: freeText,
    temporal: oneOf(TEMPORALS),
    'emergency?': oneOf(EMERGENCIES),
    'matter?': text,
    reason: freeText,
    dataRequested: categories,
    period,
    selectors: count,
    accounts: count,
    channel: oneOf(CHANNELS),
    authenticity: oneOf(AUTHENTICITIES),
    'sealed?': object({ basis: text, until: orNull(instant) }),
    'sameAs?': reqId,
    'follows?': reqId,
    receivedAt: instant,
  }),
  'request.reviewed': object({
    lawful: boolean,
    relevant: boolean,
    minimal: boolean,
    decision: oneOf(REVIEW_DECISIONS),
    reviewerRole: text,
  }),
  'request.clarification_asked': object({ questions: list(text) }),
  'request.clarified': object({ answer: freeText }),
  'request.narrowed': object({ dataApproved: categories, period, accounts: count }),
  'request.challenged': object({ forum: oneOf(CHALLENGE_FORUMS), grounds: list(text) }),
  'challenge.resolved': object({ result: oneOf(CHALLENGE_RESULTS) }),
  'request.rejected': object({ reasons: list(oneOf(REJECT_REASONS)) }),
  'request.suspended': why,
  'request.resumed': why,
  'request.withdrawn': why,
  'request.no_data': object({ why: oneOf(NO_DATA_REASONS) }),
  'disclosure.sealed': object({
    bundle: object({ id: text, note: hash, payloads: count, bytes: count }),
    dataDisclosed: categories,
    period,
    accountsDisclosed: count,
    oldestDataAt: map(DATA_CATEGORIES, instant),
    enc: text,
    recipients: list(object({ kid: text, role: oneOf(['authority', 'auditor', 'operator']) })),
    tables: count,
    anonymity: list(object({ path: text, k: integer, 'l?': decimal, 't?': decimal })),
  }),
  'disclosure.delivered': object({ bundle: text, channel: oneOf(CHANNELS), 'receipt?': text }),
  'notice.sent': object({
    accounts: count,
    timing: oneOf(NOTICE_TIMINGS),
    told: object({ authorityType: boolean, reason: boolean, data: boolean, timeframe: boolean }),
  }),
  'notice.deferred': object({ basis: oneOf(DEFERRAL_BASES), until: orNull(instant), reviewAt: orNull(instant) }),
  'seal.reviewed': object({ result: oneOf(SEAL_RESULTS) }),
  'user.flagged': object({ reason: freeText }),
  'flag.resolved': object({ flag: integer, action: oneOf(FLAG_ACTIONS) }),
  'commitment.opened': object({ seq: integer, name: text }),
  'childsafety.reported': object({ to: text, reports: count }),
  'audit.performed': object({ auditor: text, scope: text, head: object({ size: integer, root: hash }), result: text }),
  'retention.erased': object({ scope: text }),
  'key.rotated': object({ purpose: text, oldKeyId: text, newKeyId: text }),
  correction: object({ seq: integer, field: text, why: text, value: anyValue }),
}

/** Does the event belong to a request, and so carry `req`? `may`: it can be about one. */
export function reqOf(type: EventType): 'must' | 'may' | 'never' {
  if (/^(request|challenge|disclosure|notice|seal|user|flag)\./.test(type)) return 'must'
  return /^(log\.|key\.(added|retired|revoked))/.test(type) ? 'never' : 'may'
}

/** Commitments: any name, each the SHA-256 of a salted value. */
const commitments = map([], hash)

/** The whole line of one type, members in the order of canonical JSON. */
export function lineRule(type: EventType): MemberRule {
  const req = reqOf(type)
  const head = { 'c?': commitments, data: DATA[type], log: text, prev: hash, seq: integer, time: instant }
  const tail = { type: oneOf([type]), v: version }
  if (req === 'never') return object({ ...head, ...tail })
  return object({ ...head, ...tail, [req === 'must' ? 'req' : 'req?']: reqId })
}
