/**
 * A published two-way table of counts, as statistics offices and transparency reports print them: labels in the first
 * column and in the header, totals among them, marks where a count is hidden.
 *
 * The corner cell names what rows and columns are, `country \ outcome`; linked tables share counts where these names and
 * the labels agree. A corner without a backslash names the rows, and the columns are called `column`.
 */
import { type InputError, quote } from '../../input-error.ts'
import { err, ok, type Result } from '../../result.ts'
import type { Table } from '../table.ts'
import { countKey, type createCountSystem } from './count-system.ts'

export interface CountTableOptions {
  /** Texts that stand for a hidden count. `<5` and its like are always understood, as 0 to 4. */
  readonly hidden: readonly string[]
  /** Labels of totals, compared without regard to case. */
  readonly totals: readonly string[]
}

export const COUNT_TABLE_DEFAULTS: CountTableOptions = {
  hidden: ['*', 'hidden', 'withheld', 'suppressed', 'x', 'c', ':'],
  totals: ['total', 'all', 'sum', 'gesamt', 'totaal'],
}

export interface CountCell {
  readonly row: string
  readonly column: string
  readonly key: string
  readonly text: string
}

export interface CountTable {
  readonly name: string
  readonly rowDimension: string
  readonly columnDimension: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly cells: readonly CountCell[]
}

function dimensionsOf(corner: string): readonly [string, string] {
  const [row = '', column = ''] = corner.split('\\').map((part) => part.trim())
  return [row || 'row', column || 'column']
}

/** Adds one table to `system`: its counts, and a sum for every total that is printed. */
export function addCountTable(
  system: ReturnType<typeof createCountSystem>,
  table: Table,
  name: string,
  { hidden, totals }: CountTableOptions,
): Result<CountTable, InputError> {
  const [labels, ...counts] = table.columns
  if (!labels || counts.length === 0) {
    return err({
      code: 'bad_csv',
      place: { file: name, line: 1 },
      expected: 'labels and at least one column of counts',
      got: `${table.columns.length} columns`,
    })
  }
  const [rowDimension, columnDimension] = dimensionsOf(labels.name)
  const isTotal = (label: string) => totals.includes(label.trim().toLowerCase())
  const rows = Array.from(labels.codes, (code) => labels.values[code] ?? '')
  const repeated = rows.find((label, at) => rows.indexOf(label) !== at)
  if (repeated !== undefined) {
    return err({
      code: 'duplicate',
      place: { file: name, line: rows.lastIndexOf(repeated) + 2 },
      expected: 'each row label once',
      got: quote(repeated),
    })
  }
  const keyOf = (row: string, column: string) =>
    countKey({
      ...(isTotal(row) ? {} : { [rowDimension]: row }),
      ...(isTotal(column) ? {} : { [columnDimension]: column.trim() }),
    })
  const cells: CountCell[] = []
  for (const [r, row] of rows.entries()) {
    for (const column of counts) {
      const text = column.values[column.codes[r] as number] ?? ''
      const key = keyOf(row, column.name)
      const below = /^<\s*(\d{1,6})$/.exec(text)
      if (/^\d{1,15}$/.test(text)) system.add({ key, value: Number(text) })
      else if (below) system.add({ key, value: null, min: 0, max: Number(below[1]) - 1 })
      else if (hidden.includes(text.toLowerCase())) system.add({ key, value: null })
      else {
        return err({
          code: 'bad_field',
          place: { file: name, line: r + 2, field: column.name },
          expected: `a count, <N, or a mark of a hidden count (${hidden.join(' ')})`,
          got: quote(text),
        })
      }
      cells.push({ row, column: column.name, key, text })
    }
  }
  const columns = counts.map((column) => column.name)
  const plainRows = rows.filter((row) => !isTotal(row))
  const plainColumns = columns.filter((column) => !isTotal(column))
  const totalRow = rows.find(isTotal)
  const totalColumn = columns.find(isTotal)
  if (totalColumn !== undefined) {
    for (const row of rows) {
      system.addSum(
        plainColumns.map((column) => keyOf(row, column)),
        keyOf(row, totalColumn),
        `${name}, total of row ${quote(row)}`,
      )
    }
  }
  if (totalRow !== undefined) {
    for (const column of columns) {
      system.addSum(
        plainRows.map((row) => keyOf(row, column)),
        keyOf(totalRow, column),
        `${name}, total of column ${quote(column)}`,
      )
    }
  }
  return ok({ name, rowDimension, columnDimension, rows, columns, cells })
}
