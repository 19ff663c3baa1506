/** What a table says about itself before anyone has said what its columns are: sizes, examples, suggested roles. */
import { identifierFindings } from '#core/anonymity/identifier-columns.ts'
import { parseDecimal } from '#core/anonymity/rational.ts'
import type { Column, Table } from '#core/anonymity/table.ts'
import type { ColumnFacts } from '../app/ports/tables.ts'

/** Columns with more distinct values than this share of the rows make nobody alike: not suggested as quasi-identifiers. */
const MOST_DISTINCT = 0.5
const EXAMPLES = 5
const EXAMPLE_CHARACTERS = 80
const SENSITIVE =
  /diagnos|disease|illness|salary|income|wage|offen[cs]e|crime|religion|political|party|balance|debt|ethnic|orientation|result|condition/i

function suggest(column: Column, table: Table, identifiers: ReadonlySet<string>): ColumnFacts['suggested'] {
  if (identifiers.has(column.name)) return 'identifier'
  if (SENSITIVE.test(column.name)) return 'sensitive'
  return column.values.length > Math.max(20, table.rows * MOST_DISTINCT) ? 'none' : 'quasi'
}

export function columnFacts(table: Table): readonly ColumnFacts[] {
  const identifiers = new Set(
    identifierFindings(table, new Set()).flatMap(({ code, column }) =>
      code === 'direct_identifier' && column !== undefined ? [column] : [],
    ),
  )
  return table.columns.map((column) => ({
    name: column.name,
    distinct: column.values.length,
    examples: column.values.slice(0, EXAMPLES).map((value) => value.slice(0, EXAMPLE_CHARACTERS)),
    isNumeric: column.values.every((value) => value === '' || parseDecimal(value) !== null),
    suggested: suggest(column, table, identifiers),
  }))
}
