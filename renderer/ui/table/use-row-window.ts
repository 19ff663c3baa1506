import { useLayoutEffect, useRef, useState } from 'react'

/**
 * Browsers stop at about 17 million pixels of height (Firefox; Chromium at 33 million). A table of more rows than
 * that holds is a window of this many rows, moved on by half its size when the reader comes near its edge: the rows on
 * screen stay where they are, so scrolling does not jump.
 */
export const WINDOW_ROWS = 400_000
const EDGE_ROWS = 2_000

interface Scroller {
  /** First row in sight, counted from the start of the window. */
  readonly first: number
  readonly last: number
  readonly rowHeight: number
  readonly element: HTMLElement | null
}

export function useRowWindow(count: number) {
  const [wanted, setWanted] = useState(0)
  const base = Math.max(0, Math.min(wanted, count - WINDOW_ROWS))
  const shiftBy = useRef<{ readonly rows: number; readonly rowHeight: number; readonly element: HTMLElement } | null>(
    null,
  )

  function moveTo(next: number, { rowHeight, element }: Scroller) {
    const to = Math.max(0, Math.min(next, count - WINDOW_ROWS))
    if (to === base || element === null) return
    shiftBy.current = { rows: base - to, rowHeight, element }
    setWanted(to)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the window has moved
  useLayoutEffect(() => {
    const shift = shiftBy.current
    shiftBy.current = null
    if (shift) shift.element.scrollTop += shift.rows * shift.rowHeight
  }, [base])

  return {
    base,
    rows: Math.min(count, WINDOW_ROWS),
    /** Call when the rows in sight change. */
    follow: (scroller: Scroller) => {
      if (count <= WINDOW_ROWS) return
      if (scroller.first < EDGE_ROWS && base > 0) moveTo(base - WINDOW_ROWS / 2, scroller)
      else if (scroller.last > WINDOW_ROWS - EDGE_ROWS) moveTo(base + WINDOW_ROWS / 2, scroller)
    },
    /** Makes sure that a row is inside the window; returns its place in the window. */
    bring: (index: number): number => {
      if (index >= base && index < base + WINDOW_ROWS) return index - base
      const to = Math.max(0, Math.min(index - WINDOW_ROWS / 2, count - WINDOW_ROWS))
      setWanted(to)
      return index - to
    },
  }
}
