/**
 * The thorough way to check a line: everything that docs/formats/log.md §3 says of one line alone, with the place.
 * Used for the lines that recognise-line.ts does not know to be right.
 */
import { decodeBase64 } from '../bytes/base64.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import { scanJson } from '../formats/check-ijson.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'
import { parseJson } from '../formats/parse-json.ts'
import { quote } from '../input-error.ts'
import { parseInstant } from '../instant.ts'
import { EVENT_TYPES, type EventType } from '../requests/enumerations.ts'
import { checkMembers } from './check-members.ts'
import { lineRule } from './event-members.ts'
import type { LintCode } from './lint.ts'
import { anyValue, hash, instant, integer, type MemberRule, object, reqId, text, version } from './member-rules.ts'

/** Bytes of a line without its LF. */
export const MAX_LINE_BYTES = 65_535

/** `byte` counts from the start of the line. */
export type ReportLint = (code: LintCode, byte: number, expected: string, got: string) => void

/** As far as they can be read: null where absent or of another kind. */
export interface CarefulClaims {
  readonly type: number
  readonly seq: number
  readonly prev: Uint8Array | null
  readonly timeMs: number
  readonly log: string | null
  readonly req: string | null
  /** The whole line, null where it is no JSON object. */
  readonly value: JsonObject | null
}

const NOTHING: CarefulClaims = {
  type: 255,
  seq: -1,
  prev: null,
  timeMs: Number.NaN,
  log: null,
  req: null,
  value: null,
}

const RULES = new Map<string, MemberRule>(EVENT_TYPES.map((type) => [type, lineRule(type)]))
/** What can be said of a line whose type is not understood. */
const ANY_EVENT = object({
  'c?': anyValue,
  data: anyValue,
  log: text,
  prev: hash,
  'req?': reqId,
  seq: integer,
  time: instant,
  type: text,
  v: version,
})

/** The line is bytes[start, end), without its LF. */
export function checkLine(bytes: Uint8Array, start: number, end: number, report: ReportLint): CarefulClaims {
  checkBytes(bytes, start, end, report)
  if (start === end) return NOTHING
  const scan = scanJson(bytes, start, end)
  for (const { code, byte, expected, got } of scan.breaches) report(code, byte - start, expected, got)
  if (scan.breaches.length === 0 && scan.notCanonicalAt >= 0) {
    const got = quote(decodeUtf8(bytes.subarray(scan.notCanonicalAt, end)) ?? '')
    report('not_canonical', scan.notCanonicalAt - start, 'canonical JSON (RFC 8785)', got)
  }
  const parsed = parseJson(bytes.subarray(start, end), '')
  if (!parsed.ok) return NOTHING
  if (!isJsonObject(parsed.value)) {
    report('bad_member', 0, 'an object', quote(parsed.value))
    return NOTHING
  }
  return checkEntry(parsed.value, report)
}

function checkBytes(bytes: Uint8Array, start: number, end: number, report: ReportLint): void {
  const length = end - start
  if (length === 0) report('empty_line', 0, 'an entry', 'an empty line')
  if (length > MAX_LINE_BYTES) report('line_too_long', 0, `at most ${MAX_LINE_BYTES} bytes`, `${length} bytes`)
  if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) {
    report('bom', 0, 'no byte order mark', 'EF BB BF')
  }
  const cr = indexOfByte(bytes, start, end, 0x0d)
  if (cr >= 0) report('cr', cr - start, 'no carriage return', cr === end - 1 ? 'CR LF as line end' : 'CR')
  const nul = indexOfByte(bytes, start, end, 0x00)
  if (nul >= 0) report('nul', nul - start, 'no NUL', 'NUL')
}

function indexOfByte(bytes: Uint8Array, from: number, to: number, byte: number): number {
  const at = bytes.subarray(from, to).indexOf(byte)
  return at < 0 ? -1 : from + at
}

function checkEntry(value: JsonObject, report: ReportLint): CarefulClaims {
  const type = typeof value.type === 'string' ? EVENT_TYPES.indexOf(value.type as EventType) : -1
  if (type < 0 && typeof value.type === 'string') {
    report('not_understood', 0, 'type: an event type', quote(value.type))
  }
  checkMembers(value, (type < 0 ? undefined : RULES.get(EVENT_TYPES[type] as string)) ?? ANY_EVENT, report)
  return {
    type: type < 0 ? 255 : type,
    seq: isCount(value.seq) ? value.seq : -1,
    prev: hashOf(value.prev),
    timeMs: typeof value.time === 'string' ? (parseInstant(value.time) ?? Number.NaN) : Number.NaN,
    log: typeof value.log === 'string' ? value.log : null,
    req: typeof value.req === 'string' ? value.req : null,
    value,
  }
}

const isCount = (value: JsonValue | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function hashOf(value: JsonValue | undefined): Uint8Array | null {
  const bytes = typeof value === 'string' && value.length === 44 ? decodeBase64(value) : null
  return bytes?.length === 32 ? bytes : null
}
