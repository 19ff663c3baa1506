import { repairStatement, repairTable } from '#core/anonymity/repair.ts'
import type { InputError } from '#core/input-error.ts'
import { ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { writeAtomically } from '../../../io/atomic-write.ts'
import { readTable } from '../../../io/read-table.ts'
import { csvBytes } from '../../../io/table-csv.ts'
import type { Answer } from '../answer.ts'
import { formatOf, measureOptionsOf, type TableCliOptions } from './table-options.ts'

export interface RepairCliOptions extends TableCliOptions {
  readonly out: string
  readonly mask?: boolean
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
    ? csvBytes(file.value.table, { rows: lost, quasi, token: options.suppressed ?? '*' })
    : csvBytes(repaired, null)
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
