import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea, TextField } from '../../ui/Field.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { Choice } from '../../ui/Toggle.tsx'
import { KeyCheck } from './KeyCheck.tsx'
import { readWindow } from './key-window.ts'
import './Trust.css'

interface Props {
  readonly onClose: () => void
  /** A key that came with an export: shown with a warning. */
  readonly offered?: { readonly vkey: string; readonly origin: string | null }
  /** What it signs, until the reader says otherwise. */
  readonly signs?: 'log' | 'bundle'
}

/** As in the contract: an ML-DSA key has about 1,800 characters. */
const LONGEST_KEY = 4096

/** Trusts a key after it was read: name, key id and algorithm are shown before anything is trusted. */
export function AddKeyDialog({ onClose, offered, signs = 'log' }: Props) {
  const t = useWords()
  const announce = useAnnounce()
  const formId = useId()
  const [vkey, setVkey] = useState(offered?.vkey ?? '')
  const [origin, setOrigin] = useState(offered?.origin ?? '')
  const [purpose, setPurpose] = useState<'log' | 'bundle'>(signs)
  const [fromSize, setFromSize] = useState('0')
  const [toSize, setToSize] = useState('')
  const [note, setNote] = useState('')
  const trimmed = vkey.trim()
  const check = useQuery({
    ...readQuery(useCall(), 'trust.check-key', { vkey: trimmed }),
    enabled: trimmed !== '' && trimmed.length <= LONGEST_KEY,
  })
  const add = useWrite('trust.add-key', ['trust.', 'verify.result', 'bundles.'])
  const window = readWindow(fromSize, toSize)

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!check.isSuccess || window === null) return
    add.mutate(
      { vkey: trimmed, origin: origin.trim() || null, purpose, ...window, note },
      {
        onSuccess: ({ name, keyId }) => {
          announce(t('trust.key.added.say', { key: `${name}+${keyId}` }))
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      title={t('trust.key.add')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            form={formId}
            busy={add.isPending}
            disabled={!check.isSuccess || window === null}
          >
            {t('trust.key.trust')}
          </Button>
        </>
      }
    >
      {offered && (
        <Notice kind="warning" title={t('trust.offered')}>
          {t('trust.offered.text')}
        </Notice>
      )}
      <form id={formId} onSubmit={submit} className="Trust-form">
        <TextArea
          mono
          rows={2}
          label={t('trust.key.vkey')}
          hint={t('trust.key.vkey.hint')}
          value={vkey}
          onChange={setVkey}
          maxLength={LONGEST_KEY}
          required
          data-autofocus
        />
        {trimmed !== '' && <KeyCheck pending={check.isPending} error={check.error?.detail} found={check.data} />}
        <Choice
          label={t('trust.key.purpose')}
          value={purpose}
          onChange={setPurpose}
          options={[
            { value: 'log', label: t('trust.purpose.log.long') },
            { value: 'bundle', label: t('trust.purpose.bundle.long') },
          ]}
        />
        <TextField
          mono
          label={t('trust.key.origin')}
          hint={t('trust.key.origin.hint')}
          value={origin}
          onChange={setOrigin}
          maxLength={500}
        />
        <div className="Trust-window">
          <TextField
            label={t('trust.key.from-size')}
            inputMode="numeric"
            value={fromSize}
            onChange={setFromSize}
            error={window === null ? t('trust.key.window.wrong') : null}
          />
          <TextField
            label={t('trust.key.to-size')}
            hint={t('trust.key.to-size.hint')}
            inputMode="numeric"
            value={toSize}
            onChange={setToSize}
          />
        </div>
        <TextField
          label={t('trust.key.note')}
          hint={t('trust.key.note.hint')}
          value={note}
          onChange={setNote}
          maxLength={2000}
        />
      </form>
      {add.isError && (
        <CallErrorNotice title={t('trust.key.not-added')} error={add.error.detail} safe={t('trust.safe')} />
      )}
    </Dialog>
  )
}
