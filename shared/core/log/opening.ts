/** Openings of commitments: docs/formats/log.md §3. Whoever has salt and value can show what was committed to. */
import { decodeBase64 } from '../bytes/base64.ts'
import { concatBytes, equalBytes } from '../bytes/equal.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import { isJsonObject } from '../formats/json-value.ts'
import { parseJson } from '../formats/parse-json.ts'

export interface Opening {
  readonly seq: number
  readonly name: string
  readonly salt: Uint8Array
  readonly value: string
}

/** null where the line is no opening. */
export function parseOpening(line: Uint8Array): Opening | null {
  const parsed = parseJson(line, '')
  if (!parsed.ok || !isJsonObject(parsed.value) || parsed.repeatedNames.length > 0) return null
  const { seq, name, salt: text, value, ...rest } = parsed.value
  const salt = typeof text === 'string' ? decodeBase64(text) : null
  const isWhole = Object.keys(rest).length === 0 && typeof name === 'string' && !name.includes('\n')
  if (!isWhole || typeof value !== 'string' || salt?.length !== 32) return null
  return Number.isSafeInteger(seq) && (seq as number) >= 0 ? { seq: seq as number, name, salt, value } : null
}

/** Does the entry commit to what the opening says? */
export function opens({ name, salt, value }: Opening, line: Uint8Array, hash: Hash): boolean {
  const parsed = parseJson(line, '')
  const commitments = parsed.ok && isJsonObject(parsed.value) ? parsed.value.c : undefined
  const text = isJsonObject(commitments) ? commitments[name] : undefined
  const committed = typeof text === 'string' ? decodeBase64(text) : null
  if (committed === null) return false
  const message = concatBytes(encodeUtf8(`disclosure-log/commit/v1\n${name}\n`), salt, encodeUtf8(value))
  return equalBytes(committed, hash(message))
}
