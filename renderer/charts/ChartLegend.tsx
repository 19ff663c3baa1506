import { useId } from 'react'
import type { ChartModel } from '#report/chart-model.ts'
import { useWords } from '../i18n/words.tsx'
import { BandMark, BarMark, Hatches, HiddenMark, PointMark, paint } from './ChartMarks.tsx'

/** What each series looks like, close to the chart. A chart of one series needs none: its title says what is drawn. */
export function ChartLegend({ chart }: { readonly chart: ChartModel }) {
  const t = useWords()
  const id = useId().replaceAll(':', '')
  const { kind, series } = chart
  const hasHidden = series.some(({ marks }) => marks.some(({ state }) => state === 'suppressed'))
  const shown = series.length > 1 || kind === 'range' ? series : []
  if (shown.length === 0 && !hasHidden) return null
  const box = { x: 0.5, y: 0.5, width: 17, height: 11 }
  return (
    <ul className="ReportChart-legend" aria-hidden="true">
      {shown.map(({ id: key, label, color }, s) => (
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
