/** A receipt of an audit sample, read so that the same sample can be drawn again: docs/formats/matter.md. */
import {
  type Conclusion,
  MAX_SAMPLE,
  SAMPLE_FORMAT,
  type SampleFrame,
  type SampleOptions,
} from '#core/audit-sample/sample-document.ts'
import { isStratumColumn, STRATUM_COLUMNS } from '#core/audit-sample/strata.ts'
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { parseIJson } from '#core/formats/parse-json.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { parseInstant } from '#core/instant.ts'
import { describe } from '#core/requests/log-entry.ts'
import { err, ok, type Result } from '#core/result.ts'
import { readInput } from '../../../io/read-input.ts'

const MAX_FILE_BYTES = 64 * 2 ** 20

export interface SampleReceipt extends SampleOptions {
  readonly file: string
  readonly asOf: number | null
  readonly root: string
  /** In the order they were drawn. */
  readonly reqs: readonly string[]
  readonly conclusions: ReadonlyMap<string, Conclusion>
}

export async function readSampleReceipt(file: string): Promise<Result<SampleReceipt, InputError>> {
  const bytes = await readInput(file, MAX_FILE_BYTES)
  if (!bytes.ok) return bytes
  const parsed = parseIJson(bytes.value, file)
  if (!parsed.ok) return parsed
  const bad = (field: string, expected: string, got: JsonValue | undefined) =>
    err<InputError>({
      code: 'bad_field',
      place: { file, field },
      expected,
      got: typeof got === 'string' ? quote(got) : describe(got),
    })
  if (!isJsonObject(parsed.value)) return bad('format', `a receipt, ${SAMPLE_FORMAT}`, parsed.value)
  const { format, n, seed, by, asOf, log, sample } = parsed.value
  if (format !== SAMPLE_FORMAT) return bad('format', SAMPLE_FORMAT, format)
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > MAX_SAMPLE) return bad('n', `1 to ${MAX_SAMPLE}`, n)
  if (typeof seed !== 'string') return bad('seed', 'a text', seed)
  if (!Array.isArray(by)) return bad('by', 'a list of columns', by)
  const columns = by.map(String).filter(isStratumColumn)
  if (columns.length !== by.length) return bad('by', `of ${STRATUM_COLUMNS.join(', ')}`, by)
  const asOfMs = typeof asOf === 'string' ? parseInstant(asOf) : null
  if (asOf !== null && asOfMs === null) return bad('asOf', 'a time as in RFC 3339, or null', asOf)
  const root = isJsonObject(log) ? log.root : undefined
  if (typeof root !== 'string') return bad('log.root', 'a hash in base64', root)
  if (!Array.isArray(sample)) return bad('sample', 'a list of requests', sample)
  const conclusions = new Map<string, Conclusion>()
  const reqs: string[] = []
  for (const [at, one] of sample.entries()) {
    if (!isJsonObject(one) || typeof one.req !== 'string') return bad(`sample.${at}.req`, 'the id of a request', one)
    const { req, conclusion = null, note = null } = one
    reqs.push(req)
    if (typeof conclusion === 'string') {
      conclusions.set(req, { conclusion, note: typeof note === 'string' ? note : null })
    }
  }
  return ok({ file, n, seed, by: columns, asOf: asOfMs, root, reqs, conclusions })
}

/** What this log gives otherwise than the receipt says; null: the same sample of the same log. */
export function differenceFrom(
  { file, root, reqs }: SampleReceipt,
  { log, sample }: Pick<SampleFrame, 'log' | 'sample'>,
): InputError | null {
  const differs = (field: string, expected: string, got: string): InputError => {
    return { code: 'bad_field', place: { file, field }, expected, got }
  }
  if (root !== log.root) return differs('log.root', `${log.root}, as this log hashes`, root)
  const drawn = sample.drawn.map(({ req }) => req)
  const at = Math.max(drawn.length, reqs.length)
  const first = Array.from({ length: at }, (_, i) => i).find((i) => drawn[i] !== reqs[i])
  if (first === undefined) return null
  return differs(`sample.${first}.req`, quote(drawn[first] ?? null), quote(reqs[first] ?? null))
}
