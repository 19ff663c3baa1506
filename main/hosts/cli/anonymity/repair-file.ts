import { repairStatement, repairTable } from '#core/anonymity/repair.ts'
import type { Table } from '#core/anonymity/table.ts'
import { csvLine } from '#core/formats/csv-write.ts'
import type { InputError } from '#core/input-error.ts'
import { ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { writeAtomically } from '../../../io/atomic-write.ts'
import { readTable } from '../../../io/read-table.ts'
import type { Answer } from '../answer.ts'
import { formatOf, measureOptionsOf, type TableCliOptions } from './table-options.ts'

export interface RepairCliOptions extends TableCliOptions {
  readonly out: string
  readonly mask?: boolean
}

/** The table as CSV, a few thousand rows a chunk; masked rows carry `token` in the columns of `quasi`. */
function* csvOf(
  table: Table,
  masked: Uint8Array | null,
  quasi: ReadonlySet<string>,
  token: string,
): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode(csvLine(table.columns.map(({ name }) => name)))
  let chunk = ''
  for (let row = 0; row < table.rows; row++) {
    const isMasked = masked?.[row] === 1
    chunk += csvLine(
      table.columns.map(({ name, codes, values }) =>
        isMasked && quasi.has(name) ? token : (values[codes[row] as number] ?? ''),
      ),
    )
    if (chunk.length > 1 << 18) {
      yield encoder.encode(chunk)
      chunk = ''
    }
  }
  yield encoder.encode(chunk)
}

export async function repairFile(csv: string, options: RepairCliOptions): Promise<Result<Answer, InputError>> {
  const format = formatOf(options)
  if (!format.ok) return format
  const file = await readTable(csv, format.value)
  if (!file.ok) return file
  const measure = await measureOptionsOf(options, file.value.names)
  if (!measure.ok) return measure
  const repair = repairTable(file.value.table, measure.value)
  if (!repair.ok) return repair
  const { repaired, rowsLost, rounds, before, after, lost } = repair.value
  const quasi = new Set(measure.value.quasi)
  const rows = options.mask
    ? csvOf(file.value.table, lost, quasi, options.suppressed ?? '*')
    : csvOf(repaired, null, quasi, '')
  const written = await writeAtomically(options.out, rows, { isNew: true })
  if (!written.ok) return written
  const statement = repairStatement(repair.value, options.mask ? 'masked' : 'removed')
  const stated = await writeAtomically(`${options.out}.statement.txt`, statement)
  if (!stated.ok) return stated
  return ok({
    exit: 0,
    json: {
      tool: TOOL,
      out: options.out,
      statement: `${options.out}.statement.txt`,
      rows: before.table.rows,
      rowsLost,
      rounds,
      mode: options.mask ? 'masked' : 'removed',
      before: before.claims.map(({ claim, verdict, achieved, failing }) => ({ claim, verdict, achieved, failing })),
      after: after.claims.map(({ claim, verdict, achieved, failing }) => ({ claim, verdict, achieved, failing })),
    },
    text: statement,
  })
}
