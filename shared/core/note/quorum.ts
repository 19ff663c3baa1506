/** What a policy's quorum asks for, and what it can promise. Source: C2SP tlog-policy, "Defining the quorum". */
import { keyIdentity } from './key-name.ts'
import type { Policy, QuorumRule } from './policy.ts'

/** A key that has signed: name and id, as in the signature line. */
export interface SignedBy {
  readonly name: string
  readonly keyId: string
}

/**
 * Have enough witnesses cosigned? `cosigners`: the keys whose cosignatures of one checkpoint *verified*. `quorum none`
 * is always met. A witness with an ML-DSA-44 key never counts, because nothing here can check its signature.
 */
export function isQuorumMet(policy: Policy, cosigners: readonly SignedBy[]): boolean {
  const identities = new Set(cosigners.map(keyIdentity))
  return policy.quorum === null || isRuleMet(policy.quorum, identities)
}

function isRuleMet(rule: QuorumRule, cosigners: ReadonlySet<string>): boolean {
  if (rule.kind === 'witness') return cosigners.has(keyIdentity(rule.witness.vkey))
  return rule.members.filter((member) => isRuleMet(member, cosigners)).length >= rule.threshold
}

/**
 * Must any two sets of witnesses that both meet the quorum have a witness in common? If not, a log can show two
 * histories, each with a full quorum, without any witness having lied: a split view is possible.
 *
 * Exact for every policy, in one walk, because each name is in one group at most and members do not overlap. Whether
 * a rule can be met twice by disjoint sets ("doubled") is decided from its members: with s doubled ones, both sides
 * get those s, and each needs threshold - s more from the others, which can serve one side only.
 */
export const everyTwoQuorumsShareAWitness = (policy: Policy): boolean =>
  policy.quorum !== null && !canBeDoubled(policy.quorum)

function canBeDoubled(rule: QuorumRule): boolean {
  if (rule.kind === 'witness') return false
  const doubled = rule.members.filter(canBeDoubled).length
  const lacking = Math.max(0, rule.threshold - doubled)
  return 2 * lacking <= rule.members.length - doubled
}
