import type { ReactNode } from 'react'
import type { CallError } from '#contract/operation.ts'
import { useWords, type Words } from '../i18n/words.tsx'
import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'
import { EvidenceText } from './text/Reveal.tsx'
import './CallErrorNotice.css'

interface Props {
  /** What did not happen: "The export was not imported". */
  readonly title: string
  readonly error: CallError
  /** What is safe, what still holds. */
  readonly safe?: string
  readonly onRetry?: () => void
  readonly actions?: ReactNode
}

/** `heads/4096.note, line 2, column 5, field root` */
function placeInWords(t: Words, place: NonNullable<CallError['place']>): string {
  const parts = [
    place.file,
    place.line !== undefined && t('ui.place.line', { n: place.line }),
    place.column !== undefined && t('ui.place.column', { n: place.column }),
    place.byte !== undefined && t('ui.place.byte', { n: place.byte }),
    place.field !== undefined && t('ui.place.field', { field: place.field }),
  ]
  return parts.filter((part) => part !== false && part !== '').join(', ')
}

/** A refusal as it came from the application: where, what was expected, what came, what is safe. */
export function CallErrorNotice({ title, error, safe, onRetry, actions }: Props) {
  const t = useWords()
  const { place, expected, got } = error
  return (
    <Notice
      kind="error"
      title={title}
      actions={
        (onRetry || actions) && (
          <>
            {actions}
            {onRetry && <Button onClick={onRetry}>{t('ui.try-again')}</Button>}
          </>
        )
      }
    >
      <p>
        <EvidenceText value={error.message} />
      </p>
      {(place || expected !== undefined || got !== undefined) && (
        <dl className="CallErrorNotice-facts">
          {place && <Fact name={t('ui.error.where')} value={placeInWords(t, place)} />}
          {expected !== undefined && <Fact name={t('ui.error.expected')} value={expected} />}
          {got !== undefined && <Fact name={t('ui.error.got')} value={got} />}
        </dl>
      )}
      {safe !== undefined && <p className="muted">{safe}</p>}
    </Notice>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <EvidenceText value={value} />
      </dd>
    </>
  )
}
