/**
 * What the leak check is run on: the report as it is really printed, with everything published before for periods that
 * overlap, other periods, other presets and earlier versions (docs/formats/report.md §2).
 */
import { type Dimension, RECEIVED_ONLY } from '#core/metrics/dimensions.ts'
import type { KnownCount, KnownTable } from '#core/metrics/known-count.ts'
import type { LeakInput } from '#core/metrics/leak-check.ts'
import type { ComposedReport } from './build.ts'
import type { ReportDocument } from './document.ts'
import { knownTables } from './known.ts'

/** A leak check that takes longer is undecided, which is no pass. */
export const LEAK_CHECK_SECONDS = 60

export interface PublishedDocument {
  /** `2025-H1-r2`. */
  readonly publishedId: string
  readonly document: ReportDocument
  /** Is it what readers are told to read, or replaced by a later version? */
  readonly isNewest: boolean
}

/** Everything but the solver. Plain data, for another thread. */
export function leakInput(
  { document, hidden }: Pick<ComposedReport, 'document' | 'hidden'>,
  published: readonly PublishedDocument[],
): Omit<LeakInput, 'solveLp' | 'shouldStop'> {
  const own = knownTables(document, 'this report')
  const isCurrent = ({ document: { period }, isNewest }: PublishedDocument) =>
    isNewest && period.id !== document.period.id
  const current = published
    .filter(isCurrent)
    .flatMap((one) => knownTables(one.document, `published ${one.publishedId}`))
  const replaced = published
    .filter((one) => !isCurrent(one))
    .map((one) => ({ id: one.publishedId, tables: knownTables(one.document, `published ${one.publishedId}`) }))
  const isOther = changedSince(document.threshold, hidden, [...own, ...current])
  const before = [...current, ...replaced.flatMap(({ id, tables }) => apart(tables, id, isOther))]
  return {
    tables: [...own, ...before],
    before,
    primary: hidden.primary,
    elsewhere: hidden.elsewhere.primary,
    notSmall: new Set([...hidden.secondary, ...hidden.elsewhere.secondary]),
    floor: hidden.floor,
    threshold: document.threshold,
  }
}

function shownCounts(tables: readonly KnownTable[]): ReadonlyMap<string, number> {
  const shown = new Map<string, number>()
  for (const { counts } of tables) {
    for (const cells of counts.values())
      for (const { key, value } of cells.values()) if (value !== null) shown.set(key, value)
  }
  return shown
}

/** Is a figure that was published once another one now? Of what is hidden now it is known whether it is small. */
function changedSince(
  threshold: number,
  { primary, secondary }: Pick<ComposedReport['hidden'], 'primary' | 'secondary'>,
  now: readonly KnownTable[],
): (key: string, value: number) => boolean {
  const shown = shownCounts(now)
  const isSmall = (value: number) => value >= 1 && value < threshold
  return (key, value) => {
    if (primary.has(key)) return !isSmall(value)
    if (secondary.has(key)) return isSmall(value)
    return (shown.get(key) ?? value) !== value
  }
}

/**
 * The same count in an earlier version is the same variable, unless its table has changed since: then what later entries
 * decide is about another state of the log, and its counts are variables of their own. What receipt alone decides is not,
 * as long as its own column says the same.
 */
function apart(
  earlier: readonly KnownTable[],
  id: string,
  isOther: (key: string, value: number) => boolean,
): readonly KnownTable[] {
  return earlier.map((table) => {
    const changed = new Set<string>()
    for (const cells of table.counts.values()) {
      for (const [column, { key, value, isLowerBound }] of cells) {
        if (value !== null && !isLowerBound && isOther(key, value)) changed.add(column)
      }
    }
    const isApart = (column: string, count: KnownCount) => changed.has(column) || !isOfReceipt(count)
    return changed.size === 0 ? table : renamed(table, id, isApart)
  })
}

const isOfReceipt = ({ measure, cut }: KnownCount) =>
  (measure === 'request' || measure === 'account') && Object.keys(cut).every((by) => RECEIVED_ONLY.has(by as Dimension))

function renamed(
  { counts, shares = [], named = [], ...table }: KnownTable,
  id: string,
  isApart: (column: string, count: KnownCount) => boolean,
): KnownTable {
  const names = new Map<string, string>()
  const own = (count: KnownCount): KnownCount => {
    const key = `${count.key} in ${id}`
    names.set(count.key, key)
    return { ...count, key, period: `${count.period} in ${id}` }
  }
  const renamedCounts = new Map(
    [...counts].map(([row, cells]) => [
      row,
      new Map([...cells].map(([column, count]) => [column, isApart(column, count) ? own(count) : count])),
    ]),
  )
  const rename = (key: string) => names.get(key) ?? key
  return {
    ...table,
    counts: renamedCounts,
    shares: shares.map((share) => ({
      ...share,
      numerator: rename(share.numerator),
      denominator: rename(share.denominator),
    })),
    named: named.map((one) => ({ ...one, key: rename(one.key) })),
  }
}
