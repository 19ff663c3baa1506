import { useFigures, useWords } from '../../i18n/words.tsx'
import { Section } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Result } from './MeasureResult.tsx'
import { shownFigure } from './shown.ts'

type Sensitive = Result['sensitive'][string]
/** The names under which they are claimed and exported. */
const METRICS = [
  'distinctL',
  'entropyL',
  'recursiveC2',
  'recursiveC3',
  'alpha',
  'alphaDesignated',
  't',
  'tCategorical',
  'tOrdered',
  'tGaps',
  'basicBeta',
  'enhancedBeta',
  'delta',
  'deltaPresent',
] as const
type Metric = (typeof METRICS)[number]

function figureOf(values: Sensitive, metric: Metric): unknown {
  if (metric === 'recursiveC2') return values.recursiveC['2']
  if (metric === 'recursiveC3') return values.recursiveC['3']
  return values[metric]
}
function twinOf(values: Sensitive, metric: Metric): unknown {
  switch (metric) {
    case 't':
      return values.tWithSuppressed
    case 'basicBeta':
      return values.basicBetaWithSuppressed
    case 'enhancedBeta':
      return values.enhancedBetaWithSuppressed
    case 'delta':
      return values.deltaWithSuppressed
    default:
      return undefined
  }
}

interface Props {
  readonly title: string
  readonly sensitive: Readonly<Record<string, Sensitive>>
}

/** A row for each metric, a column for each sensitive column: long names stay readable whatever their number. */
export function SensitiveFigures({ title, sensitive }: Props) {
  const t = useWords()
  const numbers = useFigures()
  const show = (value: unknown) => shownFigure(value, t('tables.figure.none'), numbers)
  const columns = Object.entries(sensitive)
  const shown = METRICS.filter((metric) => columns.some(([, values]) => figureOf(values, metric) !== undefined))
  if (columns.length === 0) return null
  return (
    <Section title={title}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls; a section would be one more landmark */}
      <div className="Tables-scroll" role="group" aria-label={title} tabIndex={0}>
        <table className="Tables-table Tables-metrics">
          <thead>
            <tr>
              <th scope="col">{t('tables.metric')}</th>
              {columns.map(([name, values]) => (
                <th key={name} scope="col" className="Tables-number">
                  <EvidenceText value={name} />{' '}
                  <span className="Tables-muted">{t(`tables.scale.${values.scale}`)}</span>
                </th>
              ))}
              <th scope="col">{t('tables.metric.meaning')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((metric) => (
              <tr key={metric}>
                <th scope="row">{metric}</th>
                {columns.map(([name, values]) => {
                  const value = figureOf(values, metric)
                  const twin = twinOf(values, metric)
                  return (
                    <td key={name} className="Tables-number">
                      {value === undefined ? '' : show(value)}
                      {values.exact[metric] !== undefined && String(values.exact[metric]).length <= 24 && (
                        <p className="Tables-muted">{values.exact[metric]}</p>
                      )}
                      {twin !== undefined && twin !== value && (
                        <p className="Tables-muted">{t('tables.metric.with-suppressed', { value: show(twin) })}</p>
                      )}
                    </td>
                  )
                })}
                <td className="Tables-muted">{t(`tables.metric.${metric}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
