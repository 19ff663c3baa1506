/**
 * Canonical JSON, the JSON Canonicalization Scheme: RFC 8785. Used for lints and for what we write ourselves, never
 * to verify what somebody else wrote: there the bytes as stored decide.
 *
 * Members are sorted by the UTF-16 code units of their names (§3.2.3), numbers are written as ECMAScript does
 * (§3.2.2.3; -0 as 0), strings with the shortest escapes (§3.2.2.2). JSON.stringify already does the last two.
 */
import type { JsonObject, JsonValue } from '../formats/json-value.ts'
import { isJsonObject } from '../formats/json-value.ts'
import { invariant } from '../input-error.ts'

/**
 * A lone surrogate, which RFC 8785 §3.2.2.2 leaves undefined, is written as its escape; `checkIJson` reports it.
 * Depth is bounded because values come from `parseJson` or from our own code.
 */
export function canonicalize(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalize).join(',')}]`
  if (isJsonObject(value)) return canonicalObject(value)
  invariant(typeof value !== 'number' || Number.isFinite(value), `${value} has no JSON form`)
  return JSON.stringify(value)
}

function canonicalObject(object: JsonObject): string {
  // Without a comparator, sort() compares UTF-16 code units, which is what §3.2.3 asks for.
  const names = Object.keys(object).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalize(object[name] ?? null)}`).join(',')}}`
}
