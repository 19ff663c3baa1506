import { useQueryClient } from '@tanstack/react-query'
import { type ChangeEvent, type FormEvent, useId, useRef, useState } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useCall } from '../../api/call-context.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea, TextField } from '../../ui/Field.tsx'

interface Props {
  readonly caseId: string
  readonly onClose: () => void
}

/** As in the contract: an RSA key of 16,384 bits takes about 13 KiB. */
const MOST_BYTES = 65_536

/**
 * Takes a private key into the program's memory. A file is read here and handed over as text: an upload would be written to
 * disk on its way.
 */
export function AddDecryptionKey({ caseId, onClose }: Props) {
  const t = useWords()
  const { bytes } = useFigures()
  const announce = useAnnounce()
  const call = useCall()
  const client = useQueryClient()
  const formId = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [file, setFile] = useState<{ readonly name: string; readonly bytes: number } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [refused, setRefused] = useState<CallError | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const chosen = event.target.files?.[0]
    event.target.value = ''
    if (chosen === undefined) return
    setProblem(null)
    setRefused(null)
    if (chosen.size > MOST_BYTES) return setProblem(t('bundles.key.too-large', { bytes: bytes(chosen.size) }))
    try {
      setText(await chosen.text())
      setFile({ name: chosen.name, bytes: chosen.size })
    } catch {
      setProblem(t('bundles.key.unreadable'))
    }
  }
  /** Not as a mutation: those keep what they were given. */
  async function submit(event: FormEvent) {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setRefused(null)
    const name = (file?.name ?? t('bundles.key.pasted')).slice(0, 256)
    const added = await call('bundles.add-key', {
      caseId,
      text,
      name,
      passphrase: passphrase === '' ? null : passphrase,
    })
    setBusy(false)
    setPassphrase('')
    if (!added.ok) return setRefused(added.error)
    setText('')
    void client.invalidateQueries({ predicate: ({ queryKey: [read] }) => String(read).startsWith('bundles.') })
    announce(t('bundles.key.added', { kid: added.value.kid, kind: added.value.kind }))
    onClose()
  }
  return (
    <Dialog
      title={t('bundles.key.add.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            look="primary"
            type="submit"
            form={formId}
            busy={isBusy}
            disabled={text.trim() === '' || problem !== null}
          >
            {t('bundles.key.take')}
          </Button>
        </>
      }
    >
      <p>{t('bundles.key.add.text')}</p>
      <form id={formId} onSubmit={(event) => void submit(event)} className="Bundles-keyForm">
        <div>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={t('bundles.key.file.input')}
            accept=".pem,.jwk,.json,.key,.txt"
            onChange={(event) => void choose(event)}
          />
          <Button data-autofocus onClick={() => input.current?.click()}>
            {t('bundles.key.file')}
          </Button>
          {file !== null && (
            <p className="muted" role="status">
              {t('bundles.key.chosen', { name: file.name, bytes: bytes(file.bytes) })}
            </p>
          )}
          {problem !== null && (
            <p className="Field-error" role="alert">
              {problem}
            </p>
          )}
        </div>
        {file === null && (
          <TextArea
            mono
            label={t('bundles.key.paste')}
            hint={t('bundles.key.paste.hint')}
            value={text}
            maxLength={MOST_BYTES}
            onChange={(value) => {
              setText(value)
              setProblem(null)
            }}
          />
        )}
        <TextField
          type="password"
          autoComplete="off"
          label={t('bundles.key.passphrase')}
          hint={t('bundles.key.passphrase.hint')}
          value={passphrase}
          maxLength={4096}
          onChange={setPassphrase}
        />
      </form>
      {refused && (
        <CallErrorNotice title={t('bundles.key.refused')} error={refused} safe={t('bundles.key.refused.safe')} />
      )}
    </Dialog>
  )
}
