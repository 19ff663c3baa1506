import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useCall } from '../../api/call-context.ts'
import { useCase } from '../../api/case-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import type { ScreenProps } from '../../route.ts'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { BundleList } from './BundleList.tsx'
import { BundlePage } from './BundlePage.tsx'
import { ImportBundles } from './ImportBundles.tsx'
import './Bundles.css'

/** Every bundle of an import, the newest where none is named; or one of them. */
export function BundlesScreen({ params, query }: ScreenProps) {
  const t = useWords()
  const opened = useCase()
  const { caseId } = opened
  const list = useQuery(readQuery(useCall(), 'evidence.list', { caseId }))
  const crumb = (
    <>
      <a href="#/">{t('cases.title')}</a> / <EvidenceText value={opened.name} />
    </>
  )
  const instead = (body: ReactNode) => (
    <>
      <ScreenHead crumb={crumb} title={t('bundles.title')} />
      {body}
    </>
  )
  if (list.isPending) return <Loading>{t('bundles.loading')}</Loading>
  if (list.isError) {
    return instead(
      <CallErrorNotice
        title={t('bundles.failed')}
        error={list.error.detail}
        safe={t('bundles.safe')}
        onRetry={() => list.refetch()}
      />,
    )
  }
  const imports = list.data.evidence.filter(({ kind }) => kind === 'bundles')
  const wanted = params.evidenceId
  const [newest] = imports
  const chosen = wanted === undefined ? newest : imports.find(({ evidenceId }) => evidenceId === wanted)
  if (newest === undefined) {
    return instead(
      <Empty
        title={t('bundles.none')}
        actions={opened.readOnly ? undefined : <ImportBundles caseId={caseId} isFirst />}
      >
        <p>{t('bundles.none.text')}</p>
      </Empty>,
    )
  }
  const no = params.no === undefined ? null : Number(params.no)
  if (chosen === undefined || (no !== null && !(Number.isSafeInteger(no) && no > 0))) {
    return instead(
      <Empty
        title={t('bundles.unknown')}
        actions={
          <Button onClick={() => go(hrefOf(`/case/${caseId}/bundles`), { replace: true })}>
            {t('bundles.to-newest')}
          </Button>
        }
      />,
    )
  }
  const logs = list.data.evidence.filter(({ kind }) => ['folder', 'zip', 'jsonl', 'jsonl.gz'].includes(kind))
  const target = { caseId, evidenceId: chosen.evidenceId }
  if (no !== null) {
    return <BundlePage key={no} target={{ ...target, no }} logs={logs} crumb={crumb} file={query.get('file')} />
  }
  return (
    <BundleList
      key={chosen.evidenceId}
      target={target}
      imports={imports}
      logs={logs}
      crumb={crumb}
      query={query}
      readOnly={opened.readOnly}
    />
  )
}
