import { type FormEvent, useId, useState } from 'react'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'

export function NewCaseDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords()
  const formId = useId()
  const [name, setName] = useState('')
  const create = useWrite('cases.create', ['cases.'])
  function submit(event: FormEvent) {
    event.preventDefault()
    create.mutate(
      { name },
      {
        onSuccess: ({ caseId }) => {
          onClose()
          go(hrefOf(`/case/${caseId}/evidence`))
        },
      },
    )
  }
  return (
    <Dialog
      title={t('cases.new')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" form={formId} busy={create.isPending}>
            {t('cases.create')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <TextField
          label={t('cases.name')}
          hint={t('cases.name.hint')}
          value={name}
          onChange={setName}
          required
          maxLength={200}
          data-autofocus
        />
      </form>
      {create.isError && (
        <CallErrorNotice title={t('cases.not-created')} error={create.error.detail} safe={t('cases.nothing-changed')} />
      )}
    </Dialog>
  )
}
