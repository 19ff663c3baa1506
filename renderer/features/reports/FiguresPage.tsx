import { useState } from 'react'
import { useWords } from '../../i18n/words.tsx'
import { Select } from '../../ui/Select.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { FigurePanel } from './FigurePanel.tsx'
import type { Footnote, Place, ReportView } from './types.ts'

interface Props {
  readonly caseId: string
  readonly reportId: string
  readonly view: ReportView
  readonly onFootnotes: (footnotes: Footnote[]) => void
}

const same = (a: Place, b: Place) => a.table === b.table && a.row === b.row && a.column === b.column

/** Every figure as a link to what is behind it, with the footnotes on it. */
export function FiguresPage({ caseId, reportId, view, onFootnotes }: Props) {
  const t = useWords()
  const [tableId, setTableId] = useState(view.tables[0]?.id ?? '')
  const [place, setPlace] = useState<Place | null>(null)
  const table = view.tables.find(({ id }) => id === tableId) ?? view.tables[0]
  if (!table) return <p>{t('reports.figures.none')}</p>
  const chosen = place !== null && place.table === table.id ? place : null
  return (
    <>
      <p className="Reports-muted">{t('reports.figures.hint')}</p>
      <Select
        label={t('reports.figures.table')}
        value={table.id}
        options={view.tables.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={setTableId}
      />
      {!table.rederivable && <p className="Reports-muted">{t('reports.figures.not-rederivable')}</p>}
      {chosen && (
        <FigurePanel
          key={`${chosen.table}/${chosen.row}/${chosen.column}`}
          caseId={caseId}
          reportId={reportId}
          place={chosen}
          table={table}
          note={view.footnotes.find((one) => same(one, chosen))?.text ?? ''}
          onNote={(text) =>
            onFootnotes([
              ...view.footnotes.filter((one) => !same(one, chosen)),
              ...(text === '' ? [] : [{ table: chosen.table, row: chosen.row, column: chosen.column, text }]),
            ])
          }
          onClose={() => setPlace(null)}
        />
      )}
      <div className="Reports-scroll">
        <table className="Reports-table Reports-figures">
          <caption>{table.title}</caption>
          <thead>
            <tr>
              <th scope="col">{table.rowHead}</th>
              {table.columns.map(({ id, label }) => (
                <th key={id} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <EvidenceText value={row.label} />
                </th>
                {row.cells.map((cell, at) => {
                  const own = { table: table.id, row: row.id, column: table.columns[at]?.id ?? '' }
                  const hasNote = view.footnotes.some((one) => same(one, own))
                  return (
                    <td key={own.column}>
                      <button
                        type="button"
                        className={cell.state === 'suppressed' ? 'Reports-figure Reports-hidden' : 'Reports-figure'}
                        aria-pressed={chosen !== null && same(chosen, own)}
                        onClick={() => setPlace(own)}
                      >
                        {cell.text}
                        {hasNote && <sup title={t('reports.figures.has-note')}>*</sup>}
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
