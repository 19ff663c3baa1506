/** Signing a head again, over another root, with the keys and at the times it was signed before. */
import type { SignEd25519 } from '../capabilities.ts'
import type { InputError } from '../input-error.ts'
import { signHead } from '../log/writer-head.ts'
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts'
import { splitCosignature } from '../note/cosignature.ts'
import { type NoteSignature, readNote } from '../note/note.ts'
import { cosigner, type NoteKey, noteSigner, type Signer } from '../note/signer.ts'
import { err, ok, type Result } from '../result.ts'

export interface HeadNote {
  readonly file: string
  readonly bytes: Uint8Array
  readonly checkpoint: Checkpoint
  readonly size: number
  readonly signatures: readonly NoteSignature[]
  /** Earliest time that a cosignature claims, Unix milliseconds; null without one. */
  readonly cosignedMs: number | null
}

/** Reads a head without asking who signed it: whoever tampers does not care. */
export function readHeadNote(bytes: Uint8Array, file: string): Result<HeadNote, InputError> {
  const note = readNote(bytes, [], file)
  if (!note.ok) return note
  const checkpoint = parseCheckpoint(note.value.text, file)
  if (!checkpoint.ok) return checkpoint
  const signatures = note.value.unverified
  const times = signatures.flatMap(({ signature }) => {
    const parts = splitCosignature(signature)
    return parts === null ? [] : [Number(parts.timeSeconds) * 1000]
  })
  const cosignedMs = times.length === 0 ? null : Math.min(...times)
  return ok({ file, bytes, checkpoint: checkpoint.value, size: Number(checkpoint.value.size), signatures, cosignedMs })
}

export interface Resigning {
  /** Private keys by key id. */
  readonly keys: ReadonlyMap<string, NoteKey>
  readonly sign: SignEd25519
  /** Leaves the witnesses out. */
  readonly logOnly: boolean
}

export function resignHead(
  head: HeadNote,
  root: Uint8Array,
  { keys, sign, logOnly }: Resigning,
): Result<Uint8Array, InputError> {
  const signers: Signer[] = []
  for (const { name, keyId, signature } of head.signatures) {
    const parts = splitCosignature(signature)
    if (parts !== null && logOnly) continue
    const key = keys.get(keyId)
    if (key === undefined) {
      return err({
        code: 'bad_key',
        place: { file: head.file },
        expected: `the private key of ${name} (${keyId}) among the keys given`,
        got: keys.size === 0 ? 'no keys' : [...keys.keys()].join(', '),
      })
    }
    signers.push(parts === null ? noteSigner(key, sign) : cosigner(key, parts.timeSeconds, sign))
  }
  const sealed = signHead({ origin: head.checkpoint.origin, size: head.size, root }, signers)
  return sealed.ok ? ok(sealed.value.note) : sealed
}
