/**
 * UTF-8, strictly: RFC 3629 §3-4. Refused: overlong forms, surrogates (ED A0..BF), code points beyond U+10FFFF,
 * stray continuation bytes, truncated sequences. A byte order mark is kept as U+FEFF, because whoever hashes the
 * bytes must be able to see it.
 */

/** Most code units handed to String.fromCharCode in one call: well below every engine's argument limit. */
const CHUNK = 4096

/**
 * Length in bytes of the well-formed sequence that starts at `at`, or 0 if there is none.
 * The second byte's range depends on the first (RFC 3629 §4, the ABNF).
 */
export function utf8SequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number
  if (first < 0x80) return 1
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  if (length === 0 || at + length > end) return 0
  const second = bytes[at + 1] as number
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  if (second < lowest || second > highest) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0
  return length
}

/** Code point of a well-formed sequence of `length` bytes. */
export function utf8CodePoint(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] as number
  if (length === 1) return first
  let point = first & (0x7f >> length)
  for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] as number) & 0x3f)
  return point
}

/** Offset of the first byte that is not part of well-formed UTF-8, or -1. */
export function firstInvalidUtf8(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let at = start
  while (at < end) {
    const length = utf8SequenceLength(bytes, at, end)
    if (length === 0) return at
    at += length
  }
  return -1
}

/** @returns null where the bytes are not well-formed UTF-8 */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string | null {
  /** One place more than a chunk: a character beyond U+FFFF takes two. */
  const units = new Uint16Array(Math.min(end - start, CHUNK) + 1)
  let text = ''
  let count = 0
  let at = start
  while (at < end) {
    const byte = bytes[at] as number
    if (byte < 0x80) {
      units[count++] = byte
      at += 1
    } else {
      const length = utf8SequenceLength(bytes, at, end)
      if (length === 0) return null
      const point = utf8CodePoint(bytes, at, length)
      if (point >= 0x10000) units[count++] = 0xd7c0 + (point >> 10)
      units[count++] = point < 0x10000 ? point : 0xdc00 + (point & 0x3ff)
      at += length
    }
    if (count >= CHUNK) {
      text += fromUnits(units, count)
      count = 0
    }
  }
  return text + fromUnits(units, count)
}

const fromUnits = (units: Uint16Array, count: number): string =>
  String.fromCharCode.apply(null, units.subarray(0, count) as unknown as number[])

/** Bytes that the first `count` code units of well-formed `text` take in UTF-8. */
export function utf8Length(text: string, count = text.length): number {
  let bytes = 0
  for (let i = 0; i < count; i++) {
    const unit = text.charCodeAt(i)
    // A surrogate pair takes four bytes, two for each half.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3
  }
  return bytes
}

/** A lone surrogate, which UTF-8 cannot say, becomes U+FFFD, as in the Encoding standard. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let at = 0
  for (const character of text) {
    const raw = character.codePointAt(0) ?? 0
    const point = raw >= 0xd800 && raw <= 0xdfff ? 0xfffd : raw
    if (point < 0x80) {
      bytes[at++] = point
    } else if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6)
      bytes[at++] = 0x80 | (point & 0x3f)
    } else if (point < 0x10000) {
      bytes[at++] = 0xe0 | (point >> 12)
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
      bytes[at++] = 0x80 | (point & 0x3f)
    } else {
      bytes[at++] = 0xf0 | (point >> 18)
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f)
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f)
      bytes[at++] = 0x80 | (point & 0x3f)
    }
  }
  return bytes.slice(0, at)
}
