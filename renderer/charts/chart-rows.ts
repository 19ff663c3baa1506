import type { ChartLayout } from '#report/chart-layout.ts'
import { STUB } from '#report/chart-layout.ts'
import { type ChartModel, cumulatedOf, hiddenPart, reachOf, sharesAt } from '#report/chart-model.ts'

/** Key of the parts of a whole that are hidden together. */
export const HIDDEN_PART = '(hidden)'
/** Key of what joins the two ends of a dumbbell, and of the line of a Pareto chart. */
export const JOINED = '(joined)'
export const CUMULATED = '(cumulated)'
/** Key of the stub of a hidden mark: beside the figures, never one of them. */
export const stubKey = (series: string) => `${series} (hidden)`
/** Key of one unbroken part of a line. */
export const partKey = (series: string, part: number) => `${series} (part ${part})`

export type Row = Readonly<Record<string, number | null | readonly [number, number]>>

export const isStack = ({ kind }: ChartModel) => kind === 'stacked' || kind === 'stacked100'

/** The first categories of the unbroken parts of a line over periods. */
export function partsOf({ breaks }: ChartModel): readonly number[] {
  const starts = new Set([0, ...breaks.map(({ at }) => at)])
  return [...starts].sort((a, b) => a - b)
}

/** What Recharts is given: a row a category, lengths in the units of the scale; null: nothing is drawn. */
export function rowsOf(model: ChartModel, layout: ChartLayout): Row[] {
  const { kind, series, categories } = model
  // A stub is as long as the SVG writer's, whatever it hides.
  const stub = (STUB / (model.isHorizontal ? layout.plot.width : layout.plot.height)) * layout.max
  const cumulated = cumulatedOf(model)
  const parts = partsOf(model)
  return categories.map((_, at) => {
    const row: Record<string, number | null | readonly [number, number]> = { at }
    const shares = kind === 'stacked100' ? sharesAt(model, at) : null
    for (const [s, { id, marks }] of series.entries()) {
      const mark = marks[at]
      const value = shares ? (shares.parts[s] ?? null) : mark?.state === 'band' ? null : reachOf(mark)
      row[id] = mark?.state === 'band' ? [mark.min, mark.max] : value
      row[stubKey(id)] = mark?.state === 'suppressed' ? stub : null
      for (const [part, from] of parts.entries()) {
        const isIn = at >= from && at < (parts[part + 1] ?? categories.length)
        row[partKey(id, part)] = isIn ? value : null
      }
    }
    const hidden = isStack(model) ? hiddenPart(model, at) : null
    row[HIDDEN_PART] = hidden === null ? null : ((shares ? shares.hidden : hidden.length) ?? stub)
    const ends = series.map(({ marks }) => reachOf(marks[at]))
    const [a, b] = ends
    const isJoined = kind === 'dumbbell' && a !== null && a !== undefined && b !== null && b !== undefined
    row[JOINED] = isJoined ? [Math.min(a, b), Math.max(a, b)] : null
    row[CUMULATED] = cumulated?.[at] ?? null
    return row
  })
}
