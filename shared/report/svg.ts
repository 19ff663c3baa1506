/**
 * A chart as a self-contained SVG: title, legend, axes, marks, source, alt text, hatched hidden marks. No script, no
 * fonts from elsewhere, the same bytes for the same model. Numbers are placed on a grid of hundredths of a pixel.
 */
import type { ChartModel } from './chart-model.ts'
import { formatNumber } from './figures.ts'
import { bars, paretoLine } from './svg-bars.ts'
import { dumbbells, lines } from './svg-lines.ts'
import {
  at,
  type Box,
  bar,
  escapeXml,
  exactValue,
  type Frame,
  hiddenBar,
  INK,
  patternDefs,
  RULE,
  text,
  WIDTH,
} from './svg-marks.ts'

const FONT = 'font-family="IBM Plex Sans, system-ui, sans-serif"'

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
function reach({ kind, series, categories }: ChartModel): number {
  if (kind === 'stacked100') return 100
  const ends = categories.map((_, at) => {
    const marks = series.map(({ marks }) => marks[at])
    if (kind === 'stacked') return marks.reduce((sum, mark) => sum + exactValue(mark), 0)
    return marks.reduce((most, mark) => Math.max(most, mark?.state === 'band' ? mark.max : exactValue(mark)), 0)
  })
  return ends.reduce((a, b) => Math.max(a, b), 0)
}

function legend(model: ChartModel, top: number): { readonly svg: string; readonly height: number } {
  const hasHidden = model.series.some(({ marks }) => marks.some(({ state }) => state === 'suppressed'))
  const items = [
    ...(model.series.length > 1 || model.kind === 'range'
      ? model.series.map((series, index) => ({ label: series.label, series, index }))
      : []),
    ...(hasHidden ? [{ label: 'hidden', series: null, index: 0 }] : []),
  ]
  let x = 0
  let y = top
  let svg = ''
  for (const { label, series, index } of items) {
    const width = 26 + label.length * 6.1
    if (x + width > WIDTH) {
      x = 0
      y += 18
    }
    svg += series
      ? bar(
          model.id,
          series,
          model.kind === 'stacked' || model.kind === 'stacked100' ? index : 0,
          x,
          y - 9,
          12,
          12,
          label,
        )
      : hiddenBar(model.id, x, y - 9, 12, 12, label)
    svg += text(x + 18, y + 1, label, { fill: INK })
    x += width + 10
  }
  return { svg, height: items.length > 0 ? y - top + 22 : 0 }
}

/** Labels are cut at what fits; the table beside has them whole. */
const cut = (label: string, most: number) => (label.length <= most ? label : `${label.slice(0, most - 1)}…`)

function axes({ model, plot, scale }: Frame, ticks: readonly number[]): string {
  const suffix = model.kind === 'stacked100' ? ' %' : ''
  const { isHorizontal, categories } = model
  const marks = ticks
    .map((tick) => {
      if (isHorizontal) {
        const x = plot.left + scale(tick)
        return `<path d="M${at(x)} ${at(plot.top)}V${at(plot.top + plot.height)}" stroke="${RULE}"/>${text(x, plot.top + plot.height + 15, formatNumber(tick) + suffix, { anchor: 'middle' })}`
      }
      const y = plot.top + plot.height - scale(tick)
      return `<path d="M${at(plot.left)} ${at(y)}H${at(plot.left + plot.width)}" stroke="${RULE}"/>${text(plot.left - 6, y + 4, formatNumber(tick) + suffix, { anchor: 'end' })}`
    })
    .join('')
  const slot = (isHorizontal ? plot.height : plot.width) / Math.max(1, categories.length)
  const labels = categories
    .map(({ label }, index) =>
      isHorizontal
        ? text(plot.left - 8, plot.top + slot * (index + 0.5) + 4, cut(label, 34), { anchor: 'end', fill: INK })
        : slot < 74
          ? `<g transform="translate(${at(plot.left + slot * (index + 0.5))} ${at(plot.top + plot.height + 12)}) rotate(-32)">${text(0, 0, cut(label, 24), { anchor: 'end' })}</g>`
          : text(plot.left + slot * (index + 0.5), plot.top + plot.height + 17, cut(label, Math.floor(slot / 6)), {
              anchor: 'middle',
            }),
    )
    .join('')
  return marks + labels
}

/** The chart as one SVG document. */
export function chartSvg(model: ChartModel): string {
  const { categories, isHorizontal, kind, id } = model
  const head = legend(model, 44)
  const top = 38 + head.height + (kind === 'pareto' ? 14 : 0)
  const isTilted = !isHorizontal && (WIDTH - 60) / Math.max(1, categories.length) < 74
  const plot: Box = {
    left: isHorizontal ? 226 : 52,
    top,
    width: isHorizontal ? WIDTH - 226 - 50 : WIDTH - 60,
    height: isHorizontal
      ? Math.max(60, categories.length * (kind === 'grouped' ? 16 + model.series.length * 12 : 28))
      : 220,
  }
  const foot = plot.top + plot.height + (isTilted ? 92 : 36)
  const height = foot + 12
  const ticks = kind === 'stacked100' ? [0, 25, 50, 75, 100] : niceTicks(reach(model))
  const most = ticks.at(-1) ?? 1
  const long = isHorizontal ? plot.width : plot.height
  const frame: Frame = { model, plot, scale: (value) => (value / most) * long }
  const body = model.isEmpty
    ? text(plot.left, plot.top + 30, 'Every figure is 0.', { size: 13, fill: INK })
    : kind === 'lines'
      ? lines(frame)
      : kind === 'dumbbell'
        ? categories.map((_, index) => dumbbells(frame, index)).join('')
        : categories.map((_, index) => bars(frame, index)).join('') + (kind === 'pareto' ? paretoLine(frame) : '')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${at(height)}" role="img" aria-labelledby="${id}-t ${id}-d" ${FONT}>`,
    `<title id="${id}-t">${escapeXml(model.title)}</title><desc id="${id}-d">${escapeXml(model.alt)}</desc>`,
    patternDefs(id),
    `<rect width="${WIDTH}" height="${at(height)}" fill="#fff"/>`,
    text(0, 16, model.title, { size: 14, fill: INK, weight: 600 }),
    head.svg,
    axes(frame, ticks),
    body,
    text(0, foot + 4, `${model.n}. ${model.period}. ${model.source}`, { size: 10 }),
    '</svg>\n',
  ].join('\n')
}
