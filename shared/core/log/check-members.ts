/** Compares the members of an entry with what its type has: docs/formats/events.md §1. One lint for each departure, with its pointer. */
import { decodeBase64 } from '../bytes/base64.ts'
import { isJsonObject, type JsonValue } from '../formats/json-value.ts'
import { quote } from '../input-error.ts'
import { parseInstant } from '../instant.ts'
import type { ReportLint } from './check-line.ts'
import type { LintCode } from './lint.ts'
import type { MemberRule } from './member-rules.ts'
import { findPersonalData } from './personal-data.ts'

type Report = (code: LintCode, pointer: string, expected: string, got: string) => void

export function checkMembers(value: JsonValue, rule: MemberRule, report: ReportLint): void {
  checkValue(value, rule, '', (code, pointer, expected, got) => report(code, 0, `${pointer || '/'}: ${expected}`, got))
}

function checkValue(value: JsonValue, rule: MemberRule, pointer: string, report: Report): void {
  if (value === null && rule.orNull) return
  switch (rule.kind) {
    case 'object':
      checkObject(value, rule, pointer, report)
      return
    case 'map':
      checkMap(value, rule, pointer, report)
      return
    case 'list':
      checkList(value, rule, pointer, report)
      return
    case 'oneOf':
      checkOneOf(value, rule, pointer, report)
      return
    case 'freeText':
      checkFreeText(value, pointer, report)
      return
    case 'any':
      return
    default: {
      const fits = FITS[rule.kind]
      if (fits.test(value)) return
      report('bad_member', pointer, rule.orNull ? `${fits.words} or null` : fits.words, quote(value))
    }
  }
}

const isInteger = (value: JsonValue): boolean =>
  Number.isSafeInteger(value) && Object.is(Math.abs(Number(value)), value)
const matches = (value: JsonValue, pattern: RegExp): boolean => typeof value === 'string' && pattern.test(value)

const FITS = {
  text: { words: 'a string', test: (value: JsonValue) => typeof value === 'string' },
  instant: {
    words: 'an instant such as 2026-03-01T09:30:00.000Z',
    test: (value: JsonValue) => typeof value === 'string' && parseInstant(value) !== null,
  },
  integer: { words: 'an integer from 0', test: isInteger },
  version: { words: '1', test: (value: JsonValue) => value === 1 },
  boolean: { words: 'true or false', test: (value: JsonValue) => typeof value === 'boolean' },
  hash: {
    words: 'standard base64 of 32 bytes',
    test: (value: JsonValue) => typeof value === 'string' && decodeBase64(value)?.length === 32,
  },
  keyId: { words: '8 lower-case hex digits', test: (value: JsonValue) => matches(value, /^[0-9a-f]{8}$/) },
  reqId: {
    words: 'an id of 8 to 64 of A-Z a-z 0-9 _ -',
    test: (value: JsonValue) => matches(value, /^[A-Za-z0-9_-]{8,64}$/),
  },
  decimal: {
    words: 'an integer or a decimal as a string',
    test: (value: JsonValue) => isInteger(value) || (matches(value, /^(0|[1-9]\d*)(\.\d+)?$/) && isSafe(String(value))),
  },
} as const

const isSafe = (decimal: string): boolean => Number.parseInt(decimal, 10) <= Number.MAX_SAFE_INTEGER

function checkObject(value: JsonValue, rule: MemberRule, pointer: string, report: Report): void {
  if (!isJsonObject(value)) {
    report('bad_member', pointer, 'an object', quote(value))
    return
  }
  for (const { name, required, rule: of } of rule.members) {
    const member = value[name]
    if (member !== undefined) checkValue(member, of, `${pointer}/${name}`, report)
    else if (required) report('missing_member', `${pointer}/${name}`, 'a member', 'nothing')
  }
  for (const name of Object.keys(value)) {
    if (rule.members.some((member) => member.name === name)) continue
    report('extra_member', `${pointer}/${escapePointer(name)}`, 'no such member', quote(value[name]))
  }
}

function checkMap(value: JsonValue, rule: MemberRule, pointer: string, report: Report): void {
  if (!isJsonObject(value)) {
    report('bad_member', pointer, 'an object', quote(value))
    return
  }
  for (const [name, member] of Object.entries(value)) {
    const at = `${pointer}/${escapePointer(name)}`
    if (rule.values.length > 0 && !rule.values.includes(name)) report('not_understood', at, oneOf(rule), quote(name))
    if (rule.of) checkValue(member, rule.of, at, report)
  }
}

function checkList(value: JsonValue, rule: MemberRule, pointer: string, report: Report): void {
  if (!Array.isArray(value)) {
    report('bad_member', pointer, 'a list', quote(value))
    return
  }
  value.forEach((item: JsonValue, i) => {
    if (rule.of) checkValue(item, rule.of, `${pointer}/${i}`, report)
  })
}

function checkOneOf(value: JsonValue, rule: MemberRule, pointer: string, report: Report): void {
  if (typeof value !== 'string') {
    report('bad_member', pointer, oneOf(rule), quote(value))
    return
  }
  if (!rule.values.includes(value)) report('not_understood', pointer, oneOf(rule), quote(value))
}

const oneOf = ({ values, orNull }: MemberRule): string => `one of ${values.join(', ')}${orNull ? ' or null' : ''}`

function checkFreeText(value: JsonValue, pointer: string, report: Report): void {
  if (typeof value !== 'string') {
    report('bad_member', pointer, 'a string', quote(value))
    return
  }
  const found = findPersonalData(value)
  // The lint says what kind it is, and does not repeat it.
  if (found) report('personal_data_in_text', pointer, 'no personal data', `what looks like ${found.kind}`)
}

/** RFC 6901 §3, cut where a name is long. */
function escapePointer(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 80)}…` : name
  return short.replaceAll('~', '~0').replaceAll('/', '~1')
}
