/** Public points of key agreement, checked before any private key touches them. */
import { decodeBase64Url } from '../bytes/base64.ts'
import type { JsonObject } from '../formats/json-value.ts'

/** FIPS 186-5 / SP 800-186 §3.2.1.3, curve P-256: y^2 = x^3 - 3x + b mod p. */
const P256_P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const P256_B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

/** RFC 7748 §4.1. */
const X25519_P = 2n ** 255n - 19n
/** Coordinates of small order (RFC 7748 §6.1, and D. J. Bernstein's list): the shared secret is zero whoever has the key. */
const X25519_SMALL: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  325606250916557431795983626356110631294008115727848805560023387167927233504n,
  39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  X25519_P - 1n,
])

function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value
}

export function isOnP256(x: Uint8Array, y: Uint8Array): boolean {
  if (x.length !== 32 || y.length !== 32) return false
  const [a, b] = [bigEndian(x), bigEndian(y)]
  if (a >= P256_P || b >= P256_P) return false
  return (b * b - (a * a * a - 3n * a + P256_B)) % P256_P === 0n
}

/** The top bit is ignored (RFC 7748 §5), and coordinates may be unreduced. */
export function isX25519Usable(u: Uint8Array): boolean {
  if (u.length !== 32) return false
  const value = bigEndian(u.toReversed()) & (2n ** 255n - 1n)
  return !X25519_SMALL.has(value % X25519_P)
}

/** Why an ephemeral public key cannot be used; null where it can. RFC 7518 §6.2.1, RFC 8037 §2. */
export function epkFault(epk: JsonObject): string | null {
  const names = Object.keys(epk).sort().join(',')
  const coordinate = (value: unknown) => (typeof value === 'string' ? decodeBase64Url(value) : null)
  const x = coordinate(epk.x)
  if (epk.kty === 'EC' && epk.crv === 'P-256') {
    if (names !== 'crv,kty,x,y') return `members ${names}`
    const y = coordinate(epk.y)
    if (x?.length !== 32 || y?.length !== 32) return 'coordinates that are not base64url of 32 bytes'
    return isOnP256(x, y) ? null : 'a point off the curve'
  }
  if (epk.kty === 'OKP' && epk.crv === 'X25519') {
    if (names !== 'crv,kty,x') return `members ${names}`
    if (x?.length !== 32) return 'a coordinate that is not base64url of 32 bytes'
    return isX25519Usable(x) ? null : 'a point of small order'
  }
  return `kty ${JSON.stringify(epk.kty ?? null)}, crv ${JSON.stringify(epk.crv ?? null)}`.slice(0, 120)
}
