/** What is odd about the values of a column that has a role: spellings of one value, and cells that look like "missing". */
import type { SensitiveColumn } from './sensitive.ts'
import type { Column } from './table.ts'
import type { TableFinding } from './table-finding.ts'

const inWords = (values: readonly string[]): string => values.map((value) => `"${value}"`).join(' and ')

/** White space of any width, and characters that show nothing, read as one space. */
const collapse = (value: string): string =>
  value
    .normalize('NFC')
    .replace(/[\s\u200b-\u200d\u2060\ufeff]+/gu, ' ')
    .trim()

/** Digits, signs and points alone have neither case nor inner spacing. */
const IS_PLAIN = /^[\d.,+-]*$/

/** Spellings of one value that differ by case or by spacing: classes are split by them, and values counted twice. */
export function spellingFindings(column: Column): readonly TableFinding[] {
  const findings: TableFinding[] = []
  if (column.trimmed.size > 0) {
    const [text, spellings] = [...column.trimmed][0] ?? ['', []]
    findings.push({
      code: 'trimmed_merged',
      column: column.name,
      text: `column "${column.name}": trimming made ${column.trimmed.size} values equal that are spelled with and without spaces, such as "${text}"`,
      examples: spellings.slice(0, 5),
    })
  }
  const byFolded = new Map<string, string[]>()
  for (const value of column.values) {
    if (IS_PLAIN.test(value)) continue
    const folded = collapse(value).toLowerCase()
    const group = byFolded.get(folded)
    if (group) group.push(value)
    else byFolded.set(folded, [value])
  }
  const groups = [...byFolded.values()].filter((group) => group.length > 1)
  const collapsed = (group: readonly string[]) => new Set(group.map(collapse)).size
  for (const [code, variants] of [
    ['case_variants', groups.filter((group) => collapsed(group) > 1)],
    ['spacing_variants', groups.filter((group) => collapsed(group) < group.length)],
  ] as const) {
    const [first] = variants
    if (first === undefined) continue
    findings.push({
      code,
      column: column.name,
      text: `column "${column.name}": ${variants.length} values are spelled in more than one ${code === 'case_variants' ? 'case' : 'spacing'} and counted apart, such as ${inWords(first.slice(0, 3))}`,
      examples: first.slice(0, 5),
    })
  }
  return findings
}

/** Marks that statistical programs write for "missing". They are values here unless they are named as missing. */
const MARKS: ReadonlySet<string> = new Set(['?', '-', 'na', 'n/a', 'nan', 'null', 'none', 'unknown', 'missing', '.'])

export function missingMarkFindings(column: Column, missing: ReadonlySet<string>): readonly TableFinding[] {
  const marks = column.values.filter((value) => MARKS.has(value.toLowerCase()) && !missing.has(value))
  if (marks.length === 0) return []
  return [
    {
      code: 'looks_missing',
      column: column.name,
      text: `column "${column.name}": ${inWords(marks.slice(0, 3))} may mean "missing", but is counted as a value until it is named as missing`,
      examples: marks.slice(0, 5),
    },
  ]
}

/** What the scale of a sensitive column, and its empty cells, leave open. */
export function sensitiveFindings(
  { spec: { name }, scale, ranks, unordered, missingRows }: SensitiveColumn,
  rows: number,
): readonly TableFinding[] {
  const found: TableFinding[] = []
  const [same] = ranks?.sameNumber ?? []
  if (same && scale === 'ordered') {
    found.push({
      code: 'numbers_spelled_twice',
      column: name,
      text: `column "${name}": equal numbers in different spelling share one rank, such as ${same.join(' and ')}`,
      examples: same,
    })
  }
  if (scale === 'ordered' && ranks === null) {
    found.push({
      code: 'not_ordered',
      column: name,
      text: `column "${name}" is declared ordered, but has values that are no decimal numbers and no order was given`,
      examples: unordered,
    })
  }
  if (missingRows > 0) {
    found.push({
      code: 'missing_values',
      column: name,
      text: `column "${name}" has no value in ${missingRows} of ${rows} rows; a missing value is not a value`,
    })
  }
  return found
}
