import { type FormEvent, useId, useState } from 'react'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Choice } from '../../ui/Toggle.tsx'
import type { Target } from './types.ts'

interface Props {
  readonly target: Target
  readonly onClose: () => void
  readonly onStarted: (jobId: string) => void
}

type AsOf = 'now' | 'then' | 'never'

/** `2026-03-01 09:30` or any RFC 3339 time as UTC; null where it is no time. */
export function readInstant(typed: string): string | null {
  const text = typed.trim().replace(' ', 'T')
  const withZone = /(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?)?(Z|[+-]\d\d:\d\d)$/.test(withZone)) return null
  const ms = Date.parse(withZone)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

/** Once more, with the keys, the policy and the remembered heads as they are now; freshness as of a time of choice. */
export function VerifyAgainDialog({ target, onClose, onStarted }: Props) {
  const t = useWords()
  const formId = useId()
  const [asOf, setAsOf] = useState<AsOf>('now')
  const [typed, setTyped] = useState(() => new Date().toISOString().slice(0, 16).replace('T', ' '))
  const [problem, setProblem] = useState<string | null>(null)
  const run = useWrite('verify.run')

  function submit(event: FormEvent) {
    event.preventDefault()
    const instant = asOf === 'now' ? new Date().toISOString() : asOf === 'then' ? readInstant(typed) : undefined
    if (instant === null) return setProblem(t('verify.as-of.wrong'))
    run.mutate(
      { ...target, ...(instant === undefined ? {} : { asOf: instant }) },
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
      title={t('verify.again')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button look="primary" type="submit" form={formId} busy={run.isPending} data-autofocus>
            {t('verify.now')}
          </Button>
        </>
      }
    >
      <p>{t('verify.again.text')}</p>
      <form id={formId} onSubmit={submit} className="VerifyAgain">
        <Choice
          label={t('verify.as-of')}
          value={asOf}
          onChange={setAsOf}
          options={[
            { value: 'now', label: t('verify.as-of.now') },
            { value: 'then', label: t('verify.as-of.then') },
            { value: 'never', label: t('verify.as-of.never') },
          ]}
        />
        {asOf === 'then' && (
          <TextField
            mono
            label={t('verify.as-of.time')}
            hint={t('verify.as-of.hint')}
            value={typed}
            onChange={(value) => {
              setTyped(value)
              setProblem(null)
            }}
            error={problem}
          />
        )}
      </form>
      {run.isError && (
        <CallErrorNotice title={t('verify.failed')} error={run.error.detail} safe={t('verify.failed.safe')} />
      )}
    </Dialog>
  )
}
