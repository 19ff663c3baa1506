/**
 * A report as CSV: one long table of every cell (data.csv) and one table a file (docs/formats/report.md §6). RFC 4180,
 * UTF-8, ISO dates, code and label, numbers as numbers; a null is an empty field and its state says why.
 */
import { type CsvCell, safeCsvLine } from '#core/formats/csv-write.ts'
import type { DocumentTable, ReportDocument } from './document.ts'

export const DATA_COLUMNS = [
  'period',
  'table',
  'table_title',
  'row',
  'row_label',
  'column',
  'column_label',
  'unit',
  'state',
  'value',
  'min',
  'max',
  'numerator',
  'denominator',
  'entries',
  'definition',
] as const

/** One line a cell, in the order of the document. */
export function dataCsv(document: ReportDocument): string {
  const lines = [safeCsvLine(DATA_COLUMNS)]
  for (const table of document.tables) {
    for (const row of table.rows) {
      for (const [at, cell] of row.cells.entries()) {
        const column = table.columns[at]
        const fields: CsvCell[] = [
          document.period.id,
          table.id,
          table.title,
          row.id,
          row.label,
          column?.id ?? '',
          column?.label ?? '',
          cell.unit,
          cell.state,
          cell.value,
          cell.min,
          cell.max,
          cell.numerator,
          cell.denominator,
          cell.entries,
          cell.definition,
        ]
        lines.push(safeCsvLine(fields))
      }
    }
  }
  return lines.join('')
}

/** Names of the two columns that say which row it is; some tables have a figure of the same name as their rows. */
export function rowFields({
  rowDimension,
  columns,
}: Pick<DocumentTable, 'rowDimension' | 'columns'>): readonly string[] {
  const taken = new Set(columns.map(({ id }) => id))
  const free = (name: string, or: string) => (taken.has(name) ? or : name)
  return [free(rowDimension, `${rowDimension}_row`), free('label', 'label_of_row')]
}

/**
 * One table as readers lay it out: a value column each, and beside it a state column, so that an empty field is never
 * mistaken for 0.
 */
export function tableCsv(table: DocumentTable): string {
  const header = [
    ...rowFields(table),
    ...table.columns.flatMap(({ id, unit }) => [
      id,
      `${id}_state`,
      ...(hasRange(table, id) ? [`${id}_min`, `${id}_max`] : []),
      ...(unit === 'percent' ? [`${id}_numerator`, `${id}_denominator`] : []),
    ]),
  ]
  const rows = table.rows.map(({ id, label, cells }) =>
    safeCsvLine([
      id,
      label,
      ...table.columns.flatMap((column, at): CsvCell[] => {
        const cell = cells[at]
        if (!cell) return []
        return [
          cell.value,
          cell.state,
          ...(hasRange(table, column.id) ? [cell.min, cell.max] : []),
          ...(column.unit === 'percent' ? [cell.numerator, cell.denominator] : []),
        ]
      }),
    ]),
  )
  return safeCsvLine(header) + rows.join('')
}

/** Has any cell of the column a band or a lower bound? */
function hasRange(table: DocumentTable, column: string): boolean {
  const at = table.columns.findIndex(({ id }) => id === column)
  return table.rows.some(({ cells }) => cells[at]?.min !== null || cells[at]?.max !== null)
}
