// biome-ignore-all lint/a11y/useSemanticElements: rows placed one by one cannot be rows of a <table>
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { ColumnChooser, useShownColumns } from './ColumnChooser.tsx'
import { type Column, leastWidth, type Sort, trackList } from './column.ts'
import { GridRow } from './GridRow.tsx'
import { HeaderRow } from './HeaderRow.tsx'
import { rowForKey } from './row-for-key.ts'
import { useFixedRows } from './use-fixed-rows.ts'
import { useMeasuredRows } from './use-measured-rows.ts'
import './DataTable.css'

interface Props<Row> {
  /** Remembers the columns that were chosen. */
  readonly id: string
  readonly label: string
  readonly columns: readonly Column<Row>[]
  /** Rows that can be scrolled to now. A keyset list counts what it has, plus one while there is more. */
  readonly count: number
  /** undefined: not here yet; drawn as a blank line. */
  readonly rowAt: (index: number) => Row | undefined
  readonly rowKey: (row: Row) => string
  /** Rows in sight, first to last: fetch what is missing. */
  readonly onVisible?: (first: number, last: number) => void
  readonly selected?: string | null
  /** Enter, Space or a click on a row. */
  readonly onSelect?: (row: Row, index: number) => void
  /** Arrow keys select as they go, for a list beside its detail. */
  readonly selectOnMove?: boolean
  readonly sort?: Sort | null
  readonly onSort?: (sort: Sort) => void
  /** Brings this row into sight whenever it changes. */
  readonly revealIndex?: number | null
  /** Cells may take several lines. For lists of up to some ten thousand rows. */
  readonly wrap?: boolean
  /** Height at most, in rem. */
  readonly height?: number
  /** Shown instead of rows when there are none. */
  readonly empty: ReactNode
  /** The row account: shown, of how many, filter, source. */
  readonly account: ReactNode
  /** Filters and buttons over the table. */
  readonly toolbar?: ReactNode
}

/** Heights in rem: they grow with the reader's text. */
const ROW_REM = 2.25
const HEADER_REM = 2

const remInPixels = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16

/**
 * A table of any size: only the rows in sight exist. A grid for assistive technology, with one stop for Tab; arrow
 * keys, Page Up and Down, Home and End move, Enter opens.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { id, columns, count, rowAt, rowKey, onSelect, selected = null, wrap = false, height = 30 } = props
  const gridId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const [rem] = useState(remInPixels)
  const { shown, hidden, setHidden } = useShownColumns(id, columns)
  const rowHeight = Math.round(rem * ROW_REM)
  const headerHeight = Math.round(rem * HEADER_REM)
  const shared = { scroller, rowHeight, headerHeight, active }
  // Both ways of placing rows are asked, one of them for an empty list: hooks may not depend on a property.
  const fixed = useFixedRows({ ...shared, count: wrap ? 0 : count })
  const measured = useMeasuredRows({ ...shared, count: wrap ? count : 0 })
  const { items, first, last, height: sheetHeight, scrollTo } = wrap ? measured : fixed

  const whenVisible = useEffectEvent((from: number, to: number) => props.onVisible?.(from, to))
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer list shows more at the same places
  useEffect(() => {
    if (last >= first) whenVisible(first, last)
  }, [first, last, count])

  function goTo(index: number, align: 'auto' | 'center' = 'auto'): void {
    setActive(index)
    scrollTo(index, align)
  }
  const reveal = useEffectEvent((index: number) => {
    if (index < count && index !== active) goTo(index, index >= first && index <= last ? 'auto' : 'center')
  })
  const { revealIndex = null } = props
  const hasRows = count > 0
  useEffect(() => {
    if (revealIndex !== null && hasRows) reveal(revealIndex)
  }, [revealIndex, hasRows])

  /** A row that is not here yet is opened when it comes, unless the reader has moved on. */
  const waitingFor = useRef<number | null>(null)
  function open(index: number) {
    const row = rowAt(index)
    waitingFor.current = row === undefined ? index : null
    if (row !== undefined) onSelect?.(row, index)
  }
  useEffect(() => {
    if (waitingFor.current !== null && rowAt(waitingFor.current) !== undefined) open(waitingFor.current)
  })
  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const to = rowForKey(event.key, { active, count, page })
    const isOpen = event.key === 'Enter' || event.key === ' '
    if (to === null && !isOpen) return
    event.preventDefault()
    if (to !== null) goTo(to)
    if (isOpen || props.selectOnMove) open(to ?? active)
  }

  const latestPress = useRef((_index: number) => {})
  useLayoutEffect(() => {
    latestPress.current = (index) => {
      setActive(index)
      open(index)
    }
  })
  // The same function for as long as the table lives, so that rows need not be drawn again for it.
  const press = useCallback((index: number) => latestPress.current(index), [])

  const rowId = (index: number) => `${gridId}-row-${index}`
  return (
    <div className="DataTable">
      {props.toolbar !== undefined && <div className="DataTable-toolbar">{props.toolbar}</div>}
      {hasRows ? (
        <div
          ref={scroller}
          className="DataTable-scroller"
          style={{ maxBlockSize: `${height}rem` }}
          role="grid"
          aria-label={props.label}
          aria-rowcount={count + 1}
          aria-colcount={shown.length}
          aria-activedescendant={rowId(active)}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <div
            className="DataTable-sheet"
            role="presentation"
            style={{ '--tracks': trackList(shown), minInlineSize: `${leastWidth(shown)}rem` } as CSSProperties}
          >
            <HeaderRow columns={shown} sort={props.sort ?? null} onSort={props.onSort} />
            <div role="presentation" className="DataTable-rows" style={{ blockSize: sheetHeight }}>
              {items.map(({ index, top }) => {
                const row = rowAt(index)
                const isSelected = row !== undefined && selected !== null && rowKey(row) === selected
                return (
                  <GridRow
                    key={index}
                    row={row}
                    columns={shown}
                    id={rowId(index)}
                    index={index}
                    top={top}
                    height={wrap ? null : rowHeight}
                    isActive={index === active}
                    isSelected={onSelect ? isSelected : null}
                    onPress={press}
                    measure={wrap ? measured.measure : undefined}
                  />
                )
              })}
            </div>
          </div>
        </div>
      ) : (
        props.empty
      )}
      <div className="DataTable-foot">
        <div className="DataTable-account">{props.account}</div>
        {hasRows && <ColumnChooser columns={columns} hidden={hidden} onChange={setHidden} />}
      </div>
    </div>
  )
}
