import { type FormEvent, useId, useRef, useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextField } from '../../ui/Field.tsx'

interface Props {
  readonly policy: Output<'trust.policy'>
  readonly onClose: () => void
}

/** Hours as typed, empty for no limit; undefined where it is neither. */
export function readHours(typed: string): number | null | undefined {
  if (typed.trim() === '') return null
  const hours = Number(typed)
  return Number.isFinite(hours) && hours > 0 ? hours : undefined
}

/** The policy text with numbered lines. A text that does not parse is refused with its line, and nothing changes. */
export function PolicyEditor({ policy, onClose }: Props) {
  const t = useWords()
  const announce = useAnnounce()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLOListElement>(null)
  const [text, setText] = useState(policy.text)
  const [age, setAge] = useState(policy.maxAgeHours === null ? '' : String(policy.maxAgeHours))
  const save = useWrite('trust.set-policy', ['trust.', 'verify.result'])
  const maxAgeHours = readHours(age)
  const badLine = save.error?.detail.place?.line ?? null
  const lines = text.split('\n')

  function submit(event: FormEvent) {
    event.preventDefault()
    if (maxAgeHours === undefined) return
    save.mutate(
      { text, maxAgeHours },
      {
        onSuccess: () => {
          announce(t('trust.policy.saved'))
          onClose()
        },
        onError: ({ detail }) => selectLine(area.current, detail.place?.line),
      },
    )
  }
  return (
    <form onSubmit={submit} className="Trust-form">
      <div>
        <label htmlFor={id} className="Trust-label">
          {t('trust.policy.text')}
        </label>
        <p className="muted small" id={`${id}-hint`}>
          {t('trust.policy.hint')}
        </p>
        <div className="Trust-editor">
          <ol ref={gutter} className="Trust-gutter" aria-hidden="true">
            {lines.map((_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <li key={i} className={badLine === i + 1 ? 'Trust-badLine' : undefined}>
                {i + 1}
              </li>
            ))}
          </ol>
          <textarea
            ref={area}
            id={id}
            className="Input Input-mono"
            rows={Math.min(24, Math.max(10, lines.length + 1))}
            wrap="off"
            spellCheck={false}
            autoComplete="off"
            dir="ltr"
            value={text}
            aria-describedby={`${id}-hint`}
            aria-invalid={save.isError || undefined}
            maxLength={65_536}
            onChange={(event) => {
              setText(event.target.value)
              if (save.isError) save.reset()
            }}
            onScroll={(event) => {
              if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop
            }}
          />
        </div>
      </div>
      {save.isError && (
        <CallErrorNotice
          title={badLine === null ? t('trust.policy.refused') : t('trust.policy.refused-line', { line: badLine })}
          error={save.error.detail}
          safe={t('trust.policy.refused.safe')}
        />
      )}
      <TextField
        label={t('trust.policy.max-age')}
        hint={t('trust.policy.max-age.hint')}
        inputMode="decimal"
        value={age}
        onChange={setAge}
        error={maxAgeHours === undefined ? t('trust.policy.max-age.wrong') : null}
      />
      <div className="Trust-actions">
        <Button look="primary" type="submit" busy={save.isPending}>
          {t('trust.policy.save')}
        </Button>
        <Button onClick={onClose}>{t('ui.cancel')}</Button>
      </div>
    </form>
  )
}

/** Puts the selection on the line that was refused, so that it can be corrected at once. */
function selectLine(area: HTMLTextAreaElement | null, line: number | undefined): void {
  if (!area || line === undefined) return
  const before = area.value.split('\n').slice(0, line - 1)
  const start = before.reduce((sum, text) => sum + text.length + 1, 0)
  const end = area.value.indexOf('\n', start)
  area.focus()
  area.setSelectionRange(start, end === -1 ? area.value.length : end)
}
