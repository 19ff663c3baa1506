/**
 * Hexadecimal, strictly: lower-case digits, two a byte (RFC 4648 §8 with the lower-case alphabet).
 * Upper case is refused, so that two spellings of one hash cannot look like two hashes.
 */
const DIGITS = '0123456789abcdef'

export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += DIGITS.charAt(byte >> 4) + DIGITS.charAt(byte & 15)
  return text
}

/** @returns null unless `text` is an even number of lower-case hex digits */
export function decodeHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0) return null
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    const high = DIGITS.indexOf(text.charAt(2 * i))
    const low = DIGITS.indexOf(text.charAt(2 * i + 1))
    if (high < 0 || low < 0) return null
    bytes[i] = high * 16 + low
  }
  return bytes
}
