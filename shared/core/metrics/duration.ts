/** Medians and 90th percentiles of elapsed times, in hours to one decimal (docs/formats/report.md §1). */
import { divideRounded } from './cell.ts'

const TENTH_OF_AN_HOUR_MS = 360_000n

/** Mean of the two middle values, halves of tenths away from zero; null without values. */
export function medianHours(sortedMs: ArrayLike<number>): number | null {
  const n = sortedMs.length
  if (n === 0) return null
  const low = sortedMs[Math.floor((n - 1) / 2)] as number
  const high = sortedMs[Math.floor(n / 2)] as number
  return divideRounded(BigInt(low) + BigInt(high), 2n * TENTH_OF_AN_HOUR_MS) / 10
}

/** Nearest rank: the value at position ceil(0.9 n), counted from 1; null without values. */
export function p90Hours(sortedMs: ArrayLike<number>): number | null {
  const n = sortedMs.length
  if (n === 0) return null
  // ceil(9 n / 10) in integers: 0.9 * 10 is 9.000000000000002 in some orders of evaluation.
  const rank = Math.floor((9 * n + 9) / 10)
  return divideRounded(BigInt(sortedMs[rank - 1] as number), TENTH_OF_AN_HOUR_MS) / 10
}
