/**
 * Exact comparison of ratios of counts with each other and with decimal thresholds.
 *
 * A verdict at the threshold must not depend on rounding: t = 31/160 holds at 0.19375 and fails at 0.19374.
 */
export interface Ratio {
  readonly num: bigint
  /** Always positive. */
  readonly den: bigint
}

export const ZERO: Ratio = { num: 0n, den: 1n }

export function ratio(num: number | bigint, den: number | bigint): Ratio {
  return { num: BigInt(num), den: BigInt(den) }
}

/** A plain decimal (`0.19375`, `5`, `1e-3` is refused) as an exact ratio; null when it is none. */
export function parseDecimal(text: string): Ratio | null {
  const match = /^([+-]?)(\d{1,400})(?:\.(\d{1,400}))?$/.exec(text.trim())
  if (!match) return null
  const [, sign = '', whole = '0', fraction = ''] = match
  const num = BigInt(whole + fraction)
  return { num: sign === '-' ? -num : num, den: 10n ** BigInt(fraction.length) }
}

/** -1, 0 or 1: a against b. */
export function compareRatio(a: Ratio, b: Ratio): -1 | 0 | 1 {
  const difference = a.num * b.den - b.num * a.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The nearest double, also where both parts are far beyond 2^53. */
export function toNumber({ num, den }: Ratio): number {
  const limit = 2n ** 53n
  const negative = num < 0n
  const magnitude = negative ? -num : num
  if (magnitude < limit && den < limit) return Number(num) / Number(den)
  const whole = magnitude / den
  if (whole >= limit) return (negative ? -1 : 1) * Number(whole)
  // 80 further bits: more than a double holds, so that only the last rounding counts.
  const scaled = Number((magnitude << 80n) / den) / 2 ** 80
  return negative ? -scaled : scaled
}
