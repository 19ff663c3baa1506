/**
 * What an attacker learns about a sensitive value from knowing the class: relative and logarithmic gain.
 *
 * Sources: J. Cao, P. Karras, "Publishing microdata with a robust privacy guarantee", PVLDB 5(11), 2012,
 * doi:10.14778/2350229.2350255 (basic and enhanced beta-likeness); J. Brickell, V. Shmatikov, "The cost of privacy",
 * KDD 2008, doi:10.1145/1401890.1401904 (delta-disclosure).
 */
import type { Baseline, Distribution } from './distribution.ts'
import { compareRatio, type Ratio, ratio, toNumber, ZERO } from './rational.ts'

/** One value of one class, with both shares. */
export interface Gain {
  readonly class: number
  readonly value: number
  /** Rows of the class with this value, rows of the class. */
  readonly q: Ratio
  /** Rows of the baseline with this value, rows of the baseline. */
  readonly p: Ratio
}

function gainAt(dist: Distribution, base: Baseline, id: number, cell: number): Gain {
  const value = dist.value[cell] as number
  return {
    class: id,
    value,
    q: ratio(dist.count[cell] as number, dist.total[id] as number),
    p: ratio(base.count[value] as number, base.total),
  }
}

/** (q - p) / p, exactly. */
export function relativeGain({ q, p }: Gain): Ratio {
  return { num: q.num * p.den - p.num * q.den, den: p.num * q.den }
}

/** Can this pair be satisfied at all by enhanced beta-likeness, (q - p)/p <= -ln p? */
function isWithinLog(gain: number, p: number): boolean {
  return gain <= -Math.log(p)
}

export interface BetaResult {
  /** max over q > p of (q - p)/p; 0 when no value is more frequent in a class than in the table. */
  readonly basicBeta: Ratio
  readonly worst: Gain | null
  /** null: cannot be satisfied by any beta, because of `pairs`. */
  readonly enhancedBeta: Ratio | null
  /** Pairs with (q - p)/p > -ln p, at most `limit`. */
  readonly pairs: readonly Gain[]
  readonly pairCount: number
}

/** Basic and enhanced beta over all classes. */
export function betas(dist: Distribution, base: Baseline, limit = 1000): BetaResult {
  const { start, value, count, total } = dist
  const N = base.total
  let bestRatio = 1 // q/p of the worst pair, in doubles
  let worst: Gain | null = null
  let worstGain: Ratio = ZERO
  const pairs: Gain[] = []
  let pairCount = 0
  const minusLogP = Float64Array.from(base.count, (C) => (C > 0 ? -Math.log(C / N) : Number.POSITIVE_INFINITY))
  for (let id = 0; id < dist.classes; id++) {
    const n = total[id] as number
    for (let cell = start[id] as number; cell < (start[id + 1] as number); cell++) {
      const C = base.count[value[cell] as number] as number
      const relative = ((count[cell] as number) * N) / (C * n)
      if (relative <= 1) continue
      if (relative - 1 > (minusLogP[value[cell] as number] as number)) {
        pairCount++
        if (pairs.length < limit) pairs.push(gainAt(dist, base, id, cell))
      }
      if (relative < bestRatio * (1 - 1e-12)) continue
      if (worst !== null && relative === bestRatio) continue
      const gain = gainAt(dist, base, id, cell)
      const exact = relativeGain(gain)
      if (worst === null || compareRatio(exact, worstGain) > 0) {
        worst = gain
        worstGain = exact
        bestRatio = relative
      }
    }
  }
  return { basicBeta: worstGain, worst, enhancedBeta: pairCount === 0 ? worstGain : null, pairs, pairCount }
}

/** Pairs of class `id` whose gain exceeds `beta`, and, with `enhanced`, those that exceed -ln p. */
export function gainsAbove(
  dist: Distribution,
  base: Baseline,
  id: number,
  beta: Ratio,
  enhanced: boolean,
): readonly Gain[] {
  const found: Gain[] = []
  for (let cell = dist.start[id] as number; cell < (dist.start[id + 1] as number); cell++) {
    const gain = gainAt(dist, base, id, cell)
    const relative = relativeGain(gain)
    if (relative.num <= 0n) continue
    const aboveBeta = compareRatio(relative, beta) > 0
    const aboveLog = enhanced && !isWithinLog(toNumber(relative), toNumber(gain.p))
    if (aboveBeta || aboveLog) found.push(gain)
  }
  return found
}

export interface DeltaResult {
  /** max |ln(q/p)|; Infinity when a value of the baseline is absent from a class; null without classes. */
  readonly delta: number | null
  /** The same over the values present in a class. */
  readonly deltaPresent: number | null
  readonly worst: Gain | null
}

/** delta-disclosure, base e. It holds for a claimed delta when every |ln(q/p)| is strictly below it. */
export function deltas(dist: Distribution, base: Baseline): DeltaResult {
  let present: number | null = null
  let worst: Gain | null = null
  let isAbsent = false
  for (let id = 0; id < dist.classes; id++) {
    const n = dist.total[id] as number
    const from = dist.start[id] as number
    const to = dist.start[id + 1] as number
    // A class in which no row has a value has no shares to compare.
    if (n === 0) continue
    if (to - from < base.distinct) isAbsent = true
    for (let cell = from; cell < to; cell++) {
      const C = base.count[dist.value[cell] as number] as number
      const size = Math.abs(Math.log(((dist.count[cell] as number) * base.total) / (C * n)))
      if (present === null || size > present) {
        present = size
        worst = gainAt(dist, base, id, cell)
      }
    }
  }
  return { delta: isAbsent ? Number.POSITIVE_INFINITY : present, deltaPresent: present, worst }
}

/** The largest |ln(q/p)| of one class; Infinity when a value is absent. */
export function deltaOf(dist: Distribution, base: Baseline, id: number): number {
  if (dist.total[id] === 0) return 0
  if ((dist.start[id + 1] as number) - (dist.start[id] as number) < base.distinct) return Number.POSITIVE_INFINITY
  let worst = 0
  for (let cell = dist.start[id] as number; cell < (dist.start[id + 1] as number); cell++) {
    const C = base.count[dist.value[cell] as number] as number
    const size = Math.abs(Math.log(((dist.count[cell] as number) * base.total) / (C * (dist.total[id] as number))))
    if (size > worst) worst = size
  }
  return worst
}
