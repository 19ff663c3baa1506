import { countsInWords } from '#report/count-words.ts'
import { figureLabels } from '#report/figure-words.ts'
import { formatNumber } from '#report/figures.ts'
import { useWords } from '../../i18n/words.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Difference } from './types.ts'

interface Props {
  readonly differences: readonly Difference[]
  readonly caption: string
  /** Said when there are none. */
  readonly none: string
}

const text = (value: Difference['published']) =>
  value === null ? 'none' : typeof value === 'number' ? formatNumber(value) : value

/** Published against computed, cell by cell. */
export function Differences({ differences, caption, none }: Props) {
  const t = useWords()
  if (differences.length === 0) return <p>{none}</p>
  return (
    <div className="Reports-scroll">
      <table className="Reports-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('reports.col.table')}</th>
            <th scope="col">{t('reports.col.row')}</th>
            <th scope="col">{t('reports.col.column')}</th>
            <th scope="col">{t('reports.col.was')}</th>
            <th scope="col">{t('reports.col.is')}</th>
            <th scope="col">{t('reports.col.entries')}</th>
          </tr>
        </thead>
        <tbody>
          {differences
            .map((one) => ({ ...one, labels: figureLabels(one) }))
            .map(({ labels, ...one }) => (
              <tr key={`${one.table}/${one.row}/${one.column}`}>
                <th scope="row">
                  <EvidenceText value={labels.table} />
                </th>
                <td>
                  <EvidenceText value={countsInWords(labels.row)} />
                </td>
                <td>
                  <EvidenceText value={labels.column} />
                </td>
                <td className="Reports-was">
                  <EvidenceText value={text(one.published)} />
                </td>
                <td>
                  <EvidenceText value={countsInWords(text(one.computed))} />
                </td>
                <td>{one.entries ?? ''}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}
