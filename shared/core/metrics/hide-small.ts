/**
 * Small numbers: which counts of a report are hidden so that no count of 1 to k-1 can be read or worked out
 * (docs/formats/report.md §4).
 */
import { attack, type HiddenInterval, isProtectedAbove, protectionOf } from '../anonymity/counts/attack.ts'
import { suppress } from '../anonymity/counts/suppress.ts'
import type { SolveLp } from '../capabilities.ts'
import { asKnown, type KnownTable, systemOf } from './count-relations.ts'
import type { RawTable } from './raw-table.ts'

const NOTHING_HIDDEN: ReadonlySet<string> = new Set()

export interface HideInput {
  readonly tables: readonly RawTable[]
  /** k: counts of 1..k-1 that are not published exactly are small. */
  readonly threshold: number
  /** Everything already published for overlapping periods: it cannot be hidden any more. */
  readonly published: readonly KnownTable[]
  readonly solveLp: SolveLp
  readonly shouldStop?: () => boolean
}

export interface Hidden {
  readonly keys: ReadonlySet<string>
  /** Hidden because small. Only inside the case: exports do not tell these from the others. */
  readonly primary: ReadonlySet<string>
  readonly secondary: ReadonlySet<string>
  /** Small counts that can be worked out all the same, each with the sums it follows from. */
  readonly leaks: readonly HiddenInterval[]
  readonly contradictions: readonly string[]
  readonly finished: boolean
}

/** Keys of small counts. */
export function smallKeys(tables: readonly RawTable[], threshold: number): ReadonlySet<string> {
  const small = new Set<string>()
  for (const { counts } of tables) {
    for (const cells of counts.values()) {
      for (const { key, isExact, counted } of cells.values()) {
        if (!isExact && counted.value >= 1 && counted.value < threshold) small.add(key)
      }
    }
  }
  return small
}

function publishedKeys(tables: readonly KnownTable[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const { counts } of tables) {
    for (const cells of counts.values()) for (const { key, value } of cells.values()) if (value !== null) keys.add(key)
  }
  return keys
}

/** Chooses what to hide, then attacks the result together with everything published before. */
export function hideSmall({ tables, threshold, published, solveLp, shouldStop }: HideInput): Hidden {
  const primary = smallKeys(tables, threshold)
  const system = systemOf(tables.map((table) => asKnown(table, NOTHING_HIDDEN)))
  const index = new Map(system.keys.map((key, at) => [key, at]))
  const at = (key: string) => index.get(key)
  const fixed = new Set<number>()
  const already = publishedKeys(published)
  for (const { counts } of tables) {
    for (const cells of counts.values()) {
      for (const { key, isExact } of cells.values()) {
        const variable = at(key)
        if (variable !== undefined && (isExact || (already.has(key) && !primary.has(key)))) fixed.add(variable)
      }
    }
  }
  const options = shouldStop ? { shouldStop } : {}
  const primaryAt = new Set([...primary].flatMap((key) => at(key) ?? []))
  // What the figures that are published whatever their size say already: nothing this report hides can change that.
  const bare = { ...system, values: system.values.map((value, variable) => (fixed.has(variable) ? value : null)) }
  const floor = new Map(
    attack(bare, { solveLp, targets: primaryAt, ...options }).hidden.map((interval) => [interval.variable, interval]),
  )
  const chosen = suppress({
    system,
    primary: primaryAt,
    fixed,
    floor,
    threshold,
    solveLp,
    ...options,
  })
  const keys = new Set([...primary, ...[...chosen.secondary].map((variable) => system.keys[variable] ?? '')])
  const secondary = new Set([...keys].filter((key) => !primary.has(key)))
  const check = leakCheck({
    tables: [...tables.map((table) => asKnown(table, keys)), ...published],
    primary,
    notSmall: secondary,
    floor: new Map([...floor.values()].map((interval) => [interval.key, interval])),
    threshold,
    solveLp,
    ...options,
  })
  return { keys, primary, secondary, ...check, finished: chosen.finished && check.finished }
}

export interface LeakInput {
  readonly tables: readonly KnownTable[]
  /** Counts known to be small: each must be fully protected. */
  readonly primary: ReadonlySet<string>
  /** Counts hidden only to protect others: 0, or threshold and more. Narrowing them gives nothing small away. */
  readonly notSmall?: ReadonlySet<string>
  /** By key: what follows from figures that are published whatever their size. */
  readonly floor?: ReadonlyMap<string, Pick<HiddenInterval, 'min' | 'max'>>
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
export function leakCheck({ tables, primary, notSmall, floor, threshold, solveLp, shouldStop }: LeakInput): LeakResult {
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
  return {
    leaks: [...shown, ...leaks.filter(({ key }) => printed.has(key))],
    contradictions: result.contradictions,
    finished: result.finished,
  }
}
