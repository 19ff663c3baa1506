/**
 * The reference writer of disclosure-log/v1 (docs/formats/log.md): turns events into lines, each linked to the one
 * before by its hash, and keeps the tree that heads are signed over. It writes nothing itself: the caller stores the
 * bytes it hands out, in order, and never changes them again.
 */
import { encodeBase64 } from '../bytes/base64.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import type { JsonObject } from '../formats/json-value.ts'
import { type InputError, quote } from '../input-error.ts'
import { formatInstant } from '../instant.ts'
import { EVENT_TYPES } from '../requests/enumerations.ts'
import { err, ok, type Result } from '../result.ts'
import { createInstantFormatter } from './writer-clock.ts'
import { type JsonFault, writeIJson } from './writer-json.ts'
import { createTreeBuilder, type TileBytes, type TreeBuilder } from './writer-tree.ts'

export interface LogEvent {
  /** Unix milliseconds. Never before the event before. */
  readonly timeMs: number
  readonly type: string
  readonly req?: string
  readonly data: JsonObject
  /** Commitments: name -> base64 SHA-256. */
  readonly c?: JsonObject
}

export interface LogLine {
  readonly seq: number
  /** As it is to be stored, with its line feed. Good until the next `append`. */
  readonly stored: Uint8Array
  readonly leafHash: Uint8Array
}

/** A line made ready: what is stored, and SHA-256(0x00 || line), raw and in base64. */
export type EncodeLine = (text: string) => {
  readonly stored: Uint8Array
  readonly leafHash: Uint8Array
  readonly base64: string
}

export interface LogWriter {
  readonly origin: string
  readonly append: (event: LogEvent) => Result<LogLine, InputError>
  readonly tree: TreeBuilder
}

export interface WriterOptions {
  readonly origin: string
  readonly hash: Hash
  /** A faster one where there is one; main/io/encode-line.ts has it. */
  readonly encodeLine?: EncodeLine
  readonly onTile?: (tile: TileBytes) => void
}

/** A line without its line feed: docs/formats/log.md §3. */
export const MAX_LINE_BYTES = 65_535

/** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what RFC 3339 can say. */
const FIRST_MS = -62_167_219_200_000
const LAST_MS = 253_402_300_799_999

const TYPES: ReadonlySet<string> = new Set(EVENT_TYPES)
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/
/** `prev` of entry 0: 32 zero bytes. */
const NO_PREVIOUS = encodeBase64(new Uint8Array(32))

/** Everything after the 0x00 and before the line feed is the line; one buffer serves both the hash and the file. */
export const encodeLineWith =
  (hash: Hash): EncodeLine =>
  (text) => {
    const line = encodeUtf8(text)
    const buffer = new Uint8Array(line.length + 2)
    buffer.set(line, 1)
    buffer[line.length + 1] = 0x0a
    const leafHash = hash(buffer.subarray(0, line.length + 1))
    return { stored: buffer.subarray(1), leafHash, base64: encodeBase64(leafHash) }
  }

export function createLogWriter({ origin, hash, encodeLine = encodeLineWith(hash), onTile }: WriterOptions): LogWriter {
  const tree = createTreeBuilder(hash, onTile)
  const log = JSON.stringify(origin)
  const clock = createInstantFormatter()
  let prev = NO_PREVIOUS
  let timeMs = Number.NEGATIVE_INFINITY
  let isClosed = false

  const append = (event: LogEvent): Result<LogLine, InputError> => {
    const seq = tree.size()
    const refuse = (fault: JsonFault): Result<never, InputError> =>
      err({
        code: 'bad_field',
        place: { file: origin, line: seq + 1, field: fault.field },
        expected: fault.expected,
        got: fault.got,
      })
    const fault = isClosed
      ? { field: 'type', expected: 'no entry after log.closed', got: quote(event.type) }
      : faultOf(event, seq, timeMs)
    if (fault !== null) return refuse(fault)
    const data = writeIJson(event.data)
    if (typeof data !== 'string') return refuse({ ...data, field: `/data${data.field}` })
    const c = event.c === undefined ? '' : writeIJson(event.c)
    if (typeof c !== 'string') return refuse({ ...c, field: `/c${c.field}` })
    // Members in the order of RFC 8785; nothing else in the line needs escaping.
    const text = `{${c === '' ? '' : `"c":${c},`}"data":${data},"log":${log},"prev":"${prev}",${event.req === undefined ? '' : `"req":"${event.req}",`}"seq":${seq},"time":"${clock(event.timeMs)}","type":"${event.type}","v":1}`
    const { stored, leafHash, base64 } = encodeLine(text)
    if (stored.length - 1 > MAX_LINE_BYTES) {
      return err({
        code: 'too_large',
        place: { file: origin, line: seq + 1 },
        expected: `at most ${MAX_LINE_BYTES} bytes`,
        got: `${stored.length - 1} bytes`,
      })
    }
    tree.append(leafHash)
    prev = base64
    timeMs = event.timeMs
    isClosed = event.type === 'log.closed'
    return ok({ seq, stored, leafHash })
  }
  return { origin, append, tree }
}

/** What would make the entry untrue or unreadable, other than its data. */
function faultOf({ type, req, timeMs }: LogEvent, seq: number, lastMs: number): JsonFault | null {
  if (!TYPES.has(type)) return { field: 'type', expected: 'an event type of disclosure-log/v1', got: quote(type) }
  if ((type === 'log.opened') !== (seq === 0)) {
    return {
      field: 'type',
      expected: seq === 0 ? 'log.opened as entry 0' : 'log.opened only as entry 0',
      got: quote(type),
    }
  }
  if (req !== undefined && !REQUEST_ID.test(req)) {
    return { field: 'req', expected: '8 to 64 of A-Z a-z 0-9 _ -', got: quote(req) }
  }
  if (!Number.isSafeInteger(timeMs) || timeMs < FIRST_MS || timeMs > LAST_MS) {
    return { field: 'time', expected: 'whole milliseconds of the years 0000 to 9999', got: String(timeMs) }
  }
  if (timeMs < lastMs) {
    return { field: 'time', expected: `not before ${formatInstant(lastMs)}`, got: formatInstant(timeMs) }
  }
  return null
}
