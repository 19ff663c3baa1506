/**
 * `unusual-authority`: a half-year in which one authority asked far more often than it used to. A lead, not a verdict.
 *
 * Robust z-score: distance from the median of the earlier half-years in units of their median absolute deviation,
 * 1.4826 MAD being the standard deviation of a normal distribution. Source: P. J. Rousseeuw, C. Croux, "Alternatives to
 * the Median Absolute Deviation", JASA 88(424), 1993, doi:10.1080/01621459.1993.10476408, §1. Computed on integers.
 */
import { formatInstant, halfYearName, halfYearOf, halfYearStartMs } from '../../instant.ts'
import type { RequestRow } from '../request-row.ts'
import { broken, type Verdict } from './verdict.ts'

const EARLIER_NEEDED = 4
const LEAST_REQUESTS = 10
/** 6 x 1.4826, in ten-thousandths. */
const THRESHOLD_E4 = 88_956

export interface AuthorityCounts {
  readonly add: (row: RequestRow) => void
  readonly verdicts: (asOfMs: number) => readonly Verdict[]
}

/** Counts requests of each authority id by half-year of receipt; a half-year without any, after the first, counts 0. */
export function createAuthorityCounts(): AuthorityCounts {
  const authorities = new Map<string, Map<number, number[]>>()
  return {
    add({ authority, receivedAtMs, decidedBy }) {
      if (authority.id === null) return
      const halfYears = authorities.get(authority.id) ?? new Map<number, number[]>()
      authorities.set(authority.id, halfYears)
      const halfYear = halfYearOf(receivedAtMs)
      const seqs = halfYears.get(halfYear)
      if (seqs === undefined) halfYears.set(halfYear, [decidedBy.received])
      else seqs.push(decidedBy.received)
    },
    verdicts: (asOfMs) =>
      [...authorities].flatMap(([id, halfYears]) => unusualHalfYears(halfYears).map((at) => lead(id, at, asOfMs))),
  }
}

interface Unusual {
  readonly halfYear: number
  readonly seqs: readonly number[]
  readonly earlier: readonly number[]
}

function unusualHalfYears(halfYears: ReadonlyMap<number, readonly number[]>): readonly Unusual[] {
  const first = Math.min(...halfYears.keys())
  return [...halfYears].flatMap(([halfYear, seqs]) => {
    const earlier = Array.from({ length: halfYear - first }, (_, at) => halfYears.get(first + at)?.length ?? 0)
    return isUnusual(seqs.length, earlier) ? [{ halfYear, seqs, earlier }] : []
  })
}

/** (x - median) / (1.4826 max(MAD, 1)) > 6 and x >= 10, with at least 4 earlier counts. */
export function isUnusual(count: number, earlier: readonly number[]): boolean {
  if (count < LEAST_REQUESTS || earlier.length < EARLIER_NEEDED) return false
  // Medians of integers are halves, medians of their deviations quarters: everything is counted in quarters.
  const median4 = median2(earlier) * 2
  const mad4 = median2(earlier.map((one) => Math.abs(one * 4 - median4))) / 2
  return (count * 4 - median4) * 10_000 > THRESHOLD_E4 * Math.max(mad4, 4)
}

/** Twice the median: the mean of the two middle values where the number is even. */
function median2(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? 2 * upper : upper + (sorted[half - 1] ?? 0)
}

function lead(id: string, { halfYear, seqs, earlier }: Unusual, asOfMs: number): Verdict {
  const usual = median2(earlier) / 2
  const text = `authority ${id}: ${seqs.length} requests in ${halfYearName(halfYear)}, median of ${earlier.length} half-years before ${usual}`
  const endMs = Math.min(asOfMs, halfYearStartMs(halfYear + 1) - 1)
  return broken(seqs, endMs, `${text} (as of ${formatInstant(endMs)})`)
}
