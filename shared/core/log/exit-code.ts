/** The exit code: the first row of the table in docs/formats/log.md §5 that applies. */
import type { DamageOpName } from './damage/items.ts'

export type ExitCode = 0 | 10 | 11 | 20 | 30 | 40 | 50

export type SeverityName = 'high' | 'medium' | 'low' | 'info'

const ORDER: readonly SeverityName[] = ['info', 'low', 'medium', 'high']

/** Facts that the code depends on, and nothing else. */
export interface ExitFacts {
  readonly damage: readonly { readonly op: DamageOpName }[]
  /** The bytes do not give the root of some verified head with size <= entries. */
  readonly headDisagrees: boolean
  /** A known key's signature is bad in `checkpoint` or `heads/`. */
  readonly badSignature: boolean
  /** A verified head is larger than the entries. */
  readonly truncated: boolean
  /** The newest verified head is smaller than a known one. */
  readonly rolledBack: boolean
  /** Two verified heads of one origin contradict each other. */
  readonly forked: boolean
  /** A head was verified by a key that the auditor gave. */
  readonly pinned: boolean
  readonly entries: number
  /** null: no policy with a quorum was given. */
  readonly quorumMet: boolean | null
}

export function exitCode(facts: ExitFacts): Exclude<ExitCode, 50> {
  if (facts.damage.some(({ op }) => op !== 'tail_cut') || facts.headDisagrees || facts.badSignature) return 40
  if (facts.truncated || facts.rolledBack || facts.forked) return 30
  if (!facts.pinned || facts.entries === 0) return 20
  if (facts.quorumMet === false) return 11
  return facts.quorumMet === null ? 10 : 0
}

/** `--fail-on`: 50 in place of 0 to 20 where something at least this severe was found. Lints count as `info`. */
export function failOn(
  code: Exclude<ExitCode, 50>,
  least: SeverityName | null,
  findings: readonly { readonly severity: SeverityName }[],
  lints: number,
): ExitCode {
  if (least === null || code > 20) return code
  const found = findings.some(({ severity }) => ORDER.indexOf(severity) >= ORDER.indexOf(least))
  return found || (least === 'info' && lints > 0) ? 50 : code
}
