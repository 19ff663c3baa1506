/**
 * The grammar of JSON (RFC 8259), followed over bytes without building values. Each function returns false where the
 * text cannot be followed any further; what is merely not I-JSON or not canonical is noted, and the walk goes on.
 */
import { decodeUtf8 } from '../bytes/utf8.ts'
import { quote } from '../input-error.ts'
import type { MemberSpans, Scanner } from './json-scanner.ts'
import { breach, notCanonical, peek, skipWhiteSpace } from './json-scanner.ts'
import { MAX_JSON_DEPTH } from './json-value.ts'
import { scanString } from './scan-json-string.ts'

export function scanValue(scanner: Scanner): boolean {
  switch (skipWhiteSpace(scanner)) {
    case 0x22:
      return scanString(scanner)
    case 0x7b:
    case 0x5b:
      return scanNested(scanner)
    case 0x74:
      return scanWord(scanner, 'true')
    case 0x66:
      return scanWord(scanner, 'false')
    case 0x6e:
      return scanWord(scanner, 'null')
    default:
      return scanNumber(scanner)
  }
}

function scanWord(scanner: Scanner, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    if (scanner.at + i >= scanner.end || scanner.bytes[scanner.at + i] !== word.charCodeAt(i)) {
      return breach(scanner, 'not_json', scanner.at, `"${word}"`)
    }
  }
  scanner.at += word.length
  return true
}

function scanNested(scanner: Scanner): boolean {
  if (scanner.depth === MAX_JSON_DEPTH) {
    return breach(scanner, 'too_deep', scanner.at, `nesting of at most ${MAX_JSON_DEPTH} levels`)
  }
  scanner.depth++
  const isObject = scanner.bytes[scanner.at++] === 0x7b
  const scanned = isObject ? scanObject(scanner) : scanArray(scanner)
  scanner.depth--
  return scanned
}

function scanArray(scanner: Scanner): boolean {
  if (skipWhiteSpace(scanner) === 0x5d) {
    scanner.at++
    return true
  }
  for (;;) {
    if (!scanValue(scanner)) return false
    const byte = skipWhiteSpace(scanner)
    if (byte !== 0x2c && byte !== 0x5d) return breach(scanner, 'not_json', scanner.at, '"," or "]"')
    scanner.at++
    if (byte === 0x5d) return true
  }
}

function scanObject(scanner: Scanner): boolean {
  if (skipWhiteSpace(scanner) === 0x7d) {
    scanner.at++
    return true
  }
  /** Spans of the names so far. At the top they are the members, for the caller; below, only needed out of order. */
  const top = scanner.depth === 1
  const spans: number[] = top ? scanner.members : []
  let ascending = true
  let previousFrom = -1
  let previousTo = -1
  let previousPlain = true
  for (;;) {
    if (skipWhiteSpace(scanner) !== 0x22) return breach(scanner, 'not_json', scanner.at, 'a member name')
    const from = scanner.at + 1
    if (!scanString(scanner)) return false
    const to = scanner.at - 1
    const plain = scanner.plain
    if (to - from >= 9) checkProto(scanner, from, to)
    if (ascending && previousFrom >= 0) {
      ascending =
        previousPlain && plain
          ? isLess(scanner.bytes, previousFrom, previousTo, from, to)
          : nameOf(scanner.bytes, previousFrom, previousTo) < nameOf(scanner.bytes, from, to)
      if (!ascending) notCanonical(scanner, from - 1)
    }
    previousFrom = from
    previousTo = to
    previousPlain = plain
    if (skipWhiteSpace(scanner) !== 0x3a) return breach(scanner, 'not_json', scanner.at, '":"')
    scanner.at++
    skipWhiteSpace(scanner)
    spans.push(from, to, scanner.at)
    if (!scanValue(scanner)) return false
    spans.push(scanner.at)
    const byte = skipWhiteSpace(scanner)
    if (byte !== 0x2c && byte !== 0x7d) return breach(scanner, 'not_json', scanner.at, '"," or "}"')
    scanner.at++
    if (byte === 0x7d) {
      if (!ascending) checkRepeats(scanner, spans)
      return true
    }
  }
}

/** Plain names, compared as bytes: the same order as UTF-16 code units while all are ASCII. */
function isLess(bytes: Uint8Array, aFrom: number, aTo: number, bFrom: number, bTo: number): boolean {
  const common = Math.min(aTo - aFrom, bTo - bFrom)
  for (let i = 0; i < common; i++) {
    const difference = (bytes[aFrom + i] as number) - (bytes[bFrom + i] as number)
    if (difference !== 0) return difference < 0
  }
  return aTo - aFrom < bTo - bFrom
}

/** A name that was scanned before, so that it is well-formed; JSON.parse undoes its escapes. */
function nameOf(bytes: Uint8Array, from: number, to: number): string {
  const raw = decodeUtf8(bytes, from, to) ?? ''
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
}

function checkRepeats(scanner: Scanner, spans: MemberSpans): void {
  const seen = new Set<string>()
  for (let i = 0; i < spans.length; i += 4) {
    const from = spans[i] as number
    const name = nameOf(scanner.bytes, from, spans[i + 1] as number)
    if (seen.has(name)) breach(scanner, 'duplicate_name', from - 1, 'every member name once', quote(name))
    seen.add(name)
  }
}

function checkProto(scanner: Scanner, from: number, to: number): void {
  const first = scanner.bytes[from]
  if ((first !== 0x5f && first !== 0x5c) || nameOf(scanner.bytes, from, to) !== '__proto__') return
  breach(scanner, 'proto_name', from - 1, 'a member name other than "__proto__"', '"__proto__"')
}

/** RFC 8259 §6, as integer part, fraction, exponent. */
function scanNumber(scanner: Scanner): boolean {
  const { at: from } = scanner
  const negative = peek(scanner) === 0x2d
  if (negative) scanner.at++
  const digitsFrom = scanner.at
  const magnitude = scanDigits(scanner)
  const digits = scanner.at - digitsFrom
  if (digits === 0) return breach(scanner, 'not_json', from, negative ? 'a digit after "-"' : 'a JSON value')
  if (digits > 1 && scanner.bytes[digitsFrom] === 0x30) {
    return breach(scanner, 'not_json', digitsFrom, 'a number without leading zeros')
  }
  let fractional = false
  if (peek(scanner) === 0x2e) {
    fractional = true
    if (!scanMoreDigits(scanner)) return false
  }
  if ((peek(scanner) | 0x20) === 0x65) {
    fractional = true
    const sign = scanner.bytes[scanner.at + 1]
    if (sign === 0x2b || sign === 0x2d) scanner.at++
    if (!scanMoreDigits(scanner)) return false
  }
  if (fractional || magnitude > Number.MAX_SAFE_INTEGER || (negative && magnitude === 0)) {
    judgeNumber(scanner, from, fractional, magnitude)
  }
  return true
}

/** Value of the digits. Beyond 2^53 it is rounded, never down to 2^53-1 or less, so that comparing with it is exact. */
function scanDigits(scanner: Scanner): number {
  let magnitude = 0
  for (;;) {
    const digit = peek(scanner) - 0x30
    if (digit < 0 || digit > 9) return magnitude
    magnitude = magnitude * 10 + digit
    scanner.at++
  }
}

/** At a point, an `e` or its sign: digits have to follow. */
function scanMoreDigits(scanner: Scanner): boolean {
  const from = ++scanner.at
  scanDigits(scanner)
  return scanner.at > from || breach(scanner, 'not_json', from, 'a digit')
}

function judgeNumber(scanner: Scanner, from: number, fractional: boolean, magnitude: number): void {
  const text = decodeUtf8(scanner.bytes, from, scanner.at) ?? ''
  if (String(Number(text)) !== text) notCanonical(scanner, from)
  if (fractional) breach(scanner, 'not_integer', from, 'an integer, without point or exponent', quote(text))
  else if (magnitude === 0) breach(scanner, 'negative_zero', from, '0', quote(text))
  else breach(scanner, 'unsafe_integer', from, 'an integer within +-(2^53-1)', quote(text))
}
