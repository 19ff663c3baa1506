import { useState } from 'react'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea, TextField } from '../../ui/Field.tsx'

interface Props {
  readonly caseId: string
  readonly reportId: string
  readonly period: string
  /** How many published figures of this period have changed. */
  readonly changes: number
  readonly onClose: () => void
}

/** A second person signs off; a changed figure needs a reason and a method. */
export function PublishDialog({ caseId, reportId, period, changes, onClose }: Props) {
  const needsNote = changes > 0
  const t = useWords()
  const announce = useAnnounce()
  const [preparedBy, setPreparedBy] = useState('')
  const [signedOffBy, setSignedOffBy] = useState('')
  const [reason, setReason] = useState('')
  const [method, setMethod] = useState('')
  const publish = useWrite('reports.publish', ['reports.'])
  const send = () =>
    publish.mutate(
      { caseId, reportId, preparedBy, signedOffBy, note: needsNote ? { reason, method } : null },
      {
        onSuccess: ({ publishedId }) => {
          announce(t('reports.publish.done', { id: publishedId }))
          onClose()
        },
      },
    )
  const isFilled =
    preparedBy.trim() !== '' &&
    signedOffBy.trim() !== '' &&
    (!needsNote || (reason.trim() !== '' && method.trim() !== ''))
  return (
    <Dialog
      title={t('reports.publish.title', { period })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('reports.cancel')}</Button>
          <Button look="primary" disabled={!isFilled} busy={publish.isPending} onClick={send}>
            {t('reports.publish')}
          </Button>
        </>
      }
    >
      <p>{t('reports.publish.text')}</p>
      <TextField
        label={t('reports.publish.prepared')}
        value={preparedBy}
        onChange={setPreparedBy}
        maxLength={200}
        data-autofocus
      />
      <TextField label={t('reports.publish.signed')} value={signedOffBy} onChange={setSignedOffBy} maxLength={200} />
      {needsNote && (
        <>
          <p>{t('reports.publish.changed', { n: changes })}</p>
          <TextArea label={t('reports.publish.reason')} value={reason} onChange={setReason} rows={3} />
          <TextArea label={t('reports.publish.method')} value={method} onChange={setMethod} rows={3} />
        </>
      )}
      {publish.isError && <CallErrorNotice title={t('reports.publish.failed')} error={publish.error.detail} />}
    </Dialog>
  )
}
