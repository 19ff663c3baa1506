/** Old figures from a file the user picked: CSV, or a JSON list of rows. */
import type { ImportedTableInput } from '#contract/areas/reports.ts'
import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import { encodeHex } from '#core/bytes/hex.ts'
import { parseJson } from '#core/formats/parse-json.ts'
import type { SectionId } from '#core/metrics/table-spec.ts'
import { err, ok, type Result } from '#core/result.ts'
import { importFigures, type PlainTable, plainTableOf } from '#report/import-figures.ts'
import { type ImportedTable, MAX_IMPORTED } from '#report/imported-table.ts'
import { notFound, refusedInput } from '../answer.ts'
import type { Deps } from '../deps.ts'

type About = Pick<ImportedTableInput, 'id' | 'section' | 'title' | 'unit'>

async function tableIn(
  deps: Deps,
  path: string,
  name: string,
  bytes: Uint8Array,
): Promise<Result<PlainTable, CallError>> {
  if (name.toLowerCase().endsWith('.json')) {
    const value = parseJson(bytes, name)
    const table = value.ok ? plainTableOf(value.value, name) : value
    return table.ok ? table : err(refusedInput(table.error))
  }
  const read = await deps.readTable(path)
  if (!read.ok) return err(refusedInput(read.error))
  const { columns, rows } = read.value.table
  const cell = (column: (typeof columns)[number], row: number) => column.values[column.codes[row] ?? -1] ?? ''
  return ok({
    header: columns.map((column) => column.name),
    rows: Array.from({ length: Math.min(rows, MAX_IMPORTED.rows + 1) }, (_, row) =>
      columns.map((one) => cell(one, row)),
    ),
  })
}

export async function importPicked(
  deps: Deps,
  pickedId: string,
  about: About,
): Promise<Result<ImportedTableInput, CallError>> {
  const path = deps.picks.pathOf(pickedId)
  if (path === null) throw refusal(notFound('picked file'))
  const bytes = await deps.readPicked(path)
  const file = path.split(/[/\\]/).at(-1) ?? path
  if (bytes.length > MAX_IMPORTED.bytes) {
    return err({
      code: 'refused',
      message: `${file}: expected at most ${MAX_IMPORTED.bytes} bytes, got ${bytes.length}`,
    })
  }
  const table = await tableIn(deps, path, file, bytes)
  if (!table.ok) return table
  const imported = importFigures(table.value, {
    ...about,
    section: about.section as SectionId,
    file,
    sha256: encodeHex(deps.hash(bytes)),
  })
  return imported.ok ? ok(asInput(imported.value)) : err(refusedInput(imported.error))
}

const asInput = (table: ImportedTable): ImportedTableInput => ({
  ...table,
  columns: table.columns.map((column) => ({ ...column })),
  rows: table.rows.map(({ label, values }) => ({ label, values: [...values] })),
})
