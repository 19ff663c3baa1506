/** An entry, corrections applied, as an event of the fold: docs/formats/events.md §1. */
import type { JsonObject } from '../formats/json-value.ts'
import {
  type DataReader,
  type Enumeration,
  enumeration,
  listed,
  type NotUnderstood,
  readChild,
  readChoice,
  readChoices,
  readCount,
  readFlag,
  readInstant,
  readPeriod,
  readText,
  readUntil,
} from './data-reader.ts'
import {
  CHALLENGE_FORUMS,
  CHALLENGE_RESULTS,
  CHANNELS,
  DATA_CATEGORIES,
  DEFERRAL_BASES,
  type EventType,
  FLAG_ACTIONS,
  NO_DATA_REASONS,
  NOTICE_TIMINGS,
  REJECT_REASONS,
  REVIEW_DECISIONS,
  SEAL_RESULTS,
} from './enumerations.ts'
import type { EventOf, EventPlace, LogEvent } from './event.ts'
import type { LogEntry } from './log-entry.ts'
import { readReceived } from './read-received.ts'
import { readSealed } from './read-sealed.ts'

const DECISION = enumeration(REVIEW_DECISIONS)
const CATEGORY = enumeration(DATA_CATEGORIES)
const FORUM = enumeration(CHALLENGE_FORUMS)
const CHALLENGE_RESULT = enumeration(CHALLENGE_RESULTS)
const REASON = enumeration(REJECT_REASONS)
const NO_DATA = enumeration(NO_DATA_REASONS)
const CHANNEL = enumeration(CHANNELS)
const TIMING = enumeration(NOTICE_TIMINGS)
const BASIS = enumeration(DEFERRAL_BASES)
const SEAL_RESULT = enumeration(SEAL_RESULTS)
const ACTION = enumeration(FLAG_ACTIONS)

export interface ReadEvent {
  /** Null: the entry as a whole is not understood, or it is a correction. */
  readonly event: LogEvent | null
  readonly notUnderstood: readonly NotUnderstood[]
}

/**
 * @param data the entry's data with corrections applied
 * @param req the entry's request id; one string for all events of a request saves memory
 */
export function readEvent(entry: LogEntry, data: JsonObject, req: string = entry.req ?? ''): ReadEvent {
  if (entry.type === null) {
    return { event: null, notUnderstood: [{ field: '', got: entry.notUnderstood ?? '' }] }
  }
  const notUnderstood: NotUnderstood[] = []
  const { index, seq, timeMs } = entry
  const event = eventOf(entry.type, { index, req, seq, timeMs }, { data, path: '', notUnderstood })
  return { event, notUnderstood }
}

const listedChoices = <T extends string>(r: DataReader, name: string, values: Enumeration<T>) =>
  listed(readChoices(r, name, values) ?? [], values)

function eventOf(type: EventType, at: EventPlace, r: DataReader): LogEvent | null {
  switch (type) {
    case 'correction':
      return null
    case 'request.received':
      return eventAt(at, type, readReceived(r))
    case 'disclosure.sealed':
      return eventAt(at, type, readSealed(r))
    case 'request.reviewed': {
      const [lawful, relevant, minimal] = [readFlag(r, 'lawful'), readFlag(r, 'relevant'), readFlag(r, 'minimal')]
      return eventAt(at, type, { lawful, relevant, minimal, decision: readChoice(r, 'decision', DECISION) })
    }
    case 'request.narrowed': {
      const dataApproved = readChoices(r, 'dataApproved', CATEGORY)
      return eventAt(at, type, { dataApproved, period: readPeriod(r, 'period'), accounts: readCount(r, 'accounts') })
    }
    case 'request.challenged':
      return eventAt(at, type, { forum: readChoice(r, 'forum', FORUM) })
    case 'challenge.resolved':
      return eventAt(at, type, { result: readChoice(r, 'result', CHALLENGE_RESULT) })
    case 'request.rejected':
      return eventAt(at, type, { reasons: listedChoices(r, 'reasons', REASON) })
    case 'request.no_data':
      return eventAt(at, type, { why: readChoice(r, 'why', NO_DATA) })
    case 'disclosure.delivered':
      readChoice(r, 'channel', CHANNEL)
      return eventAt(at, type, { bundle: readText(r, 'bundle') })
    case 'notice.sent': {
      const told = readChild(r, 'told')
      const four = ['authorityType', 'reason', 'data', 'timeframe'].map((name) => readFlag(told, name))
      const timing = readChoice(r, 'timing', TIMING)
      return eventAt(at, type, { accounts: readCount(r, 'accounts'), timing, told: four })
    }
    case 'notice.deferred': {
      const basis = readChoice(r, 'basis', BASIS)
      return eventAt(at, type, { basis, until: readUntil(r, 'until'), reviewAtMs: readInstant(r, 'reviewAt') })
    }
    case 'seal.reviewed':
      return eventAt(at, type, { result: readChoice(r, 'result', SEAL_RESULT) })
    case 'flag.resolved':
      return eventAt(at, type, { flag: readCount(r, 'flag'), action: readChoice(r, 'action', ACTION) })
    case 'log.opened':
      return eventAt(at, type, { maxHeadIntervalHours: readCount(r, 'maxHeadIntervalHours') })
    case 'childsafety.reported':
      return eventAt(at, type, { to: readText(r, 'to'), reports: readCount(r, 'reports') })
    case 'key.rotated':
      return eventAt(at, type, { purpose: readText(r, 'purpose') })
    default:
      return eventAt(at, type, null)
  }
}

/** Written out and not spread: V8 gives spread objects no shape of their own, which made a million events take 600 bytes each instead of 330. */
function eventAt<T extends LogEvent['type']>(at: EventPlace, type: T, data: EventOf<T>['data']): LogEvent {
  const { index, req, seq, timeMs } = at
  return { index, req, seq, timeMs, type, data } as LogEvent
}
