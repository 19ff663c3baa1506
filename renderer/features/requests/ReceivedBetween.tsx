import { useId } from 'react'
import { useWords } from '../../i18n/words.tsx'

export const halfYearStart = (id: string): number => Date.UTC(Number(id.slice(0, 4)), id.endsWith('2') ? 6 : 0, 1)
export const nextHalfYear = (id: string): number =>
  id.endsWith('2') ? Date.UTC(Number(id.slice(0, 4)) + 1, 0, 1) : Date.UTC(Number(id.slice(0, 4)), 6, 1)

const DAY_MS = 86_400_000

interface Times {
  readonly fromMs?: number
  /** Exclusive. */
  readonly toMs?: number
}
interface Props {
  readonly fromMs: number | undefined
  readonly toMs: number | undefined
  readonly onChange: (times: Times) => void
}

const dayOf = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString().slice(0, 10))
/** undefined: no day, or one that is being typed. */
const msOf = (day: string): number | undefined => (day === '' ? undefined : Date.parse(`${day}T00:00:00.000Z`))

/** Two days in UTC, both included. */
export function ReceivedBetween({ fromMs, toMs, onChange }: Props) {
  const t = useWords()
  const id = useId()
  const last = toMs === undefined ? undefined : toMs - DAY_MS
  function change(from: number | undefined, until: number | undefined) {
    onChange({
      ...(from === undefined ? {} : { fromMs: from }),
      ...(until === undefined ? {} : { toMs: until + DAY_MS }),
    })
  }
  return (
    <div className="ReceivedBetween">
      <label htmlFor={`${id}-from`}>{t('requests.filter.from')}</label>
      <input
        id={`${id}-from`}
        className="Input"
        type="date"
        value={dayOf(fromMs)}
        onChange={({ target }) => change(msOf(target.value), last)}
      />
      <label htmlFor={`${id}-to`}>{t('requests.filter.to')}</label>
      <input
        id={`${id}-to`}
        className="Input"
        type="date"
        value={dayOf(last)}
        onChange={({ target }) => change(fromMs, msOf(target.value))}
      />
    </div>
  )
}
