/**
 * l-diversity and its kin: how varied the sensitive values of each class are.
 *
 * Sources: A. Machanavajjhala et al., "l-diversity", TKDD 1(1), 2007, doi:10.1145/1217299.1217302 (distinct, entropy,
 * recursive (c, l)); R. C.-W. Wong et al., "(alpha, k)-anonymity", KDD 2006, doi:10.1145/1150402.1150499 (alpha).
 */
import type { Distribution } from './distribution.ts'
import { compareEntropy, entropyL } from './exact-entropy.ts'
import { compareRatio, type Ratio, ratio } from './rational.ts'

/** Cells of one class. */
export function countsOf({ start, count }: Distribution, id: number): readonly number[] {
  return Array.from(count.subarray(start[id] as number, start[id + 1] as number))
}

/** Distinct values in class `id`; a missing value is not a value. */
export function distinctIn({ start }: Distribution, id: number): number {
  return (start[id + 1] as number) - (start[id] as number)
}

/** min over classes of the number of distinct values; null without classes. */
export function distinctL(dist: Distribution): number | null {
  let least: number | null = null
  for (let id = 0; id < dist.classes; id++) {
    const distinct = distinctIn(dist, id)
    if (least === null || distinct < least) least = distinct
  }
  return least
}

/** min over classes of e^H (natural logarithm), a real number; a class without any value counts as 0. */
export function minEntropyL(dist: Distribution): number | null {
  let least = Number.POSITIVE_INFINITY
  let at = -1
  for (let id = 0; id < dist.classes; id++) {
    const n = dist.total[id] as number
    if (n === 0) return 0
    let weighted = 0
    const end = dist.start[id + 1] as number
    for (let cell = dist.start[id] as number; cell < end; cell++) {
      const c = dist.count[cell] as number
      if (c > 1) weighted += c * Math.log(c)
    }
    const h = Math.log(n) - weighted / n
    if (h < least) {
      least = h
      at = id
    }
  }
  return at < 0 ? null : entropyL(countsOf(dist, at))
}

/** Does class `id` reach e^H >= l? Decided exactly; logarithms only where they are clearly apart. */
export function reachesEntropy(dist: Distribution, id: number, l: Ratio): boolean {
  const counts = countsOf(dist, id)
  if (counts.length === 0) return false
  const n = dist.total[id] as number
  let h = Math.log(n)
  for (const c of counts) h -= (c / n) * Math.log(c)
  const target = Math.log(Number(l.num)) - Math.log(Number(l.den))
  return Math.abs(h - target) > 1e-6 ? h > target : compareEntropy(counts, l) >= 0
}

/** r1 and r_l + ... + r_m of class `id`, frequencies descending; null when it has fewer than l values. */
export function recursiveParts(dist: Distribution, id: number, l: number): { head: number; tail: number } | null {
  if (distinctIn(dist, id) < l) return null
  const counts = dist.count.slice(dist.start[id] as number, dist.start[id + 1] as number).sort()
  let tail = 0
  for (let i = 0; i <= counts.length - l; i++) tail += counts[i] as number
  return { head: counts[counts.length - 1] as number, tail }
}

/**
 * The infimum c for which every class has r1 < c (r_l + ... + r_m): the table is recursive (c', l)-diverse for every c'
 * above it, strictly. null when a class has fewer than l values, for then no c will do.
 */
export function recursiveC(dist: Distribution, l: number): Ratio | null {
  let worst: { head: number; tail: number } | null = null
  for (let id = 0; id < dist.classes; id++) {
    const parts = recursiveParts(dist, id, l)
    if (parts === null) return null
    if (worst === null || parts.head * worst.tail > worst.head * parts.tail) worst = parts
  }
  return worst && ratio(worst.head, worst.tail)
}

/** The recursiveC of every l in `ls`, sorting each class once. */
export function recursiveCs(dist: Distribution, ls: readonly number[]): ReadonlyMap<number, Ratio | null> {
  const heads = new Float64Array(ls.length)
  const tails = new Float64Array(ls.length)
  const impossible = ls.map(() => dist.classes === 0)
  for (let id = 0; id < dist.classes; id++) {
    const from = dist.start[id] as number
    const to = dist.start[id + 1] as number
    const size = to - from
    // Few values are the rule: sorting a typed slice of one or two would cost more than the arithmetic.
    const counts = size > 1 ? dist.count.slice(from, to).sort() : dist.count.subarray(from, to)
    for (const [at, l] of ls.entries()) {
      if (impossible[at]) continue
      if (size < l) {
        impossible[at] = true
        continue
      }
      let tail = 0
      for (let i = 0; i <= size - l; i++) tail += counts[i] as number
      const head = counts[size - 1] as number
      if (tails[at] === 0 || head * (tails[at] as number) > (heads[at] as number) * tail) {
        heads[at] = head
        tails[at] = tail
      }
    }
  }
  return new Map(ls.map((l, at) => [l, impossible[at] ? null : ratio(heads[at] as number, tails[at] as number)]))
}

export interface Share {
  readonly class: number
  readonly value: number
  readonly share: Ratio
}

/** The largest share any value (or any of `only`) has in a class. */
export function alpha(dist: Distribution, only?: ReadonlySet<number>): Share | null {
  let best: Share | null = null
  let bestCount = 0
  let bestTotal = 1
  for (let id = 0; id < dist.classes; id++) {
    const total = dist.total[id] as number
    const end = dist.start[id + 1] as number
    for (let cell = dist.start[id] as number; cell < end; cell++) {
      const count = dist.count[cell] as number
      if (count * bestTotal <= bestCount * total) continue
      const value = dist.value[cell] as number
      if (only && !only.has(value)) continue
      bestCount = count
      bestTotal = total
      best = { class: id, value, share: ratio(count, total) }
    }
  }
  return best
}

/** Is the largest share in class `id` at most `limit`? */
export function withinAlpha(dist: Distribution, id: number, limit: Ratio, only?: ReadonlySet<number>): boolean {
  const end = dist.start[id + 1] as number
  for (let cell = dist.start[id] as number; cell < end; cell++) {
    if (only && !only.has(dist.value[cell] as number)) continue
    if (compareRatio(ratio(dist.count[cell] as number, dist.total[id] as number), limit) > 0) return false
  }
  return true
}
