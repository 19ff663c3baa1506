import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { changed, hrefOf, usePlace } from '../../router.ts'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { Time } from '../../ui/Time.tsx'
import { Differences } from './Differences.tsx'
import { ReportFiles, SaveButtons } from './ReportFiles.tsx'
import { useSaveReport } from './use-save-report.ts'

const PAGES = ['preview', 'changes', 'files'] as const
type Page = (typeof PAGES)[number]

interface Props {
  readonly caseId: string
  readonly publishedId: string
}

/** One published report, as it was kept: who stood for it, its files, and what had changed since the version before. */
export function PublishedPage({ caseId, publishedId }: Props) {
  const t = useWords()
  const call = useCall()
  const { count } = useFigures()
  const { path, query: place } = usePlace()
  const [page, setPage] = useState<Page>('preview')
  const query = useQuery(readQuery(call, 'reports.publishedView', { caseId, publishedId }))
  const saving = useSaveReport((file) => call('reports.publishedFile', { caseId, publishedId, path: file }))
  const back = <a href={hrefOf(path, changed(place, { open: null }))}>{t('reports.published.back')}</a>
  if (query.isPending) return <Loading>{t('reports.loading')}</Loading>
  if (query.isError) {
    return (
      <>
        <p>{back}</p>
        <CallErrorNotice
          title={t('reports.published.failed')}
          error={query.error.detail}
          onRetry={() => query.refetch()}
        />
      </>
    )
  }
  const { report, html, files, before, changes } = query.data
  return (
    <>
      <p>{back}</p>
      <h2 className="Reports-publishedTitle">
        {report.publishedId} · {report.title}
      </h2>
      <dl className="Reports-about">
        <dt>{t('reports.col.published')}</dt>
        <dd>
          <Time at={report.publishedAtMs} />
        </dd>
        <dt>{t('reports.col.prepared')}</dt>
        <dd>{report.preparedBy}</dd>
        <dt>{t('reports.col.signed')}</dt>
        <dd>{report.signedOffBy}</dd>
        <dt>{t('reports.col.log')}</dt>
        <dd>
          {count(report.log.size)} <Hash value={report.log.root} of={report.log.origin} />
        </dd>
        {report.note && (
          <>
            <dt>{t('reports.publish.reason')}</dt>
            <dd>{report.note.reason}</dd>
            <dt>{t('reports.publish.method')}</dt>
            <dd>{report.note.method}</dd>
          </>
        )}
      </dl>
      <div className="Reports-actions">
        <SaveButtons saving={saving} paths={[...files.map((one) => one.path), 'report.zip']} />
        <a className="Reports-link" href={hrefOf(`/case/${caseId}/reports/verify`, { which: publishedId })}>
          {t('reports.published.verify')}
        </a>
      </div>
      {saving.failure && page !== 'files' && (
        <CallErrorNotice title={t('reports.save.failed')} error={saving.failure} />
      )}
      <Tabs<Page>
        label={t('reports.view.tabs')}
        tabs={PAGES.map((id) => ({
          id,
          label: t(`reports.tab.${id}`),
          ...(id === 'changes' && changes.length > 0 ? { count: count(changes.length) } : {}),
        }))}
        selected={page}
        onSelect={setPage}
      >
        <div className="Reports-tab">
          {page === 'preview' && (
            <iframe className="Reports-preview" title={t('reports.preview.label')} sandbox="" srcDoc={html} />
          )}
          {page === 'changes' && (
            <Differences
              differences={changes}
              none={t(before === null ? 'reports.published.first' : 'reports.published.same', { id: before ?? '' })}
              caption={t('reports.changes.caption', { n: changes.length, id: before ?? '' })}
            />
          )}
          {page === 'files' && <ReportFiles files={files} saving={saving} />}
        </div>
      </Tabs>
    </>
  )
}
