/** Gathers the facts of one chunk, line by line. */
import type { HashInto } from '../capabilities.ts'
import { formatInstant } from '../instant.ts'
import { EVENT_TYPES, type EventType } from '../requests/enumerations.ts'
import { createBreakList } from './break-list.ts'
import { BLOCK_LINES, CHUNK_LINES, type ChunkFacts, type LogEvent } from './chunk-facts.ts'
import { createLintSink, type LintCode } from './lint.ts'
import type { LineClaims } from './recognise-line.ts'
import { createReqTable } from './req-table.ts'
import type { SegmentColumns } from './segment.ts'

export interface ChunkOptions {
  readonly file: string
  readonly hashInto: HashInto
  readonly allocate: (bytes: number) => Uint8Array
  readonly columns: boolean
  readonly lints: boolean
}

export interface ChunkBuilder {
  /** Lines so far. */
  count: number
  readonly leafHashes: Uint8Array
  readonly blockRoots: Uint8Array
  /** Takes the claims of line `at`, whose hash is known. `reqBytes` holds the span of `req`. */
  readonly claim: (at: number, claims: LineClaims, log: number, reqBytes: Uint8Array, place: LinePlace) => void
  /** Id of a log's name within the chunk. */
  readonly logOf: (name: string) => number
  readonly event: (type: number, text: string) => void
  /** Of the line that is being looked at, or of the last one with `line` = -1. `byte` is an offset in the file. */
  readonly lint: (code: LintCode, byte: number, expected: string, got: string, line?: number) => void
  readonly finish: (endOffset: number) => ChunkFacts
}

/** Where a line lies in the uncompressed bytes of its file. */
export interface LinePlace {
  readonly offset: number
  readonly length: number
}

/** Names of logs that are told apart in one chunk; more are one. A line can claim any. */
const MAX_LOGS = 1000
/** Characters of events kept in one chunk: a log has a handful, a hostile file could be made of nothing else. */
const MAX_EVENT_CHARACTERS = 4 * 2 ** 20

export function createChunkBuilder(options: ChunkOptions, startOffset: number): ChunkBuilder {
  const { file, allocate, columns: wantColumns, lints: wantLints } = options
  const leafHashes = allocate(CHUNK_LINES * 32)
  const blockRoots = allocate((CHUNK_LINES / BLOCK_LINES) * 32)
  const columns = wantColumns ? createColumns() : null
  const blockMinMs = new Float64Array(CHUNK_LINES / BLOCK_LINES).fill(Number.NaN)
  const blockMaxMs = new Float64Array(CHUNK_LINES / BLOCK_LINES).fill(Number.NaN)
  const breaks = createBreakList()
  const logs: string[] = []
  const logIds = new Map<string, number>()
  const events: LogEvent[] = []
  const lints = createLintSink()
  let eventCharacters = 0
  let firstTimeMs = Number.NaN
  let lastSeq = -1
  let lastLog = -1
  let lastTimeMs = Number.NaN
  let lastHasPrev = false

  const lint = (code: LintCode, byte: number, expected: string, got: string, line = builder.count): void => {
    const index = line < 0 ? builder.count - 1 : line
    lints.add({ code, file, index, byteOffset: byte, expected, got })
  }

  const claim = (at: number, claims: LineClaims, log: number, reqBytes: Uint8Array, place: LinePlace): void => {
    const { seq, timeMs, hasPrev } = claims
    const follows = at > 0 && seq === lastSeq + 1 && seq > 0 && log === lastLog
    const links = hasPrev && at > 0 && sameHash(claims.prev, leafHashes, (at - 1) * 32)
    const isSilent = seq < 0 && !hasPrev
    // Lines that claim nothing are one stretch, not a break each.
    if (!(follows && links) && !(isSilent && at > 0 && lastSeq < 0 && !lastHasPrev && log === lastLog)) {
      breaks.add(at, claims, log)
      if (wantLints && at > 0) lintBreak(place.offset, claims, links)
    }
    const block = Math.floor(at / BLOCK_LINES)
    if (timeMs < lastTimeMs && wantLints) {
      lint('time_decreasing', place.offset, `not before ${formatInstant(lastTimeMs)}`, formatInstant(timeMs))
    }
    if (!Number.isNaN(timeMs)) {
      if (at === 0) firstTimeMs = timeMs
      if (!(timeMs >= (blockMinMs[block] as number))) blockMinMs[block] = timeMs
      if (!(timeMs <= (blockMaxMs[block] as number))) blockMaxMs[block] = timeMs
      lastTimeMs = timeMs
    }
    lastSeq = seq
    lastLog = log
    lastHasPrev = hasPrev
    if (columns) columns.add(at, claims, reqBytes, place)
  }

  const lintBreak = (offset: number, claims: LineClaims, links: boolean): void => {
    if (claims.seq >= 0 && lastSeq >= 0 && claims.seq !== lastSeq + 1) {
      lint('seq_mismatch', offset, `${lastSeq + 1}`, `${claims.seq}`)
    }
    if (claims.hasPrev && !links) lint('prev_mismatch', offset, 'the hash of the line before', 'another hash')
  }

  const logOf = (name: string): number => {
    const known = logIds.get(name)
    if (known !== undefined) return known
    const id = Math.min(logs.length, MAX_LOGS)
    if (id === logs.length) logs.push(name)
    logIds.set(name, id)
    return id
  }

  const finish = (endOffset: number): ChunkFacts => {
    const { count } = builder
    const blocks = Math.ceil(count / BLOCK_LINES)
    return {
      file,
      lines: count,
      byteOffset: startOffset,
      byteLength: endOffset - startOffset,
      leafHashes: count === CHUNK_LINES ? leafHashes : copyOf(leafHashes, count * 32),
      blockRoots: copyOf(blockRoots, Math.floor(count / BLOCK_LINES) * 32),
      breaks: breaks.finish(),
      logs,
      last: { seq: lastSeq, hasPrev: lastHasPrev, log: lastLog, timeMs: lastTimeMs },
      firstTimeMs,
      blockMinMs: blockMinMs.slice(0, blocks),
      blockMaxMs: blockMaxMs.slice(0, blocks),
      events,
      lints: lints.list(),
      columns: columns?.finish(file, count, leafHashes) ?? null,
    }
  }

  const event = (type: number, text: string): void => {
    eventCharacters += text.length
    if (eventCharacters > MAX_EVENT_CHARACTERS) return
    events.push({ line: builder.count, type: EVENT_TYPES[type] as EventType, text })
  }

  const builder: ChunkBuilder = {
    count: 0,
    leafHashes,
    blockRoots,
    claim,
    logOf,
    event,
    lint,
    finish,
  }
  return builder
}

function sameHash(hash: Uint8Array, packed: Uint8Array, at: number): boolean {
  for (let i = 0; i < 32; i++) if (hash[i] !== packed[at + i]) return false
  return true
}

/** A copy: slice() of a node Buffer is a view. */
function copyOf(bytes: Uint8Array, length: number): Uint8Array {
  const copy = new Uint8Array(length)
  copy.set(bytes.subarray(0, length))
  return copy
}

function createColumns() {
  const byteOffset = new Float64Array(CHUNK_LINES)
  const byteLength = new Uint32Array(CHUNK_LINES)
  const timeMs = new Float64Array(CHUNK_LINES)
  const type = new Uint8Array(CHUNK_LINES)
  const seq = new Float64Array(CHUNK_LINES)
  const reqCode = new Int32Array(CHUNK_LINES)
  const reqs = createReqTable()
  return {
    add: (at: number, claims: LineClaims, reqBytes: Uint8Array, place: LinePlace): void => {
      byteOffset[at] = place.offset
      byteLength[at] = place.length
      timeMs[at] = claims.timeMs
      type[at] = claims.type
      seq[at] = claims.seq
      reqCode[at] = claims.reqFrom < 0 ? -1 : reqs.codeOf(reqBytes, claims.reqFrom, claims.reqTo)
    },
    finish: (file: string, lines: number, leafHashes: Uint8Array): SegmentColumns => ({
      file,
      firstIndex: 0,
      lines,
      byteOffset: byteOffset.slice(0, lines),
      byteLength: byteLength.slice(0, lines),
      timeMs: timeMs.slice(0, lines),
      type: type.slice(0, lines),
      seq: seq.slice(0, lines),
      reqCode: reqCode.slice(0, lines),
      reqIds: reqs.list(),
      leafHashes: copyOf(leafHashes, lines * 32),
    }),
  }
}
