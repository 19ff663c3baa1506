/**
 * The definitions of docs/formats/anonymity.md once more, slow and plain: rows as arrays, every share an exact fraction,
 * every sum over every value. Written from the cited papers, sharing nothing with shared/core/anonymity.
 */
export type Fraction = readonly [bigint, bigint]

const f = (a: number | bigint, b: number | bigint = 1): Fraction => [BigInt(a), BigInt(b)]
const sub = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1] - b[0] * a[1], a[1] * b[1]]
const add = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1] + b[0] * a[1], a[1] * b[1]]
const div = (a: Fraction, b: Fraction): Fraction => [a[0] * b[1], a[1] * b[0]]
const abs = (a: Fraction): Fraction => [a[0] < 0n ? -a[0] : a[0], a[1]]
const less = (a: Fraction, b: Fraction) => a[0] * b[1] < b[0] * a[1]
export const num = (a: Fraction) => Number(a[0]) / Number(a[1])
const max = (all: readonly Fraction[]): Fraction | null =>
  all.length === 0 ? null : all.reduce((a, b) => (less(a, b) ? b : a))

export interface Reference {
  readonly suppressedRows: number
  readonly classes: number
  readonly k: number | null
  readonly distinctL: number | null
  readonly entropyL: number | null
  readonly recursiveC2: number | null
  readonly recursiveC3: number | null
  readonly alpha: number | null
  readonly tCategorical: number | null
  readonly tCategoricalWithSuppressed: number | null
  readonly tOrdered: number | null
  readonly basicBeta: number | null
  readonly enhancedBeta: number | 'unsatisfiable' | null
  readonly delta: number | 'infinite' | null
  readonly deltaPresent: number | null
  readonly prosecutorAvg: number | null
  readonly prosecutorAvgOverClasses: number | null
  readonly recordsAtRisk: number
  readonly uniqueRows: number
}

/** @param rows quasi-identifiers first, the sensitive value last; numbers as text */
export function reference(rows: readonly (readonly string[])[]): Reference {
  const trimmed = rows.map((row) => row.map((cell) => cell.trim()))
  const isSuppressed = (row: readonly string[]) => row.slice(0, -1).every((cell) => cell === '*')
  const counted = trimmed.filter((row) => !isSuppressed(row))
  const classes: string[][] = []
  const keys: string[] = []
  for (const row of counted) {
    const key = JSON.stringify(row.slice(0, -1))
    let at = keys.indexOf(key)
    if (at < 0) {
      at = keys.push(key) - 1
      classes.push([])
    }
    classes[at]?.push(row.at(-1) ?? '')
  }
  const sizes = classes.map((members) => members.length)
  const withValue = classes.map((members) => members.filter((value) => value !== ''))
  const sa = counted.map((row) => row.at(-1) ?? '').filter((value) => value !== '')
  const saAll = trimmed.map((row) => row.at(-1) ?? '').filter((value) => value !== '')
  const share = (value: string, members: readonly string[]) =>
    f(members.filter((other) => other === value).length, members.length)
  const domain = [...new Set(sa)]
  const domainAll = [...new Set(saAll)]
  const some = withValue.filter((members) => members.length > 0)

  const entropies = withValue.map((members) => {
    if (members.length === 0) return 0
    const h = [...new Set(members)].reduce((sum, value) => {
      const q = num(share(value, members))
      return sum - q * Math.log(q)
    }, 0)
    return Math.exp(h)
  })
  const recursive = (l: number): number | null => {
    const cs = withValue.map((members): Fraction | null => {
      const r = [...new Set(members)]
        .map((value) => members.filter((other) => other === value).length)
        .sort((a, b) => b - a)
      if (r.length < l) return null
      return f(
        r[0] ?? 0,
        r.slice(l - 1).reduce((a, b) => a + b, 0),
      )
    })
    if (cs.length === 0 || cs.includes(null)) return null
    const worst = max(cs as Fraction[])
    return worst && num(worst)
  }
  const tv = (members: readonly string[], base: readonly string[], values: readonly string[]) =>
    values.map((value) => abs(sub(share(value, members), share(value, base)))).reduce((a, b) => add(a, b), f(0))
  const emd = (members: readonly string[]) => {
    const ranks = [...new Set(sa.map(Number))].sort((a, b) => a - b)
    if (ranks.length <= 1) return f(0)
    let sum = f(0)
    for (const top of ranks) {
      const q = f(members.filter((value) => Number(value) <= top).length, members.length)
      const p = f(sa.filter((value) => Number(value) <= top).length, sa.length)
      sum = add(sum, abs(sub(q, p)))
    }
    return div(sum, f(ranks.length - 1))
  }
  const pairs = some.flatMap((members) => domain.map((value) => ({ q: share(value, members), p: share(value, sa) })))
  const gains = pairs.filter(({ q, p }) => less(p, q)).map(({ q, p }) => ({ gain: div(sub(q, p), p), p }))
  const basic = max(gains.map(({ gain }) => gain)) ?? f(0)
  const isBroken = gains.some(({ gain, p }) => num(gain) > -Math.log(num(p)))
  const logs = pairs.filter(({ q }) => q[0] > 0n).map(({ q, p }) => Math.abs(Math.log(num(div(q, p)))))
  const isEmpty = classes.length === 0
  const first = (value: Fraction | null) => (value === null ? null : num(value))
  return {
    suppressedRows: rows.length - counted.length,
    classes: classes.length,
    k: isEmpty ? null : Math.min(...sizes),
    distinctL: isEmpty ? null : Math.min(...withValue.map((members) => new Set(members).size)),
    entropyL: isEmpty ? null : Math.min(...entropies),
    recursiveC2: recursive(2),
    recursiveC3: recursive(3),
    alpha: first(max(pairs.map(({ q }) => q))),
    tCategorical: first(max(some.map((members) => div(tv(members, sa, domain), f(2))))),
    tCategoricalWithSuppressed: first(max(some.map((members) => div(tv(members, saAll, domainAll), f(2))))),
    tOrdered: first(max(some.map(emd))),
    basicBeta: isEmpty ? null : num(basic),
    enhancedBeta: isEmpty ? null : isBroken ? 'unsatisfiable' : num(basic),
    delta: logs.length === 0 ? null : pairs.some(({ q }) => q[0] === 0n) ? 'infinite' : Math.max(...logs),
    deltaPresent: logs.length === 0 ? null : Math.max(...logs),
    prosecutorAvg: isEmpty ? null : classes.length / counted.length,
    prosecutorAvgOverClasses: isEmpty ? null : sizes.reduce((sum, n) => sum + 1 / n, 0) / sizes.length,
    recordsAtRisk: sizes.filter((n) => 5 > n).reduce((a, b) => a + b, 0),
    uniqueRows: sizes.filter((n) => n === 1).length,
  }
}
