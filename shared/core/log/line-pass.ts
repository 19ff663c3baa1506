/**
 * One pass over the lines of a segment: leaf hashes, block roots, what each line claims, where the chain of claims
 * breaks, and lints. docs/formats/log.md §1-3.
 *
 * The inner loop runs once for each entry of a log. It allocates nothing but what node:crypto does, compares bytes
 * where they lie, and leaves whatever is not perfect to slower code.
 */
import { decodeUtf8, encodeUtf8 } from '../bytes/utf8.ts'
import type { HashInto } from '../capabilities.ts'
import { invariant } from '../input-error.ts'
import { EVENT_TYPES } from '../requests/enumerations.ts'
import { hashBlock } from './block-root.ts'
import { type CarefulClaims, checkLine } from './check-line.ts'
import { type ChunkBuilder, createChunkBuilder } from './chunk-builder.ts'
import { BLOCK_LINES, CHUNK_LINES, type ChunkFacts } from './chunk-facts.ts'
import { MAX_HASHED_LINE_BYTES } from './line-buffer.ts'
import { type ByteView, byteView } from './literal.ts'
import { noClaims, recogniseLine } from './recognise-line.ts'

export interface LinePassOptions {
  readonly file: string
  readonly hashInto: HashInto
  /** Gives arrays of bytes their kind; they need not be zeroed. */
  readonly allocate: (bytes: number) => Uint8Array
  /** Whether `columns` are wanted, for an index. */
  readonly columns: boolean
  readonly lints: boolean
  /** Called whenever a chunk is full, and at the end for what is left. */
  readonly onChunk: (facts: ChunkFacts) => void
}

export interface LinePass {
  /** As `OnLines` of line-buffer.ts. */
  readonly lines: (bytes: Uint8Array, from: number, to: number, isLast: boolean) => void
  /** Hands over the last chunk. */
  readonly finish: () => void
  /** First byte of a line that is too long to be hashed, or -1. Nothing after it was looked at. */
  readonly tooLongAt: () => number
}

const LF = 0x0a
/** Events that the verdict depends on: kept whole, up to this many bytes of them a chunk. */
const KEPT_EVENTS = new Set(
  ['log.opened', 'log.closed', 'key.added', 'key.retired', 'key.revoked'].map((type) =>
    (EVENT_TYPES as readonly string[]).indexOf(type),
  ),
)

export function createLinePass(options: LinePassOptions): LinePass {
  const { hashInto, allocate, lints, onChunk } = options
  const claims = noClaims()
  const days = { date: -1, midnightMs: 0 }
  const blockScratch = allocate(1 + BLOCK_LINES * 32)
  const place = { offset: 0, length: 0 }
  let tooLongAt = -1
  let fileOffset = 0
  let open: ChunkBuilder | null = null
  /** The name that the last line claimed, and its id in this chunk. */
  let logBytes: Uint8Array = new Uint8Array(0)
  let logId = -1
  let source: ByteView = byteView(new Uint8Array(0))

  const close = (): void => {
    if (open === null) return
    onChunk(open.finish(fileOffset))
    open = null
    logId = -1
  }

  const logOf = (bytes: Uint8Array, chunk: ChunkBuilder): number => {
    const { logFrom, logTo } = claims
    if (logFrom < 0) return -1
    if (logId >= 0 && logTo - logFrom === logBytes.length && sameBytes(bytes, logFrom, logBytes)) return logId
    logBytes = Uint8Array.from(bytes.subarray(logFrom, logTo)) // slice() of a node Buffer is a view
    logId = chunk.logOf(decodeUtf8(logBytes) ?? '')
    return logId
  }

  /** The thorough way. Fills in `claims`; the name of the log and of the request come as strings. */
  const checkThoroughly = (bytes: Uint8Array, start: number, end: number, chunk: ChunkBuilder): CarefulClaims => {
    const found = checkLine(bytes, start, end, (code, byte, expected, got) => {
      if (lints) chunk.lint(code, fileOffset + byte, expected, got)
    })
    claims.type = found.type
    claims.seq = found.seq
    claims.timeMs = found.timeMs
    claims.hasPrev = found.prev !== null
    if (found.prev) claims.prev.set(found.prev)
    return found
  }

  const line = (bytes: Uint8Array, start: number, end: number, chunk: ChunkBuilder): void => {
    const at = chunk.count
    const before = bytes[start - 1] as number
    bytes[start - 1] = 0x00
    hashInto(bytes.subarray(start - 1, end), chunk.leafHashes, at * 32)
    bytes[start - 1] = before
    place.offset = fileOffset
    place.length = end - start
    let log: number
    if (recogniseLine(source, start, end, claims, days) && end - start < 65_536) {
      log = logOf(bytes, chunk)
      chunk.claim(at, claims, log, bytes, place)
    } else {
      const found = checkThoroughly(bytes, start, end, chunk)
      log = found.log === null ? -1 : chunk.logOf(found.log)
      logId = -1
      const req = found.req === null ? null : encodeUtf8(found.req)
      claims.reqFrom = req ? 0 : -1
      claims.reqTo = req ? req.length : -1
      chunk.claim(at, claims, log, req ?? bytes, place)
    }
    if (KEPT_EVENTS.has(claims.type)) chunk.event(claims.type, decodeUtf8(bytes.subarray(start, end)) ?? '')
    chunk.count = at + 1
    if ((at + 1) % BLOCK_LINES === 0) {
      const from = (at + 1 - BLOCK_LINES) * 32
      hashBlock(chunk.leafHashes, from, blockScratch, hashInto, chunk.blockRoots, ((at + 1) / BLOCK_LINES - 1) * 32)
    }
  }

  return {
    lines: (bytes, from, to, isLast) => {
      invariant(from >= 1 && bytes.length >= to + 4, 'no room around the lines')
      if (source.bytes !== bytes) source = byteView(bytes)
      let start = from
      while (start < to && tooLongAt < 0) {
        const found = isLast ? to : bytes.indexOf(LF, start)
        const end = found < 0 || found > to ? to : found
        if (end - start > MAX_HASHED_LINE_BYTES) {
          tooLongAt = fileOffset
          return
        }
        open ??= createChunkBuilder(options, fileOffset)
        line(bytes, start, end, open)
        if (isLast && lints) open.lint('no_final_lf', fileOffset, 'LF at the end', 'the end of the file', -1)
        fileOffset += end - start + (isLast ? 0 : 1)
        start = end + 1
        if (open.count === CHUNK_LINES) close()
      }
    },
    finish: close,
    tooLongAt: () => tooLongAt,
  }
}

function sameBytes(bytes: Uint8Array, at: number, other: Uint8Array): boolean {
  for (let i = 0; i < other.length; i++) if (bytes[at + i] !== other[i]) return false
  return true
}
