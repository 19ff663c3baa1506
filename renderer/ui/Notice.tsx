import type { ReactNode } from 'react'
import { Glyph } from './Glyph.tsx'
import './Notice.css'

interface Props {
  /** error: something did not happen; warning: it holds, with a reservation; info: good to know. */
  readonly kind: 'error' | 'warning' | 'info'
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** A passage set apart by a rule at its side. An error is announced at once, the others are read in their place. */
export function Notice({ kind, title, children, actions }: Props) {
  const glyph = kind === 'error' ? 'cross' : kind === 'warning' ? 'question' : 'info'
  return (
    <div className={`Notice Notice-${kind}`} role={kind === 'error' ? 'alert' : 'note'}>
      <p className="Notice-title">
        <Glyph name={glyph} /> <span>{title}</span>
      </p>
      {children !== undefined && <div className="Notice-text">{children}</div>}
      {actions !== undefined && <div className="Notice-actions">{actions}</div>}
    </div>
  )
}
