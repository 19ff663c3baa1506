/**
 * The bookkeeping of a release: rows lost against its source, rows that say nothing, a label that names another k, and
 * releases that repeat each other. docs/formats/anonymity.md, "Bookkeeping of a release".
 */
import { smallest } from './classes.ts'
import { sharedRows } from './compare-releases.ts'
import type { Prepared } from './prepare.ts'
import { compareRatio, ratio } from './rational.ts'
import { type Table, toTable } from './table.ts'
import type { TableFinding } from './table-finding.ts'

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`

/** Rows that are not there, and rows that are there but say nothing. */
export function rowFindings({ table, suppressedRows, quasi, suppressed, options }: Prepared): readonly TableFinding[] {
  const found: TableFinding[] = []
  const { sourceRows } = options
  const { rows } = table
  if (sourceRows !== undefined && rows < sourceRows) {
    found.push({
      code: 'rows_lost',
      text: `the source is said to have ${sourceRows} rows, the table has ${rows}: ${sourceRows - rows} (${percent(sourceRows - rows, sourceRows)}) are lost${suppressedRows > 0 ? `, and ${suppressedRows} more are suppressed` : ''}`,
    })
  }
  if (sourceRows !== undefined && rows > sourceRows) {
    found.push({
      code: 'rows_added',
      text: `the source is said to have ${sourceRows} rows, the table has ${rows}: ${rows - sourceRows} more`,
    })
  }
  if (suppressedRows > 0) {
    found.push({
      code: 'suppressed_rows',
      text: `${suppressedRows} of ${rows} rows (${percent(suppressedRows, rows)}) are suppressed: they are in no class and in no figure`,
    })
  }
  const partly = partlySuppressedRows({ table, quasi, suppressed, options })
  if (partly > 0) {
    found.push({
      code: 'partly_suppressed',
      text: `${partly} of ${rows} rows (${percent(partly, rows)}) are suppressed in some quasi-identifiers only: the token is a value in them`,
    })
  }
  return found
}

/** Rows in which some quasi-identifiers are the suppression token, but not all. */
function partlySuppressedRows({
  table,
  quasi,
  suppressed,
  options,
}: Pick<Prepared, 'table' | 'quasi' | 'suppressed' | 'options'>): number {
  const token = options.suppressed ?? '*'
  const tokens = quasi.map(({ values }) => values.indexOf(token))
  if (tokens.every((code) => code < 0)) return 0
  let rows = 0
  for (let row = 0; row < table.rows; row++) {
    if (suppressed[row] !== 1 && quasi.some(({ codes }, at) => codes[row] === tokens[at])) rows++
  }
  return rows
}

/** `k5`, `k=5`, `k_5`, `k >= 5`; `5-anonymous`. A k inside a longer word or number is none. */
const LABELS = [
  /(?<![\p{L}\p{N}])k\s*(?:[=:_≥-]|>=)?\s*(\d{1,7})(?![\p{L}\p{N}]|[.,]\d)/giu,
  /(?<![\p{L}\p{N}.])(\d{1,7})[\s_-]?anonym/giu,
]

/** The k that a file name or caption promises; the largest, where it names several. */
export function labelledK(label: string): number | null {
  const named = LABELS.flatMap((pattern) =>
    [...label.slice(0, 10_000).matchAll(pattern)].map((match) => Number(match[1])),
  )
  const ks = named.filter((k) => k >= 1)
  return ks.length === 0 ? null : ks.reduce((a, b) => Math.max(a, b))
}

export function labelFindings({ headcounts, claims, options }: Prepared): readonly TableFinding[] {
  const label = options.label ?? ''
  const promised = labelledK(label)
  if (promised === null) return []
  const k = smallest(headcounts)
  const found: TableFinding[] = []
  const shown = label.length <= 80 ? label : `${label.slice(0, 80)}…`
  if (k !== null && k !== promised) {
    found.push({
      code: 'label_mismatch',
      text: `the label "${shown}" says k = ${promised}, but k is ${k}${k > promised ? ': better than it says' : ''}`,
    })
  }
  const other = claims.find(
    ({ metric, threshold }) => metric === 'k' && compareRatio(threshold, ratio(promised, 1)) !== 0,
  )
  if (other) {
    found.push({
      code: 'label_mismatch',
      text: `the label "${shown}" says k = ${promised}, but the claim is ${other.text}`,
    })
  }
  return found
}

/** Share of the smaller release above which equal rows are told: below it, small tables agree by chance. */
const TOLD_ABOVE = 0.5

export function releaseFindings({ table, options }: Prepared): readonly TableFinding[] {
  return (options.releases ?? []).flatMap(({ name, table: input }) => compared(table, toTable(input), name))
}

function compared(own: Table, other: Table, name: string): readonly TableFinding[] {
  const { columns, sameColumns, rows } = sharedRows(own, other)
  const smaller = Math.min(own.rows, other.rows)
  if (smaller === 0 || rows <= smaller * TOLD_ABOVE) return []
  const among = sameColumns ? '' : `, compared by ${columns.join(', ')}`
  if (rows === own.rows && rows === other.rows) {
    return [
      {
        code: 'same_release',
        text: sameColumns
          ? `"${name}" is the same table: all ${rows} rows, whatever their order`
          : `"${name}" has the same ${rows} rows${among}`,
      },
    ]
  }
  const whole = rows === own.rows ? 'all of this table' : rows === other.rows ? `all of "${name}"` : null
  return [
    {
      code: 'overlapping_release',
      text: `${rows} rows of this table (${percent(rows, own.rows)}) stand in "${name}" as well${whole ? `: ${whole}` : ''}${among}`,
    },
  ]
}
