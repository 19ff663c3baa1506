/** A published report from its report.json, checked as far as the code that reads it relies on it. */
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { parseJson } from '#core/formats/parse-json.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { REPORT_FORMAT, type ReportDocument } from './document.ts'

const CELL_MEMBERS = ['value', 'state', 'unit', 'definition']

/** Members that are relied on, level by level; anything else is left to the comparison. */
function checkReport(value: JsonValue, file: string): Result<ReportDocument, InputError> {
  const refuse = (field: string, expected: string, got: JsonValue | undefined): Result<never, InputError> =>
    err({ code: 'bad_field', place: { file, field }, expected, got: quote(got ?? null) })
  if (!isJsonObject(value)) return refuse('', 'an object', value)
  if (value.format !== REPORT_FORMAT) return refuse('format', REPORT_FORMAT, value.format)
  for (const member of ['title', 'publisher', 'asOf', 'preset']) {
    if (typeof value[member] !== 'string') return refuse(member, 'text', value[member])
  }
  for (const member of ['period', 'log', 'hashes', 'revision', 'suppression']) {
    if (!isJsonObject(value[member])) return refuse(member, 'an object', value[member])
  }
  for (const member of ['sections', 'tables', 'footnotes', 'definitions', 'checklist']) {
    if (!Array.isArray(value[member])) return refuse(member, 'a list', value[member])
  }
  if (typeof value.threshold !== 'number') return refuse('threshold', 'a number', value.threshold)
  for (const [at, section] of (value.sections as readonly JsonValue[]).entries()) {
    if (
      !isJsonObject(section) ||
      typeof section.id !== 'string' ||
      typeof section.text !== 'string' ||
      !Array.isArray(section.tables)
    ) {
      return refuse(`sections.${at}`, '{id, title, text, tables}', section)
    }
  }
  for (const [at, table] of (value.tables as readonly JsonValue[]).entries()) {
    const where = `tables.${at}`
    if (!isJsonObject(table) || typeof table.id !== 'string') return refuse(where, 'a table with an id', table)
    if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(table.id))
      return refuse(`${where}.id`, 'lower-case letters, digits and dashes', table.id)
    if (!Array.isArray(table.columns) || !Array.isArray(table.rows)) return refuse(where, 'columns and rows', table.id)
    for (const column of table.columns) {
      if (!isJsonObject(column) || typeof column.id !== 'string')
        return refuse(`${where}.columns`, 'columns with an id', column)
    }
    for (const [r, row] of table.rows.entries()) {
      if (!isJsonObject(row) || typeof row.id !== 'string' || !Array.isArray(row.cells))
        return refuse(`${where}.rows.${r}`, '{id, label, cells}', row)
      for (const [c, cell] of row.cells.entries()) {
        if (!isJsonObject(cell) || !CELL_MEMBERS.every((member) => Object.hasOwn(cell, member))) {
          return refuse(`${where}.rows.${r}.cells.${c}`, `a cell with ${CELL_MEMBERS.join(', ')}`, cell)
        }
      }
    }
  }
  return ok(value as unknown as ReportDocument)
}

export function readReportJson(bytes: Uint8Array, file: string): Result<ReportDocument, InputError> {
  const parsed = parseJson(bytes, file)
  return parsed.ok ? checkReport(parsed.value, file) : parsed
}
