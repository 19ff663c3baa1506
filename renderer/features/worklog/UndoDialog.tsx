import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { typeInWords } from './work-log-columns.tsx'

interface Props {
  readonly caseId: string
  readonly entry: Output<'worklog.list'>['entries'][number]
  readonly onClose: () => void
}

/** Taking back is a new entry: what was written stays where it is. */
export function UndoDialog({ caseId, entry, onClose }: Props) {
  const t = useWords()
  const [why, setWhy] = useState('')
  const undo = useWrite('worklog.undo', ['worklog.', 'requests.', 'findings.', 'audit.'])
  return (
    <Dialog
      title={t('worklog.undo.title', { seq: entry.seq })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            look="primary"
            busy={undo.isPending}
            onClick={() => undo.mutate({ caseId, seq: entry.seq, why }, { onSuccess: onClose })}
          >
            {t('worklog.undo')}
          </Button>
        </>
      }
    >
      <p>
        <b>{typeInWords(t, entry.type)}</b> <EvidenceText value={entry.text} />
      </p>
      <p>{t('worklog.undo.text')}</p>
      <TextField label={t('worklog.undo.why')} maxLength={1000} value={why} onChange={setWhy} data-autofocus />
      {undo.isError && <CallErrorNotice title={t('requests.notes.failed')} error={undo.error.detail} />}
    </Dialog>
  )
}
