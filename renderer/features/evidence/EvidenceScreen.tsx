import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { useCase } from '../../api/case-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { ScreenHead, Section } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { CutOffImport } from './CutOffImport.tsx'
import { DropZone } from './DropZone.tsx'
import { EvidenceTable } from './EvidenceTable.tsx'
import { FailedImports } from './FailedImports.tsx'
import { ImportProgress } from './ImportProgress.tsx'
import { useImports } from './imports.tsx'

type List = Output<'evidence.list'>

/** What was imported into this case, what is being imported, and what was cut off. */
export function EvidenceScreen() {
  const t = useWords()
  const opened = useCase()
  const query = useQuery(readQuery(useCall(), 'evidence.list', { caseId: opened.caseId }))
  useRunningJobs(opened.caseId, query.data)
  return (
    <>
      <ScreenHead
        crumb={
          <>
            <a href="#/">{t('cases.title')}</a> / <EvidenceText value={opened.name} />
          </>
        }
        title={t('evidence.title')}
        lead={<Lead list={query.data} />}
      />
      <FailedImports caseId={opened.caseId} />
      <AtWork caseId={opened.caseId} list={query.data} />
      {opened.readOnly ? (
        <Notice kind="info" title={t('evidence.read-only')}>
          {t('evidence.read-only.text')}
        </Notice>
      ) : (
        <DropZone caseId={opened.caseId} />
      )}
      <Section title={t('evidence.history')}>
        {query.isPending ? (
          <Loading>{t('evidence.loading')}</Loading>
        ) : query.isError ? (
          <CallErrorNotice
            title={t('evidence.not-listed')}
            error={query.error.detail}
            safe={t('evidence.not-listed.safe')}
            onRetry={() => query.refetch()}
          />
        ) : query.data.evidence.length === 0 ? (
          <Empty title={t('evidence.none')}>
            <p>{t('evidence.none.text')}</p>
          </Empty>
        ) : (
          <EvidenceTable caseId={opened.caseId} caseName={opened.name} evidence={query.data.evidence} />
        )}
      </Section>
    </>
  )
}

function Lead({ list }: { readonly list: List | undefined }) {
  const t = useWords()
  const { bytes } = useFigures()
  if (!list || list.evidence.length === 0) return t('evidence.lead')
  const entries = list.evidence.reduce((sum, one) => sum + one.entries, 0)
  const size = list.evidence.reduce((sum, one) => sum + one.sizeBytes, 0)
  return t('evidence.lead.some', { n: list.evidence.length, entries, size: bytes(size) })
}

/** Imports that run already, from before a reload or from another window, are watched like our own. */
function useRunningJobs(caseId: string, list: List | undefined): void {
  const { watch } = useImports()
  useEffect(() => {
    for (const { runningJob, name } of list?.unfinished ?? []) {
      if (runningJob !== null) watch({ jobId: runningJob, caseId, name, own: false })
    }
  }, [caseId, list, watch])
}

function AtWork({ caseId, list }: { readonly caseId: string; readonly list: List | undefined }) {
  const t = useWords()
  const { jobs } = useImports()
  const running = jobs.filter((job) => job.caseId === caseId)
  const cutOff = (list?.unfinished ?? []).filter(({ runningJob }) => runningJob === null)
  if (running.length + cutOff.length === 0) return null
  return (
    <Section title={t('evidence.at-work')}>
      {running.map((job) => (
        <ImportProgress key={job.jobId} job={job} />
      ))}
      {cutOff.map((one) => (
        <CutOffImport key={one.evidenceId} caseId={caseId} cutOff={one} />
      ))}
    </Section>
  )
}
