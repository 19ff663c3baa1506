/**
 * Hidden counts that follow exactly from published sums: Gaussian elimination in integers, keeping for each result which
 * sums were added to get it, so that a refusal can show its derivation.
 */
import { type CountSystem, describeRelation } from './count-system.ts'

export interface Recovered {
  readonly value: number
  readonly derivation: readonly string[]
}

export interface Elimination {
  readonly recovered: ReadonlyMap<number, Recovered>
  readonly contradictions: readonly string[]
}

/** A row over hidden variables, its right-hand side, and the multiple of each original relation it is made of. */
interface Row {
  readonly terms: Map<number, bigint>
  value: bigint
  readonly from: Map<number, bigint>
}

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y > 0n) [x, y] = [y, x % y]
  return x
}

/** target := target * p - pivot * t, so that the pivot variable leaves `target`. */
function cancel(target: Row, pivot: Row, variable: number): void {
  const t = target.terms.get(variable)
  const p = pivot.terms.get(variable)
  if (t === undefined || p === undefined) return
  const common = gcd(t, p)
  const up = p / common
  const down = t / common
  const combine = (into: Map<number, bigint>, other: ReadonlyMap<number, bigint>) => {
    if (up !== 1n) for (const [key, value] of into) into.set(key, value * up)
    for (const [key, value] of other) {
      const next = (into.get(key) ?? 0n) - value * down
      if (next === 0n) into.delete(key)
      else into.set(key, next)
    }
  }
  combine(target.terms, pivot.terms)
  combine(target.from, pivot.from)
  target.value = target.value * up - pivot.value * down
  shrink(target)
}

function shrink(row: Row): void {
  let common = row.value < 0n ? -row.value : row.value
  for (const value of row.terms.values()) {
    if (common === 1n) return
    common = gcd(common, value)
  }
  for (const value of row.from.values()) {
    if (common === 1n) return
    common = gcd(common, value)
  }
  if (common <= 1n) return
  for (const [key, value] of row.terms) row.terms.set(key, value / common)
  for (const [key, value] of row.from) row.from.set(key, value / common)
  row.value /= common
}

/** Only exact sums with whole coefficients take part; ranges are left to the bounds. */
export function eliminate(system: CountSystem): Elimination {
  const rows: Row[] = []
  for (const [number, { terms, min, max }] of system.relations.entries()) {
    if (min !== max || !Number.isSafeInteger(min) || ![...terms.values()].every(Number.isSafeInteger)) continue
    const row: Row = { terms: new Map(), value: BigInt(min), from: new Map([[number, 1n]]) }
    for (const [at, coefficient] of terms) {
      const known = system.values[at] ?? null
      if (known === null) {
        if (coefficient !== 0) row.terms.set(at, BigInt(coefficient))
      } else row.value -= BigInt(coefficient) * BigInt(known)
    }
    rows.push(row)
  }
  const describe = (row: Row) =>
    [...row.from.keys()]
      .sort((a, b) => a - b)
      .flatMap((number) => {
        const relation = system.relations[number]
        return relation ? [describeRelation(system, relation)] : []
      })

  const contradictions: string[] = []
  const recovered = new Map<number, Recovered>()
  /** Rows that touch each variable: kept up to date, so that elimination looks only where there is something to do. */
  const touching = new Map<number, Set<Row>>()
  const enlist = (row: Row) => {
    for (const at of row.terms.keys()) {
      const set = touching.get(at)
      if (set) set.add(row)
      else touching.set(at, new Set([row]))
    }
  }
  for (const row of rows) enlist(row)
  const isPivot = new Set<Row>()
  // Short rows first: they recover single counts soonest and fill in least.
  const queue = [...rows]
  while (queue.length > 0) {
    let best = 0
    for (let i = 1; i < queue.length; i++) {
      if ((queue[i] as Row).terms.size < (queue[best] as Row).terms.size) best = i
    }
    const [row] = queue.splice(best, 1) as [Row]
    if (row.terms.size === 0) {
      if (row.value !== 0n) contradictions.push(`published sums disagree: ${describe(row).join('; ')}`)
      continue
    }
    let variable = -1
    for (const at of row.terms.keys()) {
      const size = touching.get(at)?.size ?? 0
      if (variable === -1 || size < (touching.get(variable)?.size ?? 0)) variable = at
    }
    isPivot.add(row)
    for (const other of [...(touching.get(variable) ?? [])]) {
      if (other === row) continue
      const before = [...other.terms.keys()]
      cancel(other, row, variable)
      for (const at of before) if (!other.terms.has(at)) touching.get(at)?.delete(other)
      enlist(other)
    }
  }
  for (const row of isPivot) {
    if (row.terms.size !== 1) continue
    const [[at, coefficient]] = [...row.terms] as [[number, bigint]]
    if (row.value % coefficient !== 0n || row.value / coefficient < 0n) {
      contradictions.push(
        `${system.keys[at]} would be ${row.value}/${coefficient}, which is no count: ${describe(row).join('; ')}`,
      )
      continue
    }
    recovered.set(at, { value: Number(row.value / coefficient), derivation: describe(row) })
  }
  return { recovered, contradictions }
}
