/**
 * What anyone can compute about hidden counts from the published ones.
 *
 * The attacker knows every printed figure, that counts are integers of 0 or more, and every sum. Exact recoveries come
 * first, by elimination; what is left is bounded by linear programming, component by component, and rounded inwards to
 * integers. The bounds are those of the relaxation to real numbers: for one two-way table with totals they are exact,
 * elsewhere the true interval may be narrower still.
 *
 * Sources: L. Willenborg, T. de Waal, "Elements of Statistical Disclosure Control", Springer 2001,
 * doi:10.1007/978-1-4613-0121-9, ch. 6; M. Fischetti, J. J. Salazar, "Solving the cell suppression problem on tabular data
 * with linear constraints", Management Science 47(7), 2001, doi:10.1287/mnsc.47.7.1008.9805.
 */
import type { LpRow, SolveLp } from '../../capabilities.ts'
import { type CountSystem, describeRelation, type Relation } from './count-system.ts'
import { eliminate } from './eliminate.ts'

export interface HiddenInterval {
  readonly variable: number
  readonly key: string
  readonly min: number
  /** null: no upper bound follows. */
  readonly max: number | null
  /** How it was found: by elimination of sums, or as a bound by linear programming. */
  readonly how: 'elimination' | 'bounds' | 'contradiction'
  /** The published sums it follows from, in words. */
  readonly derivation: readonly string[]
}

export interface AttackResult {
  readonly hidden: readonly HiddenInterval[]
  /** The published figures cannot all be true; nothing is said about intervals then. */
  readonly contradictions: readonly string[]
  /** False when the work was stopped before every hidden count was looked at: that is no pass. */
  readonly finished: boolean
}

export interface AttackOptions {
  readonly solveLp: SolveLp
  /** Told how many hidden counts have been looked at, of how many. */
  readonly onProgress?: (done: number, total: number) => void
  /** Asked between solves; true stops the work. */
  readonly shouldStop?: () => boolean
  /**
   * When given, a hidden count that can be shown to reach both 1 or less and `threshold` - 1 or more, with that width,
   * need not be bounded further: its interval is reported as far as it was seen.
   */
  readonly threshold?: number
  /** Bound only these variables; all hidden ones when absent. Recoveries by elimination are reported all the same. */
  readonly targets?: ReadonlySet<number>
}

/** Solver tolerance is 1e-7 on rows; a bound this close to an integer is that integer. */
const TOLERANCE = 1e-5

/** Relations over hidden variables only: what is published moves to the right-hand side. */
interface Reduced {
  readonly relation: Relation
  readonly terms: ReadonlyMap<number, number>
  readonly min: number
  readonly max: number
}

function reduce({ relations }: CountSystem, known: readonly (number | null)[]): readonly Reduced[] {
  return relations.map((relation) => {
    const terms = new Map<number, number>()
    let constant = 0
    for (const [at, coefficient] of relation.terms) {
      const value = known[at] ?? null
      if (value === null) {
        if (coefficient !== 0) terms.set(at, coefficient)
      } else constant += coefficient * value
    }
    return { relation, terms, min: relation.min - constant, max: relation.max - constant }
  })
}

/** Hidden variables that share a relation, directly or through others. */
function components(reduced: readonly Reduced[], hidden: readonly number[]): readonly (readonly number[])[] {
  const parent = new Map(hidden.map((at) => [at, at]))
  const find = (at: number): number => {
    let root = at
    while (parent.get(root) !== root) root = parent.get(root) as number
    for (let next = at; next !== root; ) {
      const up = parent.get(next) as number
      parent.set(next, root)
      next = up
    }
    return root
  }
  for (const { terms } of reduced) {
    const [first, ...rest] = terms.keys()
    if (first === undefined) continue
    for (const other of rest) parent.set(find(other), find(first))
  }
  const groups = new Map<number, number[]>()
  for (const at of hidden) {
    const root = find(at)
    const group = groups.get(root)
    if (group) group.push(at)
    else groups.set(root, [at])
  }
  return [...groups.values()]
}

export function attack(
  system: CountSystem,
  { solveLp, shouldStop, onProgress, threshold, targets }: AttackOptions,
): AttackResult {
  const contradictions = system.contradictions.map(
    ({ key, values }) => `${key} is published as ${values.join(' and as ')}`,
  )
  const eliminated = eliminate(system)
  contradictions.push(...eliminated.contradictions)
  const found: HiddenInterval[] = []
  const known = [...system.values]
  for (const [at, { value, derivation }] of eliminated.recovered) {
    known[at] = value
    found.push({ variable: at, key: system.keys[at] ?? '', min: value, max: value, how: 'elimination', derivation })
  }
  const done = (finished: boolean): AttackResult => ({
    hidden: found.sort((a, b) => a.variable - b.variable),
    contradictions,
    finished,
  })
  if (contradictions.length > 0) return done(true)

  const reduced = reduce(system, known)
  const hidden = [...known.keys()].filter((at) => known[at] === null)
  let left = targets?.size ?? hidden.length
  for (const group of components(reduced, hidden)) {
    if (targets && !group.some((at) => targets.has(at))) continue
    const place = new Map(group.map((at, column) => [at, column]))
    const own = reduced.filter(({ terms }) => [...terms.keys()].some((at) => place.has(at)))
    const rows: LpRow[] = own.map(({ terms, min, max }) => ({
      lower: min,
      upper: max,
      indices: [...terms.keys()].map((at) => place.get(at) as number),
      values: [...terms.values()],
    }))
    const session = solveLp({
      columns: group.length,
      lower: Float64Array.from(group, (at) => system.lower[at] ?? 0),
      upper: Float64Array.from(group, (at) => system.upper[at] ?? Number.POSITIVE_INFINITY),
      rows,
    })
    try {
      const seenMin = new Float64Array(group.length).fill(Number.POSITIVE_INFINITY)
      const seenMax = new Float64Array(group.length).fill(Number.NEGATIVE_INFINITY)
      const isSafe = (column: number) =>
        threshold !== undefined &&
        (seenMin[column] as number) <= 1 + TOLERANCE &&
        (seenMax[column] as number) >= threshold - 1 - TOLERANCE &&
        (seenMax[column] as number) - (seenMin[column] as number) >= threshold - 1 - TOLERANCE
      for (const [column, at] of group.entries()) {
        if (targets && !targets.has(at)) continue
        if (shouldStop?.()) return done(false)
        onProgress?.(found.length, found.length + left--)
        let isUnbounded = false
        for (const sign of [1, -1] as const) {
          if (isSafe(column)) break
          const point = session.minimise(new Map([[column, sign]]))
          if (point === 'infeasible') {
            const [first] = own
            contradictions.push(
              `no counts of 0 or more satisfy the published sums around ${system.keys[at]}${first ? `: ${describeRelation(system, first.relation)}` : ''}`,
            )
            return done(true)
          }
          if (point === 'unbounded') {
            if (sign === -1) isUnbounded = true
            continue
          }
          for (let other = 0; other < group.length; other++) {
            const value = point.x[other] as number
            if (value < (seenMin[other] as number)) seenMin[other] = value
            if (value > (seenMax[other] as number)) seenMax[other] = value
          }
        }
        const min = Math.max(0, Math.ceil((seenMin[column] as number) - TOLERANCE))
        const max = isUnbounded ? null : Math.floor((seenMax[column] as number) + TOLERANCE)
        found.push({
          variable: at,
          key: system.keys[at] ?? '',
          min: Number.isFinite(min) ? min : 0,
          max,
          how: max !== null && max < min ? 'contradiction' : 'bounds',
          derivation: own
            .filter(({ terms }) => terms.has(at))
            .slice(0, 12)
            .map(({ relation }) => describeRelation(system, relation)),
        })
      }
    } finally {
      session.close()
    }
  }
  return done(true)
}

export type Protection = 'protected' | 'recovered' | 'narrowed' | 'wide' | 'not small'

/**
 * Is a hidden count safe? Protected: its interval contains 1 and threshold - 1 and is at least threshold - 1 wide.
 * Not small: it is certainly `threshold` or more, so that no small count is given away by it. Wide: it may well be large
 * and the interval is wide enough, but 1 is ruled out; so it is with counts hidden only to protect others. For a count
 * known to be small, wide is not enough: hold it to `protected`.
 *
 * @param zeros is a count of 0 to be kept secret as well?
 */
export function protectionOf(
  { min, max }: Pick<HiddenInterval, 'min' | 'max'>,
  threshold: number,
  zeros = false,
): Protection {
  const top = max ?? Number.POSITIVE_INFINITY
  if (min >= threshold || (top === 0 && !zeros)) return 'not small'
  if (top === min) return 'recovered'
  if (top - min < threshold - 1 || top < threshold - 1) return 'narrowed'
  if (min <= 1) return 'protected'
  return top >= threshold ? 'wide' : 'narrowed'
}

/**
 * Is a small count protected as far as it can be? What follows from figures that are published whatever their size is the
 * floor: a total of 3 tells everyone that no part of it is 4. Within the floor the rule of `protectionOf` is asked for.
 */
export function isProtectedAbove(
  floor: Pick<HiddenInterval, 'min' | 'max'> | undefined,
  interval: Pick<HiddenInterval, 'min' | 'max'>,
  threshold: number,
): boolean {
  const { low, high } = wanted(floor, threshold)
  const top = interval.max ?? Number.POSITIVE_INFINITY
  const width = Math.min(threshold - 1, (floor?.max ?? Number.POSITIVE_INFINITY) - (floor?.min ?? 0))
  return interval.min <= low && top >= high && top - interval.min >= width
}

/** The ends that an interval must reach: 1 and threshold - 1, or as near as the floor allows. */
export function wanted(floor: Pick<HiddenInterval, 'min' | 'max'> | undefined, threshold: number) {
  const base = floor ?? { min: 0, max: null }
  const most = base.max ?? Number.POSITIVE_INFINITY
  return { low: Math.max(1, base.min), high: Math.min(threshold - 1, most), top: Math.min(threshold, most) }
}
