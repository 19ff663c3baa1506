/** What the auditor concluded about drawn requests: `{"<req>": {"conclusion": text, "note": text or absent}}`. */
import type { Conclusion } from '#core/audit-sample/sample-document.ts'
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { parseIJson } from '#core/formats/parse-json.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { describe } from '#core/requests/log-entry.ts'
import { err, ok, type Result } from '#core/result.ts'
import { readInput } from '../../../io/read-input.ts'

const MAX_FILE_BYTES = 64 * 2 ** 20
const MAX_CONCLUSION = 500
const MAX_NOTE = 20_000

/** A conclusion about a request that was not drawn is refused: it would be about another sample. */
export async function readConclusions(
  file: string,
  drawn: ReadonlySet<string>,
): Promise<Result<ReadonlyMap<string, Conclusion>, InputError>> {
  const bytes = await readInput(file, MAX_FILE_BYTES)
  if (!bytes.ok) return bytes
  const parsed = parseIJson(bytes.value, file)
  if (!parsed.ok) return parsed
  if (!isJsonObject(parsed.value)) return err(bad(file, null, 'an object by request', parsed.value))
  const conclusions = new Map<string, Conclusion>()
  for (const [req, value] of Object.entries(parsed.value)) {
    if (!drawn.has(req)) return err(bad(file, req, 'a request of this sample', req))
    const one = conclusionOf(file, req, value)
    if (!one.ok) return one
    conclusions.set(req, one.value)
  }
  return ok(conclusions)
}

function conclusionOf(file: string, req: string, value: JsonValue): Result<Conclusion, InputError> {
  if (!isJsonObject(value)) return err(bad(file, req, 'an object with "conclusion"', value))
  const { conclusion, note = null, ...others } = value
  const [other] = Object.keys(others)
  if (other !== undefined) return err(bad(file, `${req}.${other}`, '"conclusion" and "note" only', other))
  if (typeof conclusion !== 'string' || conclusion.trim() === '' || conclusion.length > MAX_CONCLUSION) {
    return err(bad(file, `${req}.conclusion`, `a text of 1 to ${MAX_CONCLUSION} characters`, conclusion))
  }
  if (note !== null && (typeof note !== 'string' || note.length > MAX_NOTE)) {
    return err(bad(file, `${req}.note`, `a text of at most ${MAX_NOTE} characters, or null`, note))
  }
  return ok({ conclusion, note })
}

function bad(file: string, field: string | null, expected: string, got: JsonValue | undefined): InputError {
  const place = field === null ? { file } : { file, field }
  return { code: 'bad_option', place, expected, got: typeof got === 'string' ? quote(got) : describe(got) }
}
