/**
 * Small numbers: which counts of a report are hidden so that no count of 1 to k-1 can be read or worked out
 * (docs/formats/report.md §4).
 */
import { attack, type HiddenInterval } from '../anonymity/counts/attack.ts'
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
  /** By key of a small count: what follows from figures that are published whatever their size. */
  readonly floor: ReadonlyMap<string, Pick<HiddenInterval, 'min' | 'max'>>
  /** False: stopped before enough was chosen. What is hidden then is not to be published. */
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

/** Chooses what to hide. Whether it is enough is for `leakCheck` to say, of what is really printed. */
export function chooseHidden({ tables, threshold, published, solveLp, shouldStop }: HideInput): Hidden {
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
  const bounds = ({ min, max }: HiddenInterval) => ({ min, max })
  return {
    keys,
    primary,
    secondary,
    floor: new Map([...floor.values()].map((interval) => [interval.key, bounds(interval)])),
    finished: chosen.finished,
  }
}
