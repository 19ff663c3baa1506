/**
 * Small numbers: which counts of a report are hidden so that no count of 1 to k-1 can be read or worked out, from this
 * report or together with those published before (docs/formats/report.md §2).
 */
import { attack, type HiddenInterval } from '../anonymity/counts/attack.ts'
import type { CountSystem } from '../anonymity/counts/count-system.ts'
import { eliminate } from '../anonymity/counts/eliminate.ts'
import { suppress } from '../anonymity/counts/suppress.ts'
import type { SolveLp } from '../capabilities.ts'
import { asKnown, systemOf } from './count-relations.ts'
import { type KnownTable, keyFor, type TrueCount, type TrueTable } from './known-count.ts'

const NOTHING_HIDDEN: ReadonlySet<string> = new Set()

export interface HideInput {
  readonly tables: readonly TrueTable[]
  /** k: counts of 1..k-1 that are not published exactly are small. */
  readonly threshold: number
  /** Everything already published for overlapping periods: it cannot be hidden any more. */
  readonly published: readonly KnownTable[]
  /** What those reports count, as it is: what they hide must stay hidden. */
  readonly behindPublished?: readonly TrueTable[]
  readonly solveLp: SolveLp
  readonly shouldStop?: () => boolean
}

export interface Hidden {
  readonly keys: ReadonlySet<string>
  /** Hidden because small. Only inside the case: exports do not tell these from the others. */
  readonly primary: ReadonlySet<string>
  readonly secondary: ReadonlySet<string>
  /** The same of counts that this report does not print: hidden in a published one, or between two periods. */
  readonly elsewhere: { readonly primary: ReadonlySet<string>; readonly secondary: ReadonlySet<string> }
  /** By key of a small count: what follows from figures that are published whatever their size. */
  readonly floor: ReadonlyMap<string, Pick<HiddenInterval, 'min' | 'max'>>
  /** False: stopped before enough was chosen. What is hidden then is not to be published. */
  readonly finished: boolean
}

const countsOf = (tables: readonly TrueTable[]): readonly TrueCount[] =>
  tables.flatMap(({ counts }) => [...counts.values()].flatMap((cells) => [...cells.values()]))

/** Published tables with what they hide filled in; one that no longer agrees with the log is left to the leak check. */
function filledIn(published: readonly KnownTable[], truth: ReadonlyMap<string, TrueCount>): readonly KnownTable[] {
  const isCurrent = ({ counts }: KnownTable) =>
    [...counts.values()].every((cells) =>
      [...cells.values()].every(({ key, value }) => value === null || truth.get(key)?.counted.value === value),
    )
  return published.filter(isCurrent).map((table) => ({
    ...table,
    counts: new Map(
      [...table.counts].map(([row, cells]) => [
        row,
        new Map([...cells].map(([id, one]) => [id, { ...one, value: truth.get(one.key)?.counted.value ?? null }])),
      ]),
    ),
  }))
}

/** Keys that are published whatever their size, in every period that is counted: a country may have a row in one alone. */
function exactIn(truth: ReadonlyMap<string, TrueCount>): ReadonlySet<string> {
  const periods = new Set([...truth.values()].map(({ period }) => period))
  const exact = new Set<string>()
  for (const { isExact, measure, cut } of truth.values()) {
    if (isExact) for (const period of periods) exact.add(keyFor(measure, period, cut))
  }
  return exact
}

interface Choice {
  readonly system: CountSystem
  /** Hidden in what is published, or printed by nobody. */
  readonly before: ReadonlySet<number>
  readonly primary: ReadonlySet<number>
  readonly exact: ReadonlySet<number>
  readonly fixed: ReadonlySet<number>
}

/** Everything that will be public, with its true values, and what of it can still be hidden. */
function choiceOf({ tables, threshold, published, behindPublished = [] }: HideInput): Choice {
  const own = countsOf(tables)
  const truth = new Map([...countsOf(behindPublished), ...own].map((count) => [count.key, count]))
  const current = filledIn(published, truth)
  const currentIds = new Set(current.map(({ id }) => id))
  const shown = new Set<string>()
  for (const { id, counts } of published) {
    if (!currentIds.has(id)) continue
    for (const cells of counts.values()) for (const { key, value } of cells.values()) if (value !== null) shown.add(key)
  }
  const bare = systemOf([...tables.map((table) => asKnown(table, NOTHING_HIDDEN)), ...current])
  const counted = bare.keys.map((key, at) => bare.values[at] ?? truth.get(key)?.counted.value ?? null)
  // Counts between two periods that no table has a row for follow from their sums.
  const { recovered } = eliminate({ ...bare, values: counted })
  const system = { ...bare, values: counted.map((value, at) => value ?? recovered.get(at)?.value ?? null) }
  const exactKeys = exactIn(truth)
  const ownKeys = new Set(own.map(({ key }) => key))
  const [before, primary, exact, fixed] = [new Set<number>(), new Set<number>(), new Set<number>(), new Set<number>()]
  for (const [at, key] of system.keys.entries()) {
    const value = system.values[at] ?? null
    const isExact = exactKeys.has(key)
    const isSmall = !isExact && value !== null && value >= 1 && value < threshold
    if (isExact) exact.add(at)
    if (isSmall && (ownKeys.has(key) || !shown.has(key))) primary.add(at)
    if (isExact || (shown.has(key) && !isSmall)) fixed.add(at)
    if (!isExact && !shown.has(key) && !ownKeys.has(key)) before.add(at)
  }
  // What a published report hides it must not be read in this one.
  for (const { counts } of published) {
    for (const cells of counts.values()) {
      for (const { key, value } of cells.values()) {
        const at = value === null && !shown.has(key) ? system.keys.indexOf(key) : -1
        if (at >= 0) before.add(at)
      }
    }
  }
  return { system, before, primary, exact, fixed }
}

/** Sums of accounts and flags tell by the entries behind them of how many requests they are: hidden with their number. */
function sumsOfHidden(tables: readonly TrueTable[], hidden: ReadonlySet<string>): readonly string[] {
  return countsOf(tables)
    .filter(({ measure, period, cut }) => measure !== 'request' && hidden.has(keyFor('request', period, cut)))
    .map(({ key }) => key)
}

/** Chooses what to hide. Whether it is enough is for `leakCheck` to say, of what is really printed. */
export function chooseHidden(input: HideInput): Hidden {
  const { tables, threshold, solveLp, shouldStop } = input
  const { system, before, primary, exact, fixed } = choiceOf(input)
  const options = shouldStop ? { shouldStop } : {}
  const knowing = (known: ReadonlySet<number>, relations: CountSystem['relations']) => {
    const values = system.values.map((value, variable) => (known.has(variable) ? value : null))
    return attack({ ...system, values, relations }, { solveLp, targets: primary, ...options }).hidden
  }
  // A relation of one count is what a published figure says of it beside its own value.
  const sums = system.relations.filter(({ terms }) => terms.size > 1)
  // What the figures that are published whatever their size say already, nothing a report hides can change; nor how far
  // earlier reports narrow it, unless they tell the very number: then it cannot be called hidden.
  const floor = new Map(knowing(exact, sums).map((interval) => [interval.variable, interval]))
  if (input.published.length > 0) {
    for (const interval of knowing(fixed, system.relations))
      if (interval.min !== interval.max) floor.set(interval.variable, interval)
  }
  const chosen = suppress({ system, primary, hidden: before, fixed, floor, threshold, solveLp, ...options })
  const keyAt = (variable: number) => system.keys[variable] ?? ''
  const small = new Set([...primary].map(keyAt))
  const found = new Set([...small, ...[...chosen.hidden].map(keyAt)])
  const own = new Set(countsOf(tables).map(({ key }) => key))
  const all = [...found, ...sumsOfHidden(tables, found)]
  const bounds = ({ min, max }: HiddenInterval) => ({ min, max })
  const pick = (isOwn: boolean, isSmall: boolean) =>
    new Set(all.filter((key) => own.has(key) === isOwn && small.has(key) === isSmall))
  return {
    keys: new Set(all.filter((key) => own.has(key))),
    primary: pick(true, true),
    secondary: pick(true, false),
    elsewhere: { primary: pick(false, true), secondary: pick(false, false) },
    floor: new Map([...floor.values()].map((interval) => [interval.key, bounds(interval)])),
    finished: chosen.finished,
  }
}
