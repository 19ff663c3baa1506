import type { ReactNode } from 'react'

/** One column of a table, wide or narrow. */
export interface Column<Row> {
  readonly id: string
  readonly label: string
  readonly cell: (row: Row) => ReactNode
  readonly align?: 'start' | 'end'
  /** Smallest width in rem. */
  readonly min: number
  /** Share of the width that is left over; 0 keeps `min`. */
  readonly grow?: number
  /** Always shown: the table makes no sense without it. */
  readonly fixed?: boolean
  /** Not shown until the reader asks for it. */
  readonly optional?: boolean
  /** The header can be pressed to order by this column. */
  readonly sortable?: boolean
}

export interface Sort {
  readonly column: string
  readonly descending: boolean
}

/** Space between two columns, in rem. */
export const COLUMN_GAP = 1

export const trackList = (columns: readonly Column<never>[]): string =>
  columns.map(({ min, grow = 0 }) => (grow > 0 ? `minmax(${min}rem, ${grow}fr)` : `${min}rem`)).join(' ')

export const leastWidth = (columns: readonly Column<never>[]): number =>
  columns.reduce((sum, { min }) => sum + min + COLUMN_GAP, 0)
