/** The pieces a chart's SVG is drawn from: text, bars with their hatches, markers. Colours by name, so that a page can restyle them. */
import type { ChartLayout } from './chart-layout.ts'
import type { ChartModel } from './chart-model.ts'
import { CHART_COLORS, type ChartColor, chartColor, hatchOf, hatchPath, hatchStroke } from './chart-palette.ts'

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

/** On a grid of hundredths of a pixel, so that every machine writes the same. */
export const at = (value: number) => String(Math.round(value * 100) / 100)

/** Attribute and class: light paper by itself, restyled by a page that knows the class. */
export const fill = (name: string) => `class="f-${chartColor(name)}" fill="${CHART_COLORS[chartColor(name)]}"`
export const stroke = (name: string) => `class="s-${chartColor(name)}" stroke="${CHART_COLORS[chartColor(name)]}"`
export const title = (text: string) => `<title>${escapeXml(text)}</title>`

/** The hatches of these colours. @param id distinguishes charts in one page */
export function patternDefs(id: string, colors: readonly ChartColor[]): string {
  const patterns = [...new Set(colors)].flatMap((color) => {
    const hatch = hatchOf(color)
    if (!hatch) return []
    const { size, angle, opacity, color: ink } = hatch
    return [
      `<pattern id="${id}-${color}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle})"><path d="${hatchPath(hatch)}" ${stroke(ink)} stroke-width="${hatchStroke(hatch)}" stroke-opacity="${opacity}" stroke-linecap="${hatch.shape === 'dot' ? 'round' : 'butt'}"/></pattern>`,
    ]
  })
  return patterns.length > 0 ? `<defs>${patterns.join('')}</defs>` : ''
}

export function text(
  x: number,
  y: number,
  content: string,
  options: {
    anchor?: 'start' | 'middle' | 'end'
    size?: number
    color?: 'ink' | 'muted'
    weight?: number
    /** Stands on lines and grid: with an edge of paper. */
    isOnPlot?: boolean
  } = {},
): string {
  const { anchor = 'start', size = 11, color = 'muted', weight, isOnPlot = false } = options
  const halo = isOnPlot ? ` stroke="${CHART_COLORS.paper}" stroke-width="3" paint-order="stroke"` : ''
  const classes = isOnPlot ? `class="f-${color} s-paper" fill="${CHART_COLORS[color]}"` : fill(color)
  return `<text x="${at(x)}" y="${at(y)}" font-size="${size}" ${classes}${halo}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${weight ? ` font-weight="${weight}"` : ''}>${escapeXml(content)}</text>`
}

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const shape = ({ x, y, width, height }: Rect) => `x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}"`

/** One bar in its colour, and over it the hatch that the colour has. */
export function bar(id: string, color: string, rect: Rect, name: string): string {
  if (rect.width <= 0 || rect.height <= 0) return ''
  const hatch = hatchOf(color) ? `<rect ${shape(rect)} fill="url(#${id}-${chartColor(color)})"/>` : ''
  return `<g>${title(name)}<rect ${shape(rect)} ${fill(color)}/>${hatch}</g>`
}

/** From min to max, nobody knows where: pale, with an edge of dashes. */
export function bandBar(color: string, rect: Rect, name: string): string {
  return `<g>${title(name)}<rect ${shape(rect)} ${fill(color)} fill-opacity=".25"/><rect ${shape(rect)} fill="none" ${stroke(color)} stroke-dasharray="3 2"/></g>`
}

export function hiddenBar(id: string, rect: Rect, name: string): string {
  return `<g>${title(name)}<rect ${shape(rect)} fill="url(#${id}-suppressed)"/><rect ${shape(rect)} fill="none" ${stroke('suppressed')} stroke-width=".75"/></g>`
}

/** A ring for the first series, a full square for the second: told apart without colour. */
export function marker(series: number, color: string, x: number, y: number, name: string): string {
  return series === 0
    ? `<g>${title(name)}<circle cx="${at(x)}" cy="${at(y)}" r="4" class="f-paper s-${chartColor(color)}" fill="${CHART_COLORS.paper}" stroke="${CHART_COLORS[chartColor(color)]}" stroke-width="2"/></g>`
    : `<g>${title(name)}<rect ${shape({ x: x - 4, y: y - 4, width: 8, height: 8 })} ${fill(color)}/></g>`
}

/** Lines of later series are dashed. */
export const dashOf = (series: number) => (series > 0 ? ' stroke-dasharray="6 3"' : '')

/** The colours a chart draws with, hidden marks included. */
export function colorsOf({ series }: ChartModel): readonly ChartColor[] {
  const hasHidden = series.some(({ marks }) => marks.some(({ state }) => state === 'suppressed'))
  return [...series.map(({ color }) => chartColor(color)), ...(hasHidden ? (['suppressed'] as const) : [])]
}

export interface Frame {
  readonly model: ChartModel
  readonly layout: ChartLayout
  /** Of its patterns. */
  readonly id: string
}
