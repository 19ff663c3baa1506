import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
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
import type { Place, ReportView, Target } from './types.ts'

type Behind = Output<'reports.behind'>
type Counted = Behind['counts'][number]

interface Props {
  readonly target: Target
  readonly reportId: string
  readonly place: Place
  readonly table: ReportView['tables'][number]
  readonly note: string
  readonly onNote: (text: string) => void
  readonly onClose: () => void
}

/** Requests named at once; the list has them all. */
const PREVIEW = 5

/** One figure: the way to what it counts, the first of it, and its footnote. */
export function FigurePanel({ target, reportId, place, table, note, onNote, onClose }: Props) {
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
        <BehindFigure target={target} reportId={reportId} place={place} table={table} />
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

function BehindFigure({ target, reportId, place, table }: Pick<Props, 'target' | 'reportId' | 'place' | 'table'>) {
  const t = useWords()
  const query = useQuery(readQuery(useCall(), 'reports.behind', { caseId: target.caseId, reportId, ...place }))
  if (query.isPending) return <Loading>{t('reports.figures.loading')}</Loading>
  if (query.isError) {
    return (
      <CallErrorNotice title={t('reports.figures.failed')} error={query.error.detail} onRetry={() => query.refetch()} />
    )
  }
  const { counts, reports } = query.data
  if (reports !== null) return <ChildSafetyEntries target={target} reports={reports} />
  if (counts.length === 0) return <p>{t('reports.figures.no-requests')}</p>
  const [only] = counts.length === 1 ? counts : []
  return (
    <>
      {counts.map((one) => (
        <p key={one.behind.column} className="Reports-account">
          {counts.length > 1 && <>{table.columns.find(({ id }) => id === one.behind.column)?.label}: </>}
          <Account counted={one} />{' '}
          {one.requests > 0 && (
            <a href={hrefOf(`/case/${target.caseId}/requests`, { filter: JSON.stringify({ behind: one.behind }) })}>
              {t('reports.figures.show', { requests: one.requests })}
            </a>
          )}
        </p>
      ))}
      {only && only.requests > 0 && <FirstRequests target={target} counted={only} />}
    </>
  )
}

function Account({ counted: { unit, requests, value, unknown, entries, period } }: { readonly counted: Counted }) {
  const t = useWords()
  const sum = { requests, value, unknown, entries, period }
  return t(unit === 'request' ? 'reports.figures.account' : `reports.figures.account.${unit}`, sum)
}

/** The newest few, each a link to its entries. */
function FirstRequests({ target, counted }: { readonly target: Target; readonly counted: Counted }) {
  const t = useWords()
  const filter = { behind: counted.behind }
  const query = useQuery(readQuery(useCall(), 'requests.list', { ...target, filter, limit: PREVIEW }))
  if (query.isPending) return <Loading>{t('reports.figures.loading')}</Loading>
  if (query.isError) {
    return (
      <CallErrorNotice title={t('reports.figures.failed')} error={query.error.detail} onRetry={() => query.refetch()} />
    )
  }
  return (
    <div className="Reports-scroll">
      <table className="Reports-table">
        <caption>
          {t('reports.figures.first', { shown: query.data.rows.length, requests: query.data.matching })}
        </caption>
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
          {query.data.rows.map((one) => (
            <tr key={one.req}>
              <th scope="row">
                <a href={hrefOf(`/case/${target.caseId}/requests/${encodeURIComponent(one.req)}`)}>
                  <EvidenceText value={one.req} />
                </a>
              </th>
              <td>
                <Time at={one.receivedAtMs} />
              </td>
              <td>{labelOf('origin', one.origin.code ?? '')}</td>
              <td>{labelOf('authorityType', one.authority.type)}</td>
              <td>{labelOf('instrument', one.instrument)}</td>
              <td>{one.outcome === null ? '' : labelOf('outcome', one.outcome)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Reports to child safety bodies are entries of the log, and no requests. */
function ChildSafetyEntries({
  target: { caseId, evidenceId },
  reports: { total, entries },
}: {
  readonly target: Target
  readonly reports: NonNullable<Behind['reports']>
}) {
  const t = useWords()
  return (
    <>
      <p>
        {t('reports.figures.reports', { total, shown: entries.length, isCut: entries.length < total ? 'yes' : 'no' })}
      </p>
      {entries.length > 0 && (
        <div className="Reports-behind-list">
          <table className="Reports-table">
            <thead>
              <tr>
                <th scope="col">{t('reports.col.entry')}</th>
                <th scope="col">{t('reports.col.time')}</th>
                <th scope="col">{t('reports.col.to')}</th>
                <th scope="col">{t('reports.col.reports')}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map(({ entry, timeMs, to, reports }) => (
                <tr key={entry.seq}>
                  <th scope="row">
                    <a href={hrefOf(`/case/${caseId}/verify/${evidenceId}`, { tab: 'entries', entry: entry.index })}>
                      {t('reports.figures.entry', { seq: String(entry.seq) })}
                    </a>
                  </th>
                  <td>
                    <Time at={timeMs} />
                  </td>
                  <td>
                    <EvidenceText value={to ?? ''} />
                  </td>
                  <td>{reports ?? t('reports.figures.not-said')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
