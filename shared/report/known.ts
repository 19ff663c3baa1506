/**
 * A published report as the leak check sees it: which count of which cut each of its cells prints, so that it is the same
 * variable as in any other report.
 */

import type { Cut } from '#core/metrics/count.ts'
import { NO_COUNTRY } from '#core/metrics/dimensions.ts'
import {
  type KnownCount,
  type KnownShare,
  type KnownTable,
  keyFor,
  type NamedCount,
} from '#core/metrics/known-count.ts'
import { parsePeriod, previousPeriod } from '#core/metrics/period.ts'
import { keyOf, OTHER_ROW, TOTAL_ROW } from '#core/metrics/raw-table.ts'
import { CHILD_SAFETY_CUT, specialSpec, stepCut } from '#core/metrics/special-counts.ts'
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
  const { shares, named } = sharesOf(spec, table, counts, name)
  const told = entriesOf(table, counts, `${name}: ${spec.id}`)
  return { id: `${name}: ${spec.id}`, rows: ids, counts, spec, shares, named: [...named, ...told] }
}

/** The entries behind a sum of accounts or flags: received once for each request, and for flags what decided its cut. */
function entriesOf(
  table: DocumentTable,
  counts: ReadonlyMap<string, ReadonlyMap<string, KnownCount>>,
  name: string,
): readonly NamedCount[] {
  const told: NamedCount[] = []
  for (const { id: row, cells } of table.rows) {
    for (const [column, { measure, period, cut }] of counts.get(row) ?? []) {
      const entries = cells[table.columns.findIndex(({ id }) => id === column)]?.entries ?? null
      if (entries === null || (measure !== 'account' && measure !== 'flag')) continue
      // At most one entry more for the outcome, and one for the flag.
      const most = measure === 'flag' ? (row === TOTAL_ROW || row === 'pending' ? 2 : 3) : 1
      const least = measure === 'flag' ? 2 : 1
      told.push({
        key: keyFor('request', period, cut),
        min: Math.ceil(entries / most),
        max: Math.floor(entries / least),
        source: `${name}, row ${row}, ${column}: its ${entries} entries are of so many requests`,
      })
    }
  }
  return told
}

/** Shares whose counts are not both printed, and the counts that travel with them. */
function sharesOf(
  spec: TableSpec,
  table: DocumentTable,
  counts: ReadonlyMap<string, ReadonlyMap<string, KnownCount>>,
  name: string,
): { readonly shares: readonly KnownShare[]; readonly named: readonly NamedCount[] } {
  const shares: KnownShare[] = []
  const named: NamedCount[] = []
  const exactly = (key: string, value: number, source: string) => named.push({ key, min: value, max: value, source })
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
      if (denominator !== null) exactly(b.key, denominator, `${source}: its denominator`)
      if (numerator !== null && (!isChange || denominator !== null)) {
        const own = isChange ? numerator + (denominator ?? 0) : numerator
        exactly(a.key, own, `${source}: its numerator`)
      }
      if (value !== null) shares.push({ numerator: a.key, denominator: b.key, percent: value, isChange, source })
    }
  }
  return { shares, named }
}

/**
 * The counts of one published report, and what its shares, times and entries say of them. National security bands hide
 * nothing and stay out.
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
  const all = [
    ...tables,
    ...(glance ? [knownGlance(glance, document.period.id, before, name)] : []),
    ...knownSpecials(document, name),
  ]
  return all.map((table) => ({ ...table, about: document.period.id, threshold: document.threshold }))
}

/** Requests that came to each step, and reports to child safety bodies. */
function knownSpecials({ tables, period }: ReportDocument, name: string): readonly KnownTable[] {
  const special = (
    id: 'durations' | 'child-safety',
    columns: readonly string[],
    countOf: (row: string, column: string) => Pick<KnownCount, 'measure' | 'cut'>,
  ): readonly KnownTable[] => {
    const table = tables.find((one) => one.id === id)
    if (!table?.rederivable) return []
    const named: NamedCount[] = []
    const counts = new Map(
      table.rows.map(({ id: row, cells }) => {
        const cellOf = (column: string) => cells[table.columns.findIndex((one) => one.id === column)]
        const own = new Map<string, KnownCount>()
        for (const column of columns) {
          const cell = cellOf(column)
          // A sum that some entries do not state says nothing at all here.
          if (!cell || cell.state === 'unknown') continue
          const count = countOf(row, column)
          const key = keyFor(count.measure, period.id, count.cut)
          own.set(column, { ...count, key, period: period.id, value: cell.value, isLowerBound: false })
        }
        // Behind a time: the entry of receipt and that of the step, of each request.
        const [entries, key] = [cellOf('median')?.entries ?? null, own.get('with')?.key]
        if (entries !== null && key !== undefined) {
          const source = `${name}: ${id}, row ${row}, median: its ${entries} entries are of so many requests`
          named.push({ key, min: Math.ceil(entries / 2), max: Math.floor(entries / 2), source })
        }
        return [row, own] as const
      }),
    )
    return [{ id: `${name}: ${id}`, rows: table.rows.map(({ id: row }) => row), counts, spec: specialSpec(id), named }]
  }
  return [
    ...special('durations', ['with', 'without'], (row, column) => ({
      measure: 'request',
      cut: stepCut(column === 'with' ? 'with' : 'without', row),
    })),
    ...special('child-safety', ['reports'], () => ({ measure: 'report', cut: CHILD_SAFETY_CUT })),
  ]
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
