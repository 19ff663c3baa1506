/** Measures and judgements as plain data: the members of `anonymity measure --json`. */
import type { Judgement } from './claims.ts'
import type { AgainstBaseline, SensitiveMeasures } from './measure-sensitive.ts'
import type { Prepared } from './prepare.ts'
import { type Ratio, toNumber } from './rational.ts'

export interface BetaPair {
  readonly class: number
  readonly value: string
  /** Shares in the class and in the baseline, as "count/total". */
  readonly q: string
  readonly p: string
}

export interface SensitiveResult {
  readonly scale: 'categorical' | 'ordered' | 'undeclared'
  readonly distinctL: number | null
  readonly entropyL: number | null
  readonly recursiveC: Readonly<Record<string, number | null>>
  readonly alpha: number | null
  readonly alphaValue: string | null
  readonly alphaDesignated?: number | null
  readonly t: number | null
  readonly tWithSuppressed: number | null
  readonly tCategorical?: number | null
  readonly tOrdered?: number | null
  readonly tGaps?: number | null
  readonly basicBeta: number | null
  readonly basicBetaWithSuppressed: number | null
  readonly enhancedBeta: number | 'unsatisfiable' | null
  readonly enhancedBetaWithSuppressed: number | 'unsatisfiable' | null
  readonly enhancedBetaPairs: readonly BetaPair[]
  readonly delta: number | 'infinite' | null
  readonly deltaWithSuppressed: number | 'infinite' | null
  readonly deltaPresent: number | null
  /** The same figures as ratios of integers, where they are. */
  readonly exact: Readonly<Record<string, string>>
  readonly missingRows: number
  readonly values: number
}

const fraction = ({ num, den }: Ratio): string => {
  let [a, b] = [num < 0n ? -num : num, den]
  while (b > 0n) [a, b] = [b, a % b]
  return a === 0n ? '0/1' : `${num / a}/${den / a}`
}

function tOf({ column }: SensitiveMeasures, side: AgainstBaseline): Ratio | null {
  if (column.scale === 'undeclared') return null
  return (column.scale === 'ordered' ? side.tOrdered : side.tCategorical)?.value ?? null
}

const betaOf = ({ beta }: AgainstBaseline) =>
  beta.enhancedBeta === null ? ('unsatisfiable' as const) : toNumber(beta.enhancedBeta)
const deltaShown = (delta: number | null) => (delta === Number.POSITIVE_INFINITY ? ('infinite' as const) : delta)
const orNull = (value: Ratio | null | undefined) => (value ? toNumber(value) : null)

export function describeSensitive(m: SensitiveMeasures): SensitiveResult {
  const { counted, withSuppressed, column, dist } = m
  const isEmpty = dist.classes === 0
  const isUndeclared = column.scale === 'undeclared'
  const t = tOf(m, counted)
  const exact: Record<string, string> = {}
  if (t) exact.t = fraction(t)
  if (m.alpha) exact.alpha = fraction(m.alpha.share)
  if (!isEmpty) exact.basicBeta = fraction(counted.beta.basicBeta)
  if (isUndeclared && counted.tCategorical) exact.tCategorical = fraction(counted.tCategorical.value)
  if (isUndeclared && counted.tOrdered) exact.tOrdered = fraction(counted.tOrdered.value)
  const value = (code: number) => column.values[code] ?? ''
  return {
    scale: column.scale,
    distinctL: m.distinctL,
    entropyL: m.entropyL,
    recursiveC: Object.fromEntries([...m.recursiveC].map(([l, c]) => [String(l), c && toNumber(c)])),
    alpha: orNull(m.alpha?.share),
    alphaValue: m.alpha ? value(m.alpha.value) : null,
    ...(column.spec.designated ? { alphaDesignated: orNull(m.alphaDesignated?.share) ?? (isEmpty ? null : 0) } : {}),
    t: orNull(t),
    tWithSuppressed: orNull(tOf(m, withSuppressed)),
    ...(isUndeclared ? { tCategorical: orNull(counted.tCategorical?.value) } : {}),
    ...(isUndeclared && column.ranks ? { tOrdered: orNull(counted.tOrdered?.value) } : {}),
    ...(counted.tGaps ? { tGaps: toNumber(counted.tGaps.value) } : {}),
    basicBeta: isEmpty ? null : toNumber(counted.beta.basicBeta),
    basicBetaWithSuppressed: isEmpty ? null : toNumber(withSuppressed.beta.basicBeta),
    enhancedBeta: isEmpty ? null : betaOf(counted),
    enhancedBetaWithSuppressed: isEmpty ? null : betaOf(withSuppressed),
    enhancedBetaPairs: counted.beta.pairs.map(({ class: id, value: code, q, p }) => ({
      class: id,
      value: value(code),
      q: `${q.num}/${q.den}`,
      p: `${p.num}/${p.den}`,
    })),
    delta: deltaShown(counted.delta.delta),
    deltaWithSuppressed: deltaShown(withSuppressed.delta.delta),
    deltaPresent: counted.delta.deltaPresent,
    exact,
    missingRows: column.missingRows,
    values: counted.base.distinct,
  }
}

export interface ClaimClass {
  /** Quasi-identifier -> value. */
  readonly key: Readonly<Record<string, string>>
  readonly size: number
  readonly inequality: string
  /** Records of the class, counted from 1, the header not counted. */
  readonly rows: readonly number[]
  /** Sensitive values of the class with their counts, where the claim is about a sensitive column. */
  readonly counts?: Readonly<Record<string, number>>
  readonly values?: readonly string[]
}

export interface ClaimResult {
  readonly claim: string
  readonly verdict: Judgement['verdict']
  readonly achieved: Judgement['achieved']
  readonly why: string
  readonly sensitive?: string
  /** How many classes fail; `classes` lists them all unless a limit was given. */
  readonly failing: number
  readonly classes: readonly ClaimClass[]
}

/** The rows of the classes in `wanted`, ascending, in one pass. */
function rowsOf({ part }: Prepared, wanted: ReadonlySet<number>): ReadonlyMap<number, number[]> {
  const rows = new Map<number, number[]>([...wanted].map((id) => [id, []]))
  for (let row = 0; row < part.classOf.length; row++) rows.get(part.classOf[row] as number)?.push(row)
  return rows
}

export function describeClaim(prepared: Prepared, judgement: Judgement): ClaimResult {
  return {
    claim: judgement.claim.text,
    verdict: judgement.verdict,
    achieved: judgement.achieved,
    why: judgement.why,
    ...(judgement.sensitive === undefined ? {} : { sensitive: judgement.sensitive }),
    failing: judgement.violations.length,
    classes: describeClasses(prepared, judgement, 0, prepared.options.maxClasses),
  }
}

/** The classes that fail a claim, from the one at `from`, at most `limit` of them. */
export function describeClasses(
  prepared: Prepared,
  judgement: Judgement,
  from: number,
  limit?: number,
): readonly ClaimClass[] {
  const { quasi, sensitive, options } = prepared
  const listed = judgement.violations.slice(from, limit === undefined ? undefined : from + limit)
  const rows = rowsOf(prepared, new Set(listed.map(({ class: id }) => id)))
  const measures = sensitive.find(({ column }) => column.spec.name === judgement.sensitive)
  return listed.map(({ class: id, inequality, values }) => {
    const own = rows.get(id) ?? []
    const first = own[0] ?? 0
    return {
      key: Object.fromEntries(quasi.map((c) => [c.name, c.values[c.codes[first] as number] ?? ''])),
      size: own.length,
      inequality,
      rows: own.slice(0, options.maxRows).map((row) => row + 1),
      ...(measures ? { counts: countsIn(measures, id) } : {}),
      ...(values ? { values } : {}),
    }
  })
}

function countsIn({ dist, column }: SensitiveMeasures, id: number): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.create(null)
  for (let cell = dist.start[id] as number; cell < (dist.start[id + 1] as number); cell++) {
    counts[column.values[dist.value[cell] as number] ?? ''] = dist.count[cell] as number
  }
  return { ...counts }
}
