import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { Choice } from '../../ui/Toggle.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { useImports } from './imports.tsx'

const NEW = 'new'

/** Evidence came while no case was open: into which? A new one is the suggestion; Enter accepts it. */
export function ChooseCase({ suggestedName }: { readonly suggestedName: string }) {
  const t = useWords()
  const { chooseCase, close } = useImports()
  const recent = useQuery(readQuery(useCall(), 'cases.recent', {}))
  const create = useWrite('cases.create', ['cases.'])
  const [into, setInto] = useState(NEW)
  const [name, setName] = useState(
    () => suggestedName || t('imports.case-name', { date: formatTime(Date.now(), 'local', 'day') }),
  )
  const formId = useId()
  const usable = (recent.data?.cases ?? []).filter(({ state, readOnly }) => state === 'ready' && !readOnly)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (into !== NEW) chooseCase(into)
    else create.mutate({ name }, { onSuccess: ({ caseId }) => chooseCase(caseId) })
  }
  return (
    <Dialog
      title={t('imports.which-case')}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" form={formId} busy={create.isPending}>
            {t('imports.import')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="ChooseCase">
        <Choice
          label={t('imports.into')}
          value={into}
          onChange={setInto}
          options={[
            { value: NEW, label: t('imports.new-case') },
            ...usable.map((existing) => ({ value: existing.caseId, label: <EvidenceText value={existing.name} /> })),
          ]}
        />
        {into === NEW && (
          <TextField label={t('cases.name')} value={name} onChange={setName} required maxLength={200} data-autofocus />
        )}
        {create.isError && <CallErrorNotice title={t('cases.not-created')} error={create.error.detail} />}
      </form>
    </Dialog>
  )
}
