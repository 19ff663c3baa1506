import { useId } from 'react'
import type { ChartModel } from '#report/chart-model.ts'
import { captionOf, twinOf } from '#report/chart-words.ts'
import { useWords } from '../i18n/words.tsx'
import { ChartDrawing } from './ChartDrawing.tsx'
import { ChartLegend } from './ChartLegend.tsx'
import { SaveChart } from './SaveChart.tsx'
import './ReportChart.css'

interface Props {
  readonly chart: ChartModel
}

/** One chart on screen, with its table twin. The model is the one that is drawn for print, too. */
export function ReportChart({ chart }: Props) {
  const id = useId()
  return (
    <figure className="ReportChart" aria-labelledby={`${id}-t`} aria-describedby={`${id}-d`}>
      <h2 id={`${id}-t`}>{chart.title}</h2>
      <p id={`${id}-d`} className="ReportChart-alt">
        {chart.alt}
      </p>
      {chart.empty === null ? (
        <>
          <ChartLegend chart={chart} />
          <ChartDrawing chart={chart} />
        </>
      ) : (
        <p>{chart.empty}</p>
      )}
      <figcaption>
        {chart.notes.map((note) => (
          <p key={note}>{note}</p>
        ))}
        <p>{captionOf(chart)}</p>
      </figcaption>
      <SaveChart chart={chart} />
      <Twin chart={chart} />
    </figure>
  )
}

function Twin({ chart }: Props) {
  const t = useWords()
  const { columns, rows } = twinOf(chart)
  return (
    <details>
      <summary>{t('reports.chart.table')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <section className="ReportChart-twin" aria-label={chart.title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <td />
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, cells }, row) => (
              <tr key={chart.categories[row]?.id ?? label}>
                <th scope="row">{label}</th>
                {cells.map((cell, at) => (
                  <td key={columns[at]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
