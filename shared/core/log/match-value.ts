/**
 * Matches one value of a canonical line against the rule for it, over bytes. Each function takes the offset where the
 * value begins and returns the offset behind it, or -1: not exactly what a perfect line holds there.
 *
 * -1 is no verdict. It sends the line to check-line.ts, which looks again, slowly, and says what is wrong, if anything.
 * The caller puts a LF behind the line: no value can hold one, so nothing runs past the end.
 */
import { utf8CodePoint, utf8SequenceLength } from '../bytes/utf8.ts'
import { type ByteView, isAt, type Literal, literal } from './literal.ts'
import { BASE64_VALUES, matchHash } from './match-hash.ts'
import { matchInstant } from './match-instant.ts'
import { mayBePersonal, spanHasPersonalData } from './personal-data.ts'
import { KIND, type MemberNode, type RuleNode } from './rule-nodes.ts'

/** Bytes that stand for themselves in a JSON string: ASCII from 0x20 without `"` and `\`. */
const PLAIN = new Uint8Array(256)
for (let byte = 0x20; byte < 0x80; byte++) PLAIN[byte] = byte === 0x22 || byte === 0x5c ? 0 : 1

export function matchRule(source: ByteView, at: number, rule: RuleNode): number {
  const { bytes } = source
  if (rule.orNull && bytes[at] === 0x6e) return matchWord(source, at, NULL)
  switch (rule.kind) {
    case KIND.text:
      return matchText(bytes, at)
    case KIND.oneOf:
      return matchOneOf(source, at, rule.values)
    case KIND.object:
      return matchObject(source, at, rule.members)
    case KIND.list:
      return matchList(source, at, rule.of)
    case KIND.integer:
      return matchInteger(bytes, at)
    case KIND.instant:
      return matchInstant(bytes, at)
    case KIND.boolean:
      return matchWord(source, at, bytes[at] === 0x74 ? TRUE : FALSE)
    case KIND.hash:
      return matchHash(bytes, at)
    case KIND.freeText:
      return matchFreeText(bytes, at)
    case KIND.reqId:
      return matchReqId(bytes, at)
    case KIND.map:
      return matchMap(source, at, rule)
    default:
      return matchRare(source, at, rule.kind)
  }
}

const NULL = literal('null')
const TRUE = literal('true')
const FALSE = literal('false')

function matchWord({ view }: ByteView, at: number, word: Literal): number {
  return isAt(view, at, word) ? at + word.length : -1
}

/** A string in canonical form and without noncharacters. */
export function matchText(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x22) return -1
  let i = at + 1
  for (;;) {
    const byte = bytes[i] as number
    if (PLAIN[byte] === 1) {
      i++
      continue
    }
    if (byte === 0x22) return i + 1
    const length = byte === 0x5c ? shortEscape(bytes[i + 1] as number) : byte < 0x80 ? 0 : characterLength(bytes, i)
    if (length === 0) return -1
    i += length
  }
}

/** `\"`, `\\`, `\b`, `\f`, `\n`, `\r`, `\t`; `\u001b` and the like are rare enough for the slow way. */
function shortEscape(kind: number): number {
  const known =
    kind === 0x22 || kind === 0x5c || kind === 0x62 || kind === 0x66 || kind === 0x6e || kind === 0x72 || kind === 0x74
  return known ? 2 : 0
}

/** Below U+10000 only EF begins noncharacters (U+FDD0..U+FDEF, U+FFFE, U+FFFF). */
function characterLength(bytes: Uint8Array, at: number): number {
  const length = utf8SequenceLength(bytes, at, bytes.length)
  const first = bytes[at] as number
  if (first < 0xef || length === 0) return length
  const point = utf8CodePoint(bytes, at, length)
  return (point & 0xfffe) === 0xfffe || (point >= 0xfdd0 && point <= 0xfdef) ? 0 : length
}

function matchFreeText(bytes: Uint8Array, at: number): number {
  const end = matchText(bytes, at)
  if (end > 0 && mayBePersonal(bytes, at + 1, end - 1) && spanHasPersonalData(bytes, at, end)) return -1
  return end
}

/** Digits without a leading zero, up to 2^53-1 (16 digits at most). */
export function matchInteger(bytes: Uint8Array, at: number): number {
  let value = 0
  let i = at
  for (;;) {
    const digit = (bytes[i] as number) - 0x30
    if (!(digit >= 0 && digit <= 9)) break
    value = value * 10 + digit
    i++
  }
  if (i === at || (i > at + 1 && bytes[at] === 0x30) || value > Number.MAX_SAFE_INTEGER) return -1
  return i
}

export function matchReqId(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x22) return -1
  let i = at + 1
  for (; isIdByte(bytes[i] as number); i++);
  const length = i - at - 1
  return bytes[i] === 0x22 && length >= 8 && length <= 64 ? i + 1 : -1
}

/** `-`, `_`, letters and digits: base64's digits with `-_` for `+/`. */
function isIdByte(byte: number): boolean {
  if (byte === 0x2b || byte === 0x2f) return false
  return byte === 0x2d || byte === 0x5f || (BASE64_VALUES[byte] as number) < 64
}

function matchOneOf({ view }: ByteView, at: number, values: readonly Literal[]): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as Literal
    if (isAt(view, at, value)) return at + value.length
  }
  return -1
}

function matchList(source: ByteView, at: number, of: RuleNode | null): number {
  const { bytes } = source
  if (bytes[at] !== 0x5b || of === null) return -1
  if (bytes[at + 1] === 0x5d) return at + 2
  let i = at
  do {
    i = matchRule(source, i + 1, of)
    if (i < 0) return -1
  } while (bytes[i] === 0x2c)
  return bytes[i] === 0x5d ? i + 1 : -1
}

function matchObject(source: ByteView, at: number, members: readonly MemberNode[]): number {
  const { bytes, view } = source
  if (bytes[at] !== 0x7b) return -1
  // Behind the brace, and then behind each value: a comma goes before every name but the first.
  let i = at + 1
  let comma = 0
  for (let m = 0; m < members.length; m++) {
    const { key, required, rule } = members[m] as MemberNode
    if ((comma === 1 && bytes[i] !== 0x2c) || !isAt(view, i + comma, key)) {
      if (required) return -1
      continue
    }
    i = matchRule(source, i + comma + key.length, rule)
    if (i < 0) return -1
    comma = 1
  }
  return bytes[i] === 0x7d ? i + 1 : -1
}

/** Names in ascending order: of a closed set, or plain ASCII of any kind. */
function matchMap(source: ByteView, at: number, rule: RuleNode): number {
  const { bytes } = source
  if (bytes[at] !== 0x7b || rule.of === null) return -1
  if (bytes[at + 1] === 0x7d) return at + 2
  let i = at
  let previous = -1
  do {
    const nameAt = i + 1
    const valueAt = rule.values.length > 0 ? matchOneOf(source, nameAt, rule.values) : matchPlainName(bytes, nameAt)
    if (valueAt < 0 || (previous >= 0 && !isAscending(bytes, previous, nameAt))) return -1
    previous = nameAt
    i = matchRule(source, valueAt, rule.of)
    if (i < 0) return -1
  } while (bytes[i] === 0x2c)
  return bytes[i] === 0x7d ? i + 1 : -1
}

/** `_` first is left to the slow way, which knows `__proto__`. */
function matchPlainName(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x22 || bytes[at + 1] === 0x5f) return -1
  let i = at + 1
  while (PLAIN[bytes[i] as number] === 1) i++
  return bytes[i] === 0x22 && bytes[i + 1] === 0x3a ? i + 2 : -1
}

/** Both at their opening quotes; a name that ends sorts before one that goes on, though its quote may not. */
function isAscending(bytes: Uint8Array, a: number, b: number): boolean {
  let i = 1
  while (bytes[a + i] === bytes[b + i] && bytes[a + i] !== 0x22) i++
  const x = bytes[a + i] as number
  const y = bytes[b + i] as number
  if (x === y || y === 0x22) return false
  return x === 0x22 || x < y
}

function matchRare(source: ByteView, at: number, kind: number): number {
  const { bytes } = source
  const quoted = bytes[at] === 0x22
  if (kind === KIND.version) return bytes[at] === 0x31 ? at + 1 : -1
  if (kind === KIND.keyId) {
    const end = matchReqId(bytes, at)
    return end === at + 10 && isLowerHex(bytes, at + 1, at + 9) ? end : -1
  }
  if (kind === KIND.decimal) return quoted ? matchDecimalText(bytes, at) : matchInteger(bytes, at)
  // 'any': plain values here, nested ones the slow way
  if (quoted) return matchText(bytes, at)
  if (bytes[at] === 0x6e) return matchWord(source, at, NULL)
  if (bytes[at] === 0x74) return matchWord(source, at, TRUE)
  return bytes[at] === 0x66 ? matchWord(source, at, FALSE) : matchInteger(bytes, at)
}

function isLowerHex(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false
  }
  return true
}

/** `"0.3"`, `"2"`: an integer part, and perhaps a point and digits. */
function matchDecimalText(bytes: Uint8Array, at: number): number {
  let i = matchInteger(bytes, at + 1)
  if (i < 0) return -1
  if (bytes[i] === 0x2e) {
    const from = ++i
    while ((bytes[i] as number) >= 0x30 && (bytes[i] as number) <= 0x39) i++
    if (i === from) return -1
  }
  return bytes[i] === 0x22 ? i + 1 : -1
}
