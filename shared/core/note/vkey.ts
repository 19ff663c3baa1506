/**
 * Verifier keys: `<name>+<key id>+<base64 of algorithm byte and public key>`.
 *
 * Source: C2SP signed-note, "Verifier keys" and "Signature types"; tlog-cosignature for 0x04 and 0x06. Everything that
 * could make two keys look like one, or one like two, is refused: another id than the key hashes to, upper-case hex,
 * loose base64, small-order points.
 */
import { decodeBase64, encodeBase64 } from '../bytes/base64.ts'
import { decodeHex } from '../bytes/hex.ts'
import { decodeUtf8 } from '../bytes/utf8.ts'
import type { Verifier, VerifyEd25519 } from '../capabilities.ts'
import type { InputError } from '../input-error.ts'
import { quote } from '../input-error.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { cosignatureMessage, splitCosignature } from './cosignature.ts'
import { findPointFault, isScalarReduced, type PointFault } from './ed25519-point.ts'
import { isKeyName, keyIdOf } from './key-name.ts'

/** What a key can sign: notes as a whole, checkpoints with a time, or checkpoints with a post-quantum signature. */
export type KeyAlgorithm = 'ed25519' | 'cosignature/v1' | 'ml-dsa-44'

interface AlgorithmRow {
  readonly byte: number
  readonly algorithm: KeyAlgorithm
  readonly publicKeyBytes: number
}

/** ML-DSA-44: FIPS 204 table 2. */
const ALGORITHMS: readonly AlgorithmRow[] = [
  { byte: 0x01, algorithm: 'ed25519', publicKeyBytes: 32 },
  { byte: 0x04, algorithm: 'cosignature/v1', publicKeyBytes: 32 },
  { byte: 0x06, algorithm: 'ml-dsa-44', publicKeyBytes: 1312 },
]

export interface Vkey {
  readonly name: string
  /** 8 lower-case hex digits. */
  readonly keyId: string
  readonly algorithm: KeyAlgorithm
  readonly publicKey: Uint8Array
  /** As it was written. */
  readonly text: string
}

/** An ML-DSA-44 key with a long name fits well; nothing else comes near. */
export const MAX_VKEY_CHARACTERS = 4096

const WHY_NOT: Readonly<Record<PointFault, string>> = {
  length: '32 bytes',
  small_order: 'a point of large order: with this one anybody can make signatures',
  not_canonical: 'a y-coordinate below 2^255-19',
  not_on_curve: 'a point of the curve',
}

/** `text` without a line end. `place` says where it was found, for the error. */
export function parseVkey(text: string, file = 'vkey', line?: number): Result<Vkey, InputError> {
  const refuse = (expected: string, got: string) =>
    err({ code: 'bad_key' as const, place: { file, ...(line === undefined ? {} : { line }) }, expected, got })
  if (text.length > MAX_VKEY_CHARACTERS) {
    return refuse(`at most ${MAX_VKEY_CHARACTERS} characters`, `${text.length} characters`)
  }
  // Base64 may contain plus signs, a name may not: the first two separate.
  const [name = '', keyId, ...rest] = text.split('+')
  if (keyId === undefined || rest.length === 0) return refuse('<name>+<key id>+<base64 key>', quote(text))
  if (!isKeyName(name)) return refuse('a key name without white space', quote(name))
  if (keyId.length !== 8 || decodeHex(keyId) === null) {
    return refuse('a key id of 8 lower-case hex digits', quote(keyId))
  }
  const key = decodeBase64(rest.join('+'))
  if (key === null) return refuse('a key in standard base64', quote(rest.join('+')))
  const row = ALGORITHMS.find(({ byte }) => byte === key[0])
  if (row === undefined) {
    const got = key[0] === undefined ? 'nothing' : `0x${key[0].toString(16).padStart(2, '0')}`
    return refuse('algorithm 0x01 (Ed25519), 0x04 (cosignature/v1) or 0x06 (ML-DSA-44)', got)
  }
  const publicKey = key.slice(1)
  if (publicKey.length !== row.publicKeyBytes) {
    return refuse(`${row.publicKeyBytes} bytes of ${row.algorithm} key`, `${publicKey.length} bytes`)
  }
  const fault = row.algorithm === 'ml-dsa-44' ? null : findPointFault(publicKey)
  if (fault !== null) return refuse(WHY_NOT[fault], `${fault.replaceAll('_', ' ')}: ${quote(text)}`)
  const expectedId = keyIdOf(name, row.byte, publicKey)
  if (keyId !== expectedId) return refuse(`key id ${expectedId}, which this name and key hash to`, keyId)
  return ok({ name, keyId, algorithm: row.algorithm, publicKey, text })
}

/** A file that holds one key: one line, with or without its line end. */
export function parseVkeyFile(bytes: Uint8Array, file: string): Result<Vkey, InputError> {
  if (bytes.length > 4 * MAX_VKEY_CHARACTERS) {
    const expected = `one line of at most ${MAX_VKEY_CHARACTERS} characters`
    return err({ code: 'too_large', place: { file }, expected, got: `${bytes.length} bytes` })
  }
  const text = decodeUtf8(bytes)
  if (text === null) return err({ code: 'not_utf8', place: { file }, expected: 'UTF-8', got: 'other bytes' })
  return parseVkey(text.endsWith('\n') ? text.slice(0, -1) : text, file, 1)
}

/** @returns null for a name that is none, or a key that has no place in a vkey */
export function formatVkey(name: string, algorithm: KeyAlgorithm, publicKey: Uint8Array): string | null {
  const row = ALGORITHMS.find((candidate) => candidate.algorithm === algorithm)
  if (row === undefined) return null
  const key = Uint8Array.of(row.byte, ...publicKey)
  const text = `${name}+${keyIdOf(name, row.byte, publicKey)}+${encodeBase64(key)}`
  return parseVkey(text).ok ? text : null
}

/** @returns null for ML-DSA-44: such signatures are recognised, "present, not checked" */
export function verifierOf(vkey: Vkey, verifyEd25519: VerifyEd25519): Verifier | null {
  const { name, keyId, algorithm, publicKey } = vkey
  const verifyStrictly: VerifyEd25519 = (key, message, signature) =>
    signature.length === 64 && isScalarReduced(signature) && verifyEd25519(key, message, signature)
  switch (algorithm) {
    case 'ed25519':
      return { name, keyId, verify: (message, signature) => verifyStrictly(publicKey, message, signature) }
    case 'cosignature/v1':
      return {
        name,
        keyId,
        verify: (message, signature) => {
          const parts = splitCosignature(signature)
          return (
            parts !== null &&
            verifyStrictly(publicKey, cosignatureMessage(parts.timeSeconds, message), parts.ed25519Signature)
          )
        },
      }
    case 'ml-dsa-44':
      return null
  }
}
