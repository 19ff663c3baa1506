/**
 * Encrypting one payload to its recipients: general JSON, A256GCM, a fresh content key. The reference writer's half of
 * main/io/jwe-open.ts; the same sources.
 */
import {
  constants,
  createCipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
} from 'node:crypto'
import { invariant } from '#core/input-error.ts'
import type { DecryptionKey } from './jwe-keys.ts'
import { concatKdf, KEY_WRAP_IV } from './jwe-open.ts'

const ALG = { ECDH: 'ECDH-ES+A256KW', RSA: 'RSA-OAEP-256' } as const
const PROTECTED = Buffer.from('{"enc":"A256GCM"}').toString('base64url')
/** RFC 8410 §7: a PKCS#8 X25519 key is this, and 32 bytes. */
const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** A key pair for one agreement; from `random` where the curve allows it, so that a seed gives the same bundle. */
function ephemeralFor(kind: 'P-256' | 'X25519', random: (count: number) => Uint8Array): KeyObject {
  return kind === 'P-256' ? p256FromScalar(random) : x25519FromScalar(random)
}

/** Any 32 bytes are a key: RFC 7748 §5. */
export const x25519FromScalar = (random: (count: number) => Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([X25519_PKCS8, random(32)]), format: 'der', type: 'pkcs8' })

/** SEC 1 (RFC 5915) in PKCS#8 for a scalar; the public point is computed by OpenSSL. A scalar out of range is drawn again. */
export function p256FromScalar(random: (count: number) => Uint8Array): KeyObject {
  const header = Buffer.from('3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420', 'hex')
  for (let tries = 0; tries < 16; tries++) {
    try {
      return createPrivateKey({ key: Buffer.concat([header, random(32)]), format: 'der', type: 'pkcs8' })
    } catch {
      // Zero or not below the order: about once in 2^32.
    }
  }
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
}

function wrapFor(recipient: DecryptionKey, cek: Uint8Array, random: (count: number) => Uint8Array) {
  const { kind, kid, key } = recipient
  if (kind === 'RSA') {
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    const encrypted = publicEncrypt({ key, padding, oaepHash: 'sha256' }, cek)
    return { header: { alg: ALG.RSA, kid }, encrypted_key: encrypted.toString('base64url') }
  }
  const privateKey = ephemeralFor(kind, random)
  const epk = createPublicKey(privateKey).export({ format: 'jwk' })
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  const wrappingKey = concatKdf(diffieHellman({ privateKey, publicKey }), ALG.ECDH)
  const wrap = createCipheriv('id-aes256-wrap', wrappingKey, KEY_WRAP_IV)
  const encrypted = Buffer.concat([wrap.update(cek), wrap.final()])
  return { header: { alg: ALG.ECDH, epk, kid }, encrypted_key: encrypted.toString('base64url') }
}

export interface JweWriter {
  /** What the file begins with. */
  readonly head: Buffer
  /** What follows for more of the text. */
  readonly push: (text: Uint8Array) => Buffer
  /** The rest, with the tag. */
  readonly end: () => Buffer
}

/** One file, as the text comes. `random` gives the IV and ephemeral keys. */
export function startJwe(
  cek: Uint8Array,
  recipients: readonly DecryptionKey[],
  random: (count: number) => Uint8Array,
): JweWriter {
  invariant(recipients.length > 0 && cek.length === 32, 'a payload is sealed with 32 bytes to at least one recipient')
  const iv = random(12)
  const cipher = createCipheriv('aes-256-gcm', cek, iv, { authTagLength: 16 })
  cipher.setAAD(Buffer.from(PROTECTED, 'ascii'))
  const wrapped = recipients.map((recipient) => wrapFor(recipient, cek, random))
  const head = { protected: PROTECTED, recipients: wrapped, iv: Buffer.from(iv).toString('base64url') }
  /** Bytes that wait for a third one: three bytes are four digits. */
  let rest: Buffer = Buffer.alloc(0)
  return {
    head: Buffer.from(`${JSON.stringify(head).slice(0, -1)},"ciphertext":"`),
    push(text) {
      const bytes = Buffer.concat([rest, cipher.update(text)])
      const whole = bytes.length - (bytes.length % 3)
      rest = Buffer.from(bytes.subarray(whole))
      return Buffer.from(bytes.subarray(0, whole).toString('base64url'))
    },
    end() {
      const last = Buffer.concat([rest, cipher.final()])
      return Buffer.from(`${last.toString('base64url')}","tag":"${cipher.getAuthTag().toString('base64url')}"}`)
    },
  }
}
