import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import type { Ref, RefObject } from 'react'
import { OVERSCAN, type RowsInSight } from './rows-in-sight.ts'

interface Options {
  readonly scroller: RefObject<HTMLElement | null>
  readonly count: number
  /** Of a row that was not measured yet. */
  readonly rowHeight: number
  readonly headerHeight: number
  readonly active: number
}

/** Rows as high as their cells need, measured as they come into sight; for lists of up to some ten thousand. */
export function useMeasuredRows(options: Options): RowsInSight & { readonly measure: Ref<HTMLDivElement> } {
  const { scroller, count, rowHeight, headerHeight, active } = options
  const virtualizer = useVirtualizer<HTMLElement, HTMLDivElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    initialRect: { width: 800, height: 480 },
    // The header stands over the rows and stays in sight.
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range)
      return active < count && !inSight.includes(active) ? [...inSight, active].sort((a, b) => a - b) : inSight
    },
  })
  return {
    items: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, top: start - headerHeight })),
    first: virtualizer.range?.startIndex ?? 0,
    last: virtualizer.range?.endIndex ?? -1,
    height: virtualizer.getTotalSize(),
    scrollTo: (index, align) => requestAnimationFrame(() => virtualizer.scrollToIndex(index, { align })),
    measure: virtualizer.measureElement,
  }
}
