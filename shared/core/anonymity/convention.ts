/** The convention behind a figure, and what another reading would have said. */
import type { Judgement } from './claims.ts'

export interface Alternative {
  readonly convention: string
  readonly value: number | 'infinite' | 'unsatisfiable' | 'undecided' | null
}

export interface Convention {
  readonly figure: string
  /** What the headline figure follows. */
  readonly convention: string
  readonly value: Alternative['value']
  readonly alternatives: readonly Alternative[]
  /** Would a claim have another verdict under an alternative? */
  readonly flips: boolean
  /** The claims that would. */
  readonly flippedClaims: readonly string[]
}

/** The claims that another reading turns. `others` has undefined where it says nothing. */
export function flipped(
  judgements: readonly Judgement[],
  others: readonly (Judgement | undefined)[],
): readonly string[] {
  return judgements
    .filter((own, at) => others[at] && others[at]?.verdict !== own.verdict)
    .map(({ claim }) => claim.text)
}
