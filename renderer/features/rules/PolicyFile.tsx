import { useState } from 'react'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextArea } from '../../ui/Field.tsx'

interface Props {
  readonly caseId: string
  readonly text: string
  /** False: the defaults of the program. */
  readonly isOwn: boolean
  readonly readOnly: boolean
}

/** The operator's promises as a file: what is wrong in it is said with its place, and changes nothing. */
export function PolicyFile({ caseId, text, isOwn, readOnly }: Props) {
  const t = useWords()
  const announce = useAnnounce()
  const [draft, setDraft] = useState(text)
  const stale = ['rules.', 'requests.', 'findings.', 'reports.']
  const set = useWrite('rules.set-policy', stale)
  const reset = useWrite('rules.reset-policy', stale)
  const failed = set.error?.detail ?? reset.error?.detail ?? null
  const done = { onSuccess: () => announce(t('rules.saved')) }
  return (
    <>
      <p>{t('rules.file.text')}</p>
      <TextArea
        label={t('rules.file.label')}
        mono
        rows={16}
        maxLength={65_536}
        readOnly={readOnly}
        value={draft}
        onChange={setDraft}
      />
      <div className="PolicyFile-actions">
        <Button
          look="primary"
          busy={set.isPending}
          disabled={readOnly || draft === text}
          onClick={() => {
            reset.reset()
            set.mutate({ caseId, text: draft }, done)
          }}
        >
          {t('rules.save')}
        </Button>
        <Button disabled={draft === text} onClick={() => setDraft(text)}>
          {t('rules.discard')}
        </Button>
        <Button
          busy={reset.isPending}
          disabled={readOnly || !isOwn}
          onClick={() => {
            set.reset()
            reset.mutate({ caseId }, done)
          }}
        >
          {t('rules.reset')}
        </Button>
      </div>
      {failed && <CallErrorNotice title={t('rules.not-saved')} error={failed} safe={t('rules.not-saved.safe')} />}
    </>
  )
}
