/**
 * Base64, strictly: every byte string has exactly one spelling.
 *
 * Source: RFC 4648 §4 (standard, padded) and §5 (URL-safe, without padding as in RFC 7515 §2). Refused, as §3.5 and
 * §12 advise: white space, the other alphabet's characters, wrong or missing padding, and unused trailing bits that
 * are not zero. A decoder that ignores those would let one signature be written in several ways.
 */
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const URL_SAFE = `${STANDARD.slice(0, 62)}-_`
const NOT_A_DIGIT = 255

function digitValues(alphabet: string): Uint8Array {
  const values = new Uint8Array(128).fill(NOT_A_DIGIT)
  for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i
  return values
}
const STANDARD_VALUES = digitValues(STANDARD)
const URL_SAFE_VALUES = digitValues(URL_SAFE)

function encode(bytes: Uint8Array, alphabet: string, padding: string): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63)
    text += left > 1 ? alphabet.charAt((group >> 6) & 63) : padding
    text += left > 2 ? alphabet.charAt(group & 63) : padding
  }
  return text
}

/** Decodes digits without padding. A last group of 2 or 3 digits carries 1 or 2 bytes and 4 or 2 bits that must be 0. */
function decode(digits: string, values: Uint8Array): Uint8Array | null {
  if (digits.length % 4 === 1) return null
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let bits = 0
  let bitCount = 0
  let written = 0
  for (let i = 0; i < digits.length; i++) {
    const value = values[digits.charCodeAt(i)] ?? NOT_A_DIGIT
    if (value === NOT_A_DIGIT) return null
    bits = (bits << 6) | value
    bitCount += 6
    if (bitCount >= 8) {
      bitCount -= 8
      bytes[written++] = bits >> bitCount
      bits &= (1 << bitCount) - 1
    }
  }
  return bits === 0 ? bytes : null
}

/** Standard base64 with padding. */
export const encodeBase64 = (bytes: Uint8Array): string => encode(bytes, STANDARD, '=')

/** URL-safe base64 without padding. */
export const encodeBase64Url = (bytes: Uint8Array): string => encode(bytes, URL_SAFE, '')

/** @returns null unless `text` is what `encodeBase64` would write for some bytes */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return decode(text.slice(0, text.length - padding), STANDARD_VALUES)
}

/** @returns null unless `text` is what `encodeBase64Url` would write for some bytes */
export const decodeBase64Url = (text: string): Uint8Array | null => decode(text, URL_SAFE_VALUES)
