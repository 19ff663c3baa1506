import type { tableOperations } from '#contract/areas/tables.ts'
import type { HandlersOf, Parsed } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import { attack, protectionOf } from '#core/anonymity/counts/attack.ts'
import { createCountSystem } from '#core/anonymity/counts/count-system.ts'
import { addCountTable, COUNT_TABLE_DEFAULTS } from '#core/anonymity/counts/read-count-table.ts'
import { identifierFindings } from '#core/anonymity/identifier-columns.ts'
import { measureTable } from '#core/anonymity/measure.ts'
import type { MeasureOptions } from '#core/anonymity/measure-options.ts'
import { parseDecimal } from '#core/anonymity/rational.ts'
import { repairStatement, repairTable } from '#core/anonymity/repair.ts'
import type { Column, Table } from '#core/anonymity/table.ts'
import { csvLine } from '#core/formats/csv-write.ts'
import { ok } from '#core/result.ts'
import { notFound, throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { OpenedTable } from '../ports/tables.ts'

/** Tables are large and looked at one at a time. */
const KEPT = 3
const CLASSES_LISTED = 200
/** Columns with more distinct values than this share of the rows make nobody alike: not suggested as quasi-identifiers. */
const MOST_DISTINCT = 0.5

type Roles = Omit<Parsed<'tables.measure'>, 'tableId'>

function optionsOf({ quasi, sensitive, person, missing, suppressed, claims }: Roles): MeasureOptions {
  return {
    quasi,
    sensitive: sensitive.map(({ name, scale }) => (scale === null ? { name } : { name, scale })),
    claims,
    missing,
    suppressed,
    maxClasses: CLASSES_LISTED,
    ...(person === null ? {} : { person }),
  }
}

function suggest(
  column: Column,
  table: Table,
  identifiers: ReadonlySet<string>,
): 'quasi' | 'sensitive' | 'identifier' | 'none' {
  if (identifiers.has(column.name)) return 'identifier'
  if (/diagnos|disease|salary|income|offen[cs]e|crime|religion|party|balance|result/i.test(column.name))
    return 'sensitive'
  return column.values.length > Math.max(20, table.rows * MOST_DISTINCT) ? 'none' : 'quasi'
}

function csvOf({ rows, columns }: Table): string {
  const lines = [csvLine(columns.map(({ name }) => name))]
  for (let row = 0; row < rows; row++)
    lines.push(csvLine(columns.map(({ codes, values }) => values[codes[row] as number] ?? '')))
  return lines.join('')
}

export function tableHandlers(deps: Deps): HandlersOf<typeof tableOperations> {
  const { newId, nowMs, picks, readTable, reports } = deps
  const open = new Map<string, OpenedTable>()

  async function picked(pickedId: string): Promise<OpenedTable> {
    const path = picks.pathOf(pickedId)
    if (path === null) throw refusal(notFound('picked file'))
    const read = await readTable(path)
    return read.ok ? read.value : throwRefused(read.error)
  }
  function tableOf(tableId: string): Table {
    const found = open.get(tableId)
    if (!found) throw refusal({ code: 'not_found', message: 'this table is no longer in memory: open it again' })
    return found.table
  }
  return {
    'tables.open': async ({ pickedId }) => {
      const file = await picked(pickedId)
      const tableId = newId('table_')
      open.set(tableId, file)
      for (const oldest of open.keys()) {
        if (open.size <= KEPT) break
        open.delete(oldest)
      }
      const { table } = file
      const identifiers = new Set(
        identifierFindings(table, new Set()).flatMap(({ code, column }) =>
          code === 'direct_identifier' && column !== undefined ? [column] : [],
        ),
      )
      return ok({
        tableId,
        name: file.name,
        sha256: file.sha256,
        rows: table.rows,
        separator: file.separator,
        columns: table.columns.map((column) => ({
          name: column.name,
          distinct: column.values.length,
          examples: column.values.slice(0, 5).map((value) => value.slice(0, 80)),
          isNumeric: column.values.every((value) => value === '' || parseDecimal(value) !== null),
          suggested: suggest(column, table, identifiers),
        })),
      })
    },
    'tables.measure': async ({ tableId, ...roles }) => {
      const started = nowMs()
      const result = measureTable(tableOf(tableId), optionsOf(roles))
      if (!result.ok) return throwRefused(result.error)
      return ok({ result: result.value, milliseconds: Math.max(0, nowMs() - started) })
    },
    'tables.repair': async ({ tableId, ...roles }) => {
      const repair = repairTable(tableOf(tableId), optionsOf(roles))
      if (!repair.ok) return throwRefused(repair.error)
      const { repaired, rowsLost, before, after } = repair.value
      return ok({
        csv: csvOf(repaired),
        statement: repairStatement(repair.value, 'removed'),
        rowsLost,
        rows: repaired.rows,
        before,
        after,
      })
    },
    'tables.audit': async ({ pickedId, threshold }) => {
      const file = await picked(pickedId)
      const builder = createCountSystem()
      const added = addCountTable(builder, file.table, file.name, COUNT_TABLE_DEFAULTS)
      if (!added.ok) return throwRefused(added.error)
      const system = builder.finish()
      const result = attack(system, { solveLp: await reports.solveLp() })
      return ok({
        name: file.name,
        counts: system.keys.length,
        sums: system.relations.length,
        hidden: result.hidden.map((interval) => ({
          cell: interval.key,
          min: interval.min,
          max: interval.max,
          verdict: protectionOf(interval, threshold),
          how: interval.how,
          derivation: [...interval.derivation],
        })),
        contradictions: [...result.contradictions],
      })
    },
  }
}
