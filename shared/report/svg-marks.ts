/** The pieces a chart's SVG is drawn from: text, bars with their hatches, and where things stand. */
import { CHART_COLORS, type ChartModel, type ChartSeries, type Mark } from './chart-model.ts'

export const WIDTH = 720
export const INK = '#1b1c1e'
export const MUTED = '#5b5e64'
export const RULE = '#dedad1'

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

export const at = (value: number) => String(Math.round(value * 100) / 100)

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export const exactValue = (mark: Mark | undefined): number => (mark?.state === 'exact' ? mark.value : 0)

export function patternDefs(id: string): string {
  const line = (name: string, angle: number, gap: number) =>
    `<pattern id="${id}-${name}" width="${gap}" height="${gap}" patternUnits="userSpaceOnUse" patternTransform="rotate(${angle})"><path d="M0 0V${gap}" stroke="#fff" stroke-width="1" stroke-opacity=".55"/></pattern>`
  return `<defs>${line('d1', 45, 6)}${line('d2', -45, 5)}${line('d3', 0, 4)}<pattern id="${id}-hidden" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(135)"><path d="M0 0V5" stroke="${CHART_COLORS.suppressed}" stroke-width="1.6"/></pattern></defs>`
}

export function text(
  x: number,
  y: number,
  content: string,
  options: { anchor?: 'start' | 'middle' | 'end'; size?: number; fill?: string; weight?: number } = {},
): string {
  const { anchor = 'start', size = 11, fill = MUTED, weight } = options
  return `<text x="${at(x)}" y="${at(y)}" font-size="${size}" fill="${fill}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${weight ? ` font-weight="${weight}"` : ''}>${escapeXml(content)}</text>`
}

/** One bar; a hatch over it where its series has one. */
export function bar(
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

export function hiddenBar(id: string, x: number, y: number, width: number, height: number, title: string): string {
  return `<g><title>${escapeXml(title)}</title><rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="url(#${id}-hidden)" stroke="${CHART_COLORS.suppressed}" stroke-width=".75"/></g>`
}

/** Length of the hatched stub of a hidden mark, whatever it hides. */
export const STUB = 22

export interface Frame {
  readonly model: ChartModel
  readonly plot: Box
  readonly scale: (value: number) => number
}
