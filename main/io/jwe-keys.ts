/** The auditor's decryption keys: read into memory, used there, never stored. JWK, PKCS#8 PEM, encrypted PKCS#8 PEM. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { parseIJson } from '#core/formats/parse-json.ts'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { refusal } from './failure.ts'

export interface DecryptionKey {
  /** RFC 7638 SHA-256 thumbprint, base64url. */
  readonly kid: string
  readonly kind: 'P-256' | 'X25519' | 'RSA'
  readonly key: KeyObject
}

/** An RSA key of 16,384 bits takes about 13 KiB as PEM. */
export const MAX_KEY_BYTES = 65_536
const LEAST_RSA_BITS = 2048
const KINDS = 'a private key on P-256 or X25519, or an RSA one of 2048 bits or more'

/** Members that the thumbprint is of, in the order RFC 7638 §3.2 and RFC 8037 §2 have them. */
const THUMBPRINT_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
}

export function thumbprintOf(key: KeyObject): string {
  const jwk: Record<string, unknown> = {
    ...(key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' }),
  }
  const members = THUMBPRINT_MEMBERS[String(jwk.kty)] ?? []
  const text = `{${members.map((name) => `${JSON.stringify(name)}:${JSON.stringify(jwk[name])}`).join(',')}}`
  return createHash('sha256').update(text).digest('base64url')
}

/** What kind of key this is; null for one that no bundle is sealed to. */
export function kindOf(key: KeyObject): DecryptionKey['kind'] | null {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (type === 'ec') return details?.namedCurve === 'prime256v1' ? 'P-256' : null
  if (type === 'x25519') return 'X25519'
  if (type === 'rsa') return (details?.modulusLength ?? 0) >= LEAST_RSA_BITS ? 'RSA' : null
  return null
}

/** `passphrase` for an encrypted PEM; null where none was given. Errors never repeat any of the key. */
export function readDecryptionKey(
  bytes: Buffer,
  file: string,
  passphrase: string | null,
): Result<DecryptionKey, InputError> {
  const text = bytes.toString('utf8')
  const bad = (expected: string, got: string) => err(refusal('bad_key', { file }, expected, got))
  let key: KeyObject
  if (/^\s*\{/.test(text)) {
    const parsed = parseIJson(bytes, file)
    if (!parsed.ok) return parsed
    const jwk = onlyKey(parsed.value)
    if (!isJsonObject(jwk)) return bad('one JWK', 'something else')
    if (jwk.d === undefined) return bad('a private key', 'a JWK without "d"')
    try {
      key = createPrivateKey({ key: jwk, format: 'jwk' })
    } catch {
      return bad(KINDS, 'a JWK that is none')
    }
  } else {
    const isEncrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----/.test(text)
    if (isEncrypted && passphrase === null) return bad('a passphrase for an encrypted key', 'none')
    try {
      key = createPrivateKey({ key: text, format: 'pem', ...(passphrase !== null && isEncrypted && { passphrase }) })
    } catch {
      return isEncrypted
        ? bad('the passphrase of this key', 'another one, or a damaged key')
        : bad('a JWK, or a private key as PKCS#8 PEM', 'something else')
    }
  }
  const kind = kindOf(key)
  return kind === null ? bad(KINDS, key.asymmetricKeyType ?? 'another') : ok({ kid: thumbprintOf(key), kind, key })
}

/** A JWK, or a set that holds one (RFC 7517 §5). */
function onlyKey(value: JsonValue): JsonValue | undefined {
  const keys = isJsonObject(value) ? value.keys : undefined
  return Array.isArray(keys) && keys.length === 1 ? keys[0] : value
}

/** A public key to seal to, as JWK or SPKI PEM; a private one gives its public half. */
export function readRecipientKey(bytes: Buffer, file: string): Result<DecryptionKey, InputError> {
  const text = bytes.toString('utf8')
  const bad = (got: string) => err(refusal('bad_key', { file }, KINDS.replace('private', 'public'), got))
  try {
    const isJson = /^\s*\{/.test(text)
    const parsed = isJson ? parseIJson(bytes, file) : null
    if (parsed !== null && !parsed.ok) return parsed
    const jwk = parsed === null ? null : onlyKey(parsed.value)
    const key =
      jwk === null ? createPublicKey(text) : isJsonObject(jwk) ? createPublicKey({ key: jwk, format: 'jwk' }) : null
    const kind = key === null ? null : kindOf(key)
    return key === null || kind === null ? bad('another key') : ok({ kid: thumbprintOf(key), kind, key })
  } catch {
    return bad('no key')
  }
}
