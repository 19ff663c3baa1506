/**
 * What may be bound to a statement. The sqlite3 package accepts more and stores something else, silently
 * (measured with 6.0.1: bigint, NaN, undefined and a missing parameter become NULL, 2^53+1 comes back as 2^53,
 * true becomes 1, a Date a float, an object the text "[object Object]", a lone surrogate U+FFFD), so every value passes here first.
 */
import { quote } from '#core/input-error.ts'

export type Bind = string | number | null | Uint8Array

/** Throws on anything that would not come back as it went in. Being called with such a value is our bug, never bad input. */
export function checkBinds(sql: string, binds: readonly unknown[]): void {
  const expected = countParameters(sql)
  if (binds.length !== expected) fail(sql, `${binds.length} values for ${expected} parameters`)
  for (let i = 0; i < binds.length; i++) {
    const wrong = whyNotBindable(binds[i])
    if (wrong !== null) fail(sql, `parameter ${i + 1} is ${wrong}`)
  }
}

/** Apart, so that quoting a long statement costs nothing where nothing is wrong. */
function fail(sql: string, why: string): never {
  throw new Error(`bug: ${why} in ${quote(sql)}`)
}

export function whyNotBindable(value: unknown): string | null {
  if (value === null || value instanceof Uint8Array) return null
  if (typeof value === 'string') return hasLoneSurrogate(value) ? 'a string with a lone surrogate' : null
  if (typeof value !== 'number') return `${Array.isArray(value) ? 'an array' : typeof value}`
  if (!Number.isFinite(value)) return `${value}`
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return `${value}, beyond 2^53-1`
  return null
}

/** Our statements use `?` only, and never a `?` inside a literal; the driver's tests hold every statement to that. */
function countParameters(sql: string): number {
  let count = 0
  for (let at = sql.indexOf('?'); at >= 0; at = sql.indexOf('?', at + 1)) count++
  return count
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

/** A stored integer beyond 2^53-1 has lost its last digits on the way here: nothing we wrote, so the file was changed. */
export function unsafeColumn(row: Readonly<Record<string, unknown>>): string | null {
  for (const name in row) {
    const value = row[name]
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return name
  }
  return null
}
