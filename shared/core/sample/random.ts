/**
 * Seeded pseudo-random numbers for sample logs: the same seed gives the same numbers on every machine.
 *
 * sfc32 (C. Doty-Humphrey, PractRand 0.93, "sfc" family): 32-bit integer arithmetic only, so no result depends on how a
 * machine rounds. Not for secrets: keys of a sample are derived by SHA-256 elsewhere, and a sample's keys guard nothing.
 */
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import { invariant } from '../input-error.ts'

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const BASE64_ALPHABET = `${ID_ALPHABET.slice(0, 62)}+/`

export interface Random {
  /** 0 to 2^32 - 1. */
  readonly uint32: () => number
  /** 0 <= x < 1, in steps of 2^-32. */
  readonly unit: () => number
  /** Integer, 0 <= x < limit. The bias of taking it from 32 bits is below 2^-12 for limits under a million. */
  readonly below: (limit: number) => number
  /** Integer, low <= x <= high; may span more than 32 bits. */
  readonly between: (low: number, high: number) => number
  /** Like `between`, but small values are more likely: the square of a uniform number, scaled. */
  readonly skewed: (low: number, high: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  /** Letters, digits, `-` and `_`: a request id. */
  readonly id: (length: number) => string
  /** 32 random bytes as standard base64, in the shape of a SHA-256. */
  readonly digest: () => string
}

/** The first 16 bytes of SHA-256(seed) are the state; 15 rounds are thrown away, as the author does. */
export function createRandom(seed: string, hash: Hash): Random {
  const state = hash(encodeUtf8(`plainview sample random\n${seed}`))
  const word = (at: number) => new DataView(state.buffer, state.byteOffset + at, 4).getInt32(0)
  let [a, b, c, counter] = [word(0), word(4), word(8), word(12)]

  const uint32 = () => {
    const out = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + out
    c |= 0
    return out >>> 0
  }
  for (let i = 0; i < 15; i++) uint32()

  const unit = () => uint32() / 2 ** 32
  const between = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1))
  const letters = (length: number, alphabet: string) => {
    let text = ''
    for (let left = length; left > 0; left -= 5) {
      let bits = uint32()
      for (let i = Math.min(5, left); i > 0; i--) {
        text += alphabet.charAt(bits & 63)
        bits >>>= 6
      }
    }
    return text
  }
  return {
    uint32,
    unit,
    below: (limit) => Math.floor(unit() * limit),
    between,
    skewed: (low, high) => {
      const u = unit()
      return low + Math.floor(u * u * (high - low))
    },
    chance: (probability) => unit() < probability,
    pick: (list) => {
      const picked = list[Math.floor(unit() * list.length)]
      invariant(picked !== undefined, 'picked from an empty list')
      return picked
    },
    id: (length) => letters(length, ID_ALPHABET),
    // 43 digits carry 258 bits; the last digit's two spare bits must be zero (RFC 4648 §3.5): every fourth letter.
    digest: () => `${letters(42, BASE64_ALPHABET)}${BASE64_ALPHABET.charAt((uint32() & 15) * 4)}=`,
  }
}
