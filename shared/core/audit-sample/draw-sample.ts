/**
 * Which requests an auditor looks at: a stratified random sample without replacement, the same for the same requests,
 * seed and strata on every machine.
 *
 * Allocation: proportional to the size of the stratum, by largest remainder (Hamilton), at least one of every stratum
 * where n allows: strata whose share is below one get one, and the rest is shared out among the others (W. G. Cochran,
 * Sampling Techniques, 3rd ed. 1977, §5.5: proportional allocation).
 *
 * Drawing: every request has a permanent random number, SHA-256 of `["plainview-audit-sample/v1",seed,req]` as JSON
 * without spaces, and of each stratum those with the smallest numbers are taken (E. Ohlsson, Coordination of samples
 * using permanent random numbers, 1995, chapter 9 of Business Survey Methods, doi:10.1002/9781118150504: sequential simple random sampling). Anybody can
 * redo it with `sha256sum`; a stratum that gets more at the same seed keeps those it had.
 */
import { encodeHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import { compareText } from '../requests/finding.ts'

export interface Unit {
  readonly req: string
  /** Values of the columns it is stratified by, in their order. */
  readonly stratum: readonly string[]
}

export interface Stratum {
  readonly stratum: readonly string[]
  /** Requests in it. */
  readonly size: number
  /** Of them drawn: each was drawn with probability sampled / size. */
  readonly sampled: number
}

export interface DrawnSample {
  /** By their values, column after column. */
  readonly strata: readonly Stratum[]
  /** By stratum, then in the order they were drawn. */
  readonly drawn: readonly Unit[]
}

/**
 * How many of each stratum.
 *
 * @param sizes of non-empty strata; the sum times n stays below 2^53
 * @returns in the order of `sizes`; their sum is n, or the number of requests where there are fewer
 */
export function allocate(sizes: readonly number[], n: number): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (n >= total) return [...sizes]
  const own = new Array<number>(sizes.length).fill(0)
  let open = sizes.map((_, at) => at)
  let left = n
  let among = total
  if (n >= sizes.length) {
    for (;;) {
      const small = open.filter((at) => left * (sizes[at] ?? 0) < among)
      if (small.length === 0) break
      for (const at of small) own[at] = 1
      left -= small.length
      among -= small.reduce((sum, at) => sum + (sizes[at] ?? 0), 0)
      open = open.filter((at) => own[at] === 0)
    }
  }
  if (open.length === 0) return own
  const shares = open.map((at) => {
    const exact = left * (sizes[at] ?? 0)
    return { at, whole: Math.floor(exact / among), rest: exact % among }
  })
  const over = left - shares.reduce((sum, { whole }) => sum + whole, 0)
  const byRest = shares.toSorted((a, b) => b.rest - a.rest || (sizes[b.at] ?? 0) - (sizes[a.at] ?? 0) || a.at - b.at)
  for (const [rank, { at, whole }] of byRest.entries()) own[at] = whole + (rank < over ? 1 : 0)
  return own
}

/** @param n a whole number from 0; units have different `req` */
export function drawSample(
  units: readonly Unit[],
  { n, seed }: { readonly n: number; readonly seed: string },
  hash: Hash,
): DrawnSample {
  const groups = new Map<string, Unit[]>()
  for (const unit of units) {
    const key = JSON.stringify(unit.stratum)
    const group = groups.get(key)
    if (group) group.push(unit)
    else groups.set(key, [unit])
  }
  const ordered = [...groups.values()].sort((a, b) => compareLists(a[0]?.stratum ?? [], b[0]?.stratum ?? []))
  const counts = allocate(
    ordered.map(({ length }) => length),
    n,
  )
  const strata = ordered.map((group, at) => {
    return { stratum: group[0]?.stratum ?? [], size: group.length, sampled: counts[at] ?? 0 }
  })
  const drawn = ordered.flatMap((group, at) => {
    const numbered = group.map((unit) => ({ unit, number: permanentNumber(seed, unit.req, hash) }))
    numbered.sort((a, b) => compareText(a.number, b.number) || compareText(a.unit.req, b.unit.req))
    return numbered.slice(0, counts[at] ?? 0).map(({ unit }) => unit)
  })
  return { strata, drawn }
}

/** 64 hexadecimal digits. */
export function permanentNumber(seed: string, req: string, hash: Hash): string {
  return encodeHex(hash(encodeUtf8(JSON.stringify(['plainview-audit-sample/v1', seed, req]))))
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (const [at, value] of a.entries()) {
    const order = compareText(value, b[at] ?? '')
    if (order !== 0) return order
  }
  return 0
}
