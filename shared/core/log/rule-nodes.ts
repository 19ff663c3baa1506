/** Member rules made ready for matching over bytes: names and values as they stand in a canonical line. */
import { type Literal, literal } from './literal.ts'
import type { MemberRule, RuleKind } from './member-rules.ts'

/** As numbers, so that choosing what to match is one jump. */
export const KIND = {
  text: 0,
  oneOf: 1,
  object: 2,
  list: 3,
  integer: 4,
  instant: 5,
  boolean: 6,
  hash: 7,
  freeText: 8,
  reqId: 9,
  map: 10,
  keyId: 11,
  decimal: 12,
  any: 13,
  version: 14,
} as const satisfies Record<RuleKind, number>

export interface RuleNode {
  readonly kind: number
  readonly orNull: boolean
  /** The values of `oneOf`, in quotes; the names of a `map`, in quotes and with their colon. */
  readonly values: readonly Literal[]
  readonly members: readonly MemberNode[]
  readonly of: RuleNode | null
}

export interface MemberNode {
  /** `"name":` */
  readonly key: Literal
  readonly name: string
  readonly required: boolean
  readonly rule: RuleNode
}

export function ruleNode(rule: MemberRule): RuleNode {
  const suffix = rule.kind === 'map' ? ':' : ''
  const values = rule.values.map((value) => literal(`"${value}"${suffix}`))
  const members = rule.members.map(({ name, required, rule: of }) => {
    return { key: literal(`"${name}":`), name, required, rule: ruleNode(of) }
  })
  return { kind: KIND[rule.kind], orNull: rule.orNull, values, members, of: rule.of && ruleNode(rule.of) }
}
