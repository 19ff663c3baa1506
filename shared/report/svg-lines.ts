/** Lines over periods, and dumbbells: two points a category, joined. */
import { CHART_COLORS, type ChartSeries, type Mark } from './chart-model.ts'
import { formatNumber } from './figures.ts'
import { at, escapeXml, type Frame, RULE, STUB } from './svg-marks.ts'

export function lines({ model, plot, scale }: Frame): string {
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

export function dumbbells({ model, plot, scale }: Frame, index: number): string {
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
