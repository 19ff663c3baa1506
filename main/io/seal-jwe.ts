/**
 * Encrypting one payload to its recipients: general JSON, A256GCM, a fresh content key. The reference writer's half of
 * main/io/jwe-open.ts; the same sources.
 */
import {
  constants,
  createCipheriv,
  createECDH,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type ECDH,
  type JsonWebKey,
  type KeyObject,
  publicEncrypt,
} from 'node:crypto'
import { invariant } from '#core/input-error.ts'
import type { DecryptionKey } from './jwe-keys.ts'
import { concatKdf, KEY_WRAP_IV } from './jwe-open.ts'

const ALG = { ECDH: 'ECDH-ES+A256KW', RSA: 'RSA-OAEP-256' } as const
const PROTECTED = Buffer.from('{"enc":"A256GCM"}').toString('base64url')
type Draw = (count: number) => Uint8Array

/** Any 32 bytes are a key: RFC 7748 §5. As a JWK, whose `x` OpenSSL computes anew: a tenth of the time that DER takes. */
export const x25519FromScalar = (random: Draw): KeyObject => {
  const d = Buffer.from(random(32)).toString('base64url')
  return createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', d, x: d }, format: 'jwk' })
}

/** A key pair on P-256; a scalar that is zero or not below the order (about once in 2^32) is drawn again. */
export function p256FromScalar(random: Draw): { readonly pair: ECDH; readonly jwk: JsonWebKey } {
  const pair = createECDH('prime256v1')
  for (let tries = 0; ; tries++) {
    try {
      pair.setPrivateKey(random(32))
      break
    } catch (caught) {
      if (tries === 15) throw caught
    }
  }
  const point = pair.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((each) => each.toString('base64url'))
  return { pair, jwk: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' } }
}

/** RFC 7518 §4.6: what both sides come to, and the public half of a key made for this agreement alone. */
function agree({ kind, key }: DecryptionKey, random: Draw): { readonly epk: JsonWebKey; readonly secret: Buffer } {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  if (kind === 'P-256') {
    const { pair, jwk } = p256FromScalar(random)
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const point = [Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
    return { epk: jwk, secret: pair.computeSecret(Buffer.concat(point)) }
  }
  const privateKey = x25519FromScalar(random)
  const epk = createPublicKey(privateKey).export({ format: 'jwk' })
  return { epk, secret: diffieHellman({ privateKey, publicKey }) }
}

function wrapFor(recipient: DecryptionKey, cek: Uint8Array, random: Draw) {
  const { kind, kid, key } = recipient
  if (kind === 'RSA') {
    const padding = constants.RSA_PKCS1_OAEP_PADDING
    const encrypted = publicEncrypt({ key, padding, oaepHash: 'sha256' }, cek)
    return { header: { alg: ALG.RSA, kid }, encrypted_key: encrypted.toString('base64url') }
  }
  const { epk, secret } = agree(recipient, random)
  const wrappingKey = concatKdf(secret, ALG.ECDH)
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
export function startJwe(cek: Uint8Array, recipients: readonly DecryptionKey[], random: Draw): JweWriter {
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
