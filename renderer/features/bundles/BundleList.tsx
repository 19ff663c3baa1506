import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { useCommands } from '../../ui/commands.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead, Section } from '../../ui/Screen.tsx'
import { Select } from '../../ui/Select.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { AddKeyDialog } from '../trust/AddKeyDialog.tsx'
import { AbsentBundles } from './AbsentBundles.tsx'
import { BundleTable } from './BundleTable.tsx'
import { ChangedSince } from './ChangedSince.tsx'
import { CheckCounts } from './CheckCounts.tsx'
import { ImportBundles } from './ImportBundles.tsx'
import { KeysInMemory } from './KeysInMemory.tsx'
import { SaveVerdict } from './SaveVerdict.tsx'
import type { ImportTarget, Run } from './types.ts'
import { useVerifyBundles } from './use-verify-bundles.ts'
import { type Log, VerifyBundlesDialog } from './VerifyBundlesDialog.tsx'
import { VerifyProgress } from './VerifyProgress.tsx'

interface Props {
  readonly target: ImportTarget
  readonly imports: readonly Log[]
  readonly logs: readonly Log[]
  readonly crumb: ReactNode
  readonly query: URLSearchParams
  readonly readOnly: boolean
}

/** What holds, what fails and what was not examined, of every bundle of one import. */
export function BundleList({ target, imports, logs, crumb, query, readOnly }: Props) {
  const t = useWords()
  const state = useQuery(readQuery(useCall(), 'bundles.state', target))
  const verify = useVerifyBundles(state.data?.runningJob ?? null)
  const [isAsking, setAsking] = useState(false)
  const [isTrusting, setTrusting] = useState(false)
  const again = () => setAsking(true)
  useCommands('bundles', [
    ...(readOnly
      ? []
      : [{ id: 'bundles-again', label: t('bundles.verify.again'), group: t('bundles.title'), keys: 'a', run: again }]),
    { id: 'bundles-trust', label: t('bundles.trust-key'), group: t('bundles.title'), run: () => setTrusting(true) },
  ])
  const name = imports.find(({ evidenceId }) => evidenceId === target.evidenceId)?.name ?? ''
  const dialogs = (
    <>
      {isAsking && (
        <VerifyBundlesDialog target={target} logs={logs} onClose={() => setAsking(false)} onStarted={verify.start} />
      )}
      {isTrusting && <AddKeyDialog signs="bundle" onClose={() => setTrusting(false)} />}
    </>
  )
  if (state.isPending) return <Loading>{t('bundles.loading')}</Loading>
  if (state.isError) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('bundles.title')} />
        <CallErrorNotice
          title={t('bundles.failed')}
          error={state.error.detail}
          safe={t('bundles.safe')}
          onRetry={() => state.refetch()}
        />
      </>
    )
  }
  const { run } = state.data
  const choice = imports.length > 1 && (
    <Select
      inline
      label={t('bundles.list.of')}
      value={target.evidenceId}
      options={imports.map((each) => ({ value: each.evidenceId, label: each.name }))}
      onChange={(evidenceId) => go(hrefOf(`/case/${target.caseId}/bundles/${evidenceId}`))}
    />
  )
  if (run === null) {
    return (
      <>
        <ScreenHead crumb={crumb} title={t('bundles.headline.unchecked')} />
        {choice}
        <VerifyProgress verify={verify} />
        {!verify.isRunning && (
          <Empty
            title={name}
            actions={
              readOnly ? undefined : (
                <Button look="primary" onClick={again}>
                  {t('bundles.verify')}
                </Button>
              )
            }
          >
            <p>{t('bundles.unchecked.text')}</p>
          </Empty>
        )}
        <KeysInMemory caseId={target.caseId} />
        {dialogs}
      </>
    )
  }
  return (
    <>
      <ScreenHead
        crumb={crumb}
        title={<Headline run={run} />}
        lead={<Lead run={run} />}
        actions={
          <>
            <SaveVerdict target={target} no={null} />
            {!readOnly && <Button onClick={again}>{t('bundles.verify.again')}</Button>}
            {!readOnly && <ImportBundles caseId={target.caseId} />}
          </>
        }
      />
      <VerifyProgress verify={verify} />
      {!verify.isRunning && <ChangedSince run={run} onAgain={readOnly ? null : again} />}
      {choice}
      <Section
        title={t('bundles.checks')}
        aside={<Button onClick={() => setTrusting(true)}>{t('bundles.trust-key')}</Button>}
      >
        <CheckCounts run={run} />
      </Section>
      <AbsentBundles caseId={target.caseId} run={run} />
      <Section title={t('bundles.list')}>
        <BundleTable target={target} query={query} source={name} />
      </Section>
      <KeysInMemory caseId={target.caseId} />
      {dialogs}
    </>
  )
}

function Headline({ run: { bundles: n, status } }: { readonly run: Run }) {
  const t = useWords()
  if (status.fails > 0) return t('bundles.headline.fails', { n, fails: status.fails })
  if (status.not_examined > 0) return t('bundles.headline.not_examined', { n, open: status.not_examined })
  return t('bundles.headline.holds', { n })
}

function Lead({ run: { verifiedAtMs, log, trusted, kids } }: { readonly run: Run }) {
  const t = useWords()
  return t('bundles.lead', {
    when: formatTime(verifiedAtMs, 'utc'),
    log: log === null ? 'none' : 'some',
    logName: log?.name ?? '',
    trusted: trusted.length,
    kids: kids.length,
  })
}
