import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import './announcer.css'

const Context = createContext<(text: string) => void>(() => {})

/** Says something in passing: shown for a while at the foot of the window, and read out politely. Never for errors. */
export const useAnnounce = (): ((text: string) => void) => use(Context)

/** Long enough to read twice; the line goes away by itself because nothing depends on it. */
const SHOWN_MS = 6000

export function Announcer({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState<{ readonly text: string; readonly turn: number } | null>(null)
  const announce = useCallback((text: string) => setSaid((before) => ({ text, turn: (before?.turn ?? 0) + 1 })), [])
  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => setSaid(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <Context value={announce}>
      {children}
      <div className="Announcer" role="status">
        {said && <p key={said.turn}>{said.text}</p>}
      </div>
    </Context>
  )
}
