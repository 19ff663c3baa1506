/**
 * A chart as data: what is drawn, by Recharts on screen and by the SVG writer everywhere else, with the same numbers.
 *
 * A hidden mark is hatched and labelled "hidden", never drawn as 0; a mark that does not exist is not drawn at all; a band
 * is a range, never a point.
 */
export type Mark =
  | { readonly state: 'exact'; readonly value: number }
  | { readonly state: 'suppressed' }
  | { readonly state: 'band'; readonly min: number; readonly max: number }
  | { readonly state: 'none' }

export type ChartKind =
  | 'stacked' // one bar a category, series on top of each other
  | 'stacked100' // the same, each bar 100 %
  | 'grouped' // bars beside each other
  | 'lines'
  | 'pareto' // bars by size, and a line of the cumulated share of their sum
  | 'dumbbell' // two points a category, joined
  | 'range' // from min to max

/** Names of the palette (tokens.css `--c-...`) with a hatch, so that series stay apart in greyscale. */
export interface ChartSeries {
  readonly id: string
  readonly label: string
  readonly color: string
  /** One mark a category. */
  readonly marks: readonly Mark[]
}

export interface ChartModel {
  readonly id: string
  readonly title: string
  readonly kind: ChartKind
  /** Bars lie down where labels are long. */
  readonly isHorizontal: boolean
  readonly unit: string
  /** What the figures sum to, in words: "n = 1,284 requests". */
  readonly n: string
  readonly period: string
  readonly source: string
  /** What a reader who cannot see it is told. */
  readonly alt: string
  readonly categories: readonly { readonly id: string; readonly label: string }[]
  readonly series: readonly ChartSeries[]
  /** Of a stack to 100 %: what each bar is the whole of; its parts may be hidden. null for every other kind. */
  readonly wholes: readonly Mark[] | null
  /** The table with the same numbers. */
  readonly table: string
  readonly isEmpty: boolean
}

/** Colours of the report, light paper; the screen uses the custom properties of the same names. */
export const CHART_COLORS: Readonly<Record<string, string>> = {
  'disclosed-full': '#0b4f5c',
  'disclosed-partial': '#3f8f9d',
  'no-data': '#a7cbd1',
  rejected: '#b8501a',
  withdrawn: '#e0b070',
  suspended: '#7d6f9f',
  pending: '#cfcbc2',
  accent: '#0b5c6b',
  second: '#b8501a',
  suppressed: '#6b6f76',
}

export interface Shares {
  /** Percent of the whole, one a series; null: not drawn. */
  readonly parts: readonly (number | null)[]
  /** Percent that hidden parts have together: it follows from what is shown. null: none is hidden, or the whole is. */
  readonly hidden: number | null
}

/**
 * One bar of a stack to 100 %. Shares are of the whole, never of the parts that happen to be shown; where the whole is not
 * known, nothing can be said but that something is hidden.
 */
export function sharesAt({ series, wholes }: Pick<ChartModel, 'series' | 'wholes'>, at: number): Shares {
  const marks = series.map(({ marks: own }) => own[at])
  const sum = marks.reduce((total, mark) => total + (mark?.state === 'exact' ? mark.value : 0), 0)
  const hasHidden = marks.some((mark) => mark?.state === 'suppressed')
  const known = wholes?.[at]
  const whole = known?.state === 'exact' ? known.value : hasHidden ? null : sum
  if (whole === null || whole === 0) return { parts: marks.map(() => null), hidden: null }
  const parts = marks.map((mark) => (mark?.state === 'exact' ? (100 * mark.value) / whole : null))
  return { parts, hidden: hasHidden ? Math.max(0, 100 - (100 * sum) / whole) : null }
}

/** At most so many marks in one chart. */
export const MAX_MARKS = 500
