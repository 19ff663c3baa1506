/**
 * A published report as the leak check sees it: which count of which cut each of its cells prints, so that it is the same
 * variable as in any other report.
 */

import type { Cut } from '#core/metrics/count.ts'
import type { KnownCount, KnownShare, KnownTable } from '#core/metrics/count-relations.ts'
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

function knownTable(spec: TableSpec, table: DocumentTable, period: string, before: string, name: string): KnownTable {
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
  return { id: `${name}: ${spec.id}`, rows: ids, counts, spec, ...sharesOf(spec, table, counts, name) }
}

/** Shares whose counts are not both printed, and the counts that travel with them. */
function sharesOf(
  spec: TableSpec,
  table: DocumentTable,
  counts: ReadonlyMap<string, ReadonlyMap<string, KnownCount>>,
  name: string,
): Pick<KnownTable, 'shares' | 'named'> {
  const shares: KnownShare[] = []
  const named: { key: string; value: number; source: string }[] = []
  for (const { id: row, cells } of table.rows) {
    for (const column of spec.columns) {
      if (column.kind === 'count') continue
      const cell = cells[table.columns.findIndex(({ id }) => id === column.id)]
      const isChange = column.kind === 'change'
      const [top, bottom] = isChange ? [column.now, column.before] : [column.numerator, column.denominator]
      const [a, b] = [counts.get(row)?.get(top), counts.get(row)?.get(bottom)]
      if (!cell || !a || !b || (a.value !== null && b.value !== null)) continue
      const source = `${name}: ${spec.id}, row ${row}, ${column.id}`
      const { value, numerator, denominator } = cell
      if (denominator !== null) named.push({ key: b.key, value: denominator, source: `${source}: its denominator` })
      if (numerator !== null && (!isChange || denominator !== null)) {
        const own = isChange ? numerator + (denominator ?? 0) : numerator
        named.push({ key: a.key, value: own, source: `${source}: its numerator` })
      }
      if (value !== null) shares.push({ numerator: a.key, denominator: b.key, percent: value, isChange, source })
    }
  }
  return { shares, named }
}

/**
 * The counts of one published report, and what its shares say of them. National security bands and times are no counts of
 * a cut and stay out.
 * @param name what a derivation calls the report
 */
export function knownTables(document: ReportDocument, name: string): readonly KnownTable[] {
  const period = parsePeriod(document.period.id)
  if (!period.ok) return []
  const before = previousPeriod(period.value).id
  const tables = TABLES.flatMap((spec) => {
    const table = document.tables.find(({ id }) => id === spec.id)
    return table?.rederivable ? [knownTable(spec, table, document.period.id, before, name)] : []
  })
  const glance = document.tables.find(({ id }) => id === 'glance')
  return glance ? [...tables, knownGlance(glance, document.period.id, before, name)] : tables
}

function knownGlance(table: DocumentTable, period: string, before: string, name: string): KnownTable {
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
  return { id: `${name}: glance`, rows: table.rows.map(({ id }) => id), counts, spec }
}
