/**
 * The same IV, encrypted key or content key in two payloads, of one bundle or of two: RFC 7518 §8.4 and NIST SP 800-38D §8
 * want a fresh one each. The later place is where it fails; the earlier one is named.
 */
import { type BundleFailure, type BundleRule, failure } from './check.ts'
import type { JweReading } from './jwe-profile.ts'

/** A payload file among all that are looked at. */
export interface PayloadPlace {
  /** Where its bundle lies: '.' for the thing itself. */
  readonly container: string
  /** The id its bundle claims; '' where it has none. */
  readonly bundle: string
  readonly path: string
  /** Of the file. */
  readonly sha256: string
}

/** The same file of the same bundle, given twice: a copy repeats nothing. */
const isCopy = (a: PayloadPlace, b: PayloadPlace): boolean =>
  a.container !== b.container && a.bundle === b.bundle && a.path === b.path && a.sha256 === b.sha256

/** @returns null where it is met for the first time, or again in a copy */
export function repeatedFrom(seen: Map<string, PayloadPlace>, key: string, place: PayloadPlace): string | null {
  const before = seen.get(key)
  if (before === undefined) seen.set(key, place)
  if (before === undefined || isCopy(before, place)) return null
  return before.container === place.container ? before.path : `${before.container}/${before.path}`
}

export interface Repetitions {
  readonly add: (place: PayloadPlace, jwe: Pick<JweReading, 'iv' | 'encryptedKeys'>) => readonly BundleFailure[]
}

export function createRepetitions(): Repetitions {
  const seen = new Map<string, PayloadPlace>()
  return {
    add(place, { iv, encryptedKeys }) {
      const failures: BundleFailure[] = []
      const note = (rule: BundleRule, what: string, value: string) => {
        const before = repeatedFrom(seen, `${rule} ${value}`, place)
        if (before !== null) failures.push(failure(place.path, rule, `${what} of its own`, `that of ${before}`))
      }
      if (iv !== null) note('iv_repeated', 'an IV', iv)
      for (const key of encryptedKeys) note('encrypted_key_repeated', 'an encrypted key', key)
      return failures
    },
  }
}
