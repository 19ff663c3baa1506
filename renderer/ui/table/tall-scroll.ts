/**
 * Scrolling more rows than a browser can make room for. Elements end at about 17 million pixels (Firefox) or 33 million
 * (Chromium); ten million rows need 360 million.
 *
 * The sheet that scrolls is at most `TALLEST` pixels. What is drawn on it is the whole list, less an offset. Small
 * movements (wheel, keys) keep the offset, so they move rows pixel by pixel; a long way at once (dragging the scroll
 * bar) chooses the offset by the share of the way. The method is that of SlickGrid (Michael Leibman, MIT licence),
 * written anew.
 *
 * Pure: no DOM.
 */
export const TALLEST = 10_000_000
/** The list is cut into so many stretches to the height of the sheet; each has its offset. */
const STRETCHES = 100

export interface Sheet {
  /** Height of all rows, in pixels. */
  readonly total: number
  /** Height of what is scrolled: the same, or less. */
  readonly height: number
  /** Height of the rows in sight. */
  readonly view: number
}

export interface Position {
  /** Pixels from the first row to the upper edge of what is seen. */
  readonly y: number
  /** Taken off every row's place. */
  readonly offset: number
  /** Where the sheet has to be scrolled to. */
  readonly scrollTop: number
}

export const sheetOf = (total: number, view: number): Sheet => ({ total, height: Math.min(total, TALLEST), view })

function offsetOf({ total, height }: Sheet, stretch: number): number {
  const stretches = Math.floor(total / (height / STRETCHES))
  if (total === height || stretches < 2) return 0
  return Math.round((Math.min(stretch, stretches - 1) * (total - height)) / (stretches - 1))
}

/** To a place in the list. */
export function positionAt(sheet: Sheet, y: number): Position {
  const kept = Math.min(Math.max(0, y), Math.max(0, sheet.total - sheet.view))
  const offset = offsetOf(sheet, Math.floor(kept / (sheet.height / STRETCHES)))
  return { y: kept, offset, scrollTop: kept - offset }
}

/** After the browser has scrolled the sheet. */
export function positionAfter(sheet: Sheet, before: Position, scrollTop: number): Position {
  const isNear = Math.abs(scrollTop - before.scrollTop) < sheet.view
  if (isNear || sheet.total === sheet.height) return positionAt(sheet, scrollTop + before.offset)
  const share = (sheet.total - sheet.view) / Math.max(1, sheet.height - sheet.view)
  const offset = offsetOf(sheet, Math.floor((scrollTop * share) / (sheet.height / STRETCHES)))
  return { y: scrollTop + offset, offset, scrollTop }
}
