/**
 * Every metric of one sensitive column over one partition, headline and twins.
 */
import type { Partition } from './classes.ts'
import { type ClassDistance, categorical, type Extreme, largest, ordered, orderedByGaps } from './closeness.ts'
import { type BetaResult, betas, type DeltaResult, deltas } from './disclosure.ts'
import { type Baseline, baseline, type Distribution, distribute } from './distribution.ts'
import { alpha, distinctL, minEntropyL, recursiveCs, type Share } from './diversity.ts'
import type { Ratio } from './rational.ts'
import type { SensitiveColumn } from './sensitive.ts'

/** One baseline and what depends on it. */
export interface AgainstBaseline {
  readonly base: Baseline
  readonly categorical: ClassDistance
  /** null when the values have no order. */
  readonly ordered: ClassDistance | null
  readonly tCategorical: Extreme | null
  readonly tOrdered: Extreme | null
  readonly tGaps: Extreme | null
  readonly beta: BetaResult
  readonly delta: DeltaResult
}

export interface SensitiveMeasures {
  readonly column: SensitiveColumn
  readonly dist: Distribution
  readonly distinctL: number | null
  /** With a missing value counted as a value of its own. */
  readonly distinctLMissingAsValue: number | null
  readonly entropyL: number | null
  readonly recursiveC: ReadonlyMap<number, Ratio | null>
  readonly alpha: Share | null
  readonly alphaDesignated: Share | null
  /** The headline: the baseline is the counted rows. */
  readonly counted: AgainstBaseline
  /** The twin: the baseline is the whole table, suppressed rows included. */
  readonly withSuppressed: AgainstBaseline
}

function gapsOf(base: Baseline, numbers: readonly Ratio[] | null): readonly bigint[] | null {
  if (numbers === null) return null
  const present = numbers.filter((_, rank) => (base.count[rank] as number) > 0)
  // Denominators are powers of ten: the largest is common to all.
  let common = 1n
  for (const { den } of present) if (den > common) common = den
  const steps = present.map(({ num, den }) => num * (common / den))
  return steps.slice(1).map((step, i) => step - (steps[i] as bigint))
}

function against(
  column: SensitiveColumn,
  part: Partition | null,
  dist: Distribution,
  rankDist: Distribution | null,
  withGaps: boolean,
): AgainstBaseline {
  const base = baseline(column.codes, column.values.length, part)
  const rankBase = column.ranks && baseline(column.ranks.codes, column.ranks.ranks, part)
  const distance = categorical(dist, base)
  const rankDistance = rankDist && rankBase ? ordered(rankDist, rankBase) : null
  const gaps = withGaps && rankBase ? gapsOf(rankBase, column.ranks?.numbers ?? null) : null
  return {
    base,
    categorical: distance,
    ordered: rankDistance,
    tCategorical: column.scale === 'ordered' ? null : largest(distance),
    tOrdered: rankDistance && largest(rankDistance),
    tGaps: gaps && rankDist && rankBase ? largest(orderedByGaps(rankDist, rankBase, gaps)) : null,
    beta: betas(dist, base),
    delta: deltas(dist, base),
  }
}

/** A missing value as one more value: its code is the first unused one. */
function missingAsValue(part: Partition, { codes, values, missingRows }: SensitiveColumn): number | null {
  if (missingRows === 0) return null
  const extra = values.length
  return distinctL(
    distribute(
      part,
      codes.map((code) => (code < 0 ? extra : code)),
      extra + 1,
    ),
  )
}

export interface SensitiveOptions {
  /** The l for which recursiveC is computed. */
  readonly ls: readonly number[]
  /** Also the ordered distance with real gaps. */
  readonly gaps: boolean
  /** Are there rows outside the classes? Otherwise the twins are the headline, and are not computed twice. */
  readonly hasSuppressed: boolean
}

export function measureSensitive(
  part: Partition,
  column: SensitiveColumn,
  { ls, gaps, hasSuppressed }: SensitiveOptions,
): SensitiveMeasures {
  const dist = distribute(part, column.codes, column.values.length)
  const rankDist = column.ranks ? distribute(part, column.ranks.codes, column.ranks.ranks) : null
  const counted = against(column, part, dist, rankDist, gaps)
  const designated = column.spec.designated
    ? new Set([...column.values.keys()].filter((code) => column.spec.designated?.includes(column.values[code] ?? '')))
    : null
  const distinct = distinctL(dist)
  return {
    column,
    dist,
    distinctL: distinct,
    distinctLMissingAsValue: missingAsValue(part, column) ?? distinct,
    entropyL: minEntropyL(dist),
    recursiveC: recursiveCs(dist, ls),
    alpha: alpha(dist),
    alphaDesignated: designated && alpha(dist, designated),
    counted,
    withSuppressed: hasSuppressed ? against(column, null, dist, rankDist, gaps) : counted,
  }
}
