/**
 * Writing I-JSON in canonical form: RFC 8785 (JCS) of values that RFC 7493 and docs/formats/log.md §3 allow. What they
 * do not allow is refused with its place, so that the writer cannot make a line that the verifier would complain of.
 */
import type { JsonValue } from '../formats/json-value.ts'
import { isJsonObject, MAX_JSON_DEPTH } from '../formats/json-value.ts'

export interface JsonFault {
  /** RFC 6901 pointer. */
  readonly field: string
  readonly expected: string
  readonly got: string
}

/** Everything that JSON.stringify would write otherwise than as itself, or that may be no character at all. */
const NEEDS_CARE = /[^ !#-[\]-~]/
/** Lone surrogates and noncharacters (Unicode 15, §23.7). */
const NO_CHARACTER = /[\p{Cs}\p{Noncharacter_Code_Point}]/u

/** @returns the text, or why there is none */
export function writeIJson(value: JsonValue): string | JsonFault {
  const faults: JsonFault[] = []
  const text = write(value, '', 0, faults)
  return faults[0] ?? text
}

function write(value: JsonValue, field: string, depth: number, faults: JsonFault[]): string {
  if (typeof value === 'string') return writeString(value, field, faults)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      faults.push({ field, expected: 'an integer within +-(2^53-1); decimals are strings', got: String(value) })
    }
    return String(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (depth >= MAX_JSON_DEPTH) {
    faults.push({ field, expected: `at most ${MAX_JSON_DEPTH} levels`, got: 'more' })
    return 'null'
  }
  if (Array.isArray(value)) {
    let text = '['
    value.forEach((item: JsonValue, i: number) => {
      text += (i === 0 ? '' : ',') + write(item, `${field}/${i}`, depth + 1, faults)
    })
    return `${text}]`
  }
  return isJsonObject(value) ? writeObject(value, field, depth, faults) : 'null'
}

function writeObject(
  object: Readonly<Record<string, JsonValue>>,
  field: string,
  depth: number,
  faults: JsonFault[],
): string {
  // sort() without a comparator compares UTF-16 code units: RFC 8785 §3.2.3.
  const names = Object.keys(object).sort()
  let text = '{'
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const place = `${field}/${name}`
    text += `${(i === 0 ? '' : ',') + writeString(name, place, faults)}:${write(object[name] ?? null, place, depth + 1, faults)}`
  }
  return `${text}}`
}

function writeString(value: string, field: string, faults: JsonFault[]): string {
  if (!NEEDS_CARE.test(value)) return `"${value}"`
  if (NO_CHARACTER.test(value)) {
    faults.push({ field, expected: 'Unicode characters', got: 'a lone surrogate or a noncharacter' })
  }
  return JSON.stringify(value)
}
