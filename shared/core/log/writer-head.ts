/** Sealing a head: the log signs size and root of its tree, witnesses add what they have seen and when. */

import type { InputError } from '../input-error.ts'
import { formatCheckpoint } from '../note/checkpoint.ts'
import { type Signer, signNote } from '../note/signer.ts'
import { ok, type Result } from '../result.ts'
import type { LogWriter } from './writer.ts'

export interface SealedHead {
  readonly size: number
  readonly root: Uint8Array
  /** As it is to be stored: `checkpoint`, and `heads/<size>.note` for good. */
  readonly note: Uint8Array
}

/** @param signers the log's key or keys first, then witnesses (C2SP tlog-cosignature) */
export function sealHead(
  { origin, tree }: Pick<LogWriter, 'origin' | 'tree'>,
  signers: readonly Signer[],
): Result<SealedHead, InputError> {
  const size = tree.size()
  const root = tree.root()
  return signHead({ origin, size, root }, signers)
}

export function signHead(
  { origin, size, root }: { readonly origin: string; readonly size: number; readonly root: Uint8Array },
  signers: readonly Signer[],
): Result<SealedHead, InputError> {
  const text = formatCheckpoint(origin, BigInt(size), root)
  if (!text.ok) return text
  const note = signNote(text.value, signers)
  return note.ok ? ok({ size, root, note: note.value }) : note
}

export const headPath = (size: number): string => `heads/${size}.note`
