import { useQuery } from '@tanstack/react-query'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { changed, hrefOf, usePlace } from '../../router.ts'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Time } from '../../ui/Time.tsx'
import { PublishedPage } from './PublishedPage.tsx'
import type { Target } from './types.ts'

/** Everything published from this case, all versions, newest first; one of them where the address names it. */
export function PublishedReports({ target: { caseId } }: { readonly target: Target }) {
  const t = useWords()
  const { count } = useFigures()
  const { path, query: place } = usePlace()
  const query = useQuery(readQuery(useCall(), 'reports.published', { caseId }))
  const opened = place.get('open')
  if (opened !== null) return <PublishedPage key={opened} caseId={caseId} publishedId={opened} />
  if (query.isPending) return <Loading>{t('reports.loading')}</Loading>
  if (query.isError)
    return (
      <CallErrorNotice
        title={t('reports.published.failed')}
        error={query.error.detail}
        onRetry={() => query.refetch()}
      />
    )
  const { reports } = query.data
  if (reports.length === 0) {
    return (
      <Empty title={t('reports.published.none')}>
        <p>{t('reports.published.none.text')}</p>
      </Empty>
    )
  }
  return (
    <div className="Reports-scroll">
      <table className="Reports-table">
        <caption>{t('reports.published.caption', { n: reports.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('reports.col.id')}</th>
            <th scope="col">{t('reports.col.published')}</th>
            <th scope="col">{t('reports.col.prepared')}</th>
            <th scope="col">{t('reports.col.signed')}</th>
            <th scope="col">{t('reports.col.log')}</th>
            <th scope="col">{t('reports.col.note')}</th>
          </tr>
        </thead>
        <tbody>
          {reports.map((one) => (
            <tr key={one.publishedId}>
              <th scope="row">
                <a href={hrefOf(path, changed(place, { open: one.publishedId }))}>{one.publishedId}</a>
                <br />
                <span className="Reports-muted">
                  {one.title}
                  {reports.some((other) => other.period === one.period && other.revision > one.revision) &&
                    ` (${t('reports.published.replaced')})`}
                </span>
              </th>
              <td>
                <Time at={one.publishedAtMs} />
              </td>
              <td>{one.preparedBy}</td>
              <td>{one.signedOffBy}</td>
              <td>
                {count(one.log.size)} <Hash value={one.log.root} of={one.log.origin} />
              </td>
              <td>{one.note === null ? '' : one.note.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
