import type { ChartLayout } from '#report/chart-layout.ts'
import type { ChartModel } from '#report/chart-model.ts'
import { chartColor, hatchOf, hatchPath, hatchStroke } from '#report/chart-palette.ts'
import { textsOf } from '#report/chart-texts.ts'

/** The colours of charts as custom properties, so that they follow the theme. */
export const paint = (color: string) => `var(--chart-${chartColor(color)})`

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The hatches that go with these colours, for one chart or its legend. */
export function Hatches({ id, colors }: { readonly id: string; readonly colors: readonly string[] }) {
  return (
    <defs>
      {[...new Set(colors)].map((color) => {
        const hatch = hatchOf(color)
        return (
          hatch && (
            <pattern
              key={color}
              id={`${id}-${color}`}
              width={hatch.size}
              height={hatch.size}
              patternUnits="userSpaceOnUse"
              patternTransform={`rotate(${hatch.angle})`}
            >
              <path
                d={hatchPath(hatch)}
                stroke={paint(hatch.color)}
                strokeWidth={hatchStroke(hatch)}
                strokeOpacity={hatch.opacity}
                strokeLinecap={hatch.shape === 'dot' ? 'round' : 'butt'}
              />
            </pattern>
          )
        )
      })}
    </defs>
  )
}

interface MarkProps extends Box {
  /** Of the hatches. */
  readonly id: string
  readonly color: string
  /** Which mark of the model it is: for tests, and for those who look under the hood. */
  readonly mark?: string
}

/** A bar in its colour, its hatch over it. */
export function BarMark({ id, color, mark, ...box }: MarkProps) {
  if (!(box.width > 0) || !(box.height > 0)) return null
  return (
    <g data-mark={mark}>
      <rect {...box} fill={paint(color)} />
      {hatchOf(color) && <rect {...box} fill={`url(#${id}-${color})`} />}
    </g>
  )
}

export function HiddenMark({ id, mark, ...box }: Omit<MarkProps, 'color'>) {
  return (
    <g data-mark={mark}>
      <rect {...box} fill={`url(#${id}-suppressed)`} stroke={paint('suppressed')} strokeWidth={0.75} />
    </g>
  )
}

/** From min to max, nobody knows where: pale, with an edge of dashes. */
export function BandMark({ color, mark, x, y, width, height }: Omit<MarkProps, 'id'>) {
  const box = { x, y, width, height }
  return (
    <g data-mark={mark}>
      <rect {...box} fill={paint(color)} fillOpacity={0.25} stroke={paint(color)} strokeDasharray="3 2" />
    </g>
  )
}

interface PointProps {
  readonly series: number
  readonly color: string
  readonly x: number
  readonly y: number
  readonly mark?: string
}

/** A ring for the first series, a full square for the second: told apart without colour. */
export function PointMark({ series, color, x, y, mark }: PointProps) {
  return (
    <g data-mark={mark}>
      {series === 0 ? (
        <circle cx={x} cy={y} r={4} fill={paint('paper')} stroke={paint(color)} strokeWidth={2} />
      ) : (
        <rect x={x - 4} y={y - 4} width={8} height={8} fill={paint(color)} />
      )}
    </g>
  )
}

interface WordsProps {
  readonly chart: ChartModel
  readonly layout: ChartLayout
  readonly id: string
}

/** Labels, values, "hidden", as the SVG writer places them. */
export function ChartWords({ chart, layout, id }: WordsProps) {
  const { texts, chips, breaks } = textsOf(chart, layout)
  return (
    <g className="ReportChart-words">
      {breaks.map(({ x, from }) => (
        <path
          key={from}
          d={`M${x} ${from}V${layout.plot.top}`}
          stroke={paint('ink')}
          strokeWidth={1.25}
          strokeDasharray="2 3"
        />
      ))}
      {texts.map(({ x, y, text, anchor, color, size }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two points may have the same value at the same place
        <text key={place} x={x} y={y} fontSize={size} textAnchor={anchor} fill={paint(color)}>
          {text}
        </text>
      ))}
      {chips.map((chip) => (
        <HiddenMark key={`${chip.x} ${chip.y}`} id={id} {...chip} />
      ))}
    </g>
  )
}
