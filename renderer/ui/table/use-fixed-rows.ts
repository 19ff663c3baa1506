import { type RefObject, useCallback, useEffect, useEffectEvent, useLayoutEffect, useMemo, useState } from 'react'
import { OVERSCAN, type RowsInSight } from './rows-in-sight.ts'
import { type Position, positionAfter, positionAt, sheetOf } from './tall-scroll.ts'

interface Options {
  readonly scroller: RefObject<HTMLElement | null>
  readonly count: number
  readonly rowHeight: number
  /** Stays in sight over the rows. */
  readonly headerHeight: number
  readonly active: number
}

const START: Position = { y: 0, offset: 0, scrollTop: 0 }

/** Rows of one height, any number of them. */
export function useFixedRows({ scroller, count, rowHeight, headerHeight, active }: Options): RowsInSight {
  const [view, setView] = useState(600)
  const [position, setPosition] = useState(START)
  const sheet = useMemo(() => sheetOf(count * rowHeight, view), [count, rowHeight, view])

  const hasRows = count > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scroller comes and goes with the rows
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => setView(Math.max(rowHeight, element.clientHeight - headerHeight))
    measure()
    if (typeof ResizeObserver === 'undefined') return
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller, rowHeight, headerHeight, hasRows])

  const moveTo = useCallback(
    (next: Position) => {
      setPosition(next)
      const element = scroller.current
      if (element && element.scrollTop !== next.scrollTop) element.scrollTop = next.scrollTop
    },
    [scroller],
  )
  const onScroll = useEffectEvent((element: HTMLElement) => {
    if (count === 0) return
    // Where a fraction of a pixel is lost in setting it, the position is still the one that was asked for.
    if (Math.abs(element.scrollTop - position.scrollTop) < 1) return
    moveTo(positionAfter(sheet, position, element.scrollTop))
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scroller comes and goes with the rows
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const listener = () => onScroll(element)
    element.addEventListener('scroll', listener, { passive: true })
    return () => element.removeEventListener('scroll', listener)
  }, [scroller, hasRows])

  // A shorter list, or a smaller window, may leave the place that was shown.
  const y = Math.min(position.y, Math.max(0, sheet.total - sheet.view))
  const first = Math.max(0, Math.min(Math.floor(y / rowHeight), count - 1))
  const last = Math.min(Math.ceil((y + sheet.view) / rowHeight), count) - 1
  const { offset } = position
  const items = useMemo(() => {
    const from = Math.max(0, first - OVERSCAN)
    const to = Math.min(count - 1, last + OVERSCAN)
    const indexes = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
    // Named by the grid even while it is out of sight, far outside the sheet if need be.
    if (active < count && (active < from || active > to)) indexes.push(active)
    return indexes.map((index) => ({ index, top: Math.max(-1e6, Math.min(index * rowHeight - offset, 2e7)) }))
  }, [first, last, count, active, rowHeight, offset])

  const scrollTo = (index: number, align: 'auto' | 'center') => {
    const top = index * rowHeight
    const isAbove = top < position.y
    const isBelow = top + rowHeight > position.y + sheet.view
    if (align === 'center') moveTo(positionAt(sheet, top - (sheet.view - rowHeight) / 2))
    else if (isAbove) moveTo(positionAt(sheet, top))
    else if (isBelow) moveTo(positionAt(sheet, top + rowHeight - sheet.view))
  }
  return { items, first, last, height: sheet.height, scrollTo }
}
