/**
 * Keeps every authority within its own habits, so that rule `unusual-authority` (docs/formats/events.md §4) finds
 * only what was planted: half-years of one authority, at least 4 earlier, (x - median) / (1.4826 max(MAD, 1)) > 6
 * and x >= 10. The cap here stops at 4, whether half-years without a demand count as 0 or not at all.
 */
import { halfYearOf } from '../instant.ts'

const FEWEST = 9
const DEVIATIONS = 4 * 1.4826

function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

function capAfter(earlier: readonly number[]): number {
  if (earlier.length < 4) return Number.POSITIVE_INFINITY
  const middle = median([...earlier].sort((a, b) => a - b))
  const spread = median(earlier.map((x) => Math.abs(x - middle)).sort((a, b) => a - b))
  return Math.max(FEWEST, middle + DEVIATIONS * Math.max(spread, 1))
}

export interface Habits {
  /** May this authority send one more at this time? */
  readonly allows: (authority: string, atMs: number) => boolean
  readonly count: (authority: string, atMs: number) => void
}

export function createHabits(startMs: number): Habits {
  const first = halfYearOf(startMs)
  const counts = new Map<string, number[]>()
  const caps = new Map<string, { readonly half: number; readonly cap: number }>()

  const cap = (authority: string, half: number): number => {
    const known = caps.get(authority)
    if (known?.half === half) return known.cap
    const earlier = Array.from({ length: half }, (_, i) => counts.get(authority)?.[i] ?? 0)
    const fresh = Math.min(capAfter(earlier), capAfter(earlier.filter((x) => x > 0)))
    caps.set(authority, { half, cap: fresh })
    return fresh
  }
  return {
    allows: (authority, atMs) => {
      const half = halfYearOf(atMs) - first
      return (counts.get(authority)?.[half] ?? 0) + 1 <= cap(authority, half)
    },
    count: (authority, atMs) => {
      const half = halfYearOf(atMs) - first
      const own = counts.get(authority) ?? []
      own[half] = (own[half] ?? 0) + 1
      counts.set(authority, own)
    },
  }
}
