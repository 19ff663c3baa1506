// biome-ignore-all lint/a11y/useSemanticElements: rows placed one by one cannot be rows of a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { Glyph } from '../Glyph.tsx'
import type { Column, Sort } from './column.ts'

interface Props<Row> {
  readonly columns: readonly Column<Row>[]
  readonly sort: Sort | null
  readonly onSort: ((sort: Sort) => void) | undefined
}

/** Stays in sight. A sortable header is a button; pressing it again turns the order round. */
export function HeaderRow<Row>({ columns, sort, onSort }: Props<Row>) {
  return (
    <div role="row" aria-rowindex={1} className="DataTable-row DataTable-header">
      {columns.map((column, i) => {
        const sorted = sort?.column === column.id
        const canSort = column.sortable === true && onSort !== undefined
        return (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={i + 1}
            aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : canSort ? 'none' : undefined}
            className={column.align === 'end' ? 'DataTable-cell DataTable-end' : 'DataTable-cell'}
          >
            {canSort ? (
              <button
                type="button"
                onClick={() => onSort({ column: column.id, descending: sorted ? !sort.descending : false })}
              >
                {column.label}
                {sorted && <Glyph name={sort.descending ? 'down' : 'up'} />}
              </button>
            ) : (
              column.label
            )}
          </div>
        )
      })}
    </div>
  )
}
