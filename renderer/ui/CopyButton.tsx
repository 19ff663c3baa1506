import { type ReactNode, useState } from 'react'
import { useWords } from '../i18n/words.tsx'
import { useAnnounce } from './announcer.tsx'
import { Button } from './Button.tsx'

interface Props {
  /** What to copy, made when asked for. */
  readonly text: () => string
  readonly children: ReactNode
  /** For a button whose visible word is short: what exactly is copied. */
  readonly name?: string
}

/** Copies text and says that it did, on the button and to a screen reader. */
export function CopyButton({ text, children, name }: Props) {
  const t = useWords()
  const announce = useAnnounce()
  const [copied, setCopied] = useState(false)
  async function copy() {
    try {
      await navigator.clipboard.writeText(text())
      setCopied(true)
      announce(t('ui.copied'))
      setTimeout(() => setCopied(false), 1500)
    } catch {
      announce(t('ui.copy-refused'))
    }
  }
  return (
    <Button look="quiet" glyph={copied ? 'check' : 'copy'} aria-label={name} onClick={copy}>
      {children}
    </Button>
  )
}
