/** Every claim against the table, in the headline reading: several sensitive columns each alone, the worst taken. */
import { type Claim, type Judgement, judgeK, judgeProsecutor, judgeSensitive, undecidable, worstOf } from './claims.ts'
import type { Prepared } from './prepare.ts'
import { compareRatio, ratio } from './rational.ts'

function judge(prepared: Prepared, claim: Claim): Judgement {
  const { part, headcounts, sensitive, population } = prepared
  switch (claim.metric) {
    case 'k':
      return judgeK(claim, headcounts)
    case 'prosecutorMax':
      return judgeProsecutor(claim, part.sizes)
    case 'kMap':
      if (population === null) {
        return undecidable(claim, 'k-map needs a population table; the sample alone does not decide it')
      }
      return {
        claim,
        verdict: compareRatio(ratio(population.kMap, 1), claim.threshold) >= 0 ? 'holds' : 'fails',
        achieved: population.kMap,
        why: `the rarest class has ${population.kMap} people in the population`,
        violations: [],
      }
    default: {
      const about = sensitive.filter(
        ({ column }) => claim.sensitive === undefined || column.spec.name === claim.sensitive,
      )
      const worst = worstOf(about.map((measures) => judgeSensitive(claim, measures, part)))
      return worst ?? undecidable(claim, 'no sensitive column was named')
    }
  }
}

export function judgeAll(prepared: Prepared): readonly Judgement[] {
  return prepared.claims.map((claim) => judge(prepared, claim))
}
