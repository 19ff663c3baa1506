/**
 * A chart as data: what is drawn, by Recharts on screen and by the SVG writer everywhere else, with the same numbers.
 *
 * A hidden mark is hatched and labelled "hidden", never drawn as 0; a mark that does not exist is not drawn at all, a word
 * says why; a band is a range, never a point.
 */
export type Mark =
  | { readonly state: 'exact'; readonly value: number }
  /** Some of it is not known: drawn up to what is certain, and said to be a lower bound. */
  | { readonly state: 'at_least'; readonly min: number }
  | { readonly state: 'suppressed' }
  | { readonly state: 'band'; readonly min: number; readonly max: number }
  | { readonly state: 'none'; readonly why: 'not_applicable' | 'unknown' | 'embargoed' | 'absent' }

export type ChartKind =
  | 'stacked' // one bar a category, series on top of each other
  | 'stacked100' // the same, each bar 100 %
  | 'grouped' // bars beside each other
  | 'lines'
  | 'pareto' // bars by size, and a line of the cumulated share of their sum
  | 'dumbbell' // two points a category, joined
  | 'range' // from min to max

export interface ChartSeries {
  readonly id: string
  readonly label: string
  /** A name of chart-palette.ts. */
  readonly color: string
  /** One mark a category. */
  readonly marks: readonly Mark[]
}

/** From here on figures mean something else than before. */
export interface ChartBreak {
  /** Left of the category of this index; the number of categories: right of the last one. */
  readonly at: number
  /** A few words on the chart. */
  readonly label: string
  /** A sentence under it, and in its alt text. */
  readonly why: string
}

export interface ChartModel {
  readonly id: string
  readonly title: string
  readonly kind: ChartKind
  /** Bars lie down where labels are long. */
  readonly isHorizontal: boolean
  /** In words: "requests". */
  readonly unit: string
  /** What the figures sum to, in words: "n = 1,284 requests". */
  readonly n: string
  readonly period: string
  readonly source: string
  /** What a reader who cannot see it is told. */
  readonly alt: string
  readonly categories: readonly { readonly id: string; readonly label: string }[]
  readonly series: readonly ChartSeries[]
  /** Of a stack: what each bar is the whole of; its parts may be hidden. null for every other kind. */
  readonly wholes: readonly Mark[] | null
  readonly breaks: readonly ChartBreak[]
  /** Sentences under the chart: what the breaks are, and what else a reader has to know. */
  readonly notes: readonly string[]
  /** The tables with the same numbers. */
  readonly tables: readonly string[]
  /** Why there is nothing to draw, in a sentence; null: there is. */
  readonly empty: string | null
}

/** Length of a drawn mark from 0; null: none is drawn. */
export function reachOf(mark: Mark | undefined): number | null {
  switch (mark?.state) {
    case 'exact':
      return mark.value
    case 'at_least':
      return mark.min
    case 'band':
      return mark.max
    default:
      return null
  }
}

export interface Shares {
  /** Percent of the whole, one a series; null: not drawn. */
  readonly parts: readonly (number | null)[]
  /** Percent that hidden parts have together: it follows from what is shown. null: none is hidden, or the whole is. */
  readonly hidden: number | null
}

type Stack = Pick<ChartModel, 'series' | 'wholes'>

const marksAt = ({ series }: Stack, at: number) => series.map(({ marks }) => marks[at])
const sumAt = (stack: Stack, at: number) => marksAt(stack, at).reduce((sum, mark) => sum + (reachOf(mark) ?? 0), 0)

/** Are parts of this stack hidden, and how much are they together? null: that is not known either. */
export function hiddenPart(stack: Stack, at: number): { readonly length: number | null } | null {
  if (!marksAt(stack, at).some((mark) => mark?.state === 'suppressed')) return null
  const whole = stack.wholes?.[at]
  return { length: whole?.state === 'exact' ? Math.max(0, whole.value - sumAt(stack, at)) : null }
}

/**
 * One bar of a stack to 100 %. Shares are of the whole, never of the parts that happen to be shown; where the whole is not
 * known, nothing can be said but that something is hidden.
 */
export function sharesAt(stack: Stack, at: number): Shares {
  const marks = marksAt(stack, at)
  const hasHidden = marks.some((mark) => mark?.state === 'suppressed')
  const known = stack.wholes?.[at]
  const whole = known?.state === 'exact' ? known.value : hasHidden ? null : sumAt(stack, at)
  if (whole === null || whole === 0) return { parts: marks.map(() => null), hidden: null }
  const share = (value: number) => (100 * value) / whole
  const parts = marks.map((mark) => {
    const value = reachOf(mark)
    return value === null ? null : share(value)
  })
  const hidden = hiddenPart(stack, at)
  return { parts, hidden: hidden === null || hidden.length === null ? null : share(hidden.length) }
}

/** Cumulated counts of a Pareto chart, from the largest on; null where a hidden or unknown figure leaves no sum. */
export function cumulatedOf({ kind, series: [first] }: ChartModel): readonly number[] | null {
  const marks = first?.marks ?? []
  if (kind !== 'pareto' || !marks.every(({ state }) => state === 'exact')) return null
  let sum = 0
  const running = marks.map((mark) => {
    sum += reachOf(mark) ?? 0
    return sum
  })
  return sum === 0 ? null : running
}

/** At most so many marks in one chart. */
export const MAX_MARKS = 500
