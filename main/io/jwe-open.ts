/**
 * Opening a JWE with a private key, streaming: unwrap the content key, decrypt, verify the tag.
 *
 * node:crypto does the primitives; jose cannot stream and is the oracle in tests. Sources: RFC 7518 §4.3 (RSA-OAEP-256),
 * §4.6 and §4.6.2 (ECDH-ES, Concat KDF of NIST SP 800-56A), RFC 3394 (key wrap), RFC 8037 §3.2 (X25519).
 */
import {
  constants,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  type JsonWebKey,
  privateDecrypt,
} from 'node:crypto'
import type { Jwe, JweRecipient } from '#core/bundle/jwe-profile.ts'
import { createJweScanner } from '#core/bundle/jwe-scan.ts'
import type { InputError } from '#core/input-error.ts'
import { ok, type Result } from '#core/result.ts'
import type { ByteSource } from '../app/ports.ts'
import type { DecryptionKey } from './jwe-keys.ts'
import { streamSource } from './read-source.ts'

export const CEK_BYTES = 32
/** RFC 3394 §2.2.3.1. */
export const KEY_WRAP_IV = Buffer.alloc(8, 0xa6)

/** One round of the Concat KDF gives the 256 bits: RFC 7518 §4.6.2, without PartyUInfo and PartyVInfo. */
export function concatKdf(secret: Buffer, alg: string): Buffer {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const algorithm = Buffer.from(alg, 'ascii')
  const info = [number(algorithm.length), algorithm, number(0), number(0), number(256)]
  return createHash('sha256')
    .update(Buffer.concat([number(1), secret, ...info]))
    .digest()
}

/** The content key; null where this key does not unwrap it to 32 bytes. */
export function unwrapKey(recipient: JweRecipient, { key, kind }: DecryptionKey): Buffer | null {
  try {
    const cek = recipient.alg === 'RSA-OAEP-256' ? openRsa(recipient, key) : unwrapAgreed(recipient, key, kind)
    return cek?.length === CEK_BYTES ? cek : null
  } catch {
    return null
  }
}

function openRsa({ encryptedKey }: JweRecipient, key: DecryptionKey['key']): Buffer {
  return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, encryptedKey)
}

function unwrapAgreed(
  { alg, epk, encryptedKey }: JweRecipient,
  privateKey: DecryptionKey['key'],
  kind: string,
): Buffer | null {
  if (epk === null || epk.crv !== kind) return null
  const publicKey = createPublicKey({ key: { ...epk } as JsonWebKey, format: 'jwk' })
  const wrappingKey = concatKdf(diffieHellman({ privateKey, publicKey }), alg)
  const unwrap = createDecipheriv('id-aes256-wrap', wrappingKey, KEY_WRAP_IV)
  return Buffer.concat([unwrap.update(encryptedKey), unwrap.final()])
}

/** Base64url digits as bytes, piece by piece: four digits are three bytes, and up to three digits wait for the next piece. */
export function createDigitDecoder(): { readonly push: (digits: Uint8Array) => Buffer; readonly end: () => Buffer } {
  let rest = ''
  return {
    push(digits) {
      const text = rest + Buffer.from(digits.buffer, digits.byteOffset, digits.length).toString('latin1')
      const whole = text.length - (text.length % 4)
      rest = text.slice(whole)
      return Buffer.from(text.slice(0, whole), 'base64url')
    },
    end: () => Buffer.from(rest, 'base64url'),
  }
}

/**
 * Decrypts, and hands on the text as it comes. What comes is not verified before this returns true: use it for hashing
 * only, or in a second pass over bytes that a first one has verified.
 */
export async function decryptJwe(
  source: ByteSource,
  jwe: Jwe,
  cek: Uint8Array,
  options: { readonly path: string; readonly signal?: AbortSignal | undefined },
  onText: (text: Buffer) => void,
): Promise<Result<boolean, InputError>> {
  const decipher = createDecipheriv('aes-256-gcm', cek, jwe.iv, { authTagLength: 16 })
  decipher.setAAD(jwe.aad)
  decipher.setAuthTag(jwe.tag)
  const decoder = createDigitDecoder()
  const scanner = createJweScanner((digits) => onText(decipher.update(decoder.push(digits))))
  const { path, signal } = options
  const read = await streamSource(source, { path, ...(signal && { signal }) }, (chunk) => scanner.push(chunk))
  if (!read.ok) return read
  onText(decipher.update(decoder.end()))
  try {
    onText(decipher.final())
    return ok(true)
  } catch {
    return ok(false)
  }
}
