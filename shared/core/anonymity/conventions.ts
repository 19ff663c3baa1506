/**
 * The convention behind each figure, and what another reading would have said.
 *
 * Tools disagree silently on these; a verdict that depends on one is named.
 */
import type { Judgement } from './claims.ts'
import type { Convention } from './convention.ts'
import type { Prepared } from './prepare.ts'
import { missingQuasi, partlySuppressed, persons, spelledNumbers } from './quasi-conventions.ts'
import { baselines, missingSensitive, scales, severalSensitive } from './sensitive-conventions.ts'

export function conventionsOf(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  return [
    ...persons(prepared, judgements),
    ...missingQuasi(prepared, judgements),
    ...partlySuppressed(prepared, judgements),
    ...spelledNumbers(prepared, judgements),
    ...scales(prepared),
    ...missingSensitive(prepared, judgements),
    ...baselines(prepared, judgements),
    ...severalSensitive(prepared, judgements),
  ]
}
