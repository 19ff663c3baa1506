import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Glyph, type GlyphName } from './Glyph.tsx'
import './Button.css'

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'style'> {
  /** plain for most; primary once a screen; quiet inside tables and lines of text. */
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet'
  readonly glyph?: GlyphName
  /** At work: cannot be pressed again, keeps its focus and its name. */
  readonly busy?: boolean
  readonly children: ReactNode
}

export function Button({ look = 'plain', glyph, busy = false, children, onClick, type = 'button', ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      className={`Button Button-${look}`}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {glyph && <Glyph name={glyph} />}
      {children}
    </button>
  )
}
