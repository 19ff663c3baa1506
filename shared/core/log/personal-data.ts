/**
 * Personal data in free text: e-mail addresses, telephone numbers, IP addresses, IMEIs (docs/formats/log.md §3).
 *
 * Patterns, not proof: they find what is written in a usual form. They are chosen so that dates, times, paragraphs and
 * case numbers in their usual forms do not match, and so that each takes time linear in the text.
 */
import { decodeUtf8 } from '../bytes/utf8.ts'

export type PersonalDataKind = 'an e-mail address' | 'a telephone number' | 'an IP address' | 'an IMEI'

/** RFC 5321 §4.1.2, loosely; internationalised names as in RFC 6531. One character before the @ will do. */
const EMAIL = /[\p{L}\p{N}._%+-]@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,8}\.\p{L}{2}/u
const IPV4 = /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\d)/
/** RFC 4291 §2.2: eight groups, or a `::`. Two colons alone are a time of day. */
const IPV6 = /(?<![\w:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\w:])/i
/** 3GPP TS 23.003 §6.2.1: 15 digits, perhaps grouped 2-6-6-1 or 6-2-6-1. */
const IMEI = /(?<!\d)(?:\d{15}|\d{2}[ -]\d{6}[ -]\d{6}[ -]\d|\d{6}[ -]\d{2}[ -]\d{6}[ -]\d)(?!\d)/
const PHONES = [
  /\+\d(?:[ ()./-]{0,2}\d){7,14}(?!\d)/, // international, ITU-T E.164
  /(?<!\d)(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)/, // North America
  /(?<![\d.,/-])\(?0\d{1,4}\)?[ -](?=(?:[ -]?\d){6})\d{3,8}(?:[ -]\d{2,8}){0,3}(?!\d)/, // national, with its 0
] as const

/** The first kind found, or null. */
export function findPersonalData(text: string): { readonly kind: PersonalDataKind; readonly at: number } | null {
  const patterns: readonly (readonly [PersonalDataKind, RegExp])[] = [
    ['an e-mail address', EMAIL],
    ['an IP address', IPV4],
    ['an IP address', IPV6],
    ['an IMEI', IMEI],
    ...PHONES.map((pattern) => ['a telephone number', pattern] as const),
  ]
  for (const [kind, pattern] of patterns) {
    const at = text.search(pattern)
    if (at >= 0) return { kind, at }
  }
  return null
}

/** Without an @, seven digits, four digits and three points, or two colons, none of the patterns can match. */
export function mayBePersonal(bytes: Uint8Array, from: number, to: number): boolean {
  let digits = 0
  let points = 0
  let colons = 0
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number
    if (byte > 0x40) continue
    if (byte === 0x40) return true
    if (byte === 0x3a) colons++
    else if (byte === 0x2e) points++
    else if (byte >= 0x30 && byte < 0x3a) digits++
  }
  return digits >= 7 || colons >= 2 || (points >= 3 && digits >= 4)
}

/** Of a JSON string in its quotes. */
export function spanHasPersonalData(bytes: Uint8Array, from: number, to: number): boolean {
  const quoted = decodeUtf8(bytes, from, to) ?? '""'
  return findPersonalData(quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted) !== null
}
