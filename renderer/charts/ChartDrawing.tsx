import { useId, useRef } from 'react'
import { Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts'
import { type ChartLayout, layoutOf, middleOf, STUB } from '#report/chart-layout.ts'
import { type ChartModel, cumulatedOf } from '#report/chart-model.ts'
import { cumulatedTexts, markText, WHOLE_LABEL } from '#report/chart-words.ts'
import { formatNumber } from '#report/figures.ts'
import { BandMark, BarMark, ChartWords, Hatches, HiddenMark, PointMark, paint } from './ChartMarks.tsx'
import { CUMULATED, HIDDEN_PART, isStack, JOINED, partKey, partsOf, type Row, rowsOf, stubKey } from './chart-rows.ts'
import { useWidth } from './use-width.ts'

interface Drawn {
  readonly chart: ChartModel
  readonly layout: ChartLayout
  /** Of its hatches. */
  readonly id: string
}

/** What Recharts hands to a shape. */
interface Shape {
  readonly x?: number | string
  readonly y?: number | string
  readonly width?: number
  readonly height?: number
  readonly payload?: Row
}

const boxOf = ({ x, y, width = 0, height = 0 }: Shape) => ({ x: Number(x), y: Number(y), width, height })
const markName = (series: string, payload: Row | undefined) => `${series}/${payload?.at}`

/** Recharts' marks do not move: no animation, no hover state of their own. */
const STILL = { isAnimationActive: false, activeBar: false } as const

/** Bars of every series, with the hatched stubs of hidden ones in the same lane. */
function barsOf({ chart, layout, id }: Drawn) {
  const size = { barSize: Math.max(1, layout.thick - (layout.lanes > 1 ? 1 : 0)) }
  const isRange = chart.kind === 'range'
  return chart.series.flatMap(({ id: series, label, color }) => {
    const stack = { stackId: isStack(chart) ? 'all' : series }
    const one = (
      <Bar
        key={series}
        {...STILL}
        {...size}
        {...(isRange ? {} : stack)}
        dataKey={series}
        name={label}
        shape={(shape: Shape) => {
          const mark = markName(series, shape.payload)
          return isRange ? (
            <BandMark color={color} mark={mark} {...boxOf(shape)} />
          ) : (
            <BarMark id={id} color={color} mark={mark} {...boxOf(shape)} />
          )
        }}
      />
    )
    if (isStack(chart)) return [one]
    return [one, ...(hasHidden(chart, series) ? [hiddenBar(id, stubKey(series), stack.stackId, size)] : [])]
  })
}

const hasHidden = ({ series }: ChartModel, id?: string) =>
  series.some((one) => (id === undefined || one.id === id) && one.marks.some(({ state }) => state === 'suppressed'))

function hiddenBar(id: string, key: string, stackId: string, size: { readonly barSize: number }) {
  return (
    <Bar
      key={key}
      {...STILL}
      {...size}
      dataKey={key}
      stackId={stackId}
      shape={(shape: Shape) =>
        typeof shape.payload?.[key] === 'number' ? (
          <HiddenMark id={id} mark={markName(key, shape.payload)} {...boxOf(shape)} />
        ) : (
          <g />
        )
      }
    />
  )
}

interface Dot {
  readonly cx?: number | null
  readonly cy?: number | null
  readonly payload?: Row
}

const dotOf = (series: number, { id, color }: ChartModel['series'][number], key: string) =>
  function dot({ cx, cy, payload }: Dot) {
    const name = markName(id, payload)
    if (typeof payload?.[key] !== 'number' || typeof cx !== 'number' || typeof cy !== 'number') return <g key={name} />
    return <PointMark key={name} series={series} color={color} x={cx} y={cy} mark={name} />
  }

/** A line stops where the figures mean something else from there on, and where there is none. */
function linesOf({ chart }: Drawn) {
  return chart.series.flatMap((series, s) =>
    partsOf(chart).map((_, part) => {
      const key = partKey(series.id, part)
      return (
        <Line
          key={key}
          dataKey={key}
          name={series.label}
          stroke={paint(series.color)}
          strokeWidth={2}
          strokeDasharray={s > 0 ? '6 3' : '0'}
          connectNulls={false}
          isAnimationActive={false}
          activeDot={false}
          dot={dotOf(s, series, key)}
        />
      )
    }),
  )
}

/** Two shapes a category on the scale, joined where both are known; hidden ends stand in the columns at the right. */
function dumbbellsOf({ chart, layout }: Drawn) {
  return [
    <Bar
      key={JOINED}
      {...STILL}
      dataKey={JOINED}
      barSize={layout.thick}
      shape={(shape: Shape) => {
        const { x, y, width, height } = boxOf(shape)
        const isJoined = Array.isArray(shape.payload?.[JOINED])
        return isJoined ? (
          <path d={`M${x} ${y + height / 2}h${width}`} stroke={paint('muted')} strokeWidth={2.5} strokeOpacity={0.45} />
        ) : (
          <g />
        )
      }}
    />,
    ...chart.series.map((series, s) => (
      <Line
        key={series.id}
        dataKey={series.id}
        name={series.label}
        stroke="none"
        connectNulls={false}
        isAnimationActive={false}
        activeDot={false}
        dot={dotOf(s, series, series.id)}
      />
    )),
  ]
}

/** Hidden points of lines: hatched stubs at the foot, off the scale. */
function HiddenPoints({ chart, layout, id }: Drawn) {
  const { plot } = layout
  return chart.series.map(({ id: series, marks }) =>
    marks.map((mark, at) =>
      mark.state === 'suppressed' ? (
        <HiddenMark
          // biome-ignore lint/suspicious/noArrayIndexKey: a mark has no name but its place
          key={`${series} ${at}`}
          id={id}
          mark={`${stubKey(series)}/${at}`}
          x={middleOf(chart, layout, at) - 6}
          y={plot.top + plot.height - STUB}
          width={12}
          height={STUB}
        />
      ) : null,
    ),
  )
}

function breaksOf({ chart }: Drawn) {
  const last = chart.categories.length - 1
  return chart.breaks.map(({ at, label }) => (
    <ReferenceLine
      key={`${at} ${label}`}
      x={Math.min(at, last)}
      position={at > last ? 'end' : 'start'}
      stroke={paint('ink')}
      strokeWidth={1.25}
      strokeDasharray="2 3"
      className="ReportChart-break"
    />
  ))
}

/** All that is known about the category under the pointer, from the model: hidden stays hidden. */
function About({ chart, at }: { readonly chart: ChartModel; readonly at: number | undefined }) {
  const category = at === undefined ? undefined : chart.categories[at]
  if (at === undefined || !category) return null
  const cumulated = cumulatedTexts(chart)?.[at]
  return (
    <dl className="ReportChart-about">
      <dt>{category.label}</dt>
      {chart.series.map(({ id, label, marks }) => (
        <dd key={id}>
          {label}: {markText(marks[at])}
        </dd>
      ))}
      {chart.wholes && (
        <dd>
          {WHOLE_LABEL}: {markText(chart.wholes[at])}
        </dd>
      )}
      {cumulated && <dd>{cumulated}</dd>}
    </dl>
  )
}

/** The drawing, by Recharts: axes, scale, marks and pointer are its own; where things stand is the layout of the SVG writer. */
export function ChartDrawing({ chart }: { readonly chart: ChartModel }) {
  const ref = useRef<HTMLDivElement>(null)
  const width = useWidth(ref, 720)
  const id = useId().replaceAll(':', '')
  const layout = layoutOf(chart, width)
  const { plot, ticks, max, height } = layout
  const drawn = { chart, layout, id }
  const scale = {
    type: 'number' as const,
    domain: [0, max],
    ticks: [...ticks],
    tick: ticks.length > 0 && { fill: paint('muted'), fontSize: 10 },
    tickFormatter: (tick: number) => formatNumber(tick) + (chart.kind === 'stacked100' ? ' %' : ''),
    tickLine: false,
    interval: 0 as const,
    stroke: paint('rule'),
  }
  const categories = {
    type: 'category' as const,
    scale: 'band' as const,
    dataKey: 'at',
    tick: false,
    tickLine: false,
    stroke: paint('muted'),
  }
  const foot = height - plot.top - plot.height
  const isPareto = cumulatedOf(chart) !== null
  return (
    <div ref={ref} className="ReportChart-drawing" aria-hidden="true">
      <ComposedChart
        width={width}
        height={height}
        data={rowsOf(chart, layout)}
        layout={chart.isHorizontal ? 'vertical' : 'horizontal'}
        margin={{ top: plot.top, right: width - plot.left - plot.width, bottom: 0, left: 0 }}
        barCategoryGap={0}
        barGap={layout.lanes > 1 ? 1 : 0}
        accessibilityLayer={false}
      >
        <Hatches id={id} colors={[...chart.series.map(({ color }) => color), 'suppressed']} />
        <CartesianGrid
          stroke={paint('rule')}
          horizontal={!chart.isHorizontal && ticks.length > 0}
          vertical={chart.isHorizontal && ticks.length > 0}
        />
        {chart.isHorizontal ? (
          <>
            <XAxis {...scale} height={foot} />
            <YAxis {...categories} width={plot.left} />
          </>
        ) : (
          <>
            <XAxis {...categories} height={foot} />
            <YAxis {...scale} width={plot.left} />
          </>
        )}
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--soft)', fillOpacity: 0.6 }}
          content={({ payload }) => <About chart={chart} at={payload?.[0]?.payload?.at} />}
        />
        {chart.kind === 'lines' ? linesOf(drawn) : chart.kind === 'dumbbell' ? dumbbellsOf(drawn) : barsOf(drawn)}
        {isStack(chart) && hasHidden(chart) && hiddenBar(id, HIDDEN_PART, 'all', { barSize: layout.thick })}
        {isPareto && (
          <Line
            dataKey={CUMULATED}
            stroke={paint('ink')}
            strokeWidth={1.25}
            isAnimationActive={false}
            activeDot={false}
            dot={{ r: 2.5, fill: paint('ink'), stroke: 'none' }}
          />
        )}
        {breaksOf(drawn)}
        {chart.kind === 'lines' && <HiddenPoints {...drawn} />}
        <ChartWords {...drawn} />
      </ComposedChart>
    </div>
  )
}
