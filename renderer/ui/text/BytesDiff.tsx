import { useMemo, useState } from 'react'
import { useWords } from '../../i18n/words.tsx'
import { type Atom, atomsOfBytes } from './atoms.ts'
import { BytesView } from './BytesView.tsx'
import { diffBytes } from './byte-diff.ts'
import { Runs } from './Reveal.tsx'
import { type Range, runsOf } from './runs.ts'
import './BytesDiff.css'

interface Props {
  readonly before: Uint8Array
  readonly after: Uint8Array
  readonly beforeLabel: string
  readonly afterLabel: string
  /** Where the first byte of `before` stands in its file. */
  readonly offset: number
  readonly truncated?: boolean
}

/** Two byte strings side by side, what differs set off in each; long stretches that are the same can be folded away. */
export function BytesDiff({ before, after, beforeLabel, afterLabel, offset, truncated = false }: Props) {
  const t = useWords()
  const [folded, setFolded] = useState(true)
  const diff = useMemo(() => diffBytes(before, after), [before, after])
  const canFold = before.length > 4 * CONTEXT
  return (
    <div className="BytesDiff">
      {canFold && folded ? (
        <div className="BytesDiff-sides">
          <Folded label={beforeLabel} bytes={before} marks={diff.before} mark="del" />
          <Folded label={afterLabel} bytes={after} marks={diff.after} mark="ins" />
        </div>
      ) : (
        <div className="BytesDiff-sides">
          <BytesView
            label={beforeLabel}
            bytes={before}
            offset={offset}
            marks={diff.before}
            truncated={truncated}
            mark="del"
          />
          <BytesView
            label={afterLabel}
            bytes={after}
            offset={offset}
            marks={diff.after}
            truncated={truncated}
            mark="ins"
          />
        </div>
      )}
      {canFold && (
        <button type="button" className="BytesDiff-fold" onClick={() => setFolded(!folded)}>
          {t(folded ? 'ui.diff.show-all' : 'ui.diff.fold')}
        </button>
      )}
    </div>
  )
}

/** Bytes shown on either side of a difference. */
const CONTEXT = 72

interface Piece {
  readonly atoms: readonly Atom[]
  /** Bytes left out before these. */
  readonly skipped: number
}

/** The stretches around the marks; where there are none, the beginning. */
export function piecesAround(atoms: readonly Atom[], marks: readonly Range[], length: number): readonly Piece[] {
  const wanted = marks.length === 0 ? [{ from: 0, to: 0 }] : marks
  const windows: { from: number; to: number }[] = []
  for (const { from, to } of wanted) {
    const last = windows.at(-1)
    const start = Math.max(0, from - CONTEXT)
    if (last && start <= last.to + CONTEXT) last.to = to + CONTEXT
    else windows.push({ from: start, to: to + CONTEXT })
  }
  let reached = 0
  const pieces = windows.map(({ from, to }): Piece => {
    const inside = atoms.filter((atom) => atom.from >= from && atom.from < to)
    const skipped = (inside[0]?.from ?? reached) - reached
    reached = inside.at(-1)?.to ?? reached
    return { atoms: inside, skipped }
  })
  return reached < length ? [...pieces, { atoms: [], skipped: length - reached }] : pieces
}

interface FoldedProps {
  readonly label: string
  readonly bytes: Uint8Array
  readonly marks: readonly Range[]
  readonly mark: 'del' | 'ins'
}

function Folded({ label, bytes, marks, mark }: FoldedProps) {
  const t = useWords()
  const pieces = useMemo(() => piecesAround(atomsOfBytes(bytes), marks, bytes.length), [bytes, marks])
  return (
    <section className="BytesView" aria-label={label}>
      <div className="BytesView-bar">
        <h3>{label}</h3>
      </div>
      <div className="BytesView-text">
        <pre dir="ltr">
          {pieces.map(({ atoms, skipped }) => (
            <span key={atoms[0]?.from ?? 'end'}>
              {skipped > 0 && <span className="BytesDiff-skipped"> … {t('ui.bytes.same', { n: skipped })} … </span>}
              <Runs runs={runsOf(atoms, marks)} mark={mark} />
            </span>
          ))}
        </pre>
      </div>
    </section>
  )
}
