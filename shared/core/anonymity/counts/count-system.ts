/**
 * Published counts as one system of equations: a variable for every distinct count, whichever tables print it, and an
 * equation for every total.
 *
 * Same dimensions and same period = same variable, in every table, preset and version; so a cell hidden in one table and
 * shown in another is simply known. Counts are integers, 0 or more.
 */
import { quote } from '../../input-error.ts'

export interface Count {
  /** Names what is counted, for example `origin=DE|outcome=rejected|period=2025-H2`. */
  readonly key: string
  /** null: hidden. */
  readonly value: number | null
  /** What is printed instead of a hidden value: a rounded figure, a band. Bounds that anyone can read. */
  readonly min?: number
  readonly max?: number
}

/** sum coefficients[i] * variables[i] = value, or within [min, max]. */
export interface Relation {
  readonly terms: ReadonlyMap<number, number>
  readonly min: number
  readonly max: number
  /** In words, for the derivation: "total of row DE in table by-country". */
  readonly source: string
}

export interface CountSystem {
  readonly keys: readonly string[]
  /** Published value of each variable; null = hidden everywhere. */
  readonly values: readonly (number | null)[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  readonly relations: readonly Relation[]
  /** Counts printed with different values: the tables contradict each other. */
  readonly contradictions: readonly { readonly key: string; readonly values: readonly number[] }[]
}

export function createCountSystem() {
  const index = new Map<string, number>()
  const keys: string[] = []
  const values: (number | null)[] = []
  const lower: number[] = []
  const upper: number[] = []
  const relations: Relation[] = []
  const contradictions = new Map<string, Set<number>>()

  function variable(key: string): number {
    const known = index.get(key)
    if (known !== undefined) return known
    const at = keys.length
    index.set(key, at)
    keys.push(key)
    values.push(null)
    lower.push(0)
    upper.push(Number.POSITIVE_INFINITY)
    return at
  }
  return {
    /** Adds what one table says of one count. */
    add({ key, value, min, max }: Count): number {
      const at = variable(key)
      const before = values[at] as number | null
      if (value !== null) {
        if (before !== null && before !== value) {
          contradictions.set(key, (contradictions.get(key) ?? new Set([before])).add(value))
        } else values[at] = value
      }
      if (min !== undefined) lower[at] = Math.max(lower[at] as number, min)
      if (max !== undefined) upper[at] = Math.min(upper[at] as number, max)
      return at
    },
    /** `whole` is the sum of `parts`. Keys that were not added are hidden counts. */
    addSum(parts: readonly string[], whole: string, source: string): void {
      const terms = new Map<number, number>()
      for (const part of parts) {
        const at = variable(part)
        terms.set(at, (terms.get(at) ?? 0) + 1)
      }
      const total = variable(whole)
      terms.set(total, (terms.get(total) ?? 0) - 1)
      relations.push({ terms, min: 0, max: 0, source })
    },
    /** min <= sum of coefficient * count <= max; for ratios, roundings and multi-valued tables. */
    addRange(terms: readonly (readonly [string, number])[], min: number, max: number, source: string): void {
      const byVariable = new Map<number, number>()
      for (const [key, coefficient] of terms) {
        const at = variable(key)
        byVariable.set(at, (byVariable.get(at) ?? 0) + coefficient)
      }
      relations.push({ terms: byVariable, min, max, source })
    },
    finish(): CountSystem {
      return {
        keys,
        values,
        lower,
        upper,
        relations,
        contradictions: [...contradictions].map(([key, found]) => ({ key, values: [...found] })),
      }
    },
  }
}

/** A key of dimensions and values, the same whichever order they are named in. Separators inside are escaped. */
export function countKey(dimensions: Readonly<Record<string, string>>): string {
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('=', '\\=')
  return Object.entries(dimensions)
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('|')
}

/** One relation as a sentence: `by-country, row DE: a + b + 12 = 20`. */
export function describeRelation({ keys, values }: CountSystem, { terms, min, max, source }: Relation): string {
  const show = (at: number) => (values[at] === null ? `[${keys[at]}]` : String(values[at]))
  const side = (sign: number) =>
    [...terms]
      .filter(([, c]) => Math.sign(c) === sign)
      .map(([at, c]) => (Math.abs(c) === 1 ? show(at) : `${Math.abs(c)} x ${show(at)}`))
      .join(' + ') || '0'
  if (min === 0 && max === 0) return `${source}: ${side(1)} = ${side(-1)}`
  const range = min === max ? `= ${min}` : `between ${min} and ${max}`
  return `${source}: ${side(1)}${[...terms.values()].some((c) => c < 0) ? ` - (${side(-1)})` : ''} ${range}`
}

export function describeKey(key: string): string {
  return quote(key)
}
