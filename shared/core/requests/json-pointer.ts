/**
 * JSON Pointer: which member of an entry's `data` a correction speaks of.
 * Source: RFC 6901 §3 (syntax), §4 (evaluation). `-` names the place after the last element of an array.
 */
import { isJsonObject, type JsonValue } from '../formats/json-value.ts'

/** Deeper than any member that we know, and no deeper: setting follows the path by recursion. */
const MAX_DEPTH = 16

/** The names along the path, unescaped; null where `pointer` breaks the syntax or is deeper than we follow. */
export function parsePointer(pointer: string): readonly string[] | null {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return null
  const names = pointer.slice(1).split('/')
  // ~1 first: "~01" must become "~1", not "/".
  return names.length <= MAX_DEPTH ? names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')) : null
}

/** RFC 6901 §4: an array index has no leading zeros. */
function arrayIndex(name: string): number | null {
  return /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : null
}

/** The value at the path; undefined where nothing is there. */
export function valueAt(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = value
  for (const name of path) {
    if (Array.isArray(at)) at = at[arrayIndex(name) ?? -1]
    else if (isJsonObject(at)) at = Object.hasOwn(at, name) ? at[name] : undefined
    else return undefined
  }
  return at
}

/** A copy of `value` with `to` at the path: replaced, or added where only the last name is missing. Undefined where there is no such place. */
export function withValueAt(value: JsonValue, path: readonly string[], to: JsonValue): JsonValue | undefined {
  const [name, ...rest] = path
  if (name === undefined) return to
  if (Array.isArray(value)) {
    const index = name === '-' ? value.length : arrayIndex(name)
    if (index === null || index > value.length || (index === value.length && rest.length > 0)) return undefined
    const changed = rest.length === 0 ? to : withValueAt(value[index] ?? null, rest, to)
    return changed === undefined ? undefined : [...value.slice(0, index), changed, ...value.slice(index + 1)]
  }
  if (!isJsonObject(value)) return undefined
  if (rest.length === 0) return { ...value, [name]: to }
  if (!Object.hasOwn(value, name)) return undefined
  const changed = withValueAt(value[name] ?? null, rest, to)
  return changed === undefined ? undefined : { ...value, [name]: changed }
}
