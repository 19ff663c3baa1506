/**
 * A chart as a self-contained SVG: title, legend, axes, marks, notes, source, alt text, hatched hidden marks. No script, no
 * fonts from elsewhere, the same bytes for the same model.
 */
import { CHAR, type ChartLayout, layoutOf, lengthOf, widthOf, wrapText } from './chart-layout.ts'
import { type ChartModel, cumulatedOf } from './chart-model.ts'
import { CHART_COLORS } from './chart-palette.ts'
import { textsOf } from './chart-texts.ts'
import { CUMULATED_LABEL, captionOf } from './chart-words.ts'
import { formatNumber } from './figures.ts'
import { bars, paretoLine } from './svg-bars.ts'
import { dumbbell, lines } from './svg-lines.ts'
import {
  at,
  bandBar,
  bar,
  colorsOf,
  dashOf,
  escapeXml,
  type Frame,
  fill,
  hiddenBar,
  marker,
  patternDefs,
  stroke,
  text,
} from './svg-marks.ts'

const FONT = 'font-family="IBM Plex Sans, system-ui, sans-serif"'

/** For a page or a slide; and for a phone, where a wide one would be too small to read. */
export const SVG_WIDTHS = { wide: 720, narrow: 340 } as const

interface Piece {
  readonly svg: string
  readonly height: number
}

/** Lines of text under each other. */
function paragraph(
  content: string,
  width: number,
  top: number,
  size: number,
  style: Parameters<typeof text>[3],
): Piece {
  // Bold faces are wider by about a sixth.
  const rows = wrapText(content, Math.floor((width * 11) / (CHAR * size * (style?.weight ? 1.17 : 1))), 8)
  const step = Math.round(size * 1.3)
  return {
    svg: rows.map((row, index) => text(0, top + size + step * index, row, { ...style, size })).join(''),
    height: step * rows.length,
  }
}

/** What each mark means: the series, the line of cumulated shares, and hidden ones. */
function legend({ model, id }: Frame, width: number, top: number): Piece {
  const { kind, series } = model
  const hasHidden = colorsOf(model).includes('suppressed')
  const swatch = (s: number, x: number, y: number): string => {
    const { color, label } = series[s] ?? { color: 'ink' as const, label: '' }
    const rect = { x, y: y - 6, width: 14, height: 12 }
    if (kind === 'range') return bandBar(color, rect, label)
    if (kind !== 'lines' && kind !== 'dumbbell') return bar(id, color, rect, label)
    const line = `<path d="M${at(x)} ${at(y)}h18" ${stroke(color)} stroke-width="2"${dashOf(s)}/>`
    return (kind === 'lines' ? line : '') + marker(s, color, x + 9, y, label)
  }
  const line = (x: number, y: number) =>
    `<path d="M${at(x)} ${at(y)}h18" ${stroke('ink')} stroke-width="1.25"/><circle cx="${at(x + 9)}" cy="${at(y)}" r="2.5" ${fill('ink')}/>`
  const items: readonly { readonly label: string; readonly draw: (x: number, y: number) => string }[] = [
    ...series.map(({ label }, s) => ({ label, draw: (x: number, y: number) => swatch(s, x, y) })),
    ...(cumulatedOf(model) ? [{ label: CUMULATED_LABEL, draw: line }] : []),
    ...(hasHidden
      ? [
          {
            label: 'hidden',
            draw: (x: number, y: number) => hiddenBar(id, { x, y: y - 6, width: 14, height: 12 }, 'hidden'),
          },
        ]
      : []),
  ]
  let x = 0
  let y = top + 8
  let svg = ''
  for (const { label, draw } of items) {
    const needed = 24 + widthOf(label)
    if (x > 0 && x + needed > width) {
      x = 0
      y += 18
    }
    svg += draw(x, y) + text(x + 22, y + 4, label, { color: 'ink' })
    x += needed + 12
  }
  return { svg, height: items.length > 0 ? y - top + 18 : 0 }
}

function grid({ model, layout }: Frame): string {
  const { plot, ticks } = layout
  const suffix = model.kind === 'stacked100' ? ' %' : ''
  // The line that lengths are measured from, darker; it is there without a scale too.
  const base = model.isHorizontal
    ? `M${at(plot.left)} ${at(plot.top)}v${at(plot.height)}`
    : `M${at(plot.left)} ${at(plot.top + plot.height)}h${at(plot.width)}`
  const rules = ticks
    .map((tick) => {
      const length = lengthOf(model, layout, tick)
      const label = formatNumber(tick) + suffix
      if (model.isHorizontal) {
        const x = plot.left + length
        return `<path d="M${at(x)} ${at(plot.top)}v${at(plot.height)}" ${stroke('rule')}/>${text(x, plot.top + plot.height + 14, label, { anchor: layout.isNarrow && tick === 0 ? 'start' : 'middle', size: 10 })}`
      }
      const y = plot.top + plot.height - length
      return `<path d="M${at(plot.left)} ${at(y)}h${at(plot.width)}" ${stroke('rule')}/>${text(plot.left - 6, y + 4, label, { anchor: 'end', size: 10 })}`
    })
    .join('')
  return `${rules}<path d="${base}" ${stroke('muted')}/>`
}

function words({ model, layout, id }: Frame): string {
  const { texts, chips, breaks } = textsOf(model, layout)
  return [
    ...breaks.map(
      ({ x, from, to }) =>
        `<path d="M${at(x)} ${at(from)}V${at(to)}" ${stroke('ink')} stroke-width="1.25" stroke-dasharray="2 3"/>`,
    ),
    ...texts.map(({ x, y, text: content, anchor, color, size }) =>
      text(x, y, content, { anchor, color, size, isOnPlot: true }),
    ),
    ...chips.map((rect) => hiddenBar(id, rect, 'hidden')),
  ].join('')
}

function drawing(frame: Frame): string {
  const { model } = frame
  const each = (draw: (frame: Frame, index: number) => string) =>
    model.categories.map((_, at) => draw(frame, at)).join('')
  const marks =
    model.kind === 'lines'
      ? lines(frame)
      : model.kind === 'dumbbell'
        ? each(dumbbell)
        : each(bars) + (model.kind === 'pareto' ? paretoLine(frame) : '')
  return grid(frame) + marks + words(frame)
}

export interface SvgOptions {
  /** Of the drawing without margins, in pixels at which its text has 11 px. */
  readonly width?: number
  /** For its patterns and title; another one where a page holds the same chart twice. */
  readonly id?: string
  readonly margin?: number
}

/** Round a picture that stands by itself, pixels. */
const MARGIN = 16

/**
 * The chart as one SVG document.
 * By itself it has a margin; within a page, none.
 */
export function chartSvg(model: ChartModel, options: SvgOptions = {}): string {
  const { width = SVG_WIDTHS.wide, id = model.id, margin = MARGIN } = options
  const layout: ChartLayout = layoutOf(model, width)
  const frame: Frame = { model, layout, id }
  const head = paragraph(model.title, width, 4, 14, { color: 'ink', weight: 600 })
  const key = legend(frame, width, head.height + 12)
  const top = head.height + 12 + key.height
  const body: Piece =
    model.empty === null
      ? { svg: `<g transform="translate(0 ${at(top)})">${drawing(frame)}</g>`, height: layout.height }
      : paragraph(model.empty, width, top, 13, { color: 'ink' })
  let y = top + body.height + 6
  const foot = [...model.notes, captionOf(model)].map((note) => {
    const said = paragraph(note, width, y, 10, {})
    y += said.height + 3
    return said.svg
  })
  const height = y + 4
  const [w, h] = [at(width + 2 * margin), at(height + 2 * margin)]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${0 - margin} ${0 - margin} ${w} ${h}" width="${w}" height="${h}" role="img" aria-labelledby="${id}-t ${id}-d" ${FONT}>`,
    `<title id="${id}-t">${escapeXml(model.title)}</title><desc id="${id}-d">${escapeXml(model.alt)}</desc>`,
    patternDefs(id, colorsOf(model)),
    `<rect x="${0 - margin}" y="${0 - margin}" width="${w}" height="${h}" class="f-paper" fill="${CHART_COLORS.paper}"/>`,
    head.svg,
    model.empty === null ? key.svg : '',
    body.svg,
    ...foot,
    '</svg>\n',
  ].join('\n')
}
