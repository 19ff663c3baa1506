// biome-ignore-all lint/a11y/useSemanticElements: rows placed one by one cannot be rows of a <table>
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from 'react'
import { useWords } from '../../i18n/words.tsx'
import { ColumnChooser, useShownColumns } from './ColumnChooser.tsx'
import { type Column, leastWidth, type Sort, trackList } from './column.ts'
import { HeaderRow } from './HeaderRow.tsx'
import { useRowWindow } from './use-row-window.ts'
import './DataTable.css'

interface Props<Row> {
  /** Names the table, and remembers its columns. */
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

const ROW_REM = 2.25

/** Root font size, so that rows grow with the reader's text. */
const remInPixels = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16

/**
 * A table of any size: only the rows in sight exist. A grid for assistive technology, with one stop for Tab; arrow
 * keys, Page Up and Down, Home and End move, Enter opens.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { id, label, columns, count, rowAt, rowKey, onSelect, selected = null, wrap = false, height = 30 } = props
  const t = useWords()
  const gridId = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const { shown, hidden, setHidden } = useShownColumns(id, columns)
  const rowHeight = useMemo(() => Math.round(remInPixels() * ROW_REM), [])
  const { base, rows, follow, bring } = useRowWindow(count)
  const activeInWindow = active - base

  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 800, height: 480 },
    // The active row stays in the page while it is out of sight, so that assistive technology can still name it.
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range)
      const keep = activeInWindow >= 0 && activeInWindow < rows && !inSight.includes(activeInWindow)
      return keep ? [...inSight, activeInWindow].sort((a, b) => a - b) : inSight
    },
  })
  const items = virtualizer.getVirtualItems()
  const first = virtualizer.range?.startIndex ?? 0
  const last = virtualizer.range?.endIndex ?? -1

  const whenVisible = useEffectEvent((from: number, to: number) => {
    props.onVisible?.(from + base, to + base)
    follow({ first: from, last: to, rowHeight, element: scroller.current })
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: base and count change what the same places show
  useEffect(() => {
    if (last >= first) whenVisible(first, last)
  }, [first, last, base, count])

  function goTo(index: number) {
    const to = Math.max(0, Math.min(index, count - 1))
    setActive(to)
    const place = bring(to)
    // After the window has moved, the row is there to be scrolled to.
    queueMicrotask(() => virtualizer.scrollToIndex(place, { align: 'auto' }))
    return to
  }
  const reveal = useEffectEvent((index: number) => {
    if (index < count) goTo(index)
  })
  const { revealIndex = null } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each index, when there are rows
  useEffect(() => {
    if (revealIndex !== null && count > 0) reveal(revealIndex)
  }, [revealIndex, count > 0])

  function open(index: number) {
    const row = rowAt(index)
    if (row !== undefined) onSelect?.(row, index)
  }
  function onKeyDown(event: React.KeyboardEvent) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      const reached = goTo(to)
      if (props.selectOnMove) open(reached)
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      open(active)
    }
  }

  const rowId = (index: number) => `${gridId}-row-${index}`
  const isEmpty = count === 0
  return (
    <div className="DataTable">
      {props.toolbar !== undefined && <div className="DataTable-toolbar">{props.toolbar}</div>}
      {isEmpty ? (
        props.empty
      ) : (
        <div
          ref={scroller}
          className="DataTable-scroller"
          style={{ maxBlockSize: `${height}rem` }}
          role="grid"
          aria-label={label}
          aria-rowcount={count + 1}
          aria-colcount={shown.length}
          aria-activedescendant={rowId(active)}
          tabIndex={0}
          onKeyDown={onKeyDown}
        >
          <div
            className="DataTable-sheet"
            role="presentation"
            style={{ '--tracks': trackList(shown), minInlineSize: `${leastWidth(shown)}rem` } as React.CSSProperties}
          >
            <HeaderRow columns={shown} sort={props.sort ?? null} onSort={props.onSort} />
            <div role="presentation" className="DataTable-rows" style={{ blockSize: virtualizer.getTotalSize() }}>
              {items.map((item) => {
                const index = item.index + base
                const row = rowAt(index)
                const isSelected = row !== undefined && selected !== null && rowKey(row) === selected
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys for its rows
                  <div
                    key={item.key}
                    ref={wrap ? virtualizer.measureElement : undefined}
                    data-index={item.index}
                    role="row"
                    id={rowId(index)}
                    aria-rowindex={index + 2}
                    aria-selected={onSelect ? isSelected : undefined}
                    className={`DataTable-row${wrap ? ' DataTable-wrap' : ''}${index === active ? ' DataTable-active' : ''}${onSelect ? ' DataTable-open' : ''}`}
                    style={{ transform: `translateY(${item.start}px)`, blockSize: wrap ? undefined : rowHeight }}
                    onClick={(event) => {
                      if ((event.target as HTMLElement).closest('a, button, input, label')) return
                      setActive(index)
                      open(index)
                    }}
                  >
                    {shown.map((column, i) => (
                      <div
                        key={column.id}
                        role="gridcell"
                        aria-colindex={i + 1}
                        className={column.align === 'end' ? 'DataTable-cell DataTable-end' : 'DataTable-cell'}
                      >
                        {row === undefined ? (
                          <span className="DataTable-waiting">{t('ui.table.waiting')}</span>
                        ) : (
                          column.cell(row)
                        )}
                      </div>
                    ))}
                  </div>
                )
              })}
            </div>
          </div>
        </div>
      )}
      <div className="DataTable-foot">
        <div className="DataTable-account">{props.account}</div>
        {!isEmpty && <ColumnChooser columns={columns} hidden={hidden} onChange={setHidden} />}
      </div>
    </div>
  )
}
