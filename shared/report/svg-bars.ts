/** Bars: beside each other, in stacks, in stacks to 100 %, as ranges; and the line of a Pareto chart. */
import { CHART_COLORS, sharesAt } from './chart-model.ts'
import { formatNumber } from './figures.ts'
import { at, bar, escapeXml, exactValue, type Frame, hiddenBar, INK, STUB, text } from './svg-marks.ts'

/** Bars of one category, horizontal or vertical; where bars are side by side each series has its own lane. */
export function bars({ model, plot, scale }: Frame, index: number): string {
  const { series, categories, kind, isHorizontal, id } = model
  const slot = (isHorizontal ? plot.height : plot.width) / Math.max(1, categories.length)
  const isStacked = kind === 'stacked' || kind === 'stacked100'
  const lanes = isStacked ? 1 : series.length
  const thick = Math.min(isHorizontal ? 22 : 62, slot * 0.68) / lanes
  const start = (isHorizontal ? plot.top : plot.left) + slot * index + (slot - thick * lanes) / 2
  const shares = kind === 'stacked100' ? sharesAt(model, index) : null
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
    const value = shares ? (shares.parts[s] ?? null) : mark.value
    if (value === null) continue
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
  // In a stack the parts that are hidden stand together, behind what is shown: of a known whole they are the rest, otherwise
  // a stub, and how they divide is not told.
  const rest = shares?.hidden ?? null
  const hiddenLength = rest === null ? STUB : scale(rest)
  if (isHidden) out += hiddenBar(id, ...place(reached, hiddenLength, 0), `${label}: further parts are hidden`)
  return out
}

/** Cumulated share of the shown bars: with a hidden one there is no whole, and no line. */
export function paretoLine({ model, plot }: Frame): string {
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
