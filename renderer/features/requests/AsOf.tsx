import { useState } from 'react'
import { parseInstant } from '#core/instant.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/Field.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { Choice } from '../../ui/Toggle.tsx'
import type { Derivation, LogTarget } from './DerivedLog.tsx'

const WHEN = ['last', 'now', 'chosen'] as const
type When = (typeof WHEN)[number]

interface Props {
  readonly target: LogTarget
  readonly derivation: Derivation
}

/** The time as of which everything about requests is judged, and a way to choose another. */
export function AsOf({ target, derivation }: Props) {
  const t = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {t('requests.as-of', { when: formatTime(derivation.asOfMs, 'utc') })}
      </Button>
      {isOpen && <AsOfDialog target={target} derivation={derivation} onClose={() => setOpen(false)} />}
    </>
  )
}

/** 2026-03-31, or with a time: 2026-03-31 18:00, always in UTC. */
export function instantOf(text: string): string | null {
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d)(?:\.(\d{3}))?)?)?(?:Z| ?UTC)?$/.exec(text.trim())
  if (found === null) return null
  const [, day = '', clock, seconds = '00', thousandths = '000'] = found
  const instant = clock === undefined ? `${day}T23:59:59.999Z` : `${day}T${clock}:${seconds}.${thousandths}Z`
  return parseInstant(instant) === null ? null : instant
}

function AsOfDialog({ target, derivation, onClose }: Props & { readonly onClose: () => void }) {
  const t = useWords()
  const [when, setWhen] = useState<When>('last')
  const [text, setText] = useState(formatTime(derivation.asOfMs, 'utc', 'day'))
  const derive = useWrite('requests.derive', ['requests.state'])
  const chosen = instantOf(text)
  const asOf = when === 'last' ? null : when === 'now' ? new Date().toISOString() : chosen
  return (
    <Dialog
      title={t('requests.as-of.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button
            look="primary"
            busy={derive.isPending}
            disabled={when === 'chosen' && chosen === null}
            onClick={() => derive.mutate({ ...target, asOf }, { onSuccess: onClose })}
          >
            {t('requests.as-of.do')}
          </Button>
        </>
      }
    >
      <p>{t('requests.as-of.text')}</p>
      <Choice<When>
        label={t('requests.as-of.when')}
        value={when}
        options={WHEN.map((value) => ({ value, label: t(`requests.as-of.${value}`) }))}
        onChange={setWhen}
      />
      {when === 'chosen' && (
        <TextField
          label={t('requests.as-of.time')}
          hint={t('requests.as-of.time.hint')}
          value={text}
          onChange={setText}
          error={chosen === null ? t('requests.as-of.time.wrong') : null}
        />
      )}
      {derive.isError && (
        <CallErrorNotice
          title={t('requests.derive.failed')}
          error={derive.error.detail}
          safe={t('requests.derive.failed.older')}
        />
      )}
    </Dialog>
  )
}
