/** Independence: has anybody else seen this head? */
import { equalBytes } from '../../bytes/equal.ts'
import { formatInstant } from '../../instant.ts'
import { keyIdentity } from '../../note/key-name.ts'
import { everyTwoQuorumsShareAWitness, isQuorumMet } from '../../note/quorum.ts'
import type { CountedHead } from '../compare-heads.ts'
import type { Cosigned } from '../head.ts'
import { type Facts, isOwn, largest, plural } from './facts.ts'

/** The export's newest head; where it has none of its own, the largest remembered one. */
const headOf = ({ counted, newest }: Facts): CountedHead | null => newest ?? largest(counted)

/** Cosignatures of the newest head, from every note that has its very text. */
function cosignaturesOfNewest(facts: Facts): readonly Cosigned[] {
  const { counted } = facts
  const newest = headOf(facts)
  if (newest === null) return []
  const same = counted.filter((head) => {
    const { origin, root, extensions } = head.checkpoint
    return (
      isOwn(head) === isOwn(newest) &&
      head.size === newest.size &&
      origin === newest.checkpoint.origin &&
      equalBytes(root, newest.checkpoint.root) &&
      extensions.join('\n') === newest.checkpoint.extensions.join('\n')
    )
  })
  return same.flatMap(({ head }) => head.cosignatures)
}

/** null: no quorum was asked for. */
export function quorumMet(facts: Facts): boolean | null {
  const { policy } = facts
  return policy === null || policy.quorum === null ? null : isQuorumMet(policy, cosignaturesOfNewest(facts))
}

export function independence(facts: Facts) {
  const { policy } = facts
  const cosignatures = cosignaturesOfNewest(facts)
  const met = quorumMet(facts)
  const witnesses = (policy?.witnesses ?? []).map(({ vkey: { name, keyId } }) => {
    const times = cosignatures
      .filter((by) => keyIdentity(by) === `${name}+${keyId}`)
      .map((by) => Number(by.timeSeconds))
    const time = times.length === 0 ? null : formatInstant(Math.max(...times) * 1000)
    return { name, keyId, cosigned: times.length > 0, time }
  })
  const splitViewPossible = policy === null || !everyTwoQuorumsShareAWitness(policy)
  const answer = met === null ? ('not asked for' as const) : met ? ('quorum met' as const) : ('not met' as const)
  return { answer, why: why(met, witnesses, splitViewPossible, headOf(facts) !== null), splitViewPossible, witnesses }
}

function why(
  met: boolean | null,
  witnesses: readonly { readonly cosigned: boolean }[],
  splitViewPossible: boolean,
  hasHead: boolean,
): string {
  if (met === null)
    return 'No quorum of witnesses was asked for: the operator may show others another log (a split view).'
  const signed = witnesses.filter(({ cosigned }) => cosigned).length
  const seen = hasHead
    ? `${signed} of ${plural(witnesses.length, 'witness', 'witnesses')} of the policy cosigned the newest head`
    : 'There is no verified head that witnesses could have cosigned'
  const split = splitViewPossible
    ? 'Two quorums without a common witness are possible, so a split view is too.'
    : 'Every two quorums share a witness, so a split view would need a witness that lies.'
  return `${seen}: the quorum is ${met ? 'met' : 'not met'}. ${split}`
}
