/**
 * What an accident did to a line, and the line as it was signed: docs/formats/log.md §5, "cause". A guess counts only
 * when it has the hash that is expected, so a restored line is the signed one and not merely a likely one.
 */
import { canonicalize } from '../../bytes/canonical-json.ts'
import { equalBytes } from '../../bytes/equal.ts'
import { decodeUtf8, encodeUtf8 } from '../../bytes/utf8.ts'
import type { Hash } from '../../capabilities.ts'
import { parseJson } from '../../formats/parse-json.ts'

export type DamageCause = 'bit_flip' | 'crlf' | 'bom' | 'trailing_space' | 'reserialised' | 'unicode_form'

export interface Restored {
  readonly cause: DamageCause
  /** The line as it was signed, without its LF. */
  readonly bytes: Uint8Array
  readonly leafHash: Uint8Array
}

/** Bytes that may be hashed in looking for flipped bits: a line of n bytes takes 8 n^2 of them. Counts down. */
export interface FlipBudget {
  bytes: number
}

/** About two seconds of SHA-256 for a whole damage map, 800 lines of 450 bytes. */
export const FLIP_BYTES = 1.3e9

/** Any expectation of a leaf hash: that it is a known one, or that it gives a known root. */
export type IsExpected = (leafHash: Uint8Array) => boolean

/** `line` as it stands, without its LF. @returns null where nothing tried gives the expected hash */
export function restoreLine(
  line: Uint8Array,
  isExpected: IsExpected,
  hash: Hash,
  budget: FlipBudget = { bytes: FLIP_BYTES },
): Restored | null {
  for (const { cause, bytes } of undone(line)) {
    const leafHash = leafHashOf(bytes, hash)
    if (isExpected(leafHash)) return { cause, bytes, leafHash }
  }
  return unflip(line, isExpected, hash, budget)
}

/** The signed bytes of one damaged line, for showing: null unless they can be had exactly. */
export function restoreToHash(line: Uint8Array, expected: Uint8Array, hash: Hash): Restored | null {
  return restoreLine(line, (leafHash) => equalBytes(leafHash, expected), hash)
}

function leafHashOf(line: Uint8Array, hash: Hash): Uint8Array {
  const message = new Uint8Array(1 + line.length)
  message.set(line, 1)
  return hash(message)
}

/** Accidents that can be undone in one way. */
const PLAIN_CAUSES = ['crlf', 'bom', 'trailing_space', 'reserialised'] as const
export type PlainCause = (typeof PLAIN_CAUSES)[number]

function* undone(line: Uint8Array): Generator<{ readonly cause: DamageCause; readonly bytes: Uint8Array }> {
  for (const cause of PLAIN_CAUSES) {
    const bytes = undo(line, cause)
    if (bytes) yield { cause, bytes }
  }
  const text = line.some((byte) => byte >= 0x80) ? decodeUtf8(line) : null
  if (text === null) return
  for (const form of ['NFC', 'NFD'] as const) {
    const other: string = text.normalize(form)
    if (other !== text) yield { cause: 'unicode_form', bytes: encodeUtf8(other) }
  }
}

/** The line as it was before the accident; null where it shows no sign of one. */
export function undo(line: Uint8Array, cause: PlainCause): Uint8Array | null {
  switch (cause) {
    case 'crlf':
      return line.at(-1) === 0x0d ? line.slice(0, -1) : null
    case 'bom':
      return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.slice(3) : null
    case 'trailing_space': {
      let end = line.length
      while (end > 0 && (line[end - 1] === 0x20 || line[end - 1] === 0x09)) end--
      return end < line.length ? line.slice(0, end) : null
    }
    case 'reserialised': {
      const parsed = parseJson(line, '')
      if (!parsed.ok || parsed.repeatedNames.length > 0 || !hasFiniteNumbers(parsed.value)) return null
      const canonical = encodeUtf8(canonicalize(parsed.value))
      return equalBytes(canonical, line) ? null : canonical
    }
  }
}

/** 1e999 is a JSON number and no double. */
function hasFiniteNumbers(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value !== 'object' || value === null || Object.values(value).every(hasFiniteNumbers)
}

function unflip(line: Uint8Array, isExpected: IsExpected, hash: Hash, budget: FlipBudget): Restored | null {
  const cost = line.length * line.length * 8
  if (cost > budget.bytes) return null
  budget.bytes -= cost
  const message = new Uint8Array(1 + line.length)
  message.set(line, 1)
  for (let at = 1; at < message.length; at++) {
    const byte = message[at] as number
    for (let bit = 1; bit < 256; bit <<= 1) {
      message[at] = byte ^ bit
      const leafHash = hash(message)
      if (isExpected(leafHash)) return { cause: 'bit_flip', bytes: message.slice(1), leafHash }
    }
    message[at] = byte
  }
  return null
}
