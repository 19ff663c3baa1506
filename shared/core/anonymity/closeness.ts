/**
 * t-closeness: how far the sensitive values of a class are from those of the table (earth mover's distance).
 *
 * Source: N. Li, T. Li, S. Venkatasubramanian, "t-closeness", ICDE 2007, doi:10.1109/ICDE.2007.367856.
 * Categorical: 1/2 sum |q - p|. Ordered: 1/(m-1) sum_i |sum_{j<=i} (q_j - p_j)| over the ranks of the values.
 *
 * Each distance is a ratio of integers. Doubles pick the candidates; candidates closer than 1e-9 are compared exactly.
 */
import type { Baseline, Distribution } from './distribution.ts'
import { compareRatio, type Ratio, ratio, toNumber, ZERO } from './rational.ts'

/** A distance by class, in doubles for screening and exactly on request. */
export interface ClassDistance {
  readonly classes: number
  /** Within 1e-9 of the exact value; NaN for a class without values. */
  readonly approximate: (id: number) => number
  readonly exact: (id: number) => Ratio
}

export interface Extreme {
  readonly class: number
  readonly value: Ratio
}

/** Largest distance of any class; null when no class has a value. Ties go to the first class. */
export function largest({ classes, approximate, exact }: ClassDistance): Extreme | null {
  let bound = Number.NEGATIVE_INFINITY
  let best: Extreme | null = null
  let bestApproximate = Number.NEGATIVE_INFINITY
  const tried = new Set<number>()
  for (let id = 0; id < classes; id++) {
    const value = approximate(id)
    // Equal doubles come from equal integers as long as those fit in 53 bits, so one exact look at each is enough.
    if (!(value > bound - 1e-9) || (tried.has(value) && value <= bestApproximate)) continue
    tried.add(value)
    const precise = exact(id)
    if (best === null || compareRatio(precise, best.value) > 0) {
      best = { class: id, value: precise }
      bestApproximate = value
    }
    if (value > bound) bound = value
  }
  return best
}

/** Is the distance of class `id` at most `limit`? (t-closeness holds when it is, equality included.) */
export function within(distance: ClassDistance, id: number, limit: Ratio): boolean {
  const value = distance.approximate(id)
  if (Number.isNaN(value)) return true
  const target = toNumber(limit)
  return Math.abs(value - target) > 1e-8 ? value < target : compareRatio(distance.exact(id), limit) <= 0
}

/** Total variation distance. `base` must cover every value of the classes. */
export function categorical(dist: Distribution, base: Baseline): ClassDistance {
  const { start, value, count, total } = dist
  const N = base.total
  /** sum |c N - C n| over all values: an integer, at most 2 n N. */
  function numerator(id: number): number {
    const n = total[id] as number
    let sum = 0
    let covered = 0
    for (let cell = start[id] as number; cell < (start[id + 1] as number); cell++) {
      const C = base.count[value[cell] as number] as number
      sum += Math.abs((count[cell] as number) * N - C * n)
      covered += C
    }
    return sum + (N - covered) * n
  }
  return {
    classes: dist.classes,
    approximate: (id) => (total[id] ? numerator(id) / (2 * (total[id] as number) * N) : Number.NaN),
    exact: (id) => (total[id] ? ratio(numerator(id), 2n * BigInt(total[id] as number) * BigInt(N)) : ZERO),
  }
}

/**
 * Ordered distance over ranks 0..m-1 (equal numbers in different spelling share a rank). `dist` and `base` are by rank.
 * Ranks that never occur in the baseline are not values and do not count in m.
 *
 * A class touches few ranks, and between two of them its cumulated count stays the same; so the sum over all m ranks is
 * taken stretch by stretch, from prefix sums, instead of rank by rank.
 */
export function ordered(dist: Distribution, base: Baseline): ClassDistance {
  const { start, value, count, total } = dist
  const N = base.total
  // Compact to ranks that occur.
  const place = new Int32Array(base.count.length).fill(-1)
  const cumulated: number[] = []
  let running = 0
  for (let rank = 0; rank < base.count.length; rank++) {
    if (!base.count[rank]) continue
    place[rank] = cumulated.length
    running += base.count[rank] as number
    cumulated.push(running)
  }
  const m = cumulated.length
  const prefix = new Float64Array(m + 1)
  const prefixExact: bigint[] = [0n]
  for (let i = 0; i < m; i++) {
    prefix[i + 1] = (prefix[i] as number) + (cumulated[i] as number)
    prefixExact.push((prefixExact[i] as bigint) + BigInt(cumulated[i] as number))
  }

  /** Stretches of equal cumulated class count: [from, to) with A rows of the class at or below. */
  function forStretches(id: number, visit: (from: number, to: number, A: number) => void): void {
    let A = 0
    let from = 0
    for (let cell = start[id] as number; cell < (start[id + 1] as number); cell++) {
      const at = place[value[cell] as number] as number
      if (at > from) visit(from, at, A)
      A += count[cell] as number
      from = at
    }
    if (from < m) visit(from, m, A)
  }
  /** First i in [from, to) with n * cumulated[i] > A * N. */
  function crossing(from: number, to: number, A: number, n: number): number {
    let lo = from
    let hi = to
    while (lo < hi) {
      const middle = (lo + hi) >>> 1
      if (n * (cumulated[middle] as number) > A * N) hi = middle
      else lo = middle + 1
    }
    return lo
  }
  return {
    classes: dist.classes,
    approximate(id) {
      const n = total[id] as number
      if (n === 0) return Number.NaN
      if (m <= 1) return 0
      let sum = 0
      forStretches(id, (from, to, A) => {
        const cut = crossing(from, to, A, n)
        const below = (prefix[cut] as number) - (prefix[from] as number)
        const above = (prefix[to] as number) - (prefix[cut] as number)
        sum += A * (2 * cut - from - to) + (n * (above - below)) / N
      })
      return sum / (n * (m - 1))
    },
    exact(id) {
      const n = total[id] as number
      if (n === 0 || m <= 1) return ZERO
      let sum = 0n
      forStretches(id, (from, to, A) => {
        const cut = crossing(from, to, A, n)
        const below = (prefixExact[cut] as bigint) - (prefixExact[from] as bigint)
        const above = (prefixExact[to] as bigint) - (prefixExact[cut] as bigint)
        sum += BigInt(A) * BigInt(N) * BigInt(2 * cut - from - to) + BigInt(n) * (above - below)
      })
      return ratio(sum, BigInt(n) * BigInt(N) * BigInt(m - 1))
    },
  }
}

/**
 * Ordered distance with the real gaps between the numbers: sum_i (x_{i+1} - x_i) |F_q(x_i) - F_p(x_i)| / (x_m - x_1).
 * An option, never the headline: Li 2007 defines the ordered distance on ranks.
 *
 * @param gaps gap to the next occurring rank, in units of any common step; one less than the occurring ranks
 */
export function orderedByGaps(dist: Distribution, base: Baseline, gaps: readonly bigint[]): ClassDistance {
  const ranks = [...base.count.keys()].filter((rank) => (base.count[rank] as number) > 0)
  const span = gaps.reduce((sum, gap) => sum + gap, 0n)
  function exact(id: number): Ratio {
    const n = dist.total[id] as number
    if (n === 0 || span === 0n) return ZERO
    const counts = new Map<number, number>()
    for (let cell = dist.start[id] as number; cell < (dist.start[id + 1] as number); cell++) {
      counts.set(dist.value[cell] as number, dist.count[cell] as number)
    }
    let inClass = 0n
    let inTable = 0n
    let sum = 0n
    for (const [i, gap] of gaps.entries()) {
      const rank = ranks[i] as number
      inClass += BigInt(counts.get(rank) ?? 0)
      inTable += BigInt(base.count[rank] as number)
      const difference = inClass * BigInt(base.total) - inTable * BigInt(n)
      sum += (difference < 0n ? -difference : difference) * gap
    }
    return ratio(sum, BigInt(n) * BigInt(base.total) * span)
  }
  return {
    classes: dist.classes,
    approximate: (id) => (dist.total[id] ? toNumber(exact(id)) : Number.NaN),
    exact,
  }
}
