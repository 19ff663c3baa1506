/** State and vocabulary of the JSON scanner: what it finds, where it stands. The scanning is in scan-json.ts and scan-json-string.ts. */
import { quote } from '../input-error.ts'

export type IJsonBreachCode =
  | 'not_utf8'
  | 'not_json'
  | 'too_deep'
  | 'duplicate_name'
  | 'proto_name'
  | 'lone_surrogate'
  | 'noncharacter'
  | 'not_integer'
  | 'negative_zero'
  | 'unsafe_integer'

export interface IJsonBreach {
  readonly code: IJsonBreachCode
  /** Offset from the start of `bytes`. Names, numbers, arrays and objects: of their first byte; characters: of theirs. */
  readonly byte: number
  readonly expected: string
  readonly got: string
}

/** Where the top-level members stand, four numbers each: name from, name to (inside the quotes), value from, value to. */
export type MemberSpans = readonly number[]

export interface JsonScan {
  /** In byte order. After `not_utf8`, `not_json` or `too_deep` the rest was not looked at. */
  readonly breaches: readonly IJsonBreach[]
  /** Where the first departure from canonical form (RFC 8785) shows, or -1. Says nothing where there are breaches. */
  readonly notCanonicalAt: number
  /** Empty unless the text is an object. */
  readonly members: MemberSpans
}

/** Breaches listed of one text. A line of 64 KiB could have thousands, and the first hundred tell as much. */
export const MAX_BREACHES = 100

export interface Scanner {
  readonly bytes: Uint8Array
  readonly end: number
  readonly members: number[]
  at: number
  depth: number
  breaches: IJsonBreach[]
  notCanonicalAt: number
  /** Of the string just scanned: ASCII without escapes, so that its bytes are its characters. */
  plain: boolean
}

export function breach(scanner: Scanner, code: IJsonBreachCode, byte: number, expected: string, got?: string): false {
  if (scanner.breaches.length < MAX_BREACHES) {
    const piece = scanner.bytes.subarray(byte, Math.min(byte + 24, scanner.end))
    const text = piece.length === 0 ? 'the end of the text' : quote(String.fromCharCode(...piece))
    scanner.breaches.push({ code, byte, expected, got: got ?? text })
  }
  return false
}

export function notCanonical(scanner: Scanner, byte: number): void {
  if (scanner.notCanonicalAt < 0 || byte < scanner.notCanonicalAt) scanner.notCanonicalAt = byte
}

/** Next byte, or -1 at the end. */
export const peek = (scanner: Scanner): number =>
  scanner.at < scanner.end ? (scanner.bytes[scanner.at] as number) : -1

export function skipWhiteSpace(scanner: Scanner): number {
  for (;;) {
    const byte = peek(scanner)
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return byte
    notCanonical(scanner, scanner.at)
    scanner.at++
  }
}
