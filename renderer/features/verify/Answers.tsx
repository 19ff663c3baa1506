import { useId, useState } from 'react'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import { Status } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { QUESTIONS, type Question, toneOf } from './answer-tones.ts'
import { RestsOn } from './RestsOn.tsx'
import type { VerifyDocument, VerifyResult } from './types.ts'
import './Answers.css'

interface Props {
  readonly document: VerifyDocument
  readonly result: VerifyResult
}

/** Five questions, five answers, each with what it rests on; never one bare "passed". */
export function Answers({ document, result }: Props) {
  return (
    <dl className="Answers">
      {QUESTIONS.map((question) => (
        <AnswerRow key={question} question={question} document={document} result={result} />
      ))}
    </dl>
  )
}

function AnswerRow({ question, document, result }: Props & { readonly question: Question }) {
  const t = useWords()
  const [open, setOpen] = useState(false)
  const id = useId()
  return (
    <div className="Answers-row">
      <dt>{t(`verify.question.${question}`)}</dt>
      <dd className="Answers-answer">
        <Status tone={toneOf(document, question)}>
          <AnswerWords question={question} document={document} />
        </Status>
      </dd>
      <dd className="Answers-why">
        <EvidenceText value={document[question].why} />
      </dd>
      <dd className="Answers-more">
        <button
          type="button"
          title={t('verify.rests-on', { question: t(`verify.question.${question}`) })}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          <span className="VisuallyHidden">{t('verify.rests-on', { question: t(`verify.question.${question}`) })}</span>
          <Glyph name={open ? 'up' : 'down'} />
        </button>
      </dd>
      {open && (
        <dd className="Answers-rests" id={id}>
          <RestsOn question={question} document={document} result={result} />
        </dd>
      )}
    </div>
  )
}

/** The document's own answer, with the figure that goes with it. */
function AnswerWords({ question, document }: { readonly question: Question; readonly document: VerifyDocument }) {
  const t = useWords()
  const { decimal } = useFigures()
  const { freshness, independence } = document
  if (question === 'freshness' && freshness.ageHours !== null && freshness.answer !== 'not judged') {
    const isDays = freshness.ageHours >= 48
    const age = isDays
      ? t('verify.age.days', { n: Math.floor(freshness.ageHours / 24) })
      : t('verify.age.hours', { hours: decimal(freshness.ageHours, 1), n: freshness.ageHours })
    return t('verify.answer.with', { answer: freshness.answer, with: age })
  }
  if (question === 'independence' && independence.answer !== 'not asked for') {
    const cosigned = independence.witnesses.filter((witness) => witness.cosigned).length
    const witnesses = t('verify.witnesses-of', { n: cosigned, total: independence.witnesses.length })
    return t('verify.answer.with', { answer: independence.answer, with: witnesses })
  }
  return <EvidenceText value={document[question].answer} />
}
