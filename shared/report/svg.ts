/**
 * A chart as a self-contained SVG: title, legend, axes, marks, source, alt text, hatched hidden marks. No script, no
 * fonts from elsewhere, the same bytes for the same model. Numbers are placed on a grid of hundredths of a pixel.
 */
import { CHART_COLORS, type ChartModel, type ChartSeries, type Mark } from './chart-model.ts'
import { formatNumber } from './figures.ts'

const WIDTH = 720
const FONT = 'font-family="IBM Plex Sans, system-ui, sans-serif"'
const INK = '#1b1c1e'
const MUTED = '#5b5e64'
const RULE = '#dedad1'

/** Series of one chart in greyscale: a fill pattern each, on top of the colour. */
const HATCHES = ['', 'd1', '', 'd2', '', 'd3', ''] as const

export function escapeXml(text: string): string {
  return (
    text
      // Characters that XML 1.0 does not allow are shown as the replacement character.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get in
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  )
}

const at = (value: number) => String(Math.round(value * 100) / 100)

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
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

const exactValue = (mark: Mark | undefined): number => (mark?.state === 'exact' ? mark.value : 0)

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

function patternDefs(id: string): string {
  const line = (name: string, angle: number, gap: number) =>
    `<pattern id="${id}-${name}" width="${gap}" height="${gap}" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle})"><path d="M0 0V${gap}" stroke="#fff" stroke-width="1" stroke-opacity=".55"/></pattern>`
  return `<defs>${line('d1', 45, 6)}${line('d2', -45, 5)}${line('d3', 0, 4)}<pattern id="${id}-hidden" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(135)"><path d="M0 0V5" stroke="${CHART_COLORS.suppressed}" stroke-width="1.6"/></pattern></defs>`
}

function text(
  x: number,
  y: number,
  content: string,
  options: { anchor?: 'start' | 'middle' | 'end'; size?: number; fill?: string; weight?: number } = {},
): string {
  const { anchor = 'start', size = 11, fill = MUTED, weight } = options
  return `<text x="${at(x)}" y="${at(y)}" font-size="${size}" fill="${fill}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${weight ? ` font-weight="${weight}"` : ''}>${escapeXml(content)}</text>`
}

/** One bar; a hatch over it where its series has one. */
function bar(
  id: string,
  series: ChartSeries,
  index: number,
  x: number,
  y: number,
  width: number,
  height: number,
  title: string,
): string {
  if (width <= 0 || height <= 0) return ''
  const shape = `x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}"`
  const hatch = HATCHES[index % HATCHES.length]
  return `<g><title>${escapeXml(title)}</title><rect ${shape} fill="${CHART_COLORS[series.color] ?? CHART_COLORS.accent}"/>${hatch ? `<rect ${shape} fill="url(#${id}-${hatch})"/>` : ''}</g>`
}

function hiddenBar(id: string, x: number, y: number, width: number, height: number, title: string): string {
  return `<g><title>${escapeXml(title)}</title><rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="url(#${id}-hidden)" stroke="${CHART_COLORS.suppressed}" stroke-width=".75"/></g>`
}

/** Length of the hatched stub of a hidden mark, whatever it hides. */
const STUB = 22

interface Frame {
  readonly model: ChartModel
  readonly plot: Box
  readonly scale: (value: number) => number
}

/** Bars of one category, horizontal or vertical; where bars are side by side each series has its own lane. */
function bars({ model, plot, scale }: Frame, index: number): string {
  const { series, categories, kind, isHorizontal, id } = model
  const slot = (isHorizontal ? plot.height : plot.width) / Math.max(1, categories.length)
  const isStacked = kind === 'stacked' || kind === 'stacked100'
  const lanes = isStacked ? 1 : series.length
  const thick = Math.min(isHorizontal ? 22 : 62, slot * 0.68) / lanes
  const start = (isHorizontal ? plot.top : plot.left) + slot * index + (slot - thick * lanes) / 2
  const whole = series.reduce((sum, { marks }) => sum + exactValue(marks[index]), 0)
  let reached = 0
  let out = ''
  let isHidden = false
  const label = categories[index]?.label ?? ''
  const place = (from: number, length: number, lane: number) =>
    isHorizontal
      ? ([plot.left + from, start + lane * thick, length, thick - (lanes > 1 ? 1 : 0)] as const)
      : ([start + lane * thick, plot.top + plot.height - from - length, thick - (lanes > 1 ? 1 : 0), length] as const)
  for (const [s, one] of series.entries()) {
    const mark = one.marks[index]
    const lane = isStacked ? 0 : s
    if (mark?.state === 'suppressed') {
      if (isStacked) isHidden = true
      else out += hiddenBar(id, ...place(0, STUB, lane), `${label}, ${one.label}: hidden`)
      continue
    }
    if (mark?.state === 'band') {
      const [from, to] = [scale(mark.min), scale(mark.max)]
      const [x, y, w, h] = place(from, to - from, lane)
      out += `<g><title>${escapeXml(`${label}: ${formatNumber(mark.min)} to ${formatNumber(mark.max)}`)}</title><rect x="${at(x)}" y="${at(y)}" width="${at(w)}" height="${at(h)}" fill="${CHART_COLORS[one.color]}" fill-opacity=".28" stroke="${CHART_COLORS[one.color]}" stroke-dasharray="3 2"/></g>`
      continue
    }
    if (mark?.state !== 'exact') continue
    const value = kind === 'stacked100' ? (whole === 0 ? 0 : (100 * mark.value) / whole) : mark.value
    const length = scale(value)
    out += bar(
      id,
      one,
      s,
      ...place(isStacked ? reached : 0, length, lane),
      `${label}, ${one.label}: ${formatNumber(mark.value)}`,
    )
    if (isStacked) reached += length
    else if (isHorizontal)
      out += text(plot.left + length + 5, start + lane * thick + thick / 2 + 3.5, formatNumber(mark.value), {
        size: 10,
      })
  }
  // In a stack the parts that are hidden stand together, behind what is shown: their sizes are not told.
  if (isHidden) out += hiddenBar(id, ...place(reached, STUB, 0), `${label}: further parts are hidden`)
  return out
}

function lines({ model, plot, scale }: Frame): string {
  const slot = plot.width / Math.max(1, model.categories.length)
  return model.series
    .map((series, s) => {
      let path = ''
      let isDown = false
      let dots = ''
      for (const [index, mark] of series.marks.entries()) {
        const x = plot.left + slot * (index + 0.5)
        if (mark.state !== 'exact') {
          // A gap, not a line through nothing.
          isDown = false
          if (mark.state === 'suppressed')
            dots += `<g><title>${escapeXml(`${model.categories[index]?.label}, ${series.label}: hidden`)}</title><rect x="${at(x - 5)}" y="${at(plot.top + plot.height - STUB)}" width="10" height="${STUB}" fill="url(#${model.id}-hidden)"/></g>`
          continue
        }
        const y = plot.top + plot.height - scale(mark.value)
        path += `${isDown ? 'L' : 'M'}${at(x)} ${at(y)}`
        isDown = true
        const title = `<title>${escapeXml(`${model.categories[index]?.label}, ${series.label}: ${formatNumber(mark.value)}`)}</title>`
        dots +=
          s === 0
            ? `<circle cx="${at(x)}" cy="${at(y)}" r="3.5" fill="${CHART_COLORS[series.color]}">${title}</circle>`
            : `<rect x="${at(x - 3.5)}" y="${at(y - 3.5)}" width="7" height="7" fill="${CHART_COLORS[series.color]}">${title}</rect>`
      }
      return `<path d="${path}" fill="none" stroke="${CHART_COLORS[series.color]}" stroke-width="2"${s > 0 ? ' stroke-dasharray="6 3"' : ''}/>${dots}`
    })
    .join('')
}

function dumbbells({ model, plot, scale }: Frame, index: number): string {
  const slot = plot.height / Math.max(1, model.categories.length)
  const y = plot.top + slot * (index + 0.5)
  const [a, b] = model.series
  if (!a || !b) return ''
  const [one, other] = [a.marks[index], b.marks[index]]
  const label = model.categories[index]?.label ?? ''
  const dot = (series: ChartSeries, mark: Mark | undefined, isSquare: boolean) => {
    const title = `<title>${escapeXml(`${label}, ${series.label}: ${mark?.state === 'exact' ? formatNumber(mark.value) : 'hidden'}`)}</title>`
    if (mark?.state === 'suppressed')
      return `<g>${title}<rect x="${at(plot.left + (isSquare ? 14 : 0))}" y="${at(y - 5)}" width="11" height="10" fill="url(#${model.id}-hidden)" stroke="${CHART_COLORS[series.color]}" stroke-width=".75"/></g>`
    if (mark?.state !== 'exact') return ''
    const x = plot.left + scale(mark.value)
    return isSquare
      ? `<rect x="${at(x - 4.5)}" y="${at(y - 4.5)}" width="9" height="9" fill="${CHART_COLORS[series.color]}">${title}</rect>`
      : `<circle cx="${at(x)}" cy="${at(y)}" r="5" fill="#fff" stroke="${CHART_COLORS[series.color]}" stroke-width="2.5">${title}</circle>`
  }
  const joined =
    one?.state === 'exact' && other?.state === 'exact'
      ? `<path d="M${at(plot.left + scale(one.value))} ${at(y)}H${at(plot.left + scale(other.value))}" stroke="${RULE}" stroke-width="3"/>`
      : ''
  return joined + dot(a, one, false) + dot(b, other, true)
}

/** Cumulated share of the shown bars: with a hidden one there is no whole, and no line. */
function paretoLine({ model, plot }: Frame): string {
  const marks = model.series[0]?.marks ?? []
  if (marks.some(({ state }) => state === 'suppressed')) return ''
  const sum = marks.reduce((total, mark) => total + exactValue(mark), 0)
  if (sum === 0) return ''
  const slot = plot.width / Math.max(1, model.categories.length)
  let running = 0
  const points = marks.map((mark, index) => {
    running += exactValue(mark)
    return [plot.left + slot * (index + 0.5), plot.top + plot.height * (1 - running / sum)] as const
  })
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('')
  return `<path d="${path}" fill="none" stroke="${INK}" stroke-width="1.25"/>${points.map(([x, y]) => `<circle cx="${at(x)}" cy="${at(y)}" r="2" fill="${INK}"/>`).join('')}${text(plot.left + plot.width, plot.top - 6, 'line: cumulated share of all reasons given, to 100 %', { anchor: 'end', size: 10 })}`
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
