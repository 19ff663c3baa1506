/** A table of old figures from a file: first column what the row is, the others counts. CSV as header and rows, or JSON. */
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { columnIdOf, type ImportedTable, type ImportedValue, MAX_IMPORTED, readValue } from './imported-table.ts'

export interface PlainTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export function importFigures(
  table: PlainTable,
  about: Pick<ImportedTable, 'id' | 'section' | 'title' | 'unit' | 'file' | 'sha256'>,
): Result<ImportedTable, InputError> {
  const { file } = about
  const refuse = (expected: string, got: unknown, line: number, field?: string): Result<never, InputError> =>
    err({
      code: 'bad_field',
      place: { file, line, ...(field === undefined ? {} : { field }) },
      expected,
      got: quote(got),
    })
  const [rowHead = '', ...labels] = table.header
  if (labels.length === 0 || labels.length > MAX_IMPORTED.columns)
    return refuse(
      `a first column of names and 1 to ${MAX_IMPORTED.columns} columns of counts`,
      table.header.join(', '),
      1,
    )
  if (table.rows.length === 0 || table.rows.length > MAX_IMPORTED.rows)
    return refuse(`1 to ${MAX_IMPORTED.rows} rows`, table.rows.length, 1)
  const columns = labels.map((label) => ({ id: columnIdOf(label), label }))
  const twice = columns.find(({ id }, at) => columns.findIndex((one) => one.id === id) !== at)
  if (twice) return refuse('columns of different names', twice.label, 1, twice.label)
  const rows: ImportedTable['rows'][number][] = []
  const names = new Set<string>()
  for (const [at, [label = '', ...texts]] of table.rows.entries()) {
    const line = at + 2
    if (label.trim() === '' || names.has(label)) return refuse('a name of its own for every row', label, line, rowHead)
    names.add(label)
    const values: ImportedValue[] = []
    for (const [column, text] of texts.entries()) {
      const value = readValue(text)
      if (value === undefined) return refuse('a whole number, "hidden", or nothing', text, line, labels[column] ?? '')
      values.push(value)
    }
    if (values.length !== columns.length) return refuse(`${columns.length} figures`, `${values.length} figures`, line)
    rows.push({ label, values })
  }
  return ok({ ...about, rowHead, columns, rows })
}

/** A JSON list of objects with the same members: the first member names the row. */
export function plainTableOf(value: JsonValue, file: string): Result<PlainTable, InputError> {
  const refuse = (expected: string, got: unknown): Result<never, InputError> =>
    err({ code: 'bad_field', place: { file }, expected, got: quote(got) })
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_IMPORTED.rows)
    return refuse(`a list of 1 to ${MAX_IMPORTED.rows} objects, one a row`, value)
  const [first] = value
  if (!isJsonObject(first ?? null)) return refuse('objects with the same members', first)
  const header = Object.keys(first as object)
  const rows: string[][] = []
  for (const row of value) {
    if (!isJsonObject(row) || Object.keys(row).join() !== header.join())
      return refuse(`objects with the members ${header.join(', ')}`, row)
    rows.push(header.map((name) => (row[name] === null ? '' : String(row[name]))))
  }
  return ok({ header, rows })
}
