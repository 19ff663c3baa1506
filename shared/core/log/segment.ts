/**
 * What one pass over one segment of a log yields: enough to verify it, and one row per line for the index.
 * Plain columns, so that a worker can hand them over without copying.
 */
export interface SegmentColumns {
  /** File of the evidence, relative, with `/`. */
  readonly file: string
  /** Position of the first line of this segment among all lines of the export. */
  readonly firstIndex: number
  readonly lines: number
  /** Start of each line in the uncompressed bytes of `file`. */
  readonly byteOffset: Float64Array
  /** Length of each line without its LF. */
  readonly byteLength: Uint32Array
  /** Claimed time, Unix milliseconds; NaN where absent or unreadable. */
  readonly timeMs: Float64Array
  /** Position in EVENT_TYPES; 255 = not understood. */
  readonly type: Uint8Array
  /** Claimed `seq`; -1 where absent or unreadable. */
  readonly seq: Float64Array
  /** Position in `reqIds`; -1 = none. */
  readonly reqCode: Int32Array
  readonly reqIds: readonly string[]
  /** 32 bytes a line: SHA-256(0x00 || line). */
  readonly leafHashes: Uint8Array
  /** Roots of the complete blocks of 256 lines, counted from this segment's first line; 32 bytes each. Whoever has them hands them on. */
  readonly blockRoots?: Uint8Array
}
