import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from 'react'

/** How this reader likes to read. Kept in the browser's own storage; says nothing about any evidence. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark'
  readonly contrast: 'system' | 'more'
  /** Times are UTC unless the reader asks for their own zone. */
  readonly zone: 'utc' | 'local'
  /** Shortcuts of one letter can be turned off (WCAG 2.2, 2.1.4). */
  readonly letterKeys: boolean
}

const DEFAULTS: Preferences = { theme: 'system', contrast: 'system', zone: 'utc', letterKeys: true }
const STORAGE_KEY = 'plainview.preferences'

function oneOf<V extends string>(value: unknown, allowed: readonly V[], fallback: V): V {
  return allowed.find((candidate) => candidate === value) ?? fallback
}

/** What is stored is not trusted: anything unknown falls back to the default. */
export function readPreferences(stored: string | null): Preferences {
  let raw: Readonly<Record<string, unknown>> = {}
  try {
    const parsed: unknown = JSON.parse(stored ?? '{}')
    if (typeof parsed === 'object' && parsed !== null) raw = { ...parsed }
  } catch {
    return DEFAULTS
  }
  return {
    theme: oneOf(raw.theme, ['system', 'light', 'dark'], DEFAULTS.theme),
    contrast: oneOf(raw.contrast, ['system', 'more'], DEFAULTS.contrast),
    zone: oneOf(raw.zone, ['utc', 'local'], DEFAULTS.zone),
    letterKeys: raw.letterKeys !== false,
  }
}

interface Value {
  readonly preferences: Preferences
  readonly set: (change: Partial<Preferences>) => void
}
const Context = createContext<Value>({ preferences: DEFAULTS, set: () => {} })

export const usePreferences = (): Value => use(Context)

/** Storage may be refused (private window, policy): then the choice lasts as long as the page. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [preferences, setPreferences] = useState(() =>
    readPreferences(attempt(() => localStorage.getItem(STORAGE_KEY))),
  )
  const set = useCallback((change: Partial<Preferences>) => {
    setPreferences((before) => {
      const after = { ...before, ...change }
      attempt(() => localStorage.setItem(STORAGE_KEY, JSON.stringify(after)))
      return after
    })
  }, [])

  useEffect(() => {
    const { dataset } = document.documentElement
    if (preferences.theme === 'system') delete dataset.theme
    else dataset.theme = preferences.theme
    if (preferences.contrast === 'system') delete dataset.contrast
    else dataset.contrast = preferences.contrast
  }, [preferences])

  const value = useMemo(() => ({ preferences, set }), [preferences, set])
  return <Context value={value}>{children}</Context>
}
