import { Fragment } from 'react'
import { useWords, type Words } from '../../i18n/words.tsx'
import { type AtomKind, atomsOfText } from './atoms.ts'
import { type Run, runsOf } from './runs.ts'
import './Reveal.css'

/** What is said about a character that is not simply shown. */
export function describe(t: Words, { kind, code, like }: Pick<Run, 'code' | 'like'> & { readonly kind: AtomKind }) {
  switch (kind) {
    case 'control':
      return t('ui.reveal.control', { code })
    case 'bidi':
      return t('ui.reveal.bidi', { code })
    case 'invisible':
      return t('ui.reveal.invisible', { code })
    case 'space':
      return t('ui.reveal.space', { code })
    case 'unassigned':
      return t('ui.reveal.unassigned', { code })
    case 'broken':
      return t('ui.reveal.broken', { code })
    case 'look-alike':
      return t('ui.reveal.look-alike', { code, like: like ?? '' })
    case 'form':
      return t('ui.reveal.form', { code, like: like ?? '' })
    case 'plain':
    case 'rtl':
      return ''
  }
}

interface RunsProps {
  readonly runs: readonly Run[]
  /** The element around marked runs. */
  readonly mark?: 'del' | 'ins' | 'mark'
}

/** Draws runs. Characters that cannot be seen are replaced by their names, so they have no effect on the page. */
export function Runs({ runs, mark: Mark = 'mark' }: RunsProps) {
  const t = useWords()
  return runs.map((run) => {
    const Around = run.marked ? Mark : Fragment
    return (
      <Around key={run.from}>
        <RunView run={run} description={describe(t, run)} />
      </Around>
    )
  })
}

function RunView({ run, description }: { readonly run: Run; readonly description: string }) {
  if (run.kind === 'plain') return run.shown
  if (run.kind === 'rtl') return <bdi>{run.shown}</bdi>
  return (
    <span className={`Reveal Reveal-${run.kind}`} title={description}>
      {run.shown}
      <span className="VisuallyHidden"> ({description}) </span>
    </span>
  )
}

interface EvidenceTextProps {
  readonly value: string
}

/** A short text from evidence, inside a sentence or a cell: shown as it is, and isolated from what is around it. */
export function EvidenceText({ value }: EvidenceTextProps) {
  return (
    <bdi className="EvidenceText" dir="ltr">
      {PLAIN.test(value) ? value : <Runs runs={runsOf(atomsOfText(value))} />}
    </bdi>
  )
}

/** Printable ASCII has nothing to reveal: most cells of most tables, decided without a look at each character. */
const PLAIN = /^[ -~]*$/
