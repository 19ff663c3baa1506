/**
 * The convention behind each figure, and what another reading would have said.
 *
 * Tools disagree silently on these; a verdict that depends on one is named.
 */
import { HEADLINE, type Judgement, judgeK, judgeSensitive, worstOf } from './claims.ts'
import { partition, smallest } from './classes.ts'
import { judgeAll } from './judge-all.ts'
import type { Prepared } from './measure.ts'
import { measureSensitive } from './measure-sensitive.ts'
import { toNumber } from './rational.ts'
import type { Column } from './table.ts'
import { wildcardK } from './wildcard.ts'

export interface Alternative {
  readonly convention: string
  readonly value: number | 'infinite' | 'unsatisfiable' | 'undecided' | null
}

export interface Convention {
  readonly figure: string
  /** What the headline figure follows. */
  readonly convention: string
  readonly value: Alternative['value']
  readonly alternatives: readonly Alternative[]
  /** Would a claim have another verdict under an alternative? */
  readonly flips: boolean
  /** The claims that would. */
  readonly flippedClaims: readonly string[]
}

function flipped(judgements: readonly Judgement[], others: readonly (Judgement | undefined)[]): readonly string[] {
  return judgements
    .filter((own, at) => others[at] && others[at]?.verdict !== own.verdict)
    .map(({ claim }) => claim.text)
}

/** Missing quasi-identifiers: own value (headline), wildcard, row left out. */
function missingQuasi(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  const { table, quasi, missing, suppressed, part, sensitive, claims, options } = prepared
  const isMissing = quasi.map(({ values }) => Uint8Array.from(values, (value) => (missing.has(value) ? 1 : 0)))
  const without = suppressed.slice()
  let rowsWithMissing = 0
  for (let row = 0; row < table.rows; row++) {
    if (suppressed[row] || !quasi.some(({ codes }, at) => isMissing[at]?.[codes[row] as number] === 1)) continue
    without[row] = 1
    rowsWithMissing++
  }
  const figure = 'missing quasi-identifiers'
  if (rowsWithMissing === 0) {
    return [
      {
        figure,
        convention: 'a missing quasi-identifier is a value of its own; none occurs',
        value: smallest(part.sizes),
        alternatives: [],
        flips: false,
        flippedClaims: [],
      },
    ]
  }
  const wildcard = wildcardK(table.rows, quasi, isMissing, suppressed)
  const left = partition(table.rows, quasi, without)
  const leftMeasures = sensitive.map((m) =>
    measureSensitive(left, m.column, { ls: [...m.recursiveC.keys()], gaps: false, hasSuppressed: true }),
  )
  const judgedLeft = judgeAll({
    ...prepared,
    part: left,
    headcounts: left.sizes,
    sensitive: leftMeasures,
    suppressed: without,
  })
  const kClaims = claims.map((claim) =>
    claim.metric === 'k' && typeof wildcard === 'number' ? judgeK(claim, Int32Array.of(wildcard)) : undefined,
  )
  // With persons named, k counts persons; the readings in rows would compare unlike things.
  const comparable = options.person === undefined
  const flippedClaims = comparable
    ? [...new Set([...flipped(judgements, judgedLeft), ...flipped(judgements, kClaims)])]
    : []
  return [
    {
      figure,
      convention: `a missing quasi-identifier is a value of its own; ${rowsWithMissing} rows have one`,
      value: smallest(part.sizes),
      alternatives: [
        { convention: 'a missing quasi-identifier may be anything (wildcard)', value: wildcard },
        { convention: 'rows with a missing quasi-identifier are left out', value: smallest(left.sizes) },
      ],
      flips: flippedClaims.length > 0,
      flippedClaims,
    },
  ]
}

/** Partly suppressed rows: the token is a value (headline), or any suppressed cell takes the row out. */
function partlySuppressed(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  const { table, quasi, suppressed, part, options } = prepared
  const token = options.suppressed ?? '*'
  const tokens = quasi.map(({ values }) => values.indexOf(token))
  const without = suppressed.slice()
  let rows = 0
  for (let row = 0; row < table.rows; row++) {
    if (suppressed[row] || !quasi.some(({ codes }, at) => codes[row] === tokens[at])) continue
    without[row] = 1
    rows++
  }
  if (rows === 0) return []
  const left = partition(table.rows, quasi, without)
  const others = judgements.map(({ claim }) => (claim.metric === 'k' ? judgeK(claim, left.sizes) : undefined))
  const flippedClaims = options.person === undefined ? flipped(judgements, others) : []
  return [
    {
      figure: 'partly suppressed rows',
      convention: `in a partly suppressed row the token ${token} is a value; ${rows} rows are partly suppressed`,
      value: smallest(part.sizes),
      alternatives: [{ convention: 'partly suppressed rows are left out', value: smallest(left.sizes) }],
      flips: flippedClaims.length > 0,
      flippedClaims,
    },
  ]
}

/** The baseline of t, beta and delta: counted rows (headline) or the whole table. */
function baselines(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
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
function missingSensitive({ sensitive }: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
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
function scales({ sensitive }: Prepared): readonly Convention[] {
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
function severalSensitive(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
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

/** Persons against rows. */
function persons({ options, headcounts, part }: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  if (options.person === undefined) return []
  const others = judgements.map(({ claim }) => (claim.metric === 'k' ? judgeK(claim, part.sizes) : undefined))
  const flippedClaims = flipped(judgements, others)
  return [
    {
      figure: 'k',
      convention: `distinct persons (${options.person}) in the smallest class`,
      value: smallest(headcounts),
      alternatives: [{ convention: 'rows in the smallest class', value: smallest(part.sizes) }],
      flips: flippedClaims.length > 0,
      flippedClaims,
    },
  ]
}

export function conventionsOf(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  return [
    ...persons(prepared, judgements),
    ...missingQuasi(prepared, judgements),
    ...partlySuppressed(prepared, judgements),
    ...scales(prepared),
    ...missingSensitive(prepared, judgements),
    ...baselines(prepared, judgements),
    ...severalSensitive(prepared, judgements),
  ]
}
