/**
 * What readers can work out without the report that is to be published: it was out before, and nothing that is published
 * now changes that. An earlier version of a report is judged when it is published, not once more with every later one.
 */
import { attack, type HiddenInterval } from '../anonymity/counts/attack.ts'
import type { SolveLp } from '../capabilities.ts'
import { systemOf } from './count-relations.ts'
import type { KnownTable } from './known-count.ts'

interface Solving {
  readonly threshold: number
  readonly solveLp: SolveLp
  readonly shouldStop?: () => boolean
}

/** @param before everything else that is published @returns leaks that follow from less, or more closely, than before */
export function newLeaks(
  leaks: readonly HiddenInterval[],
  before: readonly KnownTable[],
  solving: Solving,
): { readonly leaks: readonly HiddenInterval[]; readonly finished: boolean } {
  if (leaks.length === 0 || before.length === 0) return { leaks, finished: true }
  const { hidden, finished } = attack(systemOf(before), solving)
  const known = new Map(hidden.map((interval) => [interval.key, interval]))
  const isNew = ({ key, min, max }: HiddenInterval) => {
    const was = known.get(key)
    return was === undefined || min > was.min || (max ?? Infinity) < (was.max ?? Infinity)
  }
  return { leaks: leaks.filter(isNew), finished }
}
