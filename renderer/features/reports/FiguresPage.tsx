import { Fragment } from 'react'
import { useWords } from '../../i18n/words.tsx'
import { goQuery, usePlace } from '../../router.ts'
import { Select } from '../../ui/Select.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { FigurePanel } from './FigurePanel.tsx'
import type { Footnote, Place, ReportView, Target } from './types.ts'

interface Props {
  readonly target: Target
  readonly reportId: string
  readonly view: ReportView
  readonly onFootnotes: (footnotes: Footnote[]) => void
}

const same = (a: Place, b: Place) => a.table === b.table && a.row === b.row && a.column === b.column
const CLOSED = { row: null, column: null }

/** Every figure as a link to what is behind it, with the footnotes on it. The one that is open is in the address. */
export function FiguresPage({ target, reportId, view, onFootnotes }: Props) {
  const t = useWords()
  const { query } = usePlace()
  const [tableId, row, column] = [query.get('table'), query.get('row'), query.get('column')]
  const table = view.tables.find(({ id }) => id === tableId) ?? view.tables[0]
  if (!table) return <p>{t('reports.figures.none')}</p>
  const chosen = row === null || column === null ? null : { table: table.id, row, column }
  const panelOf = (place: Place) => (
    <FigurePanel
      key={`${place.table}/${place.row}/${place.column}`}
      target={target}
      reportId={reportId}
      place={place}
      table={table}
      note={view.footnotes.find((one) => same(one, place))?.text ?? ''}
      onNote={(text) =>
        onFootnotes([
          ...view.footnotes.filter((one) => !same(one, place)),
          ...(text === '' ? [] : [{ table: place.table, row: place.row, column: place.column, text }]),
        ])
      }
      onClose={() => {
        document.querySelector<HTMLElement>('.Reports-figure[aria-expanded="true"]')?.focus()
        goQuery(CLOSED)
      }}
    />
  )
  return (
    <>
      <p className="Reports-muted">{t('reports.figures.hint')}</p>
      <Select
        label={t('reports.figures.table')}
        value={table.id}
        options={view.tables.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(id) => goQuery({ table: id, ...CLOSED })}
      />
      {!table.rederivable && <p className="Reports-muted">{t('reports.figures.not-rederivable')}</p>}
      <div className="Reports-scroll Reports-figures-scroll">
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
            {table.rows.map((one) => (
              <Fragment key={one.id}>
                <tr>
                  <th scope="row">
                    <EvidenceText value={one.label} />
                  </th>
                  {one.cells.map((cell, at) => {
                    const own = { table: table.id, row: one.id, column: table.columns[at]?.id ?? '' }
                    const isOpen = chosen !== null && same(chosen, own)
                    return (
                      <td key={own.column}>
                        <button
                          type="button"
                          className={cell.state === 'suppressed' ? 'Reports-figure Reports-hidden' : 'Reports-figure'}
                          aria-expanded={isOpen}
                          onClick={() => goQuery(isOpen ? CLOSED : { ...own })}
                        >
                          {cell.text}
                          {view.footnotes.some((note) => same(note, own)) && (
                            <sup title={t('reports.figures.has-note')}>*</sup>
                          )}
                        </button>
                      </td>
                    )
                  })}
                </tr>
                {chosen !== null && chosen.row === one.id && (
                  <tr>
                    <td className="Reports-behind-cell" colSpan={table.columns.length + 1}>
                      {panelOf(chosen)}
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
