/** manifest.note: the report signed as a C2SP note by a private key file, `PRIVATE+KEY+...` as signed-note tools write it. */
import type { InputError } from '#core/input-error.ts'
import { noteSigner, parsePrivateKey, signNote } from '#core/note/signer.ts'
import type { Result } from '#core/result.ts'
import { publicKeyFromSeed, signEd25519FromSeed } from '../../../io/node-crypto.ts'
import { readInput } from '../../../io/read-input.ts'

const MAX_KEY_BYTES = 4096

export async function signManifest(keyFile: string, text: string): Promise<Result<Uint8Array, InputError>> {
  const read = await readInput(keyFile, MAX_KEY_BYTES)
  if (!read.ok) return read
  const key = parsePrivateKey(read.value.toString('utf8').trim(), publicKeyFromSeed)
  return key.ok ? signNote(text, [noteSigner(key.value, signEd25519FromSeed)]) : key
}
