/** Strings of JSON (RFC 8259 §7): well-formed, and free of what I-JSON (RFC 7493 §2.1) does not want in them. */
import { utf8CodePoint, utf8SequenceLength } from '../bytes/utf8.ts'
import type { Scanner } from './json-scanner.ts'
import { breach, notCanonical } from './json-scanner.ts'

/** At the opening quote; leaves `at` behind the closing one. */
export function scanString(scanner: Scanner): boolean {
  const { bytes, end } = scanner
  scanner.plain = true
  let at = scanner.at + 1
  for (;;) {
    if (at >= end) return breach(scanner, 'not_json', end, 'a closing double quote')
    const byte = bytes[at] as number
    if (byte === 0x22) {
      scanner.at = at + 1
      return true
    }
    if (byte >= 0x20 && byte < 0x80 && byte !== 0x5c) {
      at++
      continue
    }
    scanner.plain = false
    if (byte < 0x20) return breach(scanner, 'not_json', at, 'control characters in a string to be escaped')
    const length = byte === 0x5c ? scanEscape(scanner, at) : scanCharacter(scanner, at)
    if (length === 0) return false
    at += length
  }
}

/** A character beyond ASCII. Its length in bytes, 0 = not UTF-8. */
function scanCharacter(scanner: Scanner, at: number): number {
  const length = utf8SequenceLength(scanner.bytes, at, scanner.end)
  if (length === 0) {
    breach(scanner, 'not_utf8', at, 'UTF-8')
    return 0
  }
  checkCharacter(scanner, utf8CodePoint(scanner.bytes, at, length), at)
  return length
}

/** Noncharacters: Unicode §23.7, the last two of every plane and U+FDD0..U+FDEF. */
function checkCharacter(scanner: Scanner, point: number, at: number): void {
  if ((point & 0xfffe) !== 0xfffe && (point < 0xfdd0 || point > 0xfdef)) return
  breach(scanner, 'noncharacter', at, 'no Unicode noncharacters', `U+${point.toString(16).toUpperCase()}`)
}

/** `at` is the backslash. Length of the escape, of both halves for a surrogate pair; 0 = no escape of RFC 8259 §7. */
function scanEscape(scanner: Scanner, at: number): number {
  const kind = at + 1 < scanner.end ? (scanner.bytes[at + 1] as number) : -1
  if (kind !== 0x75) {
    if (kind === 0x2f) notCanonical(scanner, at)
    if ([0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74].includes(kind)) return 2
    breach(scanner, 'not_json', at, 'an escape of RFC 8259 §7')
    return 0
  }
  const unit = hexUnit(scanner, at + 2)
  if (unit < 0) {
    breach(scanner, 'not_json', at, '\\u and four hex digits')
    return 0
  }
  if (!isCanonicalEscape(scanner.bytes, at, unit)) notCanonical(scanner, at)
  if (unit < 0xd800 || unit > 0xdfff) {
    checkCharacter(scanner, unit, at)
    return 6
  }
  const isPair = unit < 0xdc00 && scanner.bytes[at + 6] === 0x5c && scanner.bytes[at + 7] === 0x75
  const low = isPair ? hexUnit(scanner, at + 8) : -1
  if (low < 0xdc00 || low > 0xdfff) {
    breach(scanner, 'lone_surrogate', at, 'surrogates in pairs', `\\u${unit.toString(16)}`)
    return 6
  }
  checkCharacter(scanner, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), at)
  return 12
}

/** Four hex digits, or -1. */
function hexUnit(scanner: Scanner, at: number): number {
  if (at + 4 > scanner.end) return -1
  let unit = 0
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(scanner.bytes[i] as number)
    if (digit < 0) return -1
    unit = unit * 16 + digit
  }
  return unit
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** RFC 8785 §3.2.2.2: \u only for control characters without a short form, in lower case. */
function isCanonicalEscape(bytes: Uint8Array, at: number, unit: number): boolean {
  const hasShortForm = unit >= 0x08 && unit <= 0x0d && unit !== 0x0b
  const last = bytes[at + 5] as number
  return unit < 0x20 && !hasShortForm && !(last >= 0x41 && last <= 0x46)
}
