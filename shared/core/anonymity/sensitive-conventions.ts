/** Conventions of sensitive columns: baseline, scale, missing values, several of them. */
import { HEADLINE, type Judgement, judgeSensitive, worstOf } from './claims.ts'
import { partition } from './classes.ts'
import { type Convention, flipped } from './convention.ts'
import { measureSensitive } from './measure-sensitive.ts'
import type { Prepared } from './prepare.ts'
import { toNumber } from './rational.ts'
import type { Column } from './table.ts'

/** The baseline of t, beta and delta: counted rows (headline) or the whole table. */
export function baselines(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  const { sensitive, part, suppressedRows } = prepared
  const others = judgements.map(({ claim }) => {
    if (!['t', 'basicBeta', 'enhancedBeta', 'delta'].includes(claim.metric)) return undefined
    const about = sensitive.filter(
      ({ column }) => claim.sensitive === undefined || column.spec.name === claim.sensitive,
    )
    return worstOf(about.map((m) => judgeSensitive(claim, m, part, { baseline: 'withSuppressed' })))
  })
  const flippedClaims = suppressedRows > 0 ? flipped(judgements, others) : []
  return sensitive.map((m) => {
    const t = (side: 'counted' | 'withSuppressed') => {
      const worst = m.column.scale === 'ordered' ? m[side].tOrdered : m[side].tCategorical
      return worst ? toNumber(worst.value) : null
    }
    return {
      figure: `baseline of t, beta and delta: ${m.column.spec.name}`,
      convention: 'a class is compared with the counted rows',
      value: t(HEADLINE.baseline),
      alternatives:
        suppressedRows > 0
          ? [{ convention: 'compared with the whole table, suppressed rows included', value: t('withSuppressed') }]
          : [],
      flips: flippedClaims.length > 0,
      flippedClaims,
    }
  })
}

/** Missing sensitive values: not a value (headline), or one more value. */
export function missingSensitive({ sensitive }: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  return sensitive
    .filter(({ column }) => column.missingRows > 0)
    .map((m) => {
      const flippedClaims = judgements
        .filter(({ claim, sensitive: name }) => claim.metric === 'l' && name === m.column.spec.name)
        .filter(({ claim, verdict }) => {
          const holds = (m.distinctLMissingAsValue ?? 0) >= toNumber(claim.threshold)
          return holds !== (verdict === 'holds')
        })
        .map(({ claim }) => claim.text)
      return {
        figure: `missing values: ${m.column.spec.name}`,
        convention: `a missing value is not a value and is left out of the shares; ${m.column.missingRows} rows have none`,
        value: m.distinctL,
        alternatives: [{ convention: 'distinctL with missing as one more value', value: m.distinctLMissingAsValue }],
        flips: flippedClaims.length > 0,
        flippedClaims,
      }
    })
}

/** The scale of t where none is declared: both readings, and no verdict. */
export function scales({ sensitive }: Prepared): readonly Convention[] {
  return sensitive
    .filter(({ column }) => column.scale === 'undeclared')
    .map(({ column, counted }) => ({
      figure: `scale of t: ${column.spec.name}`,
      convention: 'the scale is not declared, so t is not stated; it is declared, never guessed',
      value: null,
      alternatives: [
        { convention: 'categorical', value: counted.tCategorical ? toNumber(counted.tCategorical.value) : null },
        ...(column.ranks
          ? [{ convention: 'ordered', value: counted.tOrdered ? toNumber(counted.tOrdered.value) : null }]
          : []),
      ],
      flips: false,
      flippedClaims: [],
    }))
}

/** Several sensitive columns: each alone, the worst taken (headline); or the others added to the quasi-identifiers. */
export function severalSensitive(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  const { sensitive, table, quasi, part } = prepared
  if (sensitive.length < 2) return []
  const skip = Uint8Array.from(part.classOf, (id) => (id < 0 ? 1 : 0))
  const combined = sensitive.map((own) => {
    const others = sensitive
      .filter((other) => other !== own)
      .map(({ column }) => table.columns.find(({ name }) => name === column.spec.name))
      .filter((column): column is Column => column !== undefined)
    const finer = partition(table.rows, [...quasi, ...others], skip)
    return {
      finer,
      m: measureSensitive(finer, own.column, { ls: [...own.recursiveC.keys()], gaps: false, hasSuppressed: false }),
    }
  })
  const others = judgements.map(({ claim, sensitive: name }) =>
    name === undefined
      ? undefined
      : worstOf(
          combined
            .filter(({ m }) => claim.sensitive === undefined || m.column.spec.name === claim.sensitive)
            .map(({ m, finer }) => judgeSensitive(claim, m, finer)),
        ),
  )
  const flippedClaims = flipped(judgements, others)
  const least = (all: readonly (number | null)[]) =>
    all.reduce<number | null>((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null)
  return [
    {
      figure: 'several sensitive columns',
      convention: 'each sensitive column alone, the worst taken (distinctL shown)',
      value: least(sensitive.map(({ distinctL }) => distinctL)),
      alternatives: [
        {
          convention: 'the other sensitive columns added to the quasi-identifiers',
          value: least(combined.map(({ m }) => m.distinctL)),
        },
      ],
      flips: flippedClaims.length > 0,
      flippedClaims,
    },
  ]
}
