import { useState } from 'react'
import { CONCLUSIONS } from '#contract/areas/audit.ts'
import type { Output } from '#contract/contract.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextArea } from '../../ui/Field.tsx'
import { Time } from '../../ui/Time.tsx'
import { Choice } from '../../ui/Toggle.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { LogTarget } from '../requests/DerivedLog.tsx'
import { labelOf } from '../requests/labels.ts'

type Conclusion = (typeof CONCLUSIONS)[number]

interface Props {
  readonly target: LogTarget
  readonly sampleSeq: number
  /** undefined: it went away meanwhile. */
  readonly row: Output<'audit.sample'>['rows'][number] | undefined
  /** The next request without a conclusion. */
  readonly next: string | null
  readonly onNext: (req: string) => void
  readonly onClose: () => void
}

export function ConcludeDialog({ target, sampleSeq, row, next, onNext, onClose }: Props) {
  const t = useWords()
  const before = CONCLUSIONS.find((one) => one === row?.conclusion?.conclusion) ?? null
  const [conclusion, setConclusion] = useState<Conclusion | null>(before)
  const [note, setNote] = useState(row?.conclusion?.note ?? '')
  const write = useWrite('audit.conclude', ['audit.', 'worklog.'])
  if (row === undefined) return null
  const { req, authority, instrument, outcome, receivedAtMs, entries } = row
  const save = (then: () => void) => {
    if (conclusion !== null) write.mutate({ ...target, sampleSeq, req, conclusion, note }, { onSuccess: then })
  }
  return (
    <Dialog
      wide
      title={t('audit.conclude.title', { req })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button busy={write.isPending} disabled={conclusion === null} onClick={() => save(onClose)}>
            {t('audit.conclude.save')}
          </Button>
          {next !== null && (
            <Button
              look="primary"
              busy={write.isPending}
              disabled={conclusion === null}
              onClick={() => save(() => onNext(next))}
            >
              {t('audit.conclude.next')}
            </Button>
          )}
        </>
      }
    >
      <p>
        <Time at={receivedAtMs} /> · <EvidenceText value={authority.name ?? labelOf('authorityType', authority.type)} />{' '}
        · {labelOf('instrument', instrument)}
        {outcome !== null && ` · ${labelOf('outcome', outcome)}`}
      </p>
      <p>
        <a href={`#/case/${target.caseId}/requests/${encodeURIComponent(req)}`}>{t('audit.conclude.story')}</a>{' '}
        {entries.map(({ seq, index }) =>
          index === null ? (
            <span key={seq}>{t('requests.story.entry', { index: seq })} </span>
          ) : (
            <a key={seq} href={`#/case/${target.caseId}/verify/${target.evidenceId}?tab=entries&entry=${index}`}>
              {t('requests.story.entry', { index })}{' '}
            </a>
          ),
        )}
      </p>
      <Choice<Conclusion | ''>
        label={t('audit.concluded')}
        value={conclusion ?? ''}
        options={CONCLUSIONS.map((value) => ({ value, label: t(`audit.conclusion.${value}`) }))}
        onChange={(value) => value !== '' && setConclusion(value)}
      />
      <TextArea label={t('requests.notes.text')} rows={3} maxLength={10_000} value={note} onChange={setNote} />
      <p className="Requests-muted">{t('audit.conclude.text')}</p>
      {write.isError && <CallErrorNotice title={t('requests.notes.failed')} error={write.error.detail} />}
    </Dialog>
  )
}
