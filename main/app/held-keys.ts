/**
 * Decryption keys in memory, by case: nowhere else, and gone with the program, with the case, or when they are forgotten.
 * What leaves here for a screen are ids.
 */
import type { HeldKey } from './ports/bundles.ts'

export interface NamedKey extends HeldKey {
  readonly name: string
  readonly addedAtMs: number
}

export interface HeldKeys {
  /** Takes the place of the same key under another name. */
  readonly add: (caseId: string, key: NamedKey) => void
  readonly of: (caseId: string) => readonly NamedKey[]
  /** False where it was not there. */
  readonly forget: (caseId: string, kid: string) => boolean
  readonly forgetCase: (caseId: string) => void
  readonly clear: () => void
}

export function createHeldKeys(): HeldKeys {
  const held = new Map<string, readonly NamedKey[]>()
  const others = (caseId: string, kid: string) => (held.get(caseId) ?? []).filter((key) => key.kid !== kid)
  return {
    add: (caseId, key) => void held.set(caseId, [...others(caseId, key.kid), key]),
    of: (caseId) => held.get(caseId) ?? [],
    forget: (caseId, kid) => {
      const before = held.get(caseId)?.length ?? 0
      held.set(caseId, others(caseId, kid))
      return (held.get(caseId)?.length ?? 0) < before
    },
    forgetCase: (caseId) => void held.delete(caseId),
    clear: () => held.clear(),
  }
}
