/**
 * Can a hidden figure be worked out from everything that readers have: this report and all published before
 * (docs/formats/report.md §4)?
 */
import { attack, type HiddenInterval, isProtectedAbove, protectionOf } from '../anonymity/counts/attack.ts'
import type { SolveLp } from '../capabilities.ts'
import { newLeaks } from './already-out.ts'
import { systemOf } from './count-relations.ts'
import type { KnownTable } from './known-count.ts'

const NONE: ReadonlySet<string> = new Set()

export interface LeakInput {
  readonly tables: readonly KnownTable[]
  /** Counts known to be small: each must be fully protected. */
  readonly primary: ReadonlySet<string>
  /** Small counts that this report does not print: it must tell no more of them than is known without it. */
  readonly elsewhere?: ReadonlySet<string>
  /** Counts hidden only to protect others: 0, or threshold and more. Narrowing them gives nothing small away. */
  readonly notSmall?: ReadonlySet<string>
  /** By key: what follows from figures that are published whatever their size. */
  readonly floor?: ReadonlyMap<string, Pick<HiddenInterval, 'min' | 'max'>>
  /** Those of `tables` that are out already: what follows from them alone is no leak of this report. */
  readonly before?: readonly KnownTable[]
  readonly threshold: number
  readonly solveLp: SolveLp
  readonly shouldStop?: () => boolean
}

export interface LeakResult {
  readonly leaks: readonly HiddenInterval[]
  readonly contradictions: readonly string[]
  /** False: the check was stopped. It has not passed. */
  readonly finished: boolean
}

/** By key: the largest k that a table which hides it was held to. */
function promised(tables: readonly KnownTable[], threshold: number): ReadonlyMap<string, number> {
  const most = new Map<string, number>()
  for (const { counts, threshold: own = threshold } of tables) {
    for (const cells of counts.values()) {
      for (const { key, value } of cells.values()) if (value === null) most.set(key, Math.max(own, most.get(key) ?? 0))
    }
  }
  return most
}

/** Attacks everything ever published for these periods as one system. */
export function leakCheck(input: LeakInput): LeakResult {
  const { tables, primary, elsewhere = NONE, notSmall, floor, before = [], threshold, solveLp, shouldStop } = input
  const system = systemOf(tables)
  const held = promised(tables, threshold)
  const most = Math.max(threshold, ...held.values())
  const result = attack(system, { solveLp, threshold: most, ...(shouldStop ? { shouldStop } : {}) })
  // Hidden in one table and printed in another: a small one is no secret any more, whichever came first.
  const shown = system.keys.flatMap((key, variable): readonly HiddenInterval[] => {
    const value = system.values[variable] ?? null
    if (value === null || !(primary.has(key) || (value >= 1 && value < (held.get(key) ?? 0)))) return []
    const derivation = [`${key} is published as ${value} elsewhere`]
    return [{ variable, key, min: value, max: value, how: 'elimination', derivation }]
  })
  const leaks = result.hidden.filter((interval) => {
    const own = held.get(interval.key) ?? threshold
    if (primary.has(interval.key) || elsewhere.has(interval.key))
      return !isProtectedAbove(floor?.get(interval.key), interval, own)
    if (notSmall?.has(interval.key)) return false
    const protection = protectionOf(interval, own)
    return protection === 'recovered' || protection === 'narrowed'
  })
  // A count nobody prints (the whole of a table without a total) is no secret of this report.
  const printed = new Set([...primary, ...elsewhere, ...held.keys()])
  const [own, others] = [leaks.filter(({ key }) => primary.has(key)), leaks.filter(({ key }) => !primary.has(key))]
  const stop = shouldStop ? { shouldStop } : {}
  const fresh = newLeaks(
    others.filter(({ key }) => printed.has(key)),
    before,
    { threshold, solveLp, ...stop },
  )
  return {
    leaks: [...shown, ...own.filter(({ key }) => printed.has(key)), ...fresh.leaks],
    contradictions: result.contradictions,
    finished: result.finished && fresh.finished,
  }
}
