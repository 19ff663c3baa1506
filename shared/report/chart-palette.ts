/**
 * How the series of charts are told apart: a colour and a hatch each, so that they stay apart in greyscale and for
 * colour-blind readers. The hatch goes with the colour's name, which means one thing in every chart.
 *
 * The colours here are for light paper; the screen and the dark report use custom properties of the same names.
 */
export const CHART_COLORS = {
  'disclosed-full': '#0b4f5c',
  'disclosed-partial': '#3f8f9d',
  'no-data': '#a7cbd1',
  rejected: '#b8501a',
  withdrawn: '#e0b070',
  suspended: '#7d6f9f',
  pending: '#cfcbc2',
  accent: '#0b5c6b',
  'accent-light': '#a7cbd1',
  second: '#6a5a99',
  quashed: '#4a3f73',
  narrowed: '#8f83b8',
  upheld: '#c9c0e0',
  other: '#e6e3da',
  suppressed: '#6b6f76',
  ink: '#1b1c1e',
  muted: '#5b5e64',
  rule: '#dedad1',
  paper: '#ffffff',
} as const

/** The same on dark paper: where a report is read on a dark screen, never in a file of its own and never in print. */
const DARK_COLORS: Readonly<Record<keyof typeof CHART_COLORS, string>> = {
  'disclosed-full': '#79c7d4',
  'disclosed-partial': '#3f8f9d',
  'no-data': '#1f5560',
  rejected: '#e98a52',
  withdrawn: '#8a6a35',
  suspended: '#a596c9',
  pending: '#4a4b50',
  accent: '#6cc0cf',
  'accent-light': '#1f5560',
  second: '#b3a5e0',
  quashed: '#c3b8f0',
  narrowed: '#8577b8',
  upheld: '#4b4370',
  other: '#35373c',
  suppressed: '#9a9ea6',
  ink: '#ebe8e1',
  muted: '#a4a7ac',
  rule: '#303237',
  paper: '#141517',
}

/** Style rules that turn the SVGs of a page dark: a class is stronger than an attribute. */
export function darkChartCss(): string {
  return Object.entries(DARK_COLORS)
    .map(([name, color]) => `.f-${name}{fill:${color}}.s-${name}{stroke:${color}}`)
    .join('')
}

export type ChartColor = keyof typeof CHART_COLORS

/** A name that is no colour is drawn as the accent. */
export const chartColor = (name: string): ChartColor =>
  Object.hasOwn(CHART_COLORS, name) ? (name as ChartColor) : 'accent'

export const hatchOf = (name: string): Hatch | undefined => HATCHES[chartColor(name)]

export interface Hatch {
  readonly shape: 'line' | 'cross' | 'dot'
  /** Side of the tile, pixels. */
  readonly size: number
  /** Degrees. */
  readonly angle: number
  readonly color: ChartColor
  readonly opacity: number
}

const lines = (angle: number, size: number, color: ChartColor, opacity: number): Hatch => ({
  shape: 'line',
  angle,
  size,
  color,
  opacity,
})

/** Colours without a hatch stay plain: of those, no two of one chart are of a similar lightness. */
const HATCHES: Readonly<Partial<Record<ChartColor, Hatch>>> = {
  'disclosed-partial': lines(45, 6, 'paper', 0.6),
  rejected: { shape: 'cross', angle: 45, size: 7, color: 'paper', opacity: 0.55 },
  withdrawn: { shape: 'dot', angle: 0, size: 5, color: 'ink', opacity: 0.55 },
  suspended: lines(0, 4, 'paper', 0.7),
  pending: lines(90, 5, 'ink', 0.4),
  'accent-light': lines(45, 6, 'ink', 0.35),
  narrowed: lines(45, 6, 'paper', 0.6),
  other: { shape: 'cross', angle: 45, size: 7, color: 'ink', opacity: 0.25 },
  suppressed: lines(135, 5, 'suppressed', 1),
}

/** One tile of a hatch as the data of an SVG path, stroked; a dot is a stroke of no length with round ends. */
export function hatchPath({ shape, size }: Hatch): string {
  switch (shape) {
    case 'line':
      return `M0 0V${size}`
    case 'cross':
      return `M0 0V${size}M0 0H${size}`
    case 'dot':
      return `M${size / 2} ${size / 2}h.01`
  }
}

export const hatchStroke = ({ shape, color }: Hatch): number =>
  shape === 'dot' ? 1.8 : color === 'suppressed' ? 1.6 : 1.1
