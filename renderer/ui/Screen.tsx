import { type ReactNode, useId } from 'react'
import './Screen.css'

interface HeadProps {
  readonly crumb?: ReactNode
  /** A sentence that says the result, where there is one. */
  readonly title: ReactNode
  readonly actions?: ReactNode
  /** What the title rests on. */
  readonly lead?: ReactNode
}

/** The head of a screen. Its heading takes the focus when the reader comes here. */
export function ScreenHead({ crumb, title, actions, lead }: HeadProps) {
  return (
    <>
      {crumb !== undefined && <p className="Screen-crumb">{crumb}</p>}
      <div className="Screen-head">
        <h1 tabIndex={-1}>{title}</h1>
        {actions !== undefined && <div className="Screen-actions">{actions}</div>}
      </div>
      {lead !== undefined && <p className="Screen-lead">{lead}</p>}
    </>
  )
}

interface SectionProps {
  readonly title: ReactNode
  /** Beside the heading: a remark or buttons. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export function Section({ title, aside, children }: SectionProps) {
  const id = useId()
  return (
    <section className="Screen-section" aria-labelledby={id}>
      <div className="Screen-sectionHead">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
