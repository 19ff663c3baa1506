/**
 * Where the parts of a chart stand, for a given width: the room round the plot, the slots of the categories, the scale.
 * One layout for the screen and for the SVG writer. Where it is narrow, the label of a lying bar stands above it.
 *
 * Pixels at a font size of 11; text is measured by its number of characters, so that the same model gives the same
 * picture on every machine.
 */
import { type ChartModel, cumulatedOf, hiddenPart, reachOf, sharesAt } from './chart-model.ts'
import { shortText } from './chart-words.ts'
import { formatNumber } from './figures.ts'

/** Mean width of a character at 11 px, a little more than that of the sans-serif faces in use. */
export const CHAR = 6.1
export const LINE = 13
/** Length of the hatched stub of a hidden mark, whatever it hides. */
export const STUB = 22
/** Below this the labels of lying bars stand above them. */
const NARROW = 520
const NARROW_LABEL = 16
/** In a narrow chart the whole plot stands so much lower, and each label so much above its slot. */
export const LABEL_UP = NARROW_LABEL / 2

export const widthOf = (text: string, size = 11) => (text.length * CHAR * size) / 11

/** Text in lines of at most so many characters; what does not fit is cut, and ends with "…". */
export function wrapText(text: string, most: number, maxLines: number): readonly string[] {
  const limit = Math.max(1, most)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (joined.length <= limit) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    // A word longer than a line is broken where the line ends.
    while (line.length > limit && lines.length < maxLines) {
      lines.push(line.slice(0, limit))
      line = line.slice(limit)
    }
  }
  if (line !== '') lines.push(line)
  if (lines.length <= maxLines) return lines.length > 0 ? lines : ['']
  const last = lines[maxLines - 1] ?? ''
  return [...lines.slice(0, maxLines - 1), `${last.slice(0, limit - 1)}…`]
}

/** 1, 2 or 5 times a power of ten: steps that a reader can count in. */
export function niceTicks(max: number, count = 4): readonly number[] {
  if (max <= 0) return [0, 1]
  const rough = max / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power)
  const ticks = [0]
  while ((ticks.at(-1) ?? 0) < max) ticks.push((ticks.at(-1) ?? 0) + step)
  return ticks
}

/** Longest reach of any category, on the scale that is drawn. */
function longest(model: ChartModel): number {
  const { kind, series, categories } = model
  if (kind === 'stacked100') return 100
  const cumulated = cumulatedOf(model)
  if (cumulated) return cumulated.at(-1) ?? 0
  const ends = categories.map((_, at) => {
    const reaches = series.map(({ marks }) => reachOf(marks[at]) ?? 0)
    if (kind !== 'stacked') return Math.max(0, ...reaches)
    return reaches.reduce((sum, reach) => sum + reach, 0) + (hiddenPart(model, at)?.length ?? 0)
  })
  return ends.reduce((a, b) => Math.max(a, b), 0)
}

export interface ChartLayout {
  readonly width: number
  readonly height: number
  readonly isNarrow: boolean
  readonly plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  /** Length of the plot that one category has. */
  readonly slot: number
  /** Bars side by side in a slot, and how thick each is. */
  readonly lanes: number
  readonly thick: number
  /** Empty where nothing but hidden marks is drawn: a scale would put numbers to them. */
  readonly ticks: readonly number[]
  readonly max: number
  /** Label of each category, in lines. */
  readonly labels: readonly (readonly string[])[]
  /** Width of one column of values beside a dumbbell; 0 for other kinds. */
  readonly columnWidth: number
}

/** Room at the right of lying bars: for the longest value beside one, or the columns of values. */
function roomRight(model: ChartModel, columnWidth: number): number {
  const { kind, series, wholes } = model
  if (kind === 'dumbbell') return columnWidth * series.length + 8
  const marks = wholes ?? series.flatMap((one) => one.marks)
  // A bar that ends at the edge of the plot has its value beyond it; words stand where there is no bar.
  const texts = marks.filter((mark) => reachOf(mark) !== null).map((mark) => shortText(mark))
  const most = texts.reduce((widest, text) => Math.max(widest, widthOf(text)), 12)
  return most + 12 + (kind === 'pareto' && cumulatedOf(model) ? 44 : 0)
}

function columnWidthOf({ kind, series }: ChartModel): number {
  if (kind !== 'dumbbell') return 0
  const words = series.flatMap(({ label, marks }) => [
    widthOf(label),
    ...marks.map((mark) => widthOf(shortText(mark)) + (mark.state === 'suppressed' ? 14 : 0)),
  ])
  return Math.max(...words) + 10
}

function lying(model: ChartModel, width: number, isNarrow: boolean) {
  const { categories, kind, series } = model
  const limit = isNarrow ? Math.floor((width - 12) / CHAR) : Math.floor((width * 0.31) / CHAR)
  const labels = categories.map(({ label }) => wrapText(label, limit, isNarrow ? 1 : 2))
  const widest = labels.flat().reduce((wide, line) => Math.max(wide, widthOf(line)), 40)
  const columnWidth = columnWidthOf(model)
  const right = roomRight(model, columnWidth)
  const left = isNarrow ? 8 : widest + 12
  const lanes = kind === 'grouped' ? Math.max(1, series.length) : 1
  const thick = lanes > 1 ? 12 : 16
  const most = labels.reduce((lines, own) => Math.max(lines, own.length), 1)
  const slot = isNarrow ? NARROW_LABEL + thick * lanes + 10 : Math.max(thick * lanes + 8, LINE * most + 2)
  const top = (kind === 'dumbbell' ? 20 : 4) + (isNarrow ? LABEL_UP : 0)
  const plot = { left, top, width: Math.max(40, width - left - right), height: slot * categories.length }
  return { plot, slot, lanes, thick, labels, columnWidth, bottom: 22 }
}

function standing(model: ChartModel, width: number, isNarrow: boolean, ticks: readonly number[]) {
  const { categories, kind, series, breaks } = model
  const left = Math.max(20, ...ticks.map((tick) => widthOf(formatNumber(tick)) + 10))
  const plotWidth = width - left - 6
  const slot = plotWidth / Math.max(1, categories.length)
  const whole = categories.map(({ label }) => wrapText(label, Math.max(5, Math.floor((slot - 2) / CHAR)), 3))
  // Where they would touch, only every second one is written, or every third, counted from the last.
  const widest = whole.flat().reduce((wide, line) => Math.max(wide, widthOf(line)), 1)
  const every = Math.max(1, Math.ceil((widest + 4) / slot))
  const labels = whole.map((lines, at) => ((categories.length - 1 - at) % every === 0 ? lines : ['']))
  const lanes = kind === 'grouped' ? Math.max(1, series.length) : 1
  const top = 20 + breaks.length * (LINE + 2)
  const plot = { left, top, width: plotWidth, height: isNarrow ? 190 : 220 }
  const bottom = 10 + LINE * Math.max(1, ...labels.map((lines) => lines.length))
  return { plot, slot, lanes, thick: Math.min(62, slot * 0.68) / lanes, labels, columnWidth: 0, bottom }
}

const hasShares = (model: ChartModel, at: number) => {
  const { parts, hidden } = sharesAt(model, at)
  return hidden !== null || parts.some((part) => part !== null)
}

export function layoutOf(model: ChartModel, width: number): ChartLayout {
  const isNarrow = width < NARROW
  const most = longest(model)
  const scaled = model.kind === 'stacked100' ? (isNarrow ? [0, 50, 100] : [0, 25, 50, 75, 100]) : null
  const hasScale = scaled === null ? most > 0 : model.categories.some((_, at) => hasShares(model, at))
  const ticks = hasScale ? (scaled ?? niceTicks(most, isNarrow ? 3 : 4)) : []
  const { bottom, ...rest } = model.isHorizontal
    ? lying(model, width, isNarrow)
    : standing(model, width, isNarrow, ticks)
  return {
    ...rest,
    width,
    isNarrow,
    height: rest.plot.top + rest.plot.height + bottom,
    ticks,
    max: ticks.at(-1) ?? 1,
  }
}

/** Middle of the bars of a category, along the axis of categories. */
export function middleOf({ isHorizontal }: ChartModel, { plot, slot }: ChartLayout, at: number): number {
  return (isHorizontal ? plot.top : plot.left) + slot * (at + 0.5)
}

/** Length of a value in pixels. */
export function lengthOf({ isHorizontal }: ChartModel, { plot, max }: ChartLayout, value: number): number {
  return (value / max) * (isHorizontal ? plot.width : plot.height)
}
