/**
 * Is a string of 32 bytes a public key worth trusting?
 *
 * Source: RFC 8032 §5.1.3 (decoding a point) and §5.1.7. A point of small order verifies signatures that nobody
 * made: with the neutral element as key, R = [S]B passes for any message. OpenSSL accepts such keys, and also
 * coordinates that are not reduced, so both are refused here, when a key is loaded.
 *
 * Plain bigint arithmetic, about 0.2 ms a key; keys are loaded once, and public.
 */

/** 2^255 - 19, RFC 8032 §5.1. */
const P = 2n ** 255n - 19n
/** -121665/121666, RFC 8032 §5.1. */
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n

/**
 * y-coordinates of the eight points of small order: 1 (order 1), -1 (order 2), 0 (order 4, both signs), and of
 * order 8 plus and minus the y below, with both signs.
 */
const Y8 = 55188659117513257062467267217118295137698188065244968500265048394206261417927n
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([0n, 1n, P - 1n, Y8, P - Y8])

export type PointFault = 'length' | 'not_canonical' | 'small_order' | 'not_on_curve'

/** @returns null where `publicKey` is a good one */
export function findPointFault(publicKey: Uint8Array): PointFault | null {
  if (publicKey.length !== 32) return 'length'
  const y = littleEndian(publicKey) & (2n ** 255n - 1n)
  // Before "not canonical": an unreduced spelling of a small-order point is, above all, of small order.
  if (SMALL_ORDER_Y.has(y % P)) return 'small_order'
  if (y >= P) return 'not_canonical'
  return isOnCurve(y) ? null : 'not_on_curve'
}

/** x^2 = (y^2 - 1) / (d y^2 + 1) has a solution, by Euler's criterion on the product, which is a square just when the quotient is. */
function isOnCurve(y: bigint): boolean {
  const ySquared = (y * y) % P
  const product = ((ySquared - 1n + P) * ((D * ySquared + 1n) % P)) % P
  return power(product, (P - 1n) / 2n) === 1n
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = base
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P
    square = (square * square) % P
  }
  return result
}

export function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

/** Order of the base point, RFC 8032 §5.1. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n

/** RFC 8032 §5.1.7 step 1: S below L, otherwise a signature could be written in several ways. `signature` has 64 bytes. */
export const isScalarReduced = (signature: Uint8Array): boolean => littleEndian(signature.subarray(32)) < L
