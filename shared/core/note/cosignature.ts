/**
 * Cosignatures: a witness says that it has seen this checkpoint, and when, and no other history of the log.
 *
 * Source: C2SP tlog-cosignature, `cosignature/v1`. The signature is 8 bytes of time, big-endian seconds since 1970,
 * and 64 bytes of Ed25519 over "cosignature/v1\ntime <seconds>\n" and the note's text.
 */
import { concatBytes } from '../bytes/equal.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'

/** "It MUST NOT exceed 2^63-1." */
export const MAX_COSIGNATURE_SECONDS = 2n ** 63n - 1n

const TIME_BYTES = 8
const SIGNATURE_BYTES = 64

export interface CosignatureParts {
  /** Claimed by the witness; Unix seconds, UTC. */
  readonly timeSeconds: bigint
  readonly ed25519Signature: Uint8Array
}

/** @returns null unless `signature` (what follows the key id) has 72 bytes and a time up to 2^63-1 */
export function splitCosignature(signature: Uint8Array): CosignatureParts | null {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return null
  const timeSeconds = signature.subarray(0, TIME_BYTES).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)
  if (timeSeconds > MAX_COSIGNATURE_SECONDS) return null
  return { timeSeconds, ed25519Signature: signature.subarray(TIME_BYTES) }
}

/** What the witness signs. `noteText` with its final line feed. */
export const cosignatureMessage = (timeSeconds: bigint, noteText: Uint8Array): Uint8Array =>
  concatBytes(encodeUtf8(`cosignature/v1\ntime ${timeSeconds}\n`), noteText)

/** The signature as it goes into the note, behind the key id. */
export function joinCosignature({ timeSeconds, ed25519Signature }: CosignatureParts): Uint8Array {
  const time = Uint8Array.from({ length: TIME_BYTES }, (_, i) => Number((timeSeconds >> BigInt(8 * (7 - i))) & 0xffn))
  return concatBytes(time, ed25519Signature)
}
