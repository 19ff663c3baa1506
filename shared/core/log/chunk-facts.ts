/**
 * What one pass finds out about up to 65,536 lines: enough to verify them without reading them again, unless they are
 * damaged. Plain columns, so that a worker can hand them over without copying.
 */
import type { EventType } from '../requests/enumerations.ts'
import type { LintAt } from './lint.ts'
import type { SegmentColumns } from './segment.ts'

/** Lines of one segment, and the most that one chunk of facts covers. An aligned subtree of the log. */
export const CHUNK_LINES = 65_536
/** Lines of one block: the width of a tile, and the grain of times and roots that are kept for a whole log. */
export const BLOCK_LINES = 256

/**
 * A line that does not continue the one before: its `seq` is not one more, its `prev` is not that line's hash, or its
 * `log` is another. `lines` counts from the chunk's first line; a break at 0 is always listed.
 */
export interface Breaks {
  readonly count: number
  readonly line: Uint32Array
  /** Claimed; -1 = absent or unreadable. */
  readonly seq: Float64Array
  /** 1 where the line claims a `prev` that can be read. */
  readonly hasPrev: Uint8Array
  /** 32 bytes each. */
  readonly prev: Uint8Array
  /** Position in `logs`; -1 = absent. */
  readonly log: Int32Array
}

/** An event that the verdict itself depends on: log.* without heartbeats, key.added, key.retired, key.revoked. */
export interface LogEvent {
  readonly line: number
  readonly type: EventType
  /** The whole line. */
  readonly text: string
}

export interface ChunkFacts {
  readonly file: string
  readonly lines: number
  /** First byte of the first line, in the uncompressed bytes of `file`. */
  readonly byteOffset: number
  readonly byteLength: number
  /** 32 bytes a line. */
  readonly leafHashes: Uint8Array
  /** Roots of the blocks of 256 lines that are complete, counted from the chunk's first line; 32 bytes each. */
  readonly blockRoots: Uint8Array
  readonly breaks: Breaks
  /** Names of logs that lines claim, in order of appearance. */
  readonly logs: readonly string[]
  /** Claims of the last line; what the next chunk's first line is held against. */
  readonly last: { readonly seq: number; readonly hasPrev: boolean; readonly log: number; readonly timeMs: number }
  readonly firstTimeMs: number
  /** Earliest and latest claimed time of each block, whole or not; NaN where no line has one. */
  readonly blockMinMs: Float64Array
  readonly blockMaxMs: Float64Array
  readonly events: readonly LogEvent[]
  /** `index` counts from the chunk's first line. */
  readonly lints: readonly LintAt[]
  /** `firstIndex` is 0 here; whoever puts the chunks in order knows better. */
  readonly columns: SegmentColumns | null
}
