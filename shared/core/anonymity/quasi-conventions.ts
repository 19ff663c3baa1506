/** Conventions of classes: missing and suppressed quasi-identifiers, persons against rows. */
import { type Judgement, judgeK } from './claims.ts'
import { partition, smallest } from './classes.ts'
import { type Convention, flipped } from './convention.ts'
import { judgeAll } from './judge-all.ts'
import { measureSensitive } from './measure-sensitive.ts'
import type { Prepared } from './prepare.ts'
import { columnNamed } from './table.ts'
import { typedColumn } from './typed-column.ts'
import { wildcardK } from './wildcard.ts'

/** Missing quasi-identifiers: own value (headline), wildcard, row left out. */
export function missingQuasi(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
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
export function partlySuppressed(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
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

/** Persons against rows. */
export function persons(
  { options, headcounts, part }: Prepared,
  judgements: readonly Judgement[],
): readonly Convention[] {
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

/** Spellings of one number in a quasi-identifier: as many values (headline), or one; the other way round on request. */
export function spelledNumbers(prepared: Prepared, judgements: readonly Judgement[]): readonly Convention[] {
  const { table, suppressed, part, options } = prepared
  const asText = options.quasi.flatMap((name) => columnNamed(table, name) ?? [])
  const asNumbers = asText.map(typedColumn)
  if (asNumbers.every((column, at) => column === asText[at])) return []
  const byText = 'numbers are compared as text: 01, 1 and 1.0 are three values'
  const byNumber = 'numbers are compared as numbers: 01, 1 and 1.0 are one value'
  const other = partition(table.rows, options.typed ? asText : asNumbers, suppressed)
  const others = judgements.map(({ claim }) => (claim.metric === 'k' ? judgeK(claim, other.sizes) : undefined))
  const flippedClaims = options.person === undefined ? flipped(judgements, others) : []
  return [
    {
      figure: 'numbers among the quasi-identifiers',
      convention: options.typed ? byNumber : byText,
      value: smallest(part.sizes),
      alternatives: [{ convention: options.typed ? byText : byNumber, value: smallest(other.sizes) }],
      flips: flippedClaims.length > 0,
      flippedClaims,
    },
  ]
}
