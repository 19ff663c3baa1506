/**
 * Keys of a sample, derived from its seed: the same seed gives the same keys, so they are worth nothing outside it.
 */
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash, PublicKeyOfSeed, SignEd25519 } from '../capabilities.ts'
import { invariant } from '../input-error.ts'
import { type NoteKey, noteKeyOfSeed } from '../note/signer.ts'

/** What making and using keys needs from outside. */
export interface KeyTools {
  readonly hash: Hash
  readonly publicKeyOfSeed: PublicKeyOfSeed
  readonly signEd25519: SignEd25519
}

export interface KeyRing {
  /** The log's keys, one after another as they are rotated. */
  readonly log: (index: number) => NoteKey
  /** The keys that sign bundles. */
  readonly bundle: (index: number) => NoteKey
  readonly witnesses: readonly NoteKey[]
  readonly tools: KeyTools
}

const WITNESSES = ['harbour', 'meridian', 'orchard', 'lantern', 'causeway', 'granite', 'tidewater', 'foxglove'] as const

export function createKeyRing(origin: string, seed: string, witnesses: number, tools: KeyTools): KeyRing {
  const made = new Map<string, NoteKey>()
  const key = (name: string, role: string, algorithm: NoteKey['algorithm']): NoteKey => {
    const known = made.get(role)
    if (known !== undefined) return known
    const keySeed = tools.hash(encodeUtf8(`plainview sample key\n${origin}\n${role}\n${seed}`))
    const fresh = noteKeyOfSeed(name, algorithm, keySeed, tools.publicKeyOfSeed)
    invariant(fresh.ok, `no key named ${name}`)
    made.set(role, fresh.value)
    return fresh.value
  }
  return {
    log: (index) => key(origin, `log ${index}`, 'ed25519'),
    bundle: (index) => key(`${origin}/bundles`, `bundle ${index}`, 'ed25519'),
    witnesses: Array.from({ length: witnesses }, (_, i) => {
      const place = WITNESSES[i] ?? `w${i + 1}`
      return key(`witness.${place}.example`, `witness ${i}`, 'cosignature/v1')
    }),
    tools,
  }
}
