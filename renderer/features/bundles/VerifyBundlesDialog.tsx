import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { ImportTarget } from './types.ts'

export type Log = Output<'evidence.list'>['evidence'][number]

interface Props {
  readonly target: ImportTarget
  readonly logs: readonly Log[]
  readonly onClose: () => void
  readonly onStarted: (jobId: string) => void
}

/** Once more, against a log of choice, with the keys as they are now. */
export function VerifyBundlesDialog({ target, logs, onClose, onStarted }: Props) {
  const t = useWords()
  const formId = useId()
  const call = useCall()
  const [log, setLog] = useState(logs[0]?.evidenceId ?? '')
  const run = useWrite('bundles.verify')
  const trusted = useQuery(readQuery(call, 'trust.keys', {}))
  const held = useQuery(readQuery(call, 'bundles.keys', { caseId: target.caseId }))
  const forBundles = trusted.data?.keys.filter(({ purpose }) => purpose === 'bundle') ?? []

  function submit(event: FormEvent) {
    event.preventDefault()
    run.mutate(
      { ...target, log: log === '' ? null : log },
      {
        onSuccess: ({ jobId }) => {
          onStarted(jobId)
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      title={t('bundles.verify')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" form={formId} busy={run.isPending} data-autofocus>
            {t('bundles.verify.now')}
          </Button>
        </>
      }
    >
      <p>{t('bundles.verify.text')}</p>
      <form id={formId} onSubmit={submit}>
        <Select
          label={t('bundles.verify.log')}
          hint={t('bundles.verify.log.hint')}
          value={log}
          onChange={setLog}
          options={[
            ...logs.map(({ evidenceId, name }) => ({ value: evidenceId, label: name })),
            { value: '', label: t('bundles.verify.no-log') },
          ]}
        />
      </form>
      <dl className="Bundles-facts">
        <dt>{t('bundles.verify.trusted')}</dt>
        <dd>
          {forBundles.length === 0
            ? t('bundles.verify.trusted.none')
            : forBundles.map(({ vkey, name, keyId }) => (
                <div key={vkey}>
                  <EvidenceText value={`${name}+${keyId}`} />
                </div>
              ))}
        </dd>
        <dt>{t('bundles.keys')}</dt>
        <dd>{held.data?.keys.map(({ name }) => name).join(', ') || t('bundles.col.nothing')}</dd>
      </dl>
      {run.isError && (
        <CallErrorNotice
          title={t('bundles.verify.failed')}
          error={run.error.detail}
          safe={t('bundles.verify.failed.safe')}
        />
      )}
    </Dialog>
  )
}
