import { formatNumber } from '#report/figures.ts'
import { useWords } from '../../i18n/words.tsx'
import { changed, hrefOf, usePlace } from '../../router.ts'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { ReportView } from './types.ts'

interface Props {
  readonly failures: ReportView['gate']['failures']
  readonly tables: ReportView['tables']
}

/** Sums, bounds and shares that do not agree: each figure of them by name, as a link to what is behind it. */
export function GateFailures({ failures, tables }: Props) {
  const t = useWords()
  const { path, query } = usePlace()
  if (failures.length === 0) return null
  function named(cell: string) {
    const [table = '', row = '', column = ''] = cell.split(' / ')
    const own = tables.find(({ id }) => id === table)
    const rowLabel = own?.rows.find(({ id }) => id === row)?.label ?? row
    const columnLabel = own?.columns.find(({ id }) => id === column)?.label ?? column
    const label = [own?.title ?? table, rowLabel, columnLabel].filter((part) => part !== '').join(' · ')
    if (!own) return <EvidenceText value={label} />
    return (
      <a href={hrefOf(path, changed(query, { page: 'figures', table, row, column }))}>
        <EvidenceText value={label} />
      </a>
    )
  }
  return (
    <div className="Reports-scroll">
      <table className="Reports-table">
        <caption>{t('reports.gate.caption', { n: failures.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('reports.gate.rule')}</th>
            <th scope="col">{t('reports.gate.figures')}</th>
          </tr>
        </thead>
        <tbody>
          {failures.map((failure) => (
            <tr key={failure.text}>
              <th scope="row">{failure.rule.replaceAll('-', ' ').replaceAll('_', ' ')}</th>
              <td>
                <ul className="Reports-typed">
                  {failure.cells.map((cell, at) => {
                    const value = failure.figures[at] ?? null
                    return (
                      <li key={cell}>
                        {named(cell)}: <strong>{value === null ? t('reports.gate.none') : formatNumber(value)}</strong>
                      </li>
                    )
                  })}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
