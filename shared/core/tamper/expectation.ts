/** What `verify` has to answer for a tampered export, given the log's keys (docs/formats/log.md §5). */
import type { TruthItem } from './ops.ts'

export interface Expectation {
  /** null: the same as for the export before it was tampered with. */
  readonly exit: 30 | 40 | null
  readonly integrity: 'intact' | 'damaged'
  /** A word that the answer about completeness holds; null: as before. */
  readonly completeness: 'truncated' | 'forked' | null
  /** Time findings that have to be there, besides those of the original. */
  readonly findings: readonly { readonly code: 'late_or_backdated'; readonly first: number; readonly last: number }[]
  /** Two heads of the export that contradict each other. */
  readonly fork?: { readonly a: string; readonly b: string }
  readonly why: string
}

export function expectationOf(truth: readonly TruthItem[]): Expectation {
  const isCutOnly = truth.every(({ op }) => op === 'tail_cut')
  return {
    exit: isCutOnly ? 30 : 40,
    integrity: isCutOnly ? 'intact' : 'damaged',
    completeness: truth.some(({ op }) => op === 'tail_cut') ? 'truncated' : null,
    findings: [],
    why: isCutOnly ? 'a signed head is larger than the entries' : 'entries do not hash to the signed heads',
  }
}
