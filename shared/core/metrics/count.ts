/**
 * Counting: how many requests, accounts or flags fall into one cut of a cohort, and which entries are behind the number.
 */
import type { RequestRow } from '../requests/request-row.ts'
import { type Dimension, decidersOf, valuesOf } from './dimensions.ts'

export type Measure = 'request' | 'account' | 'account_disclosed' | 'flag'
export type Cut = Readonly<Partial<Record<Dimension, string>>>

export interface Counted {
  readonly value: number
  /** Requests of the cut whose contribution the log does not know. `value` is then only what is certain. */
  readonly unknown: number
  /** `request.received` of each request counted, and the entry that decided each value. */
  readonly entries: number
}

/** What a request adds; null: unknown. */
export function contribution(row: RequestRow, measure: Measure): number | null {
  switch (measure) {
    case 'request':
      return 1
    case 'account':
      return row.accounts
    case 'account_disclosed':
      // Several bundles may be about the same accounts: their sum says nothing beyond the accounts asked for.
      return row.accountsDisclosed === null || row.accounts === null
        ? row.accountsDisclosed
        : Math.min(row.accountsDisclosed, row.accounts)
    case 'flag':
      return row.flags.raised
  }
}

/** seq of the entries behind one request's part of a cut, received first, none twice. */
export function entriesBehind(row: RequestRow, measure: Measure, dimensions: readonly Dimension[]): readonly number[] {
  const seqs = new Set([row.decidedBy.received])
  for (const dimension of dimensions) for (const seq of decidersOf(row, dimension)) if (seq !== null) seqs.add(seq)
  if (measure === 'account_disclosed') for (const seq of row.decidedBy.deliveries) seqs.add(seq)
  if (measure === 'flag' && row.decidedBy.userFlagged !== null) seqs.add(row.decidedBy.userFlagged)
  return [...seqs]
}

export function fits(row: RequestRow, cut: Cut): boolean {
  for (const dimension in cut) {
    if (!valuesOf(row, dimension as Dimension).includes(cut[dimension as Dimension] as string)) return false
  }
  return true
}

/** Adds up one group of rows at a time. */
export function createCounter(measure: Measure, dimensions: readonly Dimension[]) {
  let value = 0
  let unknown = 0
  let entries = 0
  return {
    add(row: RequestRow): void {
      const part = contribution(row, measure)
      if (part === null) unknown++
      else value += part
      entries += entriesBehind(row, measure, dimensions).length
    },
    counted: (): Counted => ({ value, unknown, entries }),
  }
}
