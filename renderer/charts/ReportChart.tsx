import { useId } from 'react'
import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  Legend,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { type ChartModel, type Mark, sharesAt } from '#report/chart-model.ts'
import { useWords } from '../i18n/words.tsx'
import './ReportChart.css'

interface Props {
  readonly chart: ChartModel
}

const color = (name: string) =>
  name === 'accent' ? 'var(--accent)' : name === 'second' ? 'var(--c-rejected)' : `var(--c-${name})`

/** Key of the parts of a whole that are hidden together. */
const HIDDEN_PART = '(hidden)'

const isStack = ({ kind }: ChartModel) => kind === 'stacked' || kind === 'stacked100'
/** Parts of a whole add up to 100 and not to a hair more, which would stretch the axis. */
const rounded = (value: number | null) => (value === null ? null : Math.floor(value * 1000) / 1000)

/** A hidden mark is drawn as a hatched stub of one size, whatever it hides. */
function stubOf({ series }: ChartModel): number {
  const most = series
    .flatMap(({ marks }) => marks)
    .reduce((max, mark) => Math.max(max, mark.state === 'exact' ? mark.value : mark.state === 'band' ? mark.max : 0), 0)
  return Math.max(most * 0.04, 0.5)
}

function rowsOf(chart: ChartModel): readonly Record<string, string | number | null | readonly [number, number]>[] {
  const stub = stubOf(chart)
  return chart.categories.map(({ label }, at) => {
    const row: Record<string, string | number | null | readonly [number, number]> = { name: label }
    const shares = chart.kind === 'stacked100' ? sharesAt(chart, at) : null
    if (isStack(chart)) {
      // Hidden parts stand together: the rest of a known whole, otherwise a stub of one size.
      const isHidden = chart.series.some(({ marks }) => marks[at]?.state === 'suppressed')
      row[HIDDEN_PART] = isHidden ? rounded(shares ? (shares.hidden ?? 4) : stub) : null
    }
    for (const [s, { id, marks }] of chart.series.entries()) {
      const mark = marks[at]
      if (shares) row[id] = rounded(shares.parts[s] ?? null)
      else if (mark?.state === 'exact') row[id] = mark.value
      else if (mark?.state === 'band') row[id] = [mark.min, mark.max]
      else row[id] = mark?.state === 'suppressed' && chart.kind !== 'lines' && !isStack(chart) ? stub : null
    }
    return row
  })
}

/** The square has the colour; its name is read. */
const inInk = (label: unknown) => <span className="ReportChart-legend">{String(label)}</span>

function words(mark: Mark | undefined, t: ReturnType<typeof useWords>): string {
  switch (mark?.state) {
    case 'exact':
      return mark.value.toLocaleString('en')
    case 'band':
      return `${mark.min}–${mark.max}`
    case 'suppressed':
      return t('reports.chart.hidden')
    default:
      return t('reports.chart.none')
  }
}

/** One chart on screen, with its table twin. The model is the one that is drawn for print, too. */
export function ReportChart({ chart }: Props) {
  const t = useWords()
  const id = useId()
  return (
    <figure className="ReportChart" aria-labelledby={`${id}-t`} aria-describedby={`${id}-d`}>
      <h3 id={`${id}-t`}>{chart.title}</h3>
      <p id={`${id}-d`} className="ReportChart-alt">
        {chart.alt}
      </p>
      {chart.isEmpty ? <p>{t('reports.chart.zero')}</p> : <Drawing chart={chart} patternId={id.replaceAll(':', '')} />}
      <figcaption>
        {chart.n}. {chart.period}. {chart.source}
      </figcaption>
      <details>
        <summary>{t('reports.chart.table')}</summary>
        <table>
          <thead>
            <tr>
              <td />
              {chart.series.map((series) => (
                <th key={series.id} scope="col">
                  {series.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chart.categories.map((category, at) => (
              <tr key={category.id}>
                <th scope="row">{category.label}</th>
                {chart.series.map((series) => (
                  <td key={series.id}>{words(series.marks[at], t)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

function Drawing({ chart, patternId }: { readonly chart: ChartModel; readonly patternId: string }) {
  const t = useWords()
  const data = [...rowsOf(chart)]
  const isStacked = isStack(chart)
  const hasHidden = chart.series.some(({ marks }) => marks.some(({ state }) => state === 'suppressed'))
  // With nothing shown the axis would put numbers to the stubs.
  const hasScale = chart.series.some(({ marks }) =>
    marks.some((mark) => mark.state === 'band' || (mark.state === 'exact' && mark.value > 0)),
  )
  const height = chart.isHorizontal
    ? Math.max(160, 60 + chart.categories.length * (isStacked ? 28 : 18 + 12 * chart.series.length))
    : 300
  const shown = (_value: unknown, name: unknown, item: { payload?: { name?: string } }): [string, string] => {
    const series = chart.series.find(({ label }) => label === name)
    const at = chart.categories.findIndex(({ label }) => label === item.payload?.name)
    return [series ? words(series.marks[at], t) : t('reports.chart.hidden'), String(name)]
  }
  const axisStyle = { fill: 'var(--muted)', fontSize: 11 }
  const common = (
    <>
      <CartesianGrid stroke="var(--rule)" horizontal={!chart.isHorizontal} vertical={chart.isHorizontal} />
      {chart.isHorizontal ? (
        <>
          <XAxis
            type="number"
            tick={axisStyle}
            stroke="var(--rule)"
            {...(chart.kind === 'stacked100' ? { domain: [0, 100], ticks: [0, 25, 50, 75, 100], unit: ' %' } : {})}
          />
          <YAxis
            type="category"
            dataKey="name"
            width={210}
            tick={{ ...axisStyle, fill: 'var(--ink)' }}
            stroke="var(--rule)"
            interval={0}
          />
        </>
      ) : (
        <>
          <XAxis
            dataKey="name"
            tick={axisStyle}
            stroke="var(--rule)"
            interval={0}
            {...(chart.categories.length > 8 ? { angle: -30, textAnchor: 'end', height: 90 } : {})}
          />
          <YAxis tick={hasScale ? axisStyle : false} stroke="var(--rule)" />
        </>
      )}
      <Tooltip
        isAnimationActive={false}
        formatter={shown as never}
        contentStyle={{ background: 'var(--panel)', border: '1px solid var(--rule)', color: 'var(--ink)' }}
        cursor={{ fill: 'var(--soft)' }}
      />
      {chart.series.length > 1 && <Legend wrapperStyle={{ fontSize: 12 }} formatter={inInk} />}
    </>
  )
  return (
    <>
      <svg width="0" height="0" aria-hidden="true" className="ReportChart-defs">
        <defs>
          <pattern
            id={`${patternId}-hidden`}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(135)"
          >
            <path d="M0 0V5" stroke="var(--suppressed)" strokeWidth="1.6" />
          </pattern>
        </defs>
      </svg>
      <div className="ReportChart-drawing" aria-hidden="true">
        <ResponsiveContainer width="100%" height={height}>
          {chart.kind === 'lines' ? (
            <LineChart data={data} accessibilityLayer={false} margin={{ right: 32 }}>
              {common}
              {chart.series.map((series, at) => (
                <Line
                  key={series.id}
                  dataKey={series.id}
                  name={series.label}
                  stroke={color(series.color)}
                  strokeWidth={2}
                  strokeDasharray={at > 0 ? '6 3' : '0'}
                  connectNulls={false}
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          ) : (
            <BarChart data={data} layout={chart.isHorizontal ? 'vertical' : 'horizontal'} accessibilityLayer={false}>
              {common}
              {chart.series.map((series) => (
                <Bar
                  key={series.id}
                  dataKey={series.id}
                  name={series.label}
                  fill={color(series.color)}
                  isAnimationActive={false}
                  maxBarSize={isStacked ? 62 : 22}
                  {...(isStacked ? { stackId: 'all' } : {})}
                >
                  {series.marks.map((mark, at) => (
                    <Cell
                      key={chart.categories[at]?.id ?? at}
                      fill={mark.state === 'suppressed' ? `url(#${patternId}-hidden)` : color(series.color)}
                      fillOpacity={mark.state === 'band' ? 0.3 : 1}
                      stroke={
                        mark.state === 'suppressed'
                          ? 'var(--suppressed)'
                          : mark.state === 'band'
                            ? color(series.color)
                            : 'none'
                      }
                    />
                  ))}
                </Bar>
              ))}
              {isStacked && hasHidden && (
                <Bar
                  dataKey={HIDDEN_PART}
                  name={t('reports.chart.hidden')}
                  fill={`url(#${patternId}-hidden)`}
                  stroke="var(--suppressed)"
                  isAnimationActive={false}
                  maxBarSize={62}
                  stackId="all"
                />
              )}
            </BarChart>
          )}
        </ResponsiveContainer>
      </div>
    </>
  )
}
