import { useMemo, useState } from 'react'
import { Say, useFigures, useWords } from '../../i18n/words.tsx'
import { CopyButton } from '../CopyButton.tsx'
import { type Atom, atomsOfBytes } from './atoms.ts'
import { base64OfBytes } from './base64.ts'
import { HexView } from './HexView.tsx'
import { indentJson } from './indent-json.ts'
import { describe, Runs } from './Reveal.tsx'
import { type Range, revealedIn, runsOf } from './runs.ts'
import './BytesView.css'

type Look = 'raw' | 'indented' | 'hex'

interface Props {
  readonly label: string
  readonly bytes: Uint8Array
  /** Where the first byte stands in its file. */
  readonly offset: number
  /** Byte ranges to set off. */
  readonly marks?: readonly Range[]
  /** The bytes are the beginning of something longer. */
  readonly truncated?: boolean
  /** The element around what is set off. */
  readonly mark?: 'del' | 'ins' | 'mark'
}

const LOOKS = ['raw', 'indented', 'hex'] as const

/** Bytes as they are: as text with everything hidden revealed, with line breaks put in for reading, or in hex. */
export function BytesView({ label, bytes, offset, marks, truncated = false, mark = 'mark' }: Props) {
  const t = useWords()
  const [look, setLook] = useState<Look>('raw')
  const atoms = useMemo(() => atomsOfBytes(bytes), [bytes])
  return (
    <div className="BytesView">
      <div className="BytesView-bar">
        <h3>{label}</h3>
        <fieldset className="BytesView-looks">
          <legend className="VisuallyHidden">{t('ui.bytes.look')}</legend>
          {LOOKS.map((option) => (
            <button key={option} type="button" aria-pressed={look === option} onClick={() => setLook(option)}>
              {t(`ui.bytes.look.${option}`)}
            </button>
          ))}
        </fieldset>
        <CopyButton text={() => base64OfBytes(bytes)}>{t('ui.bytes.copy')}</CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="BytesView-text" tabIndex={0} aria-label={label}>
        {look === 'hex' ? (
          <HexView bytes={bytes} offset={offset} marks={marks} />
        ) : look === 'raw' ? (
          <pre dir="ltr">
            <Runs runs={runsOf(atoms, marks)} mark={mark} />
          </pre>
        ) : (
          <Indented atoms={atoms} marks={marks} mark={mark} />
        )}
      </section>
      {truncated && <p className="BytesView-note">{t('ui.bytes.truncated')}</p>}
      <RevealAccount atoms={atoms} offset={offset} />
    </div>
  )
}

interface IndentedProps {
  readonly atoms: readonly Atom[]
  readonly marks: readonly Range[] | undefined
  readonly mark: 'del' | 'ins' | 'mark'
}

function Indented({ atoms, marks, mark }: IndentedProps) {
  const lines = useMemo(() => indentJson(atoms), [atoms])
  return (
    <pre dir="ltr">
      {lines.map((line) => (
        <div key={line.atoms[0]?.from} style={{ paddingInlineStart: `${line.depth * 2}ch` }}>
          <Runs runs={runsOf(line.atoms, marks)} mark={mark} />
        </div>
      ))}
    </pre>
  )
}

/** Lists what had to be revealed; says so too when there was nothing. */
function RevealAccount({ atoms, offset }: { readonly atoms: readonly Atom[]; readonly offset: number }) {
  const t = useWords()
  const { count } = useFigures()
  const revealed = useMemo(() => revealedIn(atoms), [atoms])
  if (revealed.length === 0) return <p className="BytesView-note">{t('ui.bytes.nothing-hidden')}</p>
  return (
    <ul className="BytesView-revealed">
      {revealed.slice(0, MOST_LISTED).map((item) => (
        <li key={item.kind + item.code}>
          <Say
            id="ui.bytes.revealed"
            values={{ what: describe(t, item), times: item.count, at: count(offset + item.firstAt) }}
          />
        </li>
      ))}
      {revealed.length > MOST_LISTED && <li>{t('ui.bytes.more-revealed', { n: revealed.length - MOST_LISTED })}</li>}
    </ul>
  )
}
const MOST_LISTED = 12
