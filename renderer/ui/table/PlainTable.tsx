// biome-ignore-all lint/a11y/useSemanticElements: a fieldset is for controls; a section would be one more landmark
import type { ReactNode } from 'react'
import type { Column } from './column.ts'
import './DataTable.css'

interface Props<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly account?: ReactNode
}

/** A short list as the browser's own table: prints whole, copies into a spreadsheet. */
export function PlainTable<Row>({ label, columns, rows, rowKey, account }: Props<Row>) {
  return (
    <div className="PlainTable">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className="PlainTable-scroller" role="group" aria-label={label} tabIndex={0}>
        <table>
          <caption className="VisuallyHidden">{label}</caption>
          <thead>
            <tr>
              {columns.map(({ id, label: head, align, min }) => (
                <th
                  key={id}
                  scope="col"
                  className={align === 'end' ? 'PlainTable-end' : undefined}
                  style={{ minInlineSize: `${min}rem` }}
                >
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map(({ id, cell, align }) => (
                  <td key={id} className={align === 'end' ? 'PlainTable-end' : undefined}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {account !== undefined && <div className="DataTable-account">{account}</div>}
    </div>
  )
}
