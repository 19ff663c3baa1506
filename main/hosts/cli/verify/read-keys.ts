/** `--keys keys.json`: keys with the tree sizes they are trusted for, `[{"vkey":"...","fromSize":0,"toSize":null}]`. */
import type { KeyWindow } from '#contract/receipt.ts'
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { parseIJson } from '#core/formats/parse-json.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { parseVkey } from '#core/note/vkey.ts'
import { err, ok, type Result } from '#core/result.ts'
import { readInput } from '../../../io/read-input.ts'

const MAX_KEYS_BYTES = 2 ** 20
const MAX_KEYS = 1000
const MEMBERS = ['vkey', 'fromSize', 'toSize'] as const

export async function readKeysFile(path: string): Promise<Result<readonly KeyWindow[], InputError>> {
  const bytes = await readInput(path, MAX_KEYS_BYTES)
  if (!bytes.ok) return bytes
  const parsed = parseIJson(bytes.value, path)
  return parsed.ok ? parseKeys(parsed.value, path) : parsed
}

/** A missing member is refused: a window that somebody forgot to close is not the same as one that is open. */
export function parseKeys(value: JsonValue, file: string): Result<readonly KeyWindow[], InputError> {
  const bad = (code: InputError['code'], field: string, expected: string, got: JsonValue | undefined) =>
    err<InputError>({ code, place: { file, field }, expected, got: got === undefined ? 'nothing' : quote(got) })
  if (!Array.isArray(value))
    return bad('bad_field', 'keys', 'a list of {"vkey","fromSize","toSize"}', value as JsonValue)
  if (value.length > MAX_KEYS) return bad('limit_exceeded', 'keys', `at most ${MAX_KEYS} keys`, value.length)
  const windows: KeyWindow[] = []
  for (const [i, item] of value.entries()) {
    if (!isJsonObject(item)) return bad('bad_field', `[${i}]`, 'an object', item)
    const missing = MEMBERS.find((name) => !Object.hasOwn(item, name))
    if (missing)
      return bad(
        'missing_field',
        `[${i}].${missing}`,
        missing === 'toSize' ? 'a tree size, or null for open' : `"${missing}"`,
        undefined,
      )
    const unknown = Object.keys(item).find((name) => !MEMBERS.some((member) => member === name))
    if (unknown !== undefined) return bad('unknown_field', `[${i}].${unknown}`, MEMBERS.join(', '), unknown)
    const { vkey, fromSize, toSize } = item
    if (typeof vkey !== 'string') return bad('bad_field', `[${i}].vkey`, 'a vkey', vkey)
    const key = parseVkey(vkey, `${file} [${i}].vkey`)
    if (!key.ok) return key
    if (!isSize(fromSize)) return bad('bad_field', `[${i}].fromSize`, 'a tree size, 0 to 2^53-1', fromSize)
    if (toSize !== null && !isSize(toSize))
      return bad('bad_field', `[${i}].toSize`, 'a tree size, or null for open', toSize)
    if (toSize !== null && toSize < fromSize)
      return bad('bad_field', `[${i}].toSize`, `at least fromSize, ${fromSize}`, toSize)
    windows.push({ vkey, fromSize, toSize })
  }
  return ok(windows)
}

function isSize(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
