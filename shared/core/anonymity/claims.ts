/**
 * Claims about a released table: what was promised, and whether each class keeps it.
 *
 * A claim holds, fails (with what was achieved and every class that fails it), cannot be satisfied by this table under any
 * parameter, or is undecidable from it. Thresholds are compared exactly.
 */
import type { InputError } from '../input-error.ts'
import { quote } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'
import type { Partition } from './classes.ts'
import { within } from './closeness.ts'
import { deltaOf, gainsAbove, relativeGain } from './disclosure.ts'
import { countsOf, distinctIn, reachesEntropy, recursiveParts, withinAlpha } from './diversity.ts'
import { entropyL } from './exact-entropy.ts'
import type { SensitiveMeasures } from './measure-sensitive.ts'
import { compareRatio, parseDecimal, type Ratio, ratio, toNumber } from './rational.ts'

/** Add a metric here, nowhere else. `l` is distinctL, `beta` is enhancedBeta: the names under which they are promised. */
export const CLAIM_METRICS = [
  'k',
  'l',
  'entropyL',
  'recursive',
  'alpha',
  'alphaDesignated',
  't',
  'basicBeta',
  'enhancedBeta',
  'delta',
  'prosecutorMax',
  'kMap',
] as const
export type ClaimMetric = (typeof CLAIM_METRICS)[number]
const ALIASES: Readonly<Record<string, ClaimMetric>> = { distinctL: 'l', beta: 'enhancedBeta', risk: 'prosecutorMax' }

export interface Claim {
  readonly text: string
  readonly metric: ClaimMetric
  /** Sensitive column it is about; absent: every one, the worst counts. */
  readonly sensitive?: string
  readonly threshold: Ratio
  /** For `recursive=c:l`. */
  readonly l?: number
}

/** `k=5`, `t=0.3`, `t(salary)=0.3`, `recursive=3:2` (c and l). */
export function parseClaim(text: string): Result<Claim, InputError> {
  const refuse = (expected: string): Result<Claim, InputError> =>
    err({ code: 'bad_option', place: { file: 'claim', field: text.slice(0, 40) }, expected, got: quote(text) })
  const match = /^\s*([A-Za-z]+)(?:\(([^()]*)\))?\s*=\s*([^=]+)\s*$/.exec(text)
  if (!match) return refuse('metric=threshold, for example k=5 or t(salary)=0.3')
  const [, name = '', sensitive, value = ''] = match
  const metric = Object.hasOwn(ALIASES, name) ? ALIASES[name] : CLAIM_METRICS.find((known) => known === name)
  if (metric === undefined) return refuse(`one of ${CLAIM_METRICS.join(', ')}`)
  const [first = '', second] = value.split(':')
  const threshold = parseDecimal(first)
  if (threshold === null || threshold.num < 0n) return refuse('a threshold that is a decimal number, 0 or more')
  const about = sensitive === undefined ? {} : { sensitive: sensitive.trim() }
  if (metric === 'recursive') {
    const l = Number(second)
    if (!Number.isInteger(l) || l < 1) return refuse('recursive=c:l with a whole l of 1 or more')
    return ok({ text: text.trim(), metric, threshold, l, ...about })
  }
  return second === undefined ? ok({ text: text.trim(), metric, threshold, ...about }) : refuse('one threshold')
}

/** One class that breaks a claim. */
export interface Violation {
  readonly class: number
  /** The inequality that does not hold, with figures: "3 < 5". */
  readonly inequality: string
  /** The values concerned, where the claim is about values. */
  readonly values?: readonly string[]
}

export interface Judgement {
  readonly claim: Claim
  readonly verdict: 'holds' | 'fails' | 'cannot be satisfied' | 'undecidable'
  readonly achieved: number | 'infinite' | 'unsatisfiable' | null
  readonly why: string
  readonly violations: readonly Violation[]
  /** The sensitive column that decided, where the claim is about one. */
  readonly sensitive?: string
}

const short = (value: number) => (Number.isInteger(value) ? String(value) : value.toPrecision(6).replace(/0+$/, ''))
const shown = (value: Ratio) => short(toNumber(value))

/** k: a class has at least the claimed number of rows. */
export function judgeK(claim: Claim, sizes: Int32Array): Judgement {
  let least = Number.POSITIVE_INFINITY
  const violations: Violation[] = []
  for (const [id, size] of sizes.entries()) {
    if (size < least) least = size
    if (compareRatio(ratio(size, 1), claim.threshold) < 0) {
      violations.push({ class: id, inequality: `${size} < ${shown(claim.threshold)}` })
    }
  }
  if (sizes.length === 0) return undecidable(claim, 'the table has no rows in any class')
  return {
    claim,
    verdict: violations.length === 0 ? 'holds' : 'fails',
    achieved: least,
    why: `the smallest class has ${least} ${least === 1 ? 'row' : 'rows'}`,
    violations,
  }
}

/** prosecutorMax: 1/n is at most the threshold in every class. */
export function judgeProsecutor(claim: Claim, sizes: Int32Array): Judgement {
  if (sizes.length === 0) return undecidable(claim, 'the table has no rows in any class')
  const violations = [...sizes.entries()]
    .filter(([, size]) => compareRatio(ratio(1, size), claim.threshold) > 0)
    .map(([id, size]) => ({ class: id, inequality: `1/${size} > ${shown(claim.threshold)}` }))
  const least = sizes.reduce((a, b) => Math.min(a, b))
  return {
    claim,
    verdict: violations.length === 0 ? 'holds' : 'fails',
    achieved: 1 / least,
    why: `the smallest class has ${least} ${least === 1 ? 'row' : 'rows'}`,
    violations,
  }
}

export function undecidable(claim: Claim, why: string): Judgement {
  return { claim, verdict: 'undecidable', achieved: null, why, violations: [] }
}

/** Which baseline and, for an ordered column, which distance: the headline unless a twin is asked for. */
export interface Reading {
  readonly baseline: 'counted' | 'withSuppressed'
}
export const HEADLINE: Reading = { baseline: 'counted' }

/** Judges a claim about one sensitive column. */
export function judgeSensitive(claim: Claim, m: SensitiveMeasures, part: Partition, reading = HEADLINE): Judgement {
  if (part.classes === 0) return undecidable(claim, 'the table has no rows in any class')
  const side = m[reading.baseline]
  const limit = claim.threshold
  const name = m.column.spec.name
  const violations: Violation[] = []
  const text = (codes: readonly number[]) => codes.map((code) => m.column.values[code] ?? '')
  const done = (achieved: Judgement['achieved'], why: string, impossible = false): Judgement => ({
    claim,
    sensitive: name,
    verdict: impossible ? 'cannot be satisfied' : violations.length === 0 ? 'holds' : 'fails',
    achieved,
    why: `${name}: ${why}`,
    violations,
  })
  const eachClass = (judge: (id: number) => Omit<Violation, 'class'> | null) => {
    for (let id = 0; id < part.classes; id++) {
      const broken = judge(id)
      if (broken) violations.push({ class: id, ...broken })
    }
  }
  switch (claim.metric) {
    case 'l':
      eachClass((id) => {
        const distinct = distinctIn(m.dist, id)
        return compareRatio(ratio(distinct, 1), limit) < 0 ? { inequality: `${distinct} < ${shown(limit)}` } : null
      })
      return done(m.distinctL, `the least varied class has ${m.distinctL} values`)
    case 'entropyL':
      eachClass((id) =>
        reachesEntropy(m.dist, id, limit)
          ? null
          : { inequality: `e^H = ${short(entropyL(countsOf(m.dist, id)))} < ${shown(limit)}` },
      )
      return done(m.entropyL, `the smallest e^H is ${m.entropyL === null ? 'none' : short(m.entropyL)}`)
    case 'recursive': {
      const l = claim.l ?? 1
      let isShort = false
      eachClass((id) => {
        const parts = recursiveParts(m.dist, id, l)
        if (parts === null) {
          isShort = true
          return { inequality: `${distinctIn(m.dist, id)} values < l = ${l}` }
        }
        const isMet = compareRatio(ratio(parts.head, 1), { num: limit.num * BigInt(parts.tail), den: limit.den }) < 0
        return isMet ? null : { inequality: `${parts.head} >= ${shown(limit)} x ${parts.tail}` }
      })
      const c = m.recursiveC.get(l)
      return done(
        c ? toNumber(c) : null,
        isShort ? `a class has fewer than ${l} values, so no c will do` : `needs c > ${c ? shown(c) : '?'}`,
        isShort,
      )
    }
    case 'alpha':
    case 'alphaDesignated': {
      const isAll = claim.metric === 'alpha'
      const designated = m.column.spec.designated
      if (!isAll && !designated) return undecidable(claim, `${name}: no designated values were named`)
      const only = isAll
        ? undefined
        : new Set([...m.column.values.keys()].filter((code) => designated?.includes(m.column.values[code] ?? '')))
      eachClass((id) =>
        withinAlpha(m.dist, id, limit, only) ? null : { inequality: `a share > ${shown(limit)} in the class` },
      )
      const worst = isAll ? m.alpha : m.alphaDesignated
      return done(
        worst ? toNumber(worst.share) : null,
        worst
          ? `${quote(m.column.values[worst.value])} has the share ${worst.share.num}/${worst.share.den}`
          : 'no value',
      )
    }
    case 't': {
      if (m.column.scale === 'undeclared') {
        return undecidable(claim, `${name}: the scale is not declared (categorical or ordered)`)
      }
      const isOrdered = m.column.scale === 'ordered'
      const distance = isOrdered ? side.ordered : side.categorical
      const worst = isOrdered ? side.tOrdered : side.tCategorical
      if (distance === null) {
        return undecidable(claim, `${name}: not ordered by number: ${m.column.unordered.map(quote).join(', ')}`)
      }
      eachClass((id) =>
        within(distance, id, limit) ? null : { inequality: `${shown(distance.exact(id))} > ${shown(limit)}` },
      )
      return done(
        worst ? toNumber(worst.value) : null,
        worst ? `the largest distance is ${worst.value.num}/${worst.value.den}` : 'no class has a value',
      )
    }
    case 'basicBeta':
    case 'enhancedBeta': {
      const isEnhanced = claim.metric === 'enhancedBeta'
      eachClass((id) => {
        const above = gainsAbove(m.dist, side.base, id, limit, isEnhanced)
        if (above.length === 0) return null
        const most = above.map((gain) => toNumber(relativeGain(gain))).reduce((a, b) => Math.max(a, b))
        return { inequality: `(q-p)/p = ${short(most)} too large`, values: text(above.map(({ value }) => value)) }
      })
      const impossible = isEnhanced && side.beta.enhancedBeta === null
      return done(
        impossible ? 'unsatisfiable' : toNumber(side.beta.basicBeta),
        impossible
          ? `${side.beta.pairCount} pairs have (q-p)/p > -ln p, which no beta allows`
          : `the largest (q-p)/p is ${shown(side.beta.basicBeta)}`,
        impossible,
      )
    }
    case 'delta': {
      const target = toNumber(limit)
      eachClass((id) => {
        const size = deltaOf(m.dist, side.base, id)
        if (size < target) return null
        return { inequality: `|ln(q/p)| = ${Number.isFinite(size) ? short(size) : 'infinite'} >= ${short(target)}` }
      })
      const delta = side.delta.delta
      return done(
        delta === Number.POSITIVE_INFINITY ? 'infinite' : delta,
        delta === Number.POSITIVE_INFINITY ? 'a value of the table is absent from a class' : 'the largest |ln(q/p)|',
      )
    }
    case 'k':
    case 'prosecutorMax':
    case 'kMap':
      return undecidable(claim, `${claim.metric} is not about a sensitive column`)
  }
}

/** Undecidable is worse than holding, failing worse than both: which of two readings counts. */
const WEIGHT = { 'cannot be satisfied': 3, fails: 2, undecidable: 1, holds: 0 } as const

/** Metrics of which less is worse; of the others, more is. */
const LESS_IS_WORSE: ReadonlySet<ClaimMetric> = new Set(['k', 'l', 'entropyL', 'kMap'])

function isWorse(next: Judgement, than: Judgement): boolean {
  if (WEIGHT[next.verdict] !== WEIGHT[than.verdict]) return WEIGHT[next.verdict] > WEIGHT[than.verdict]
  const size = ({ achieved }: Judgement) => (typeof achieved === 'number' ? achieved : Number.POSITIVE_INFINITY)
  return LESS_IS_WORSE.has(next.claim.metric) ? size(next) < size(than) : size(next) > size(than)
}

/** The worst of several sensitive columns, each judged alone. */
export function worstOf(judgements: readonly Judgement[]): Judgement | undefined {
  return judgements.reduce<Judgement | undefined>(
    (worst, next) => (worst === undefined || isWorse(next, worst) ? next : worst),
    undefined,
  )
}
