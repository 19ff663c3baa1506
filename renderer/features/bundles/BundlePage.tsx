import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { CHECKS } from '#core/bundle/check.ts'
import { useCall } from '../../api/call-context.ts'
import { useCase } from '../../api/case-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead, Section } from '../../ui/Screen.tsx'
import { Time } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { AddKeyDialog } from '../trust/AddKeyDialog.tsx'
import { AddDecryptionKey } from './AddDecryptionKey.tsx'
import { BundleContents } from './BundleContents.tsx'
import { ChangedSince } from './ChangedSince.tsx'
import { CheckChain } from './CheckChain.tsx'
import { KeysInMemory } from './KeysInMemory.tsx'
import { RecipientTable } from './RecipientTable.tsx'
import { SaveVerdict } from './SaveVerdict.tsx'
import type { BundleTarget, BundleView } from './types.ts'
import { useVerifyBundles } from './use-verify-bundles.ts'
import { type Log, VerifyBundlesDialog } from './VerifyBundlesDialog.tsx'
import { VerifyProgress } from './VerifyProgress.tsx'

interface Props {
  readonly target: BundleTarget
  readonly logs: readonly Log[]
  readonly crumb: ReactNode
  /** The file inside that is being looked at. */
  readonly file: string | null
}

export type Ask = 'key' | 'trust' | 'log'

/** One bundle: its checks as a chain, who can open it, and with a key what is inside. */
export function BundlePage({ target, logs, crumb, file }: Props) {
  const t = useWords()
  const { caseId, evidenceId } = target
  const call = useCall()
  const { readOnly } = useCase()
  const query = useQuery(readQuery(call, 'bundles.get', target))
  const state = useQuery(readQuery(call, 'bundles.state', { caseId, evidenceId }))
  const verify = useVerifyBundles(state.data?.runningJob ?? null)
  const [asking, setAsking] = useState<Ask | null>(null)
  const trail = (
    <>
      {crumb} / <a href={`#/case/${caseId}/bundles/${evidenceId}`}>{t('bundles.one.back')}</a>
    </>
  )
  if (query.isPending) return <Loading>{t('bundles.loading')}</Loading>
  if (query.isError) {
    return (
      <>
        <ScreenHead crumb={trail} title={t('bundles.title')} />
        <CallErrorNotice
          title={t('bundles.one.failed')}
          error={query.error.detail}
          safe={t('bundles.safe')}
          onRetry={() => query.refetch()}
        />
      </>
    )
  }
  const bundle = query.data
  const close = () => setAsking(null)
  return (
    <>
      <ScreenHead
        crumb={trail}
        title={<Headline bundle={bundle} />}
        lead={<Lead bundle={bundle} />}
        actions={
          <>
            <SaveVerdict target={{ caseId, evidenceId }} no={target.no} />
            {!readOnly && <Button onClick={() => setAsking('log')}>{t('bundles.verify.again')}</Button>}
          </>
        }
      />
      <VerifyProgress verify={verify} />
      {state.data?.run && !verify.isRunning && (
        <ChangedSince run={state.data.run} onAgain={readOnly ? null : () => setAsking('log')} />
      )}
      <Facts caseId={caseId} bundle={bundle} />
      <Section title={t('bundles.chain')} aside={<span className="muted small">{t('bundles.chain.text')}</span>}>
        <CheckChain
          caseId={caseId}
          bundle={bundle}
          canCheck={!readOnly}
          changed={state.data?.run?.changed ?? null}
          onAsk={setAsking}
        />
      </Section>
      {bundle.statement !== null && (
        <Section title={t('bundles.recipients')}>
          <RecipientTable caseId={caseId} statement={bundle.statement} />
        </Section>
      )}
      <KeysInMemory caseId={caseId} />
      <BundleContents target={target} bundle={bundle} file={file} />
      {asking === 'key' && <AddDecryptionKey caseId={caseId} onClose={close} />}
      {asking === 'trust' && <AddKeyDialog signs="bundle" onClose={close} />}
      {asking === 'log' && (
        <VerifyBundlesDialog target={{ caseId, evidenceId }} logs={logs} onClose={close} onStarted={verify.start} />
      )}
    </>
  )
}

function Headline({ bundle: { checks, status } }: { readonly bundle: BundleView }) {
  const t = useWords()
  if (status === 'holds') return t('bundles.one.holds')
  const n = CHECKS.filter((check) => checks[check].answer === status).length
  return t(`bundles.one.${status}`, { n })
}

function Lead({ bundle }: { readonly bundle: BundleView }) {
  const t = useWords()
  const { bytes } = useFigures()
  return (
    <>
      <EvidenceText value={bundle.bundle ?? t('bundles.no-id')} />
      {' · '}
      {t('bundles.one.lead', { files: bundle.files, size: bytes(bundle.bytes) })} <Time at={bundle.verifiedAtMs} />
    </>
  )
}

function Facts({ caseId, bundle }: { readonly caseId: string; readonly bundle: BundleView }) {
  const t = useWords()
  const { req, statement, path, importName } = bundle
  return (
    <dl className="Bundles-facts">
      <dt>{t('bundles.one.of-request')}</dt>
      <dd>
        {req === null ? (
          <span className="muted">{t('bundles.one.unknown')}</span>
        ) : (
          <a href={hrefOf(`/case/${caseId}/requests/${encodeURIComponent(req)}`)}>
            <EvidenceText value={req} />
          </a>
        )}
      </dd>
      {statement !== null && (
        <>
          <dt>{t('bundles.one.created')}</dt>
          <dd>
            <EvidenceText value={statement.created} />
          </dd>
          <dt>{t('bundles.one.log')}</dt>
          <dd>
            <EvidenceText value={statement.log} />
          </dd>
        </>
      )}
      <dt>{t('bundles.one.import')}</dt>
      <dd>
        <EvidenceText value={path === '.' ? importName : `${importName}/${path}`} />
      </dd>
    </dl>
  )
}
