import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { useCase } from '../../api/case-context.ts'
import { readQuery } from '../../api/queries.ts'
import type { MessageId } from '../../i18n/en.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'

export interface LogTarget {
  readonly caseId: string
  readonly evidenceId: string
}
export type Evidence = Output<'evidence.list'>['evidence'][number]

interface Props {
  readonly title: MessageId
  readonly words: { readonly loading: MessageId; readonly failed: MessageId; readonly safe: MessageId }
  readonly children: (target: LogTarget, log: Evidence, head: ReactNode, crumb: ReactNode) => ReactNode
}

/** The newest log of the case that holds requests, or what to do where there is none. */
export function NewestLog({ title, words, children }: Props) {
  const t = useWords()
  const opened = useCase()
  const list = useQuery(readQuery(useCall(), 'evidence.list', { caseId: opened.caseId }))
  const crumb = (
    <>
      <a href="#/">{t('cases.title')}</a> / <EvidenceText value={opened.name} />
    </>
  )
  const head = <ScreenHead crumb={crumb} title={t(title)} />
  if (list.isPending) return <Loading>{t(words.loading)}</Loading>
  if (list.isError) {
    return (
      <>
        {head}
        <CallErrorNotice
          title={t(words.failed)}
          error={list.error.detail}
          safe={t(words.safe)}
          onRetry={() => list.refetch()}
        />
      </>
    )
  }
  const log = list.data.evidence.find(({ kind }) => kind !== 'note' && kind !== 'bundles' && kind !== 'tlog-tiles')
  if (log === undefined) {
    return (
      <>
        {head}
        <Empty
          title={t('reports.nothing')}
          actions={<Button onClick={() => go(hrefOf(`/case/${opened.caseId}/evidence`))}>{t('evidence.title')}</Button>}
        >
          <p>{t('reports.nothing.text')}</p>
        </Empty>
      </>
    )
  }
  return children({ caseId: opened.caseId, evidenceId: log.evidenceId }, log, head, crumb)
}
