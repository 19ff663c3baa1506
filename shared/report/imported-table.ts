/**
 * Figures from before the log began. Nobody can re-derive them: they are shown beside the others with where they come from,
 * held to the arithmetic of the gate, and never counted as checked.
 */
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { type Cell, exactCell, hiddenCell, type Unit, unknownCell } from '#core/metrics/cell.ts'
import { SECTION_IDS, type SectionId } from '#core/metrics/table-spec.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { DocumentTable } from './document.ts'
import { columnLabel } from './words.ts'

/** A number; hidden by whoever published it; null: not stated. */
export type ImportedValue = number | 'hidden' | null

export interface ImportedTable {
  /** `imported-1`. */
  readonly id: string
  readonly section: SectionId
  readonly title: string
  readonly rowHead: string
  readonly unit: ImportedUnit
  readonly columns: readonly { readonly id: string; readonly label: string }[]
  readonly rows: readonly { readonly label: string; readonly values: readonly ImportedValue[] }[]
  /** Name of the file, and its SHA-256 in hex. */
  readonly file: string
  readonly sha256: string
}

export const IMPORTED_UNITS = ['request', 'account', 'report'] as const
export type ImportedUnit = (typeof IMPORTED_UNITS)[number]

export const MAX_IMPORTED = { tables: 20, rows: 500, columns: 30, bytes: 2 ** 20 } as const

/** A column of ours by its id or its label in any case; otherwise a name of its own. */
export function columnIdOf(label: string): string {
  const id = label
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  return id === '' ? 'figure' : id
}

function cellOf(value: ImportedValue, unit: Unit, definition: string): Cell {
  if (value === 'hidden') return hiddenCell(unit, definition)
  return value === null
    ? unknownCell(unit, definition, null)
    : { ...exactCell(value, unit, definition, 0), entries: null }
}

export function importedTable({
  id,
  section,
  title,
  rowHead,
  unit,
  columns,
  rows,
  file,
  sha256,
}: ImportedTable): DocumentTable {
  const definition = (column: string) => `${id}/${column}`
  return {
    id,
    section,
    title,
    rowDimension: 'imported',
    rowHead,
    columns: columns.map((column) => ({
      ...column,
      label: columnLabel(column.id) === column.id ? column.label : columnLabel(column.id),
      unit,
      definition: definition(column.id),
    })),
    rows: rows.map(({ label, values }) => ({
      id: /^total$/i.test(label.trim()) ? 'total' : label,
      label,
      cells: values.map((value, at) => cellOf(value, unit, definition(columns[at]?.id ?? ''))),
    })),
    zeroRows: 0,
    source: `${file}, SHA-256 ${sha256}: from before the log began, not re-derivable`,
    rederivable: false,
  }
}

const WHOLE = /^\d{1,15}$/
const HIDDEN = /^(?:hidden|suppressed|redacted|\*|<\s*\d+)$/i
const NOT_STATED = /^(?:|n\/?a|unknown|-|–)$/i

/** One cell of a file: a whole number (with or without thousands commas), a mark for hidden, or nothing. */
export function readValue(text: string): ImportedValue | undefined {
  const plain = text.trim()
  const digits = /^\d{1,3}(?:,\d{3})+$/.test(plain) ? plain.replaceAll(',', '') : plain
  if (WHOLE.test(digits)) return Number(digits)
  if (HIDDEN.test(plain)) return 'hidden'
  return NOT_STATED.test(plain) ? null : undefined
}

/** The tables in a definition, which may come from a file. */
export function parseImported(value: JsonValue, file: string): Result<readonly ImportedTable[], InputError> {
  const refuse = (field: string, expected: string, got: unknown): Result<never, InputError> =>
    err({ code: 'bad_field', place: { file, field: `imported${field}` }, expected, got: quote(got) })
  if (!Array.isArray(value) || value.length > MAX_IMPORTED.tables)
    return refuse('', `a list of at most ${MAX_IMPORTED.tables} tables`, value)
  const tables: ImportedTable[] = []
  const ids = new Set<string>()
  for (const [at, one] of value.entries()) {
    if (!isJsonObject(one)) return refuse(`.${at}`, 'an object', one)
    const { id, section, title, rowHead = 'Period', unit = 'request', columns, rows, file: from, sha256 } = one
    if (typeof id !== 'string' || !/^imported-[a-z0-9-]{1,40}$/.test(id) || ids.has(id))
      return refuse(`.${at}.id`, 'an id of its own, imported-…', id)
    ids.add(id)
    if (!SECTION_IDS.some((known) => known === section))
      return refuse(`.${at}.section`, `one of ${SECTION_IDS.join(', ')}`, section)
    if (typeof title !== 'string' || typeof rowHead !== 'string' || typeof from !== 'string')
      return refuse(`.${at}`, 'title, rowHead and file as text', one)
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
      return refuse(`.${at}.sha256`, '64 hex digits', sha256)
    if (!IMPORTED_UNITS.some((known) => known === unit)) return refuse(`.${at}.unit`, IMPORTED_UNITS.join(', '), unit)
    if (!Array.isArray(columns) || columns.length === 0 || columns.length > MAX_IMPORTED.columns)
      return refuse(`.${at}.columns`, `1 to ${MAX_IMPORTED.columns} columns`, columns)
    if (!Array.isArray(rows) || rows.length > MAX_IMPORTED.rows)
      return refuse(`.${at}.rows`, `at most ${MAX_IMPORTED.rows} rows`, rows)
    const named = columns.map((column) =>
      isJsonObject(column) && typeof column.id === 'string' && typeof column.label === 'string'
        ? { id: column.id, label: column.label }
        : null,
    )
    if (named.includes(null)) return refuse(`.${at}.columns`, '{id, label} each', columns)
    const read: ImportedTable['rows'][number][] = []
    for (const [line, row] of rows.entries()) {
      const { label, values } = isJsonObject(row) ? row : {}
      const isValue = (cell: JsonValue) =>
        cell === null || cell === 'hidden' || (typeof cell === 'number' && Number.isSafeInteger(cell) && cell >= 0)
      if (
        typeof label !== 'string' ||
        !Array.isArray(values) ||
        values.length !== columns.length ||
        !values.every(isValue)
      )
        return refuse(`.${at}.rows.${line}`, `{label, values}, with ${columns.length} counts, "hidden" or null`, row)
      read.push({ label, values: values as readonly ImportedValue[] })
    }
    tables.push({
      id,
      section: section as SectionId,
      title,
      rowHead,
      unit: unit as ImportedUnit,
      columns: named as { id: string; label: string }[],
      rows: read,
      file: from,
      sha256,
    })
  }
  return ok(tables)
}
