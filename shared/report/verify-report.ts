/**
 * A published report against the log: every cell computed again and compared (docs/formats/report.md §7).
 *
 * match: the same cell, state and all. mismatch: another value or another state. cannot check: the cell is not
 * re-derivable (figures from before the log began), or the log does not have what it needs.
 */
import type { Cell } from '#core/metrics/cell.ts'
import { cellAt, type ReportDocument } from './document.ts'

export interface CellDifference {
  readonly table: string
  readonly row: string
  readonly column: string
  readonly published: number | string | null
  readonly computed: number | string | null
  /** Log entries behind the computed figure. */
  readonly entries: number | null
}

export interface ReportVerification {
  readonly cells: { readonly match: number; readonly mismatch: number; readonly cannotCheck: number }
  readonly differences: readonly CellDifference[]
  readonly notCheckable: readonly { readonly table: string; readonly why: string }[]
}

/** A cell as one comparable value: the number, or its state with what it shows. */
function shown(cell: Cell | undefined): number | string | null {
  if (!cell) return null
  switch (cell.state) {
    case 'exact':
    case 'rounded':
      return cell.value
    case 'band':
      return `${cell.min}-${cell.max}`
    case 'unknown':
      return cell.min === null ? 'unknown' : `at least ${cell.min}`
    case 'suppressed':
      return 'hidden'
    case 'not_applicable':
    case 'embargoed':
      return cell.state
  }
}

const MEMBERS = [
  'value',
  'state',
  'min',
  'max',
  'numerator',
  'denominator',
  'unit',
  'definition',
  'rule',
  'entries',
] as const

export function sameCell(a: Cell, b: Cell): boolean {
  return MEMBERS.every((member) => (a[member] ?? null) === (b[member] ?? null))
}

/** Member by member where two cells show the same but are not the same: "12 (entries 30)". */
function told(cell: Cell, other: Cell): number | string | null {
  if (shown(cell) !== shown(other)) return shown(cell)
  const differing = MEMBERS.filter((member) => (cell[member] ?? null) !== (other[member] ?? null))
  return `${shown(cell)} (${differing.map((member) => `${member} ${cell[member] ?? 'none'}`).join(', ')})`
}

/**
 * @param computed the same definition, computed again from the log, with the hidden cells of `published`
 * @param alone the same as a report on its own would hide: what it would have shown cannot be checked where it is hidden
 */
export function compareReports(
  published: ReportDocument,
  computed: ReportDocument,
  alone: ReportDocument = computed,
): ReportVerification {
  let match = 0
  let cannotCheck = 0
  const differences: CellDifference[] = []
  const notCheckable: ReportVerification['notCheckable'][number][] = []
  const seen = new Set<string>()
  for (const table of published.tables) {
    const own = computed.tables.find(({ id }) => id === table.id)
    seen.add(table.id)
    if (!table.rederivable) {
      cannotCheck += table.rows.reduce((n, { cells }) => n + cells.length, 0)
      notCheckable.push({ table: table.id, why: 'figures from before the log began' })
      continue
    }
    let hiddenMore = 0
    const computedRows = new Map(own?.rows.map((row) => [row.id, row.cells]))
    const rows = new Set([...table.rows.map(({ id }) => id), ...computedRows.keys()])
    const columns = new Set([...table.columns.map(({ id }) => id), ...(own?.columns.map(({ id }) => id) ?? [])])
    for (const row of rows) {
      for (const column of columns) {
        const at = table.columns.findIndex(({ id }) => id === column)
        const printed = table.rows.find(({ id }) => id === row)?.cells[at]
        const again = computedRows.get(row)?.[own?.columns.findIndex(({ id }) => id === column) ?? -1]
        if (printed && again && sameCell(printed, again)) {
          if (printed.state === 'suppressed' && cellAt(alone, table.id, row, column)?.state !== 'suppressed')
            hiddenMore++
          else match++
          continue
        }
        differences.push({
          table: table.id,
          row,
          column,
          published: printed ? (again ? told(printed, again) : shown(printed)) : null,
          computed: again ? (printed ? told(again, printed) : shown(again)) : null,
          entries: again?.entries ?? null,
        })
      }
    }
    if (hiddenMore > 0) {
      cannotCheck += hiddenMore
      notCheckable.push({
        table: table.id,
        why: `${hiddenMore} hidden beyond what this report needs on its own: for another publication, or by choice`,
      })
    }
    if (own && own.rows.map(({ id }) => id).join('\n') !== table.rows.map(({ id }) => id).join('\n')) {
      const isReordered = rows.size === table.rows.length && rows.size === own.rows.length
      if (isReordered) {
        differences.push({
          table: table.id,
          row: '(order of rows)',
          column: '',
          published: table.rows.map(({ id }) => id).join(' '),
          computed: own.rows.map(({ id }) => id).join(' '),
          entries: null,
        })
      }
    }
  }
  for (const table of computed.tables) {
    if (seen.has(table.id)) continue
    differences.push({
      table: table.id,
      row: '(whole table)',
      column: '',
      published: null,
      computed: `${table.rows.length} rows`,
      entries: null,
    })
  }
  return { cells: { match, mismatch: differences.length, cannotCheck }, differences, notCheckable }
}
