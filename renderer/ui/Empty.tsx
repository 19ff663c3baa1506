import type { ReactNode } from 'react'
import './Empty.css'

interface Props {
  readonly title: ReactNode
  /** What to do next. */
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

export function Empty({ title, children, actions }: Props) {
  return (
    <div className="Empty">
      <p className="Empty-title">{title}</p>
      {children !== undefined && <div className="Empty-text">{children}</div>}
      {actions !== undefined && <div className="Empty-actions">{actions}</div>}
    </div>
  )
}
