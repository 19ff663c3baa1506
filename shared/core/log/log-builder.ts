/**
 * Puts the chunks of a log together, in order: positions, runs, tree, times, events, lints. What is kept does not grow
 * with the log but for 48 bytes a block of 256 lines.
 */
import { encodeBase64 } from '../bytes/base64.ts'
import { equalBytes } from '../bytes/equal.ts'
import type { Hash, HashInto } from '../capabilities.ts'
import { formatInstant } from '../instant.ts'
import { BLOCK_LINES, type ChunkFacts, type LogEvent } from './chunk-facts.ts'
import { createLintSink, type LintAt, type LintSink } from './lint.ts'
import { createRunTable, type RunTable } from './run-table.ts'
import { createTimeBlocks, type TimeBlocks } from './time-blocks.ts'
import { createTreeFold, type TreeFold } from './tree-fold.ts'

/** A stretch of lines that lies in one file and is read again as a whole when it is needed again. */
export interface LogChunk {
  readonly file: string
  /** Which chunk of its file this is, from 0. */
  readonly ordinal: number
  /** Position of its first line. */
  readonly from: number
  readonly lines: number
  readonly byteOffset: number
  readonly byteLength: number
}

export interface PlacedEvent extends LogEvent {
  /** Position among all lines. */
  readonly position: number
}

export interface BuiltLog {
  readonly lines: number
  readonly chunks: readonly LogChunk[]
  readonly runs: RunTable
  readonly tree: TreeFold
  readonly times: TimeBlocks
  readonly events: readonly PlacedEvent[]
  readonly lints: LintSink
  /** Lines that claim each log's name. */
  readonly logs: ReadonlyMap<string | null, number>
  readonly lastTimeMs: number
}

export interface LogBuilder {
  /** @returns position of the chunk's first line */
  readonly add: (facts: ChunkFacts) => number
  readonly finish: () => BuiltLog
}

export interface LogBuilderOptions {
  readonly hash: Hash
  readonly hashInto: HashInto
  /** Tree sizes whose roots are wanted. */
  readonly sizes: Iterable<number>
  /** Entries of a tiles log: their place is all they claim, and entries without claims are no lint. */
  readonly isPositional: boolean
}

const ZERO_HASH = new Uint8Array(32)

export function createLogBuilder({ hash, hashInto, sizes, isPositional }: LogBuilderOptions): LogBuilder {
  const tree = createTreeFold({ hash, hashInto, sizes })
  const runs = createRunTable()
  const times = createTimeBlocks()
  const lints = createLintSink()
  const chunks: LogChunk[] = []
  const events: PlacedEvent[] = []
  const logs = new Map<string | null, number>()
  let lines = 0
  /** Of the last line so far. */
  let last: { hash: Uint8Array; seq: number; log: string | null; hasPrev: boolean } | null = null
  let lastTimeMs = Number.NaN
  let runFrom = 0
  let runLog: string | null = null
  let closed: PlacedEvent | null = null

  const endRun = (to: number, lastHash: Uint8Array): void => {
    runs.end(to, lastHash)
    logs.set(runLog, (logs.get(runLog) ?? 0) + to - runFrom)
  }

  const addBreaks = (facts: ChunkFacts): void => {
    const { breaks, leafHashes } = facts
    for (let b = 0; b < breaks.count; b++) {
      const line = breaks.line[b] as number
      const seq = breaks.seq[b] as number
      const prev = breaks.hasPrev[b] ? breaks.prev.slice(b * 32, b * 32 + 32) : null
      const log = facts.logs[breaks.log[b] as number] ?? null
      if (line === 0 && last !== null && continues(last, seq, prev, log)) {
        last = { ...last, hasPrev: prev !== null }
        continue
      }
      if (line === 0) lintBoundary(facts, seq, prev)
      const from = lines + line
      if (from > 0)
        endRun(from, line === 0 ? (last?.hash ?? ZERO_HASH) : leafHashes.subarray(line * 32 - 32, line * 32))
      runs.start({ from, seq, prev, log, firstHash: leafHashes.subarray(line * 32, line * 32 + 32) })
      runFrom = from
      runLog = log
      last = { hash: ZERO_HASH, seq, log, hasPrev: prev !== null }
    }
  }

  const continues = (
    before: NonNullable<typeof last>,
    seq: number,
    prev: Uint8Array | null,
    log: string | null,
  ): boolean => {
    if (log !== before.log) return false
    if (seq < 0 && prev === null) return before.seq < 0 && !before.hasPrev
    if (seq !== before.seq + 1 || seq === 0) return false
    return prev === null ? isPositional : equalBytes(prev, before.hash)
  }

  /** What the lines of a chunk could not see: how its first line follows the last one before it. */
  const lintBoundary = (facts: ChunkFacts, seq: number, prev: Uint8Array | null): void => {
    if (isPositional) return
    const place = { file: facts.file, index: lines, byteOffset: facts.byteOffset }
    const expectedSeq = last === null ? 0 : last.seq < 0 ? -1 : last.seq + 1
    if (seq >= 0 && expectedSeq >= 0 && seq !== expectedSeq) {
      lints.add({ code: 'seq_mismatch', ...place, expected: `${expectedSeq}`, got: `${seq}` })
    }
    const expectedPrev = last === null ? ZERO_HASH : last.hash
    if (prev && !equalBytes(prev, expectedPrev)) {
      const expected = last === null ? '32 zero bytes' : 'the hash of the line before'
      lints.add({ code: 'prev_mismatch', ...place, expected, got: encodeBase64(prev) })
    }
  }

  const add = (facts: ChunkFacts): number => {
    const from = lines
    const ordinal = chunks.at(-1)?.file === facts.file ? (chunks.at(-1)?.ordinal ?? 0) + 1 : 0
    const { file, byteOffset, byteLength } = facts
    chunks.push({ file, ordinal, from, lines: facts.lines, byteOffset, byteLength })
    if (facts.lines === 0) {
      lints.merge(facts.lints)
      return from
    }
    if (from === 0 && !isPositional && facts.events[0]?.line !== 0) lintNotOpened(facts)
    if (closed !== null && closed.position === from - 1) lintAfterClose(facts, 0)
    addBreaks(facts)
    lintTimeBoundary(facts)
    lints.merge(facts.lints.map((lint) => (lint.index === undefined ? lint : { ...lint, index: lint.index + from })))
    addEvents(facts, from)
    tree.append(facts.leafHashes, facts.blockRoots)
    times.append(facts.blockMinMs, facts.blockMaxMs, facts.lines)
    lines += facts.lines
    last = {
      hash: facts.leafHashes.slice(-32),
      seq: facts.last.seq,
      log: facts.logs[facts.last.log] ?? null,
      hasPrev: facts.last.hasPrev,
    }
    if (!Number.isNaN(facts.last.timeMs)) lastTimeMs = facts.last.timeMs
    return from
  }

  const lintNotOpened = (facts: ChunkFacts): void => {
    lints.add({
      code: 'not_opened',
      file: facts.file,
      index: 0,
      byteOffset: facts.byteOffset,
      expected: 'log.opened as the first entry',
      got: 'another entry',
    })
  }
  const lintAfterClose = (facts: ChunkFacts, line: number): void => {
    const place = { file: facts.file, index: lines + line, ...(line === 0 && { byteOffset: facts.byteOffset }) }
    lints.add({ code: 'after_close', ...place, expected: 'no entry after log.closed', got: 'another entry' })
  }
  const lintTimeBoundary = ({ file, byteOffset, firstTimeMs }: ChunkFacts): void => {
    if (!(firstTimeMs < lastTimeMs)) return
    const expected = `not before ${formatInstant(lastTimeMs)}`
    const lint: LintAt = {
      code: 'time_decreasing',
      file,
      index: lines,
      byteOffset,
      expected,
      got: formatInstant(firstTimeMs),
    }
    lints.add(lint)
  }
  const addEvents = (facts: ChunkFacts, from: number): void => {
    for (const event of facts.events) {
      const placed = { ...event, position: from + event.line }
      events.push(placed)
      if (event.type !== 'log.closed') continue
      closed = placed
      if (event.line < facts.lines - 1) lintAfterClose(facts, event.line + 1)
    }
  }
  return {
    add,
    finish: () => {
      if (lines > 0) endRun(lines, last?.hash ?? ZERO_HASH)
      return { lines, chunks, runs, tree, times, events, lints, logs, lastTimeMs }
    },
  }
}

/** Blocks of 256 lines, for whoever counts in them. */
export const blocksOf = (lines: number): number => Math.ceil(lines / BLOCK_LINES)
