/** The tables of a report as they are published: cells, labels by code, and what each row and column is. */
import { type Cell, exactCell, hiddenCell, notApplicable, ratioCell, type Unit, unknownCell } from './cell.ts'
import type { RawCount, RawTable } from './raw-table.ts'
import type { ColumnSpec, SectionId } from './table-spec.ts'

export interface ReportTable {
  readonly id: string
  readonly section: SectionId
  /** What the rows are: a dimension or `period`. */
  readonly rowDimension: string
  readonly columns: readonly { readonly id: string; readonly unit: Unit; readonly definition: string }[]
  readonly rows: readonly { readonly id: string; readonly cells: readonly Cell[] }[]
  /** Rows left out because every count in them is 0. */
  readonly zeroRows: number
}

export interface CellContext {
  readonly hidden: ReadonlySet<string>
  readonly threshold: number
}

const unitOf = (column: ColumnSpec): Unit => (column.kind === 'count' ? column.measure : 'percent')
const definitionOf = (table: string, column: string) => `${table}/${column}`

function countCell(count: RawCount, definition: string, { hidden }: CellContext): Cell {
  const { key, measure, counted } = count
  if (hidden.has(key)) return hiddenCell(measure, definition)
  if (counted.unknown > 0) return unknownCell(measure, definition, counted.value)
  return exactCell(counted.value, measure, definition, counted.entries)
}

/** A share is hidden when a part of it is, or when it is of fewer than k. */
function shareCell(
  numerator: RawCount,
  denominator: RawCount,
  difference: boolean,
  definition: string,
  context: CellContext,
): Cell {
  const [a, b] = [numerator.counted, denominator.counted]
  if (context.hidden.has(numerator.key) || context.hidden.has(denominator.key)) return hiddenCell('percent', definition)
  if (a.unknown > 0 || b.unknown > 0) return unknownCell('percent', definition, null)
  if (b.value === 0) return notApplicable('percent', definition)
  if (b.value < context.threshold) return hiddenCell('percent', definition)
  return ratioCell(
    difference ? a.value - b.value : a.value,
    b.value,
    definition,
    a.entries + (difference ? b.entries : 0),
  )
}

export function reportTable(raw: RawTable, context: CellContext): ReportTable {
  const { spec, rows, counts, zeroRows } = raw
  const cellOf = (row: string, column: ColumnSpec): Cell => {
    const definition = definitionOf(spec.id, column.id)
    const own = counts.get(row)
    switch (column.kind) {
      case 'count': {
        const count = own?.get(column.id)
        return count ? countCell(count, definition, context) : notApplicable(column.measure, definition)
      }
      case 'ratio': {
        const [a, b] = [own?.get(column.numerator), own?.get(column.denominator)]
        return a && b ? shareCell(a, b, false, definition, context) : notApplicable('percent', definition)
      }
      case 'change': {
        const [now, before] = [own?.get(column.now), own?.get(column.before)]
        return now && before ? shareCell(now, before, true, definition, context) : notApplicable('percent', definition)
      }
    }
  }
  return {
    id: spec.id,
    section: spec.section,
    rowDimension: spec.rows,
    columns: spec.columns.map((column) => ({
      id: column.id,
      unit: unitOf(column),
      definition: definitionOf(spec.id, column.id),
    })),
    rows: rows.map((row) => ({ id: row, cells: spec.columns.map((column) => cellOf(row, column)) })),
    zeroRows,
  }
}
