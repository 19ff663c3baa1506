import { useWords } from '../i18n/words.tsx'
import { CopyButton } from './CopyButton.tsx'
import './Hash.css'

interface Props {
  readonly value: string
  /** What it is the hash of: names the copy button. */
  readonly of: string
  /** Show all of it, broken anywhere. */
  readonly whole?: boolean
}

const ENDS = 8

/** A hash: its two ends, the whole on hover and in the clipboard. */
export function Hash({ value, of, whole = false }: Props) {
  const t = useWords()
  const short = value.length > 2 * ENDS + 3 ? `${value.slice(0, ENDS)}…${value.slice(-ENDS)}` : value
  return (
    <span className="Hash">
      <code title={value}>{whole ? value : short}</code>
      <CopyButton text={() => value} name={t('ui.copy-hash', { of })}>
        {''}
      </CopyButton>
    </span>
  )
}
