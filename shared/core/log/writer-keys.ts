/**
 * How a log says which keys sign its heads: `key.added`, `key.retired`, `key.revoked` (docs/formats/log.md §3-4).
 * A new key is introduced by a note that the old and the new one sign, so that whoever trusts the old can follow.
 */
import { decodeUtf8 } from '../bytes/utf8.ts'
import type { SignEd25519 } from '../capabilities.ts'
import type { JsonObject } from '../formats/json-value.ts'
import type { InputError } from '../input-error.ts'
import { type NoteKey, noteSigner, signNote } from '../note/signer.ts'
import { ok, type Result } from '../result.ts'

export interface KeyChange {
  readonly origin: string
  readonly oldKey: NoteKey
  readonly newKey: NoteKey
  /** Smallest tree size that the new key signs. */
  readonly fromSize: number
}

/** The `data` of a `key.added` entry. */
export function keyAddedData(
  { origin, oldKey, newKey, fromSize }: KeyChange,
  sign: SignEd25519,
): Result<JsonObject, InputError> {
  const text = `disclosure-log/key/v1\n${origin}\n${newKey.vkey}\n${fromSize}\n`
  const note = signNote(text, [noteSigner(oldKey, sign), noteSigner(newKey, sign)])
  if (!note.ok) return note
  return ok({ fromSize, note: decodeUtf8(note.value) ?? '', vkey: newKey.vkey })
}

/** @param toSize largest tree size that the key signs */
export const keyRetiredData = ({ keyId }: NoteKey, toSize: number): JsonObject => ({ keyId, toSize })

/** @param compromisedSinceSize heads of this size and larger count only with a quorum of witnesses */
export const keyRevokedData = ({ keyId }: NoteKey, compromisedSinceSize: number, why: string): JsonObject => ({
  compromisedSinceSize,
  keyId,
  why,
})
