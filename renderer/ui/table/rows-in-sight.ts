/** What a table needs to know of its rows, whichever way they are placed. */
export interface RowsInSight {
  /** Rows to draw, with their place on the sheet in pixels: those in sight, some around them, and the active one. */
  readonly items: readonly { readonly index: number; readonly top: number }[]
  /** First and last row in sight; last is -1 when there is none. */
  readonly first: number
  readonly last: number
  /** Height of the sheet, in pixels. */
  readonly height: number
  readonly scrollTo: (index: number, align: 'auto' | 'center') => void
}

/** Drawn on either side of what is in sight, so that scrolling does not show bare paper. */
export const OVERSCAN = 12
