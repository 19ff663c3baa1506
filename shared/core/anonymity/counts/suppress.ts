/**
 * Complementary suppression: which further cells to hide so that the attacker of attack.ts cannot narrow a small count.
 *
 * For each small count that is not protected, two linear programmes look for the cheapest way in which the table could
 * be another one with the same printed figures: the cells that would have to differ are hidden too. Then the attacker is
 * run on the result, and again until it fails. What is hidden at the end and is not needed is shown again.
 *
 * Source: J. P. Kelly, B. L. Golden, A. A. Assad, "Cell suppression: disclosure protection for sensitive tabular data",
 * Networks 22(4), 1992, doi:10.1002/net.3230220407; Fischetti, Salazar 2001 (see attack.ts).
 */
import type { LpRow, SolveLp } from '../../capabilities.ts'
import { attack, type HiddenInterval, isProtectedAbove, wanted } from './attack.ts'
import type { CountSystem } from './count-system.ts'

export interface SuppressInput {
  /** The system with every true value known; `values` null only where a count is not known to us either. */
  readonly system: CountSystem
  /** Counts that must be hidden: 1..threshold-1 (and 0 under a zero rule). */
  readonly primary: ReadonlySet<number>
  /** Counts that are hidden already, for whatever reason; they need no protection of their own. */
  readonly hidden?: ReadonlySet<number>
  /** Counts that must stay shown, such as totals that are published elsewhere. */
  readonly fixed: ReadonlySet<number>
  /** T: counts of 1..T-1 are small. */
  readonly threshold: number
  readonly solveLp: SolveLp
  readonly shouldStop?: () => boolean
  /** What follows from `fixed` counts alone, for each primary: no suppression can do better. */
  readonly floor?: ReadonlyMap<number, Pick<HiddenInterval, 'min' | 'max'>>
}

export interface SuppressResult {
  readonly hidden: ReadonlySet<number>
  readonly primary: ReadonlySet<number>
  readonly secondary: ReadonlySet<number>
  /** Small counts that no suppression of the cells allowed protects, with what the attacker gets. */
  readonly unprotected: readonly HiddenInterval[]
  readonly rounds: number
  readonly finished: boolean
}

/** More rounds than any table has needed (7 on 40 x 60 with 450 small counts); beyond it the result says so. */
const MAX_ROUNDS = 50

/** What hiding a count costs readers: large counts and zeros more than middling ones; totals carry their own weight. */
function costOf(value: number, threshold: number): number {
  if (value === 0) return 20
  return 1 + Math.floor(Math.log2(1 + Math.max(value, threshold)))
}

function masked(system: CountSystem, hidden: ReadonlySet<number>): CountSystem {
  return { ...system, values: system.values.map((value, at) => (hidden.has(at) ? null : value)) }
}

/** Columns 2i and 2i+1: how far count i may go up and down. Every relation must keep its sum. */
function openPerturbation(input: SuppressInput) {
  const { system, fixed, solveLp } = input
  const count = system.keys.length
  const lower = new Float64Array(2 * count)
  const upper = new Float64Array(2 * count).fill(Number.POSITIVE_INFINITY)
  for (let at = 0; at < count; at++) {
    const value = system.values[at]
    upper[2 * at + 1] = value ?? Number.POSITIVE_INFINITY
    if (fixed.has(at)) upper[2 * at] = upper[2 * at + 1] = 0
  }
  const rows: LpRow[] = system.relations.map(({ terms, min, max }) => {
    let now = 0
    for (const [at, c] of terms) now += c * (system.values[at] ?? 0)
    // An exact sum stays exact; a range may be used up to its ends.
    const isExact = min === max
    return {
      lower: isExact ? 0 : Math.min(0, min - now),
      upper: isExact ? 0 : Math.max(0, max - now),
      indices: [...terms.keys()].flatMap((at) => [2 * at, 2 * at + 1]),
      values: [...terms.values()].flatMap((c) => [c, -c]),
    }
  })
  const session = solveLp({ columns: 2 * count, lower, upper, rows })
  const maxDown = (at: number) => upper[2 * at + 1] as number
  return {
    close: session.close,
    /** Counts that must be free to move so that `target` can go up (or down) by `amount`; null when nothing helps. */
    moversFor(target: number, amount: number, isUp: boolean, costs: (at: number) => number): readonly number[] | null {
      const [column, other] = isUp ? [2 * target, 2 * target + 1] : [2 * target + 1, 2 * target]
      const otherMax = isUp ? maxDown(target) : Number.POSITIVE_INFINITY
      session.setBounds(column, amount, amount)
      session.setBounds(other, 0, 0)
      const objective = new Map<number, number>()
      for (let at = 0; at < count; at++) {
        objective.set(2 * at, costs(at))
        objective.set(2 * at + 1, costs(at))
      }
      const point = session.minimise(objective)
      session.setBounds(column, 0, isUp ? Number.POSITIVE_INFINITY : maxDown(target))
      session.setBounds(other, 0, otherMax)
      if (typeof point === 'string') return null
      const movers: number[] = []
      for (let at = 0; at < count; at++) {
        if ((point.x[2 * at] as number) > 1e-6 || (point.x[2 * at + 1] as number) > 1e-6) movers.push(at)
      }
      return movers
    },
  }
}

export function suppress(input: SuppressInput): SuppressResult {
  const { system, primary, threshold, solveLp, shouldStop, floor } = input
  const hidden = new Set([...primary, ...(input.hidden ?? [])].sort((a, b) => a - b))
  for (const [at, value] of system.values.entries()) if (value === null) hidden.add(at)
  const perturbation = openPerturbation(input)
  const helpless = new Set<number>()
  let unprotected: readonly HiddenInterval[] = []
  let rounds = 0
  let isFinished = true
  const atRisk = () => {
    const options = { solveLp, threshold, ...(shouldStop ? { shouldStop } : {}) }
    const result = attack(masked(system, hidden), options)
    isFinished = isFinished && result.finished
    return result.hidden.filter(
      (interval) =>
        primary.has(interval.variable) && !isProtectedAbove(floor?.get(interval.variable), interval, threshold),
    )
  }
  try {
    for (; rounds < MAX_ROUNDS; rounds++) {
      unprotected = atRisk()
      const targets = unprotected.filter(({ variable }) => !helpless.has(variable))
      if (targets.length === 0 || !isFinished) break
      let hasGrown = false
      for (const { variable } of targets) {
        if (shouldStop?.()) return finish(false)
        const value = system.values[variable] ?? 0
        const costs = (at: number) => (hidden.has(at) ? 0.001 : costOf(system.values[at] ?? 0, threshold))
        // Up to `threshold`, down to 1: together an interval that contains 1 and threshold - 1 and is wide enough.
        const { low, top } = wanted(floor?.get(variable), threshold)
        const up = top > value ? perturbation.moversFor(variable, top - value, true, costs) : []
        // Where it cannot go all the way up, the width has to come from below.
        const least = top < threshold ? (floor?.get(variable)?.min ?? 0) : low
        const down = value > least ? perturbation.moversFor(variable, value - least, false, costs) : []
        if (up === null || down === null) {
          helpless.add(variable)
          continue
        }
        for (const at of [...up, ...down]) {
          if (!hidden.has(at)) hasGrown = true
          hidden.add(at)
        }
      }
      if (!hasGrown) break
    }
  } finally {
    perturbation.close()
  }
  return finish(isFinished)

  function finish(finished: boolean): SuppressResult {
    const secondary = new Set([...hidden].filter((at) => !primary.has(at) && system.values[at] !== null))
    return { hidden, primary, secondary, unprotected, rounds, finished }
  }
}
