import { type FormEvent, useId, useState } from 'react'
import type { CaseSummary } from '../../api/case-context.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'

interface Props {
  readonly about: CaseSummary
  readonly onClose: () => void
}

export function RenameCaseDialog({ about, onClose }: Props) {
  const t = useWords()
  const formId = useId()
  const [name, setName] = useState(about.name)
  const rename = useWrite('cases.rename', ['cases.'])
  function submit(event: FormEvent) {
    event.preventDefault()
    rename.mutate({ caseId: about.caseId, name }, { onSuccess: onClose })
  }
  return (
    <Dialog
      title={t('cases.rename')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" form={formId} busy={rename.isPending}>
            {t('cases.rename')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <TextField label={t('cases.name')} value={name} onChange={setName} required maxLength={200} data-autofocus />
      </form>
      {rename.isError && (
        <CallErrorNotice title={t('cases.not-renamed')} error={rename.error.detail} safe={t('cases.nothing-changed')} />
      )}
    </Dialog>
  )
}
