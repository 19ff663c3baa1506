import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextArea, TextField } from '../../ui/Field.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Time } from '../../ui/Time.tsx'
import type { LogTarget } from './DerivedLog.tsx'

interface Props {
  readonly target: LogTarget
  readonly req: string
  readonly notes: Output<'requests.get'>['notes']
  readonly tags: readonly string[]
}

/** The user's own words about a request; written to the work log before they show here. */
export function RequestNotes({ target, req, notes, tags }: Props) {
  const t = useWords()
  const [text, setText] = useState('')
  const [tag, setTag] = useState('')
  const note = useWrite('worklog.add-note', ['requests.', 'worklog.'])
  const tagging = useWrite('worklog.tag', ['requests.', 'worklog.'])
  const failed = note.error ?? tagging.error
  return (
    <Section title={t('requests.notes')}>
      {notes.length === 0 && <p className="Requests-muted">{t('requests.notes.none')}</p>}
      <ul className="Notes">
        {notes.map((one) => (
          <li key={one.workLogSeq}>
            <Time at={one.atMs} /> <span>{one.text}</span>
          </li>
        ))}
      </ul>
      <p className="Notes-tags">
        {tags.map((one) => (
          <Button
            key={one}
            look="quiet"
            aria-label={t('requests.tag.remove', { tag: one })}
            onClick={() => tagging.mutate({ ...target, reqs: [req], tag: one, on: false })}
          >
            {`${one} ✕`}
          </Button>
        ))}
      </p>
      <form
        className="Notes-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== '') note.mutate({ ...target, req, text }, { onSuccess: () => setText('') })
        }}
      >
        <TextArea label={t('requests.notes.text')} rows={3} maxLength={10_000} value={text} onChange={setText} />
        <Button type="submit" busy={note.isPending} disabled={text.trim() === ''}>
          {t('requests.notes.add')}
        </Button>
      </form>
      <form
        className="Notes-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (tag.trim() !== '')
            tagging.mutate({ ...target, reqs: [req], tag: tag.trim() }, { onSuccess: () => setTag('') })
        }}
      >
        <TextField label={t('requests.tag.add')} maxLength={100} value={tag} onChange={setTag} />
        <Button type="submit" busy={tagging.isPending} disabled={tag.trim() === ''}>
          {t('requests.tag.add')}
        </Button>
      </form>
      {failed && <CallErrorNotice title={t('requests.notes.failed')} error={failed.detail} />}
    </Section>
  )
}
