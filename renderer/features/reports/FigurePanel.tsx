import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextArea } from '../../ui/Field.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Time } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { labelOf } from '../requests/labels.ts'
import type { Place, ReportView } from './types.ts'

interface Props {
  readonly caseId: string
  readonly reportId: string
  readonly place: Place
  readonly table: ReportView['tables'][number]
  readonly note: string
  readonly onNote: (text: string) => void
  readonly onClose: () => void
}

/** One figure: the requests it counts, each a link to its entries, and its footnote. */
export function FigurePanel({ caseId, reportId, place, table, note, onNote, onClose }: Props) {
  const t = useWords()
  const [text, setText] = useState(note)
  const row = table.rows.find(({ id }) => id === place.row)
  const at = table.columns.findIndex(({ id }) => id === place.column)
  const cell = row?.cells[at]
  return (
    <section className="Reports-behind" aria-label={t('reports.figures.panel')}>
      <h3>
        {table.title}, <EvidenceText value={row?.label ?? place.row} />, {table.columns[at]?.label ?? place.column}:{' '}
        <strong>{cell?.text}</strong>
      </h3>
      {cell?.state === 'suppressed' && <p className="Reports-muted">{t('reports.figures.hidden')}</p>}
      {table.rederivable ? (
        <Behind caseId={caseId} reportId={reportId} place={place} />
      ) : (
        <p>{t('reports.figures.not-rederivable')}</p>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onNote(text.trim())
        }}
      >
        <TextArea label={t('reports.figures.note')} value={text} onChange={setText} rows={2} maxLength={2000} />
        <div className="Reports-actions">
          <Button type="submit" disabled={text.trim() === note}>
            {t('reports.figures.note.save')}
          </Button>
          {note !== '' && <Button onClick={() => onNote('')}>{t('reports.figures.note.remove')}</Button>}
          <Button onClick={onClose}>{t('reports.figures.close')}</Button>
        </div>
      </form>
    </section>
  )
}

function Behind({ caseId, reportId, place }: Pick<Props, 'caseId' | 'reportId' | 'place'>) {
  const t = useWords()
  const query = useQuery(readQuery(useCall(), 'reports.behind', { caseId, reportId, ...place }))
  if (query.isPending) return <Loading>{t('reports.figures.loading')}</Loading>
  if (query.isError) {
    return (
      <CallErrorNotice title={t('reports.figures.failed')} error={query.error.detail} onRetry={() => query.refetch()} />
    )
  }
  const { requests, rows, entries, period } = query.data
  if (requests === null) return <p>{t('reports.figures.no-requests')}</p>
  return (
    <>
      <p>{t('reports.figures.account', { shown: rows.length, requests, entries, period })}</p>
      {rows.length > 0 && (
        <div className="Reports-behind-list">
          <table className="Reports-table">
            <thead>
              <tr>
                <th scope="col">{t('reports.figures.col.request')}</th>
                <th scope="col">{t('reports.figures.col.received')}</th>
                <th scope="col">{t('reports.figures.col.origin')}</th>
                <th scope="col">{t('reports.figures.col.authority')}</th>
                <th scope="col">{t('reports.figures.col.instrument')}</th>
                <th scope="col">{t('reports.figures.col.outcome')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.req}>
                  <th scope="row">
                    <a href={hrefOf(`/case/${caseId}/requests/${encodeURIComponent(one.req)}`)}>
                      <EvidenceText value={one.req} />
                    </a>
                  </th>
                  <td>
                    <Time at={one.receivedAtMs} />
                  </td>
                  <td>{labelOf('origin', one.origin ?? '')}</td>
                  <td>{labelOf('authorityType', one.authorityType)}</td>
                  <td>{labelOf('instrument', one.instrument)}</td>
                  <td>{one.outcome === null ? '' : labelOf('outcome', one.outcome)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
