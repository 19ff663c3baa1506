/**
 * Can a hidden figure be worked out from everything that readers have: this report and all published before
 * (docs/formats/report.md §4)?
 */
import { attack, type HiddenInterval, isProtectedAbove, protectionOf } from '../anonymity/counts/attack.ts'
import type { SolveLp } from '../capabilities.ts'
import { newLeaks } from './already-out.ts'
import { type KnownTable, systemOf } from './count-relations.ts'

export interface LeakInput {
  readonly tables: readonly KnownTable[]
  /** Counts known to be small: each must be fully protected. */
  readonly primary: ReadonlySet<string>
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

/** Attacks everything ever published for these periods as one system. */
export function leakCheck(input: LeakInput): LeakResult {
  const { tables, primary, notSmall, floor, before = [], threshold, solveLp, shouldStop } = input
  const system = systemOf(tables)
  const result = attack(system, { solveLp, threshold, ...(shouldStop ? { shouldStop } : {}) })
  const isShown = new Set(system.keys.filter((_, at) => system.values[at] !== null))
  const shown = [...primary]
    .filter((key) => isShown.has(key))
    .map((key): HiddenInterval => {
      const variable = system.keys.indexOf(key)
      const value = system.values[variable] ?? 0
      return {
        variable,
        key,
        min: value,
        max: value,
        how: 'elimination',
        derivation: [`${key} is published as ${value} elsewhere`],
      }
    })
  const leaks = result.hidden.filter((interval) => {
    if (primary.has(interval.key)) return !isProtectedAbove(floor?.get(interval.key), interval, threshold)
    if (notSmall?.has(interval.key)) return false
    const protection = protectionOf(interval, threshold)
    return protection === 'recovered' || protection === 'narrowed'
  })
  // A count nobody prints (the whole of a table without a total) is no secret of this report.
  const printed = new Set(
    tables.flatMap(({ counts }) => [...counts.values()].flatMap((cells) => [...cells.values()].map(({ key }) => key))),
  )
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
