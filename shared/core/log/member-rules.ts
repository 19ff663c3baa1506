/** The vocabulary in which event-members.ts says what an event's members may hold. Plain data: read by two different checkers. */
export type RuleKind =
  | 'text' // any string
  | 'freeText' // what people wrote: looked through for personal data
  | 'oneOf' // one of `values`, a closed enumeration
  | 'instant' // RFC 3339 UTC with milliseconds
  | 'integer' // 0 to 2^53-1
  | 'version' // the integer 1
  | 'reqId' // [A-Za-z0-9_-]{8,64}
  | 'boolean'
  | 'hash' // standard base64 of 32 bytes
  | 'keyId' // 8 lower-case hex digits
  | 'decimal' // an integer from 0, or a string that holds a decimal
  | 'any' // any JSON value
  | 'object' // exactly `members`
  | 'map' // names out of `values` (any, when empty), each holding `of`
  | 'list' // of `of`

export interface MemberRule {
  readonly kind: RuleKind
  readonly orNull: boolean
  readonly values: readonly string[]
  /** In the order of canonical JSON. */
  readonly members: readonly MemberSpec[]
  readonly of: MemberRule | null
}

export interface MemberSpec {
  readonly name: string
  readonly required: boolean
  readonly rule: MemberRule
}

function rule(kind: RuleKind, parts: Partial<Omit<MemberRule, 'kind'>> = {}): MemberRule {
  return { kind, orNull: false, values: [], members: [], of: null, ...parts }
}

export const text = rule('text')
export const freeText = rule('freeText')
export const instant = rule('instant')
export const integer = rule('integer')
export const version = rule('version')
export const reqId = rule('reqId')
/** null = unknown, which is never treated as 0. */
export const count = rule('integer', { orNull: true })
export const boolean = rule('boolean')
export const hash = rule('hash')
export const keyId = rule('keyId')
export const decimal = rule('decimal')
export const anyValue = rule('any')
export const oneOf = (values: readonly string[]): MemberRule => rule('oneOf', { values })
export const list = (of: MemberRule): MemberRule => rule('list', { of })
export const map = (values: readonly string[], of: MemberRule): MemberRule => rule('map', { values, of })
export const orNull = (inner: MemberRule): MemberRule => ({ ...inner, orNull: true })

/** `{ 'name?': rule }` marks a member that may be absent. */
export function object(shape: Readonly<Record<string, MemberRule>>): MemberRule {
  const members = Object.entries(shape).map(([key, of]) => {
    const required = !key.endsWith('?')
    return { name: required ? key : key.slice(0, -1), required, rule: of }
  })
  // All names are ASCII, so comparing UTF-16 code units is comparing bytes (RFC 8785 §3.2.3).
  members.sort((a, b) => (a.name < b.name ? -1 : 1))
  return rule('object', { members })
}
