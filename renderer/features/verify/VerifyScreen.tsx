import { useQuery } from '@tanstack/react-query'
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
import { DropZone } from '../evidence/DropZone.tsx'
import { VerdictScreen } from './VerdictScreen.tsx'

/** Which evidence: the one in the address, otherwise the newest of the case. */
export function VerifyScreen({ params, query }: ScreenProps) {
  const t = useWords()
  const opened = useCase()
  const list = useQuery(readQuery(useCall(), 'evidence.list', { caseId: opened.caseId }))
  const crumb = (
    <>
      <a href="#/">{t('cases.title')}</a> / <EvidenceText value={opened.name} />
    </>
  )
  // No heading yet: the screen's heading is the sentence of the verdict.
  if (list.isPending) return <Loading>{t('evidence.loading')}</Loading>
  if (list.isError) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('verify.title')} />
        <CallErrorNotice
          title={t('evidence.not-listed')}
          error={list.error.detail}
          safe={t('evidence.not-listed.safe')}
          onRetry={() => list.refetch()}
        />
      </>
    )
  }
  // Bundles have a screen of their own.
  const evidence = list.data.evidence.filter(({ kind }) => kind !== 'bundles')
  const [newest] = evidence
  if (newest === undefined) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('verify.title')} />
        {!opened.readOnly && <DropZone caseId={opened.caseId} />}
        <Empty title={t('verify.nothing')}>
          <p>{t('verify.nothing.text')}</p>
        </Empty>
      </>
    )
  }
  const wanted = params.evidenceId
  const chosen = wanted === undefined ? newest : evidence.find(({ evidenceId }) => evidenceId === wanted)
  if (chosen === undefined) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('verify.title')} />
        <Empty
          title={t('verify.unknown')}
          actions={
            <Button onClick={() => go(hrefOf(`/case/${opened.caseId}/verify`), { replace: true })}>
              {t('verify.to-newest')}
            </Button>
          }
        />
      </>
    )
  }
  return <VerdictScreen key={chosen.evidenceId} caseId={opened.caseId} evidence={chosen} all={evidence} query={query} />
}
