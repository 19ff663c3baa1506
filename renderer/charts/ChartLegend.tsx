import { useId } from 'react'
import { type ChartModel, cumulatedOf } from '#report/chart-model.ts'
import { CUMULATED_LABEL } from '#report/chart-words.ts'
import { useWords } from '../i18n/words.tsx'
import { BandMark, BarMark, Hatches, HiddenMark, PointMark, paint } from './ChartMarks.tsx'

/** What each mark means, close to the chart: the series, the line of cumulated shares, and hidden ones. */
export function ChartLegend({ chart }: { readonly chart: ChartModel }) {
  const t = useWords()
  const id = useId().replaceAll(':', '')
  const { kind, series } = chart
  const hasHidden = series.some(({ marks }) => marks.some(({ state }) => state === 'suppressed'))
  const box = { x: 0.5, y: 0.5, width: 17, height: 11 }
  return (
    <ul className="ReportChart-legend" aria-hidden="true">
      {series.map(({ id: key, label, color }, s) => (
        <li key={key}>
          <svg width="18" height="12" aria-hidden="true">
            <Hatches id={`${id}-${s}`} colors={[color]} />
            {kind === 'range' && <BandMark color={color} {...box} />}
            {kind === 'lines' && (
              <path d="M0 6h18" stroke={paint(color)} strokeWidth="2" strokeDasharray={s > 0 ? '6 3' : undefined} />
            )}
            {kind === 'lines' || kind === 'dumbbell' ? (
              <PointMark series={s} color={color} x={9} y={6} />
            ) : (
              kind !== 'range' && <BarMark id={`${id}-${s}`} color={color} {...box} />
            )}
          </svg>
          {label}
        </li>
      ))}
      {cumulatedOf(chart) && (
        <li>
          <svg width="18" height="12" aria-hidden="true">
            <path d="M0 6h18" stroke={paint('ink')} strokeWidth="1.25" />
            <circle cx="9" cy="6" r="2.5" fill={paint('ink')} />
          </svg>
          {CUMULATED_LABEL}
        </li>
      )}
      {hasHidden && (
        <li>
          <svg width="18" height="12" aria-hidden="true">
            <Hatches id={`${id}-h`} colors={['suppressed']} />
            <HiddenMark id={`${id}-h`} {...box} />
          </svg>
          {t('reports.chart.hidden')}
        </li>
      )}
    </ul>
  )
}
