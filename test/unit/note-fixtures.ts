/** A log and a witness with keys from fixed seeds, and a note signed by both. */
import type { Verifier } from '#core/capabilities.ts'
import { cosigner, noteKeyOfSeed, noteSigner, signNote } from '#core/note/signer.ts'
import { parseVkey, verifierOf } from '#core/note/vkey.ts'
import { publicKeyFromSeed, signEd25519FromSeed, verifyEd25519 } from '../../main/io/node-crypto.ts'

export const TESSERA = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
export const utf8Text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

export function verifier(vkey: string): Verifier {
  const parsed = parseVkey(vkey)
  const made = parsed.ok ? verifierOf(parsed.value, verifyEd25519) : null
  if (made === null) throw new Error(`no verifier: ${JSON.stringify(parsed)}`)
  return made
}
export function key(name: string, algorithm: 'ed25519' | 'cosignature/v1', number: number) {
  const made = noteKeyOfSeed(name, algorithm, new Uint8Array(32).fill(number), publicKeyFromSeed)
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  return made.value
}
export const LOG = key('example.org/log', 'ed25519', 1)
export const WITNESS = key('witness.example/w1', 'cosignature/v1', 2)
export const TEXT = 'example.org/log\n5\nwz4nmVf7Vv5Ue7sP7QvYQ6d0e5UqvK4ZcUoKGm0Tq3U=\n'
export const BOTH = [verifier(LOG.vkey), verifier(WITNESS.vkey)]
const signedBytes = signNote(TEXT, [
  noteSigner(LOG, signEd25519FromSeed),
  cosigner(WITNESS, 1_700_000_000n, signEd25519FromSeed),
])
export const NOTE = signedBytes.ok ? signedBytes.value : new Uint8Array(0)
