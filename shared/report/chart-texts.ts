/** The words on a chart, placed: labels of categories, values beside their marks, "hidden", breaks, columns of a dumbbell. */
import { CHAR, type ChartLayout, LABEL_UP, LINE, lengthOf, middleOf, STUB, widthOf } from './chart-layout.ts'
import { type ChartModel, hiddenPart, reachOf, sharesAt } from './chart-model.ts'
import { cumulatedTexts, shortText } from './chart-words.ts'

export interface PlacedText {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor: 'start' | 'middle' | 'end'
  readonly color: 'ink' | 'muted'
  readonly size: number
}

/** A hatched box beside the word "hidden". */
export interface PlacedChip {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedBreak {
  readonly x: number
  readonly from: number
  readonly to: number
}

export interface ChartTexts {
  readonly texts: readonly PlacedText[]
  readonly chips: readonly PlacedChip[]
  readonly breaks: readonly PlacedBreak[]
}

/** Half the height of a capital: puts text in the middle of a bar. */
const HALF = 4

const textAt = (
  x: number,
  y: number,
  text: string,
  anchor: PlacedText['anchor'] = 'start',
  color: PlacedText['color'] = 'ink',
  size = 11,
): PlacedText => ({ x, y, text, anchor, color, size })

function categoryLabels(model: ChartModel, layout: ChartLayout): readonly PlacedText[] {
  const { plot, slot, labels, isNarrow } = layout
  return labels.flatMap((lines, at) => {
    const middle = middleOf(model, layout, at)
    return lines.map((line, row) => {
      if (!model.isHorizontal) return textAt(middle, plot.top + plot.height + 15 + LINE * row, line, 'middle', 'muted')
      if (isNarrow) return textAt(plot.left + 3, plot.top + slot * at + 13 - LABEL_UP, line)
      return textAt(plot.left - 8, middle + HALF - ((lines.length - 1) * LINE) / 2 + LINE * row, line, 'end')
    })
  })
}

/** Where a stack ends, in pixels from its foot: its shown parts and what is hidden behind them. */
function stackEnd(model: ChartModel, layout: ChartLayout, at: number): number {
  const isShare = model.kind === 'stacked100'
  const shares = isShare ? sharesAt(model, at) : null
  const parts = shares ? shares.parts : model.series.map(({ marks }) => reachOf(marks[at]))
  const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0)
  const hidden = hiddenPart(model, at)
  const rest = shares ? shares.hidden : (hidden?.length ?? null)
  const shown = lengthOf(model, layout, sum)
  return hidden === null ? shown : shown + (rest === null ? STUB : lengthOf(model, layout, rest))
}

function values(model: ChartModel, layout: ChartLayout): readonly PlacedText[] {
  const { kind, categories, series, wholes, isHorizontal } = model
  const { plot, lanes, thick, slot } = layout
  const placed = (at: number, lane: number, end: number, text: string) => {
    const middle = middleOf(model, layout, at) + (lane - (lanes - 1) / 2) * thick
    return isHorizontal
      ? textAt(plot.left + end + (kind === 'pareto' ? 9 : 5), middle + HALF, text, 'start', 'ink', 10)
      : textAt(middle, plot.top + plot.height - end - 5, text, 'middle', 'ink', 10)
  }
  const all =
    wholes !== null
      ? categories.map((_, at) => placed(at, 0, stackEnd(model, layout, at), shortText(wholes[at])))
      : series.flatMap(({ marks }, s) =>
          marks.map((mark, at) => {
            const reach = reachOf(mark)
            const end = mark.state === 'suppressed' ? STUB : reach === null ? 0 : lengthOf(model, layout, reach)
            return placed(at, kind === 'grouped' ? s : 0, end, shortText(mark))
          }),
        )
  // Standing bars have no room for words wider than themselves; the table has them.
  return isHorizontal ? all : all.filter(({ text }) => widthOf(text, 10) <= slot + 4)
}

/** Above the higher of two points, below the lower one. */
function pointValues(model: ChartModel, layout: ChartLayout): readonly PlacedText[] {
  const { plot, slot } = layout
  return model.series.flatMap(({ marks }, s) =>
    marks.flatMap((mark, at) => {
      const reach = reachOf(mark)
      const text = shortText(mark)
      if (mark.state === 'suppressed') {
        return [textAt(middleOf(model, layout, at), plot.top + plot.height - STUB - 4, text, 'middle', 'ink', 10)]
      }
      if (widthOf(text, 10) > slot - 2) return []
      // No point: a word at the foot of its period, one above the other. What a source never states, a note says once.
      if (reach === null) {
        if (mark.state === 'none' && mark.why === 'absent') return []
        const y = plot.top + plot.height - 4 - s * LINE
        return [textAt(middleOf(model, layout, at), y, text, 'middle', 'muted', 10)]
      }
      const others = model.series.map((other) => reachOf(other.marks[at]) ?? 0)
      const isHighest = others.every((other, o) => o === s || other < reach || (other === reach && o > s))
      const y = plot.top + plot.height - lengthOf(model, layout, reach) + (isHighest ? -8 : 16)
      // Below a point at the foot of the plot there are the labels of the periods.
      const isLow = y > plot.top + plot.height - 2
      return [textAt(middleOf(model, layout, at), isLow ? y - 24 : y, text, 'middle', 'ink', 10)]
    }),
  )
}

/** Both ends of each dumbbell in numbers, in columns at the right: a hidden one has no place on the scale, only here. */
function dumbbellColumns(model: ChartModel, layout: ChartLayout) {
  const { width, columnWidth, plot } = layout
  const texts: PlacedText[] = []
  const chips: PlacedChip[] = []
  for (const [s, { label, marks }] of model.series.entries()) {
    const right = width - columnWidth * (model.series.length - 1 - s) - 2
    texts.push(textAt(right, plot.top - 8 - (layout.isNarrow ? LABEL_UP : 0), label, 'end', 'muted', 10))
    for (const [at, mark] of marks.entries()) {
      const middle = middleOf(model, layout, at)
      const text = shortText(mark)
      texts.push(textAt(right, middle + HALF, text, 'end'))
      if (mark.state === 'suppressed')
        chips.push({ x: right - text.length * CHAR - 14, y: middle - 5, width: 10, height: 10 })
    }
  }
  return { texts, chips }
}

function breakMarks(model: ChartModel, layout: ChartLayout) {
  const { plot, slot } = layout
  const texts: PlacedText[] = []
  const breaks: PlacedBreak[] = []
  for (const [row, { at, label }] of model.breaks.entries()) {
    const x = plot.left + slot * at
    const y = 10 + row * (LINE + 2)
    // What it is about begins at the line: the label stands to the right of it, and ends with the plot where room is short.
    const right = plot.left + plot.width
    const hasRoom = x + widthOf(label, 10) <= right
    texts.push(textAt(hasRoom ? x : right, y, label, hasRoom ? 'start' : 'end', 'muted', 10))
    breaks.push({ x, from: y + 4, to: plot.top + plot.height })
  }
  return { texts, breaks }
}

export function textsOf(model: ChartModel, layout: ChartLayout): ChartTexts {
  const { texts, breaks } = breakMarks(model, layout)
  const labels = categoryLabels(model, layout)
  if (model.kind === 'dumbbell') {
    const columns = dumbbellColumns(model, layout)
    return { texts: [...labels, ...texts, ...columns.texts], chips: columns.chips, breaks }
  }
  const shown = model.kind === 'lines' ? pointValues(model, layout) : values(model, layout)
  const shares = (cumulatedTexts(model) ?? []).map((text, at) =>
    textAt(layout.width - 2, middleOf(model, layout, at) + HALF, text, 'end', 'muted', 10),
  )
  return { texts: [...labels, ...texts, ...shown, ...shares], chips: [], breaks }
}
