/** Ed25519 with keys kept ready: a log of ten years has thousands of heads by a handful of keys. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { VerifyEd25519 } from '#core/capabilities.ts'

/** DER up to the 32 key bytes: SubjectPublicKeyInfo for id-Ed25519 (RFC 8410 §4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const MAX_KEPT = 256
const kept = new Map<string, KeyObject>()

/** RFC 8032 §5.1.7, as main/io/node-crypto.ts has it. */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  try {
    return verify(null, message, keyObject(publicKey), signature)
  } catch {
    return false
  }
}

function keyObject(publicKey: Uint8Array): KeyObject {
  const id = Buffer.from(publicKey).toString('latin1')
  const known = kept.get(id)
  if (known) return known
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' })
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(id, key)
  return key
}
