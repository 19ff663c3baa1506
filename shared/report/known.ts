/**
 * A published report as the leak check sees it: which count of which cut each of its cells prints, so that it is the same
 * variable as in any other report.
 */

import type { Cut } from '#core/metrics/count.ts'
import type { KnownCount, KnownTable } from '#core/metrics/count-relations.ts'
import { NO_COUNTRY } from '#core/metrics/dimensions.ts'
import { parsePeriod, previousPeriod } from '#core/metrics/period.ts'
import { keyOf, OTHER_ROW, TOTAL_ROW } from '#core/metrics/raw-table.ts'
import { GLANCE_ROWS } from '#core/metrics/special-tables.ts'
import { type CountColumn, TABLES, type TableSpec } from '#core/metrics/table-spec.ts'
import type { DocumentTable, ReportDocument } from './document.ts'

function rowCut(spec: TableSpec, row: string, rows: readonly string[]): Cut {
  if (spec.rows === 'period' || row === TOTAL_ROW) return {}
  if (spec.rows === 'origin' && row === OTHER_ROW) {
    const named = rows.filter((id) => id !== OTHER_ROW && id !== TOTAL_ROW && id !== NO_COUNTRY)
    return { origin: `other than ${[...named].sort().join(' ')}` }
  }
  return { [spec.rows]: row }
}

function knownTable(spec: TableSpec, table: DocumentTable, period: string, before: string): KnownTable {
  const ids = table.rows.map(({ id }) => id)
  const columns = spec.columns.filter((column): column is CountColumn => column.kind === 'count')
  const counts = new Map(
    table.rows.map(({ id, cells }) => {
      const own = new Map<string, KnownCount>()
      for (const column of columns) {
        const cell = cells[table.columns.findIndex((one) => one.id === column.id)]
        if (!cell) continue
        const cut = { ...spec.population, ...rowCut(spec, id, ids), ...column.where }
        const at = spec.rows === 'period' ? id : column.previous ? before : period
        const isLowerBound = cell.state === 'unknown'
        own.set(column.id, {
          key: keyOf(column.measure, at, cut),
          measure: column.measure,
          cut,
          period: at,
          value: cell.state === 'exact' ? cell.value : isLowerBound ? cell.min : null,
          isLowerBound,
        })
      }
      return [id, own] as const
    }),
  )
  return { id: `${period} (published): ${spec.id}`, rows: ids, counts, spec }
}

/** The counts of one published report. National security bands, times and shares are no counts of a cut and stay out. */
export function knownTables(document: ReportDocument): readonly KnownTable[] {
  const period = parsePeriod(document.period.id)
  if (!period.ok) return []
  const before = previousPeriod(period.value).id
  const tables = TABLES.flatMap((spec) => {
    const table = document.tables.find(({ id }) => id === spec.id)
    return table?.rederivable ? [knownTable(spec, table, document.period.id, before)] : []
  })
  const glance = document.tables.find(({ id }) => id === 'glance')
  return glance ? [...tables, knownGlance(glance, document.period.id, before)] : tables
}

function knownGlance(table: DocumentTable, period: string, before: string): KnownTable {
  const spec: TableSpec = {
    id: 'glance',
    section: 'glance',
    population: { section: 'request' },
    rows: 'section',
    total: false,
    columns: [],
  }
  const counts = new Map(
    table.rows.flatMap(({ id, cells }) => {
      const row = GLANCE_ROWS.find((one) => one.id === id)
      if (!row) return []
      const own = new Map<string, KnownCount>()
      for (const [column, at] of [
        ['now', period],
        ['before', before],
      ] as const) {
        const cell = cells[table.columns.findIndex((one) => one.id === column)]
        if (!cell) continue
        const cut = { section: 'request', ...row.where }
        own.set(column, {
          key: keyOf(row.measure, at, cut),
          measure: row.measure,
          cut,
          period: at,
          value: cell.state === 'exact' ? cell.value : cell.state === 'unknown' ? cell.min : null,
          isLowerBound: cell.state === 'unknown',
        })
      }
      return [[id, own] as const]
    }),
  )
  return { id: 'glance', rows: table.rows.map(({ id }) => id), counts, spec }
}
