/**
 * Addresses inside the app: what follows `#`, a path and a query, so that a case, a piece of evidence or one entry can
 * be linked to, and the browser's back button works. No part of it ever reaches a server.
 */
import { useMemo, useSyncExternalStore } from 'react'

export interface Place {
  readonly path: string
  readonly query: URLSearchParams
}

export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  return { path: path.startsWith('/') ? path : '/', query: new URLSearchParams(query) }
}

/** Values of the `:names` in a pattern, or null where the path is another one. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? ''
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = decodeSafely(value)
    else if (part !== value) return null
  }
  return params
}

function decodeSafely(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

export type QueryChange = Readonly<Record<string, string | number | null>>

/** `#/path?query`; a null takes its name out of the query. */
export function hrefOf(path: string, query: URLSearchParams | QueryChange = {}): string {
  const text = query instanceof URLSearchParams ? query.toString() : changed(new URLSearchParams(), query).toString()
  return `#${path}${text === '' ? '' : `?${text}`}`
}

export function changed(query: URLSearchParams, change: QueryChange): URLSearchParams {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries(change)) {
    if (value === null) next.delete(name)
    else next.set(name, String(value))
  }
  return next
}

/** Fills the `:names` of a pattern; null when one is missing. */
export function fillPath(pattern: string, params: Readonly<Record<string, string>>): string | null {
  const parts = pattern.split('/').map((part) => {
    if (!part.startsWith(':')) return part
    const value = params[part.slice(1)]
    return value === undefined ? null : encodeURIComponent(value)
  })
  return parts.includes(null) ? null : parts.join('/')
}

/** Goes somewhere. `replace` leaves no step for the back button: for choices within a screen. */
export function go(href: string, { replace = false } = {}): void {
  if (href === window.location.hash) return
  if (!replace) {
    window.location.hash = href
    return
  }
  window.history.replaceState(null, '', href)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return useMemo(() => parsePlace(hash), [hash])
}

/** Changes the query of the present place, without a step for the back button. */
export function goQuery(change: QueryChange): void {
  const { path, query } = parsePlace(window.location.hash)
  go(hrefOf(path, changed(query, change)), { replace: true })
}
