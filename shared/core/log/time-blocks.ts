/**
 * Earliest and latest claimed time of every 256 lines: enough to see that no entry of a block can be outside its
 * window, without keeping a time for each.
 */
import { BLOCK_LINES } from './chunk-facts.ts'

/** A stretch of lines with the bounds of their times, NaN where none of them claims one. */
export interface TimeBlock {
  readonly from: number
  readonly to: number
  readonly minMs: number
  readonly maxMs: number
}

export interface TimeBlocks {
  /** Of a chunk that follows the last one; its blocks count from its own first line. */
  readonly append: (minMs: Float64Array, maxMs: Float64Array, lines: number) => void
  readonly list: () => Iterable<TimeBlock>
}

export function createTimeBlocks(): TimeBlocks {
  const chunks: { from: number; lines: number; minMs: Float64Array; maxMs: Float64Array }[] = []
  let lines = 0
  return {
    append: (minMs, maxMs, count) => {
      chunks.push({ from: lines, lines: count, minMs, maxMs })
      lines += count
    },
    *list() {
      for (const { from, lines: count, minMs, maxMs } of chunks) {
        for (let b = 0; b < minMs.length; b++) {
          const to = Math.min(from + (b + 1) * BLOCK_LINES, from + count)
          yield { from: from + b * BLOCK_LINES, to, minMs: minMs[b] as number, maxMs: maxMs[b] as number }
        }
      }
    },
  }
}
