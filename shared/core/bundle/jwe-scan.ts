/**
 * Takes a JWE apart while it streams: everything but the ciphertext is kept, the ciphertext is handed on in pieces.
 *
 * Source: RFC 7516 §7.1 (compact), §7.2.1 (general JSON). A payload may have 256 MiB, so nothing ever holds it whole.
 * Of JSON only as much is understood as it takes to find the string of the top-level member `ciphertext`; it is
 * replaced by an empty string, and what is left is parsed strictly by whoever judges it. A member whose name is
 * spelled with escapes is not found here, keeps its content, and is then refused as one that does not belong.
 */

/** Headers and encrypted keys of 256 recipients fit ten times over. */
export const MAX_JWE_HEAD_BYTES = 2 ** 20

export interface ScannedJwe {
  readonly serialization: 'compact' | 'json'
  /** Everything but the ciphertext. */
  readonly head: Uint8Array
  readonly isHeadTooLarge: boolean
  /** How often there was a ciphertext: 1, or it is not a JWE as we read it. */
  readonly ciphertexts: number
  /** Digits of base64url. */
  readonly digits: number
  /** Byte of the file with the first character that is no digit of base64url; null where there is none. */
  readonly badDigitAt: number | null
  /** No impossible length, and no unused bits that are set: RFC 4648 §3.5. */
  readonly isCanonical: boolean
}

export interface JweScanner {
  readonly push: (chunk: Uint8Array) => void
  readonly finish: () => ScannedJwe
}

const BAD = 255
const DIGIT_VALUE = new Uint8Array(256).fill(BAD)
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].entries()) {
  DIGIT_VALUE[digit.charCodeAt(0)] = value
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const DOT = 0x2e
const NAME = '"ciphertext"'

/** `onDigits` gets the ciphertext as it stands, in pieces that are good until it returns. */
export function createJweScanner(onDigits: (digits: Uint8Array) => void = () => undefined): JweScanner {
  let head = new Uint8Array(4096)
  let headBytes = 0
  let isHeadTooLarge = false
  let mode: 'start' | 'json' | 'compact' = 'start'
  let inCiphertext = false
  let ciphertexts = 0
  let digits = 0
  let lastValue = 0
  let badDigitAt: number | null = null
  let position = 0
  // compact
  let dots = 0
  // JSON
  let depth = 0
  let inString = false
  let isEscaped = false
  let stringAt = 0
  /** At depth 1: the last string was this member's name, and a colon followed. */
  let isNamed = false
  let lastString = ''

  const keep = (byte: number): void => {
    if (headBytes === MAX_JWE_HEAD_BYTES) {
      isHeadTooLarge = true
      return
    }
    if (headBytes === head.length) {
      const larger = new Uint8Array(head.length * 2)
      larger.set(head)
      head = larger
    }
    head[headBytes++] = byte
  }

  /** From `from`, up to the end mark or the end of the chunk; returns where it stopped. */
  const takeDigits = (chunk: Uint8Array, from: number, endMark: number): number => {
    let to = chunk.indexOf(endMark, from)
    if (to < 0) to = chunk.length
    for (let at = from; at < to; at++) {
      const value = DIGIT_VALUE[chunk[at] as number] as number
      if (value === BAD) badDigitAt ??= position + at
      lastValue = value
    }
    digits += to - from
    if (to > from) onDigits(chunk.subarray(from, to))
    return to
  }

  const jsonByte = (byte: number): void => {
    keep(byte)
    if (inString) {
      if (isEscaped) isEscaped = false
      else if (byte === BACKSLASH) isEscaped = true
      else if (byte === QUOTE) {
        inString = false
        const text = head.subarray(stringAt, headBytes)
        lastString = depth === 1 && text.length === NAME.length ? String.fromCharCode(...text) : ''
      }
      return
    }
    if (byte === QUOTE) {
      if (depth === 1 && isNamed) {
        inCiphertext = true
        ciphertexts += 1
        isNamed = false
      } else {
        inString = true
        stringAt = headBytes - 1
      }
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1
      isNamed = false
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1
    } else if (depth === 1 && byte === 0x3a) {
      isNamed = lastString === NAME
    } else if (depth === 1 && byte === 0x2c) {
      isNamed = false
      lastString = ''
    }
  }

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length; ) {
        if (inCiphertext) {
          at = takeDigits(chunk, at, mode === 'json' ? QUOTE : DOT)
          if (at === chunk.length) break
          inCiphertext = false
          if (mode === 'json') keep(QUOTE)
          else compactDot()
          at += 1
          continue
        }
        const byte = chunk[at] as number
        if (mode === 'start' && byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) {
          mode = byte === 0x7b ? 'json' : 'compact'
        }
        if (mode === 'compact') {
          if (byte === DOT) compactDot()
          else keep(byte)
        } else {
          jsonByte(byte)
        }
        at += 1
      }
      position += chunk.length
    },
    finish: () => ({
      serialization: mode === 'json' ? 'json' : 'compact',
      head: head.slice(0, headBytes),
      isHeadTooLarge,
      ciphertexts,
      digits,
      badDigitAt,
      isCanonical: isCanonicalEnd(digits, lastValue),
    }),
  }

  function compactDot(): void {
    keep(DOT)
    dots += 1
    if (dots !== 3) return
    inCiphertext = true
    ciphertexts += 1
  }
}

/** A last group of 2 digits carries 4 bits too many, one of 3 digits 2; a single digit is no group. */
function isCanonicalEnd(digits: number, lastValue: number): boolean {
  switch (digits % 4) {
    case 1:
      return false
    case 2:
      return (lastValue & 15) === 0
    case 3:
      return (lastValue & 3) === 0
    default:
      return true
  }
}

/** Bytes that canonical base64url of so many digits stands for. */
export const bytesOfDigits = (digits: number): number => Math.floor((digits * 3) / 4)
