/**
 * One line of a log as the fold takes it: strict where a value decides something, tolerant everywhere else.
 * Breaches of the line rules (docs/formats/log.md §3) are lints of the verification; here a line only says
 * what it can still be understood to say, and never stops the fold.
 */

import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'
import { quote } from '../input-error.ts'
import { parseInstant } from '../instant.ts'
import { EVENT_TYPES, type EventType } from './enumerations.ts'

export interface LogEntry {
  /** Position among the lines of the export, from 0. */
  readonly index: number
  /** Claimed leaf index; the position where the line claims none. */
  readonly seq: number
  /** Claimed time, Unix milliseconds; that of the entry before where the line has none that can be read. */
  readonly timeMs: number
  /** Null: not an event type we know (`typeText` has what came), or a line of another version. */
  readonly type: EventType | null
  readonly typeText: string
  readonly req: string | null
  /** Empty where absent or no object. */
  readonly data: JsonObject
  /** Commitments by name: standard base64 of SHA-256. */
  readonly c: JsonObject
  /** Why the line as a whole is not understood; null when it is. */
  readonly notUnderstood: string | null
}

/** Where a line stands. */
export interface LinePosition {
  readonly index: number
  /** Time of the entry before, for a line without a readable one. */
  readonly previousTimeMs: number
}

const KNOWN_TYPES: ReadonlyMap<string, EventType> = new Map(EVENT_TYPES.map((type) => [type, type]))
const NOTHING: JsonObject = {}

const isIndex = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

/** Names a hostile value briefly; never follows its depth. */
export function describe(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `an array of ${value.length}`
  return isJsonObject(value) ? 'an object' : quote(value)
}

/** @param value a parsed line; undefined where the line is not JSON */
export function readLogEntry(value: JsonValue | undefined, { index, previousTimeMs }: LinePosition): LogEntry {
  if (!isJsonObject(value)) {
    const got = value === undefined ? 'a line that is not JSON' : describe(value)
    const notUnderstood = `expected an object with "v":1, got ${got}`
    const nothing = { type: null, typeText: '', req: null, data: NOTHING, c: NOTHING }
    return { index, seq: index, timeMs: previousTimeMs, ...nothing, notUnderstood }
  }
  const typeText = typeof value.type === 'string' ? value.type : ''
  const known = KNOWN_TYPES.get(typeText) ?? null
  let notUnderstood: string | null = null
  if (value.v !== 1) notUnderstood = `version ${describe(value.v)}, expected 1`
  else if (known === null) notUnderstood = `event type ${describe(value.type)}`
  return {
    index,
    seq: isIndex(value.seq) ? value.seq : index,
    timeMs: (typeof value.time === 'string' ? parseInstant(value.time) : null) ?? previousTimeMs,
    type: notUnderstood === null ? known : null,
    typeText,
    req: typeof value.req === 'string' && value.req !== '' ? value.req : null,
    data: isJsonObject(value.data) ? value.data : NOTHING,
    c: isJsonObject(value.c) ? value.c : NOTHING,
    notUnderstood,
  }
}

/** As `readLogEntry`, from the text of a line. Never throws. */
export function parseLogLine(line: string, position: LinePosition): LogEntry {
  try {
    return readLogEntry(JSON.parse(line), position)
  } catch {
    return readLogEntry(undefined, position)
  }
}
