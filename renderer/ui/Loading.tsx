import type { ReactNode } from 'react'
import './Loading.css'

interface Props {
  readonly children: ReactNode
}

/** Says what is being read. Appears only after 150 ms, so that quick answers do not flicker; read out in any case. */
export function Loading({ children }: Props) {
  return (
    <p className="Loading" role="status">
      {children}
    </p>
  )
}
