/** Counts as a reader knows them and as they are: the common ground of hiding small ones and of the leak check. */
import { countKey } from '../anonymity/counts/count-system.ts'
import type { TableSpec } from './table-spec.ts'

/** Values by dimension: of requests, or of what else is counted. */
export type AnyCut = Readonly<Record<string, string | undefined>>

export interface KnownCount {
  readonly key: string
  readonly measure: string
  readonly cut: AnyCut
  readonly period: string
  /** null: hidden. Where some requests do not state their number, the sum of those that do. */
  readonly value: number | null
  /** Not every request states its number: printed as "at least". */
  readonly isLowerBound: boolean
}

/** A count before anything is hidden. */
export interface TrueCount extends Omit<KnownCount, 'value' | 'isLowerBound'> {
  readonly counted: { readonly value: number; readonly unknown: number }
  /** Published whatever its size. */
  readonly isExact: boolean
}

export interface TrueTable {
  readonly spec: TableSpec
  readonly rows: readonly string[]
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, TrueCount>>
}

/** A share that a table prints: it binds its two counts even where neither is printed. */
export interface KnownShare {
  readonly numerator: string
  readonly denominator: string
  /** As printed, to one decimal: the true one lies within half a unit of it. */
  readonly percent: number
  /** Where the share is of a change, the numerator is the difference of the two counts. */
  readonly isChange: boolean
  readonly source: string
}

/** What a figure says of a count that is not printed: numbers beside a percentage, entries behind a figure. */
export interface NamedCount {
  readonly key: string
  readonly min: number
  readonly max: number
  readonly source: string
}

export interface KnownTable {
  readonly id: string
  readonly rows: readonly string[]
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, KnownCount>>
  readonly spec: TableSpec
  readonly shares?: readonly KnownShare[]
  readonly named?: readonly NamedCount[]
  /** Id of the period that its report is about. */
  readonly about?: string
  /** k that its publisher held small counts to. */
  readonly threshold?: number
}

/** Names a count across tables, presets and versions. */
export function keyFor(measure: string, period: string, cut: AnyCut): string {
  return countKey({ unit: measure, period, ...(cut as Readonly<Record<string, string>>) })
}
