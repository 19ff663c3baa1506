import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { Input, Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { decodeBase64 } from '#core/bytes/base64.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useJob } from '../../api/use-job.ts'
import { useWrite } from '../../api/use-write.ts'
import { Say, useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Status } from '../../ui/Status.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { LogTarget } from './DerivedLog.tsx'

type What = Pick<Input<'matter.start'>, 'reqs' | 'filter'>
type View = Output<'matter.view'>
const FILES = ['matter.html', 'matter.pdf', 'matter.zip'] as const

interface Props {
  readonly target: LogTarget
  readonly what: What
  readonly onClose: () => void
}

/** Puts a matter together as soon as it is opened; then says what it holds and what its proofs rest on, and saves it. */
export function MatterDialog({ target, what, onClose }: Props) {
  const t = useWords()
  const start = useWrite('matter.start')
  const job = useJob(start.data?.jobId ?? null)
  const begin = useEffectEvent(() => start.mutate({ ...target, ...what }))
  useEffect(() => begin(), [])
  const matterId = job.status?.state === 'done' ? job.status.result : null
  const failed = start.error?.detail ?? (job.status?.state === 'failed' ? job.status.error : null)
  function close() {
    if (job.status?.state === 'running') job.cancel()
    onClose()
  }
  return (
    <Dialog
      wide
      title={t('matter.title')}
      onClose={close}
      actions={<Button onClick={close}>{t(matterId === null ? 'ui.cancel' : 'ui.close')}</Button>}
    >
      <p>{t('matter.text')}</p>
      {failed ? (
        <CallErrorNotice title={t('matter.failed')} error={failed} safe={t('requests.failed.safe')} onRetry={begin} />
      ) : matterId === null ? (
        <Loading>{job.status?.phase ? t('matter.making', { phase: job.status.phase }) : t('matter.starting')}</Loading>
      ) : (
        <MatterReady caseId={target.caseId} matterId={matterId} />
      )}
    </Dialog>
  )
}

function MatterReady({ caseId, matterId }: { readonly caseId: string; readonly matterId: string }) {
  const t = useWords()
  const view = useQuery(readQuery(useCall(), 'matter.view', { caseId, matterId }))
  if (view.isPending) return <Loading>{t('matter.starting')}</Loading>
  if (view.isError) return <CallErrorNotice title={t('matter.failed')} error={view.error.detail} />
  const { sealed, requests, entries, proofs, head, exit, headline, example, asOf } = view.data
  return (
    <>
      {sealed.length > 0 && (
        <Notice kind="warning" title={t('matter.sealed', { count: sealed.length })}>
          <p>
            <EvidenceText value={sealed.join(', ')} />
          </p>
        </Notice>
      )}
      <p>{t('matter.holds', { requests: requests.length, entries, asOf: formatTime(Date.parse(asOf), 'utc') })}</p>
      <p>
        <Status tone={proofs === entries ? 'intact' : 'unknown'}>{t('matter.proofs', { proofs, entries })}</Status>{' '}
        <Say id="matter.head" values={{ file: <code>{head.file}</code>, size: head.size }} />
      </p>
      <p>
        <Status tone={head.trusted ? 'intact' : 'unknown'}>
          {t(head.trusted ? 'matter.trusted' : 'matter.untrusted')}
        </Status>
      </p>
      {(exit === 30 || exit === 40) && (
        <p>
          <Status tone="damaged">{t('matter.log', { headline })}</Status>
        </p>
      )}
      <MatterFiles caseId={caseId} matterId={matterId} />
      {example && <HowToCheck example={example} />}
    </>
  )
}

function MatterFiles({ caseId, matterId }: { readonly caseId: string; readonly matterId: string }) {
  const t = useWords()
  const bridge = useBridge()
  const announce = useAnnounce()
  const file = useWrite('matter.file', ['worklog.'])
  const [failure, setFailure] = useState<CallError | null>(null)
  async function save(path: (typeof FILES)[number]) {
    setFailure(null)
    file.mutate(
      { caseId, matterId, path },
      {
        onSuccess: async ({ name, mediaType, base64 }) => {
          const saved = await bridge.saveFile(name, mediaType, decodeBase64(base64) ?? new Uint8Array())
          if (!saved.ok) setFailure(saved.error)
          else if (saved.value) announce(t('ui.saved', { name }))
        },
      },
    )
  }
  const failed = failure ?? file.error?.detail ?? null
  return (
    <>
      <ul className="Matter-files">
        {FILES.map((path) => (
          <li key={path}>
            <Button
              glyph="download"
              look={path === 'matter.zip' ? 'primary' : 'plain'}
              busy={file.isPending && file.variables.path === path}
              onClick={() => void save(path)}
            >
              {t(`matter.save.${path}`)}
            </Button>
            <span className="Requests-muted">{t(`matter.save.${path}.text`)}</span>
          </li>
        ))}
      </ul>
      {failed && <CallErrorNotice title={t('requests.export.failed')} error={failed} />}
    </>
  )
}

function HowToCheck({ example }: { readonly example: NonNullable<View['example']> }) {
  const t = useWords()
  return (
    <details className="Matter-check">
      <summary>{t('matter.check')}</summary>
      <p>{t('matter.check.text')}</p>
      <pre>{`plainview proof check ${example.proof} ${example.entry} --vkey <${t('matter.check.key')}>`}</pre>
    </details>
  )
}
