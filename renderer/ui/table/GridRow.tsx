// biome-ignore-all lint/a11y/useSemanticElements: rows placed one by one cannot be rows of a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { type MouseEvent, memo, type Ref } from 'react'
import { useWords } from '../../i18n/words.tsx'
import type { Column } from './column.ts'

interface Props<Row> {
  readonly row: Row | undefined
  readonly columns: readonly Column<Row>[]
  readonly id: string
  /** From 0, among all rows. */
  readonly index: number
  readonly top: number
  /** Fixed height in pixels; null takes what the cells need. */
  readonly height: number | null
  readonly isActive: boolean
  /** null where rows cannot be opened. */
  readonly isSelected: boolean | null
  readonly onPress: (index: number) => void
  readonly measure: Ref<HTMLDivElement> | undefined
}

/**
 * One row, at its place. Links and buttons in its cells keep their own clicks. Drawn again only when something about it
 * has changed: while a table scrolls, the rows that stay in sight cost nothing.
 */
export const GridRow = memo(GridRowView) as typeof GridRowView

function GridRowView<Row>(props: Props<Row>) {
  const { row, columns, index, height, isSelected } = props
  const t = useWords()
  const looks = [
    'DataTable-row',
    height === null && 'DataTable-wrap',
    props.isActive && 'DataTable-active',
    isSelected !== null && 'DataTable-open',
  ]
  function onClick(event: MouseEvent) {
    if (event.target instanceof Element && event.target.closest('a, button, input, label, summary')) return
    props.onPress(index)
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys for its rows
    <div
      ref={props.measure}
      data-index={index}
      role="row"
      id={props.id}
      aria-rowindex={index + 2}
      aria-selected={isSelected ?? undefined}
      className={looks.filter(Boolean).join(' ')}
      style={{ transform: `translateY(${props.top}px)`, ...(height === null ? {} : { blockSize: height }) }}
      onClick={onClick}
    >
      {columns.map((column, i) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={i + 1}
          className={column.align === 'end' ? 'DataTable-cell DataTable-end' : 'DataTable-cell'}
        >
          {row === undefined ? <span className="DataTable-waiting">{t('ui.table.waiting')}</span> : column.cell(row)}
        </div>
      ))}
    </div>
  )
}
