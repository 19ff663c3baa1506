/** Lines of a work log: written canonically (RFC 8785), read as they are, linked by the hash of the line before. */
import { encodeBase64 } from '../bytes/base64.ts'
import { canonicalize } from '../bytes/canonical-json.ts'
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'
import { formatInstant, parseInstant } from '../instant.ts'
import { leafHash } from '../merkle/tree.ts'
import { readWorkEvent, type WorkEvent, workData } from './work-event.ts'

export interface WorkLink {
  /** Entries written so far: the seq of the next one. */
  readonly size: number
  /** Base64 hash of the last line; 32 zero bytes before the first. */
  readonly prev: string
  /** Time of the last entry: the next one is never earlier, whatever the clock says. */
  readonly timeMs: number
}
export const EMPTY_LINK: WorkLink = { size: 0, prev: encodeBase64(new Uint8Array(32)), timeMs: 0 }

export interface WorkEntry {
  readonly seq: number
  readonly timeMs: number
  readonly type: string
  /** Null: the opening, or something that this program does not know. */
  readonly event: WorkEvent | null
}

export interface WorkLine {
  /** With its line feed. */
  readonly stored: Uint8Array
  readonly link: WorkLink
  readonly entry: WorkEntry
}

function writeLine(
  origin: string,
  link: WorkLink,
  nowMs: number,
  type: string,
  data: JsonObject,
  hash: Hash,
): Omit<WorkLine, 'entry'> {
  const timeMs = Math.max(link.timeMs, nowMs)
  const line = { v: 1, log: origin, seq: link.size, prev: link.prev, time: formatInstant(timeMs), type, data }
  const stored = encodeUtf8(`${canonicalize(line)}\n`)
  const own = encodeBase64(leafHash(stored.subarray(0, -1), hash))
  return { stored, link: { size: link.size + 1, prev: own, timeMs } }
}

/** Entry 0, as in any log of this format; no keys sign it. */
export function openingLine(origin: string, nowMs: number, hash: Hash): WorkLine {
  const data = { format: 'disclosure-log/v1', origin, keys: [], maxHeadIntervalHours: 87_600, policySha256: '' }
  const written = writeLine(origin, EMPTY_LINK, nowMs, 'log.opened', data, hash)
  return { ...written, entry: { seq: 0, timeMs: written.link.timeMs, type: 'log.opened', event: null } }
}

export function workLine(origin: string, link: WorkLink, nowMs: number, event: WorkEvent, hash: Hash): WorkLine {
  const written = writeLine(origin, link, nowMs, event.type, workData(event), hash)
  return { ...written, entry: { seq: link.size, timeMs: written.link.timeMs, type: event.type, event } }
}

export interface ReadLines {
  readonly entries: readonly WorkEntry[]
  readonly link: WorkLink
  /** Bytes that are whole lines. What follows is the beginning of an entry that was never acknowledged. */
  readonly bytes: number
  /** Where the chain breaks, and how; null where it holds. */
  readonly problem: { readonly seq: number; readonly expected: string; readonly got: string } | null
}

/** Reads whole lines from where `link` ends. Never throws; a broken chain is said, and read on from what stands there. */
export function readWorkLines(bytes: Uint8Array, link: WorkLink, hash: Hash): ReadLines {
  const entries: WorkEntry[] = []
  let at = 0
  let { size, prev, timeMs } = link
  let problem: ReadLines['problem'] = null
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, at)) {
    const line = bytes.subarray(at, end)
    const value = parsed(line)
    const claimed = typeof value.prev === 'string' ? value.prev : ''
    if (claimed !== prev || value.seq !== size) {
      problem ??= { seq: size, expected: `seq ${size}, prev ${prev}`, got: `seq ${String(value.seq)}, prev ${claimed}` }
    }
    timeMs = (typeof value.time === 'string' ? parseInstant(value.time) : null) ?? timeMs
    const type = typeof value.type === 'string' ? value.type : ''
    entries.push({ seq: size, timeMs, type, event: readWorkEvent(type, value.data) })
    prev = encodeBase64(leafHash(line, hash))
    size += 1
    at = end + 1
  }
  return { entries, link: { size, prev, timeMs }, bytes: at, problem }
}

const NOTHING: JsonObject = {}
function parsed(line: Uint8Array): JsonObject {
  try {
    const value = JSON.parse(decodeUtf8(line) ?? '') as JsonValue
    return isJsonObject(value) ? value : NOTHING
  } catch {
    return NOTHING
  }
}
