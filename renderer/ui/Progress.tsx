import { type ReactNode, useId } from 'react'
import { useFigures, useWords, type Words } from '../i18n/words.tsx'
import './Progress.css'

interface Props {
  /** "Importing export-2025.zip" */
  readonly label: ReactNode
  /** In words: hashing, indexing. */
  readonly phase?: string
  readonly bytesDone: number
  /** 0 while unknown. */
  readonly bytesTotal: number
  readonly bytesPerSecond?: number
  /** null while unknown. */
  readonly remainingMs?: number | null
  readonly entriesDone?: number
  /** Buttons. */
  readonly children?: ReactNode
}

/** "about 2 minutes left": seconds below a minute, then minutes, then hours; never more exact than it is. */
function timeLeft(t: Words, ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds < 60) return t('ui.progress.seconds-left', { n: seconds })
  const minutes = Math.round(seconds / 60)
  return minutes < 60
    ? t('ui.progress.minutes-left', { n: minutes })
    : t('ui.progress.hours-left', { n: Math.round(minutes / 60) })
}

/** How far, how fast, how long still. 100 % is shown only when the work says that it is done. */
export function Progress({
  label,
  phase,
  bytesDone,
  bytesTotal,
  bytesPerSecond,
  remainingMs,
  entriesDone,
  children,
}: Props) {
  const t = useWords()
  const { bytes, count, percent } = useFigures()
  const id = useId()
  const share = bytesTotal > 0 ? Math.min(bytesDone / bytesTotal, 1) : null
  // Floor, so that 99.6 % is not announced as done.
  const shownShare = share === null ? null : Math.floor(share * 100) / 100
  const facts = [
    phase,
    // Work that is not counted in bytes says nothing about them.
    bytesTotal > 0
      ? t('ui.progress.bytes', { done: bytes(bytesDone), total: bytes(bytesTotal) })
      : bytesDone > 0 && bytes(bytesDone),
    entriesDone ? t('ui.progress.entries', { n: entriesDone }) : undefined,
    bytesPerSecond ? t('ui.progress.rate', { rate: bytes(bytesPerSecond) }) : undefined,
    remainingMs === null || remainingMs === undefined ? undefined : timeLeft(t, remainingMs),
  ]
  return (
    <div className="Progress">
      <div className="Progress-head">
        <span id={id} className="Progress-label">
          {label}
        </span>
        {shownShare !== null && <span className="Progress-share">{percent(shownShare)}</span>}
      </div>
      <div
        className="Progress-bar"
        role="progressbar"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={shownShare === null ? undefined : Math.round(shownShare * 100)}
        aria-valuetext={facts.filter(Boolean).join(', ') || count(0)}
      >
        <div
          className={share === null ? 'Progress-done Progress-unknown' : 'Progress-done'}
          style={{ inlineSize: share === null ? '30%' : `${share * 100}%` }}
        />
      </div>
      <div className="Progress-foot">
        <span className="Progress-facts">{facts.filter(Boolean).join(' · ')}</span>
        {children}
      </div>
    </div>
  )
}
