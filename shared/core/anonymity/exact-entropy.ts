/**
 * Entropy l-diversity, with its equality decided in integers.
 *
 * A class with counts c_1..c_m, n = sum c, has e^H >= l exactly when n^n >= l^n * prod c_i^c_i.
 * Source: A. Machanavajjhala et al., "l-diversity: privacy beyond k-anonymity", TKDD 1(1), 2007, doi:10.1145/1217299.1217302.
 *
 * Both sides are products of small integers to large powers, so they are compared by their prime factors: equal exponents
 * are equality; otherwise logarithms in fixed-point integers, at growing precision, until the sign is certain.
 */
import { invariant } from '../input-error.ts'
import type { Ratio } from './rational.ts'

/** Adds `times` to the exponent of each prime factor of `n` (n >= 1). */
function addFactors(into: Map<bigint, bigint>, n: bigint, times: bigint): void {
  let rest = n
  for (let prime = 2n; prime * prime <= rest; prime += prime === 2n ? 1n : 2n) {
    while (rest % prime === 0n) {
      into.set(prime, (into.get(prime) ?? 0n) + times)
      rest /= prime
    }
  }
  if (rest > 1n) into.set(rest, (into.get(rest) ?? 0n) + times)
}

/** floor-ish ln(n) * 2^bits with an error below 2^9 units, by ln n = 2 atanh((m-1)/(m+1)) + e ln 2 with m in [1, 2). */
function fixedLn(n: bigint, bits: bigint): bigint {
  const exponent = BigInt(n.toString(2).length - 1)
  const one = 1n << bits
  const mantissa = exponent >= bits ? n >> (exponent - bits) : n << (bits - exponent)
  return atanhSeries(mantissa - one, mantissa + one, bits) * 2n + exponent * fixedLn2(bits)
}

function fixedLn2(bits: bigint): bigint {
  return atanhSeries(1n, 3n, bits) * 2n
}

/** atanh(num/den) * 2^bits for 0 <= num/den <= 1/3. */
function atanhSeries(num: bigint, den: bigint, bits: bigint): bigint {
  const x = (num << bits) / den
  const squared = (x * x) >> bits
  let power = x
  let sum = 0n
  for (let k = 1n; power > 0n; k += 2n) {
    sum += power / k
    power = (power * squared) >> bits
  }
  return sum
}

/** The exponents of n^n / (l^n * prod c^c); all zero means equality. */
function exponents(counts: readonly number[], l: Ratio): Map<bigint, bigint> {
  const n = BigInt(counts.reduce((sum, c) => sum + c, 0))
  const factors = new Map<bigint, bigint>()
  addFactors(factors, n, n)
  addFactors(factors, l.den, n)
  addFactors(factors, l.num, -n)
  for (const c of counts) addFactors(factors, BigInt(c), -BigInt(c))
  for (const [prime, times] of factors) if (times === 0n) factors.delete(prime)
  return factors
}

/**
 * e^H of a class against a threshold: -1 below, 0 exactly equal, 1 above.
 *
 * @param counts rows per value, each at least 1
 * @param l threshold, above 0
 */
export function compareEntropy(counts: readonly number[], l: Ratio): -1 | 0 | 1 {
  invariant(counts.length > 0 && counts.every((c) => c >= 1), 'entropy of an empty class')
  if (l.num <= 0n) return 1
  const factors = [...exponents(counts, l)]
  if (factors.length === 0) return 0
  for (let bits = 128n; ; bits *= 2n) {
    let sum = 0n
    let slack = 0n
    for (const [prime, times] of factors) {
      sum += fixedLn(prime, bits) * times
      slack += (times < 0n ? -times : times) * 2048n
    }
    if (sum > slack) return 1
    if (sum < -slack) return -1
    // Distinct primes have linearly independent logarithms: unequal sides are told apart at some precision.
    invariant(bits < 1n << 20n, 'entropy comparison did not end')
  }
}

/** e^H in values, natural logarithm. Exactly n when every one of n values is equally frequent, and wherever e^H is an integer. */
export function entropyL(counts: readonly number[]): number {
  const first = counts[0]
  if (first === undefined) return 0
  if (counts.every((c) => c === first)) return counts.length
  const n = counts.reduce((sum, c) => sum + c, 0)
  let h = 0
  for (const c of counts) h -= (c / n) * Math.log(c / n)
  const value = Math.exp(h)
  const whole = Math.round(value)
  // Only a value this close can be the integer itself: e^H carries a relative error of about 1e-14.
  const isNearWhole = Math.abs(value - whole) < 1e-9 && whole > 0
  return isNearWhole && compareEntropy(counts, { num: BigInt(whole), den: 1n }) === 0 ? whole : value
}
