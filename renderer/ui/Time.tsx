import { Fragment } from 'react'
import { usePreferences } from './preferences.tsx'
import './Time.css'
import { EvidenceText } from './text/Reveal.tsx'

type Zone = 'utc' | 'local'

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0')

/**
 * `2026-03-01 09:30:00 UTC`, or the same moment in the reader's zone with its offset, `2026-03-01 10:30:00 +01:00`.
 * ISO order always; seconds and milliseconds only where they say something.
 */
export function formatTime(ms: number, zone: Zone, precision: 'day' | 'minute' | 'ms' = 'minute'): string {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return ''
  // In the local zone the shifted date's UTC parts are the local parts.
  const offset = zone === 'local' ? -date.getTimezoneOffset() : 0
  const shown = new Date(ms + offset * 60_000)
  const day = `${pad(shown.getUTCFullYear(), 4)}-${pad(shown.getUTCMonth() + 1)}-${pad(shown.getUTCDate())}`
  if (precision === 'day') return day
  const clock = `${pad(shown.getUTCHours())}:${pad(shown.getUTCMinutes())}`
  const fine = precision === 'ms' ? `:${pad(shown.getUTCSeconds())}.${pad(shown.getUTCMilliseconds(), 3)}` : ''
  const sign = offset < 0 ? '-' : '+'
  const name = zone === 'utc' ? 'UTC' : `${sign}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`
  return `${day} ${clock}${fine} ${name}`
}

interface Props {
  /** Unix milliseconds, or RFC 3339. */
  readonly at: number | string
  readonly precision?: 'day' | 'minute' | 'ms'
}

/** A moment; in a narrow column the day and the clock stand on two lines. What is no moment is shown as it was written. */
export function Time({ at, precision = 'minute' }: Props) {
  const { zone } = usePreferences().preferences
  const ms = typeof at === 'number' ? at : Date.parse(at)
  if (Number.isNaN(ms)) return <EvidenceText value={String(at)} />
  const iso = new Date(ms).toISOString()
  return (
    <time dateTime={iso} title={iso} className="Time">
      {formatTime(ms, zone, precision)
        .split(/ (?=\d\d:)/)
        .map((part, i) => (
          <Fragment key={part}>
            {i > 0 && ' '}
            <span className="Time-part">{part}</span>
          </Fragment>
        ))}
    </time>
  )
}
