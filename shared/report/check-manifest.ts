/** manifest.json against the files beside it: size and digest of every one, the PDF too. */
import { encodeHex } from '#core/bytes/hex.ts'
import type { Hash } from '#core/capabilities.ts'
import { isJsonObject } from '#core/formats/json-value.ts'
import { parseJson } from '#core/formats/parse-json.ts'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { Manifest } from './files.ts'
import type { CellDifference } from './verify-report.ts'

export const MAX_MANIFEST_BYTES = 2 ** 20
const PATH = /^[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)?$/

export interface CheckedManifest {
  readonly manifest: Manifest
  /** Files it lists. */
  readonly listed: number
  readonly differences: readonly CellDifference[]
}

const differs = (row: string, column: string, published: string, computed: string): CellDifference => ({
  table: 'manifest.json',
  row,
  column,
  published,
  computed,
  entries: null,
})

/** @param read a file of the report; null: it is not there */
export async function checkManifest(
  bytes: Uint8Array,
  read: (path: string) => Promise<Uint8Array | null>,
  hash: Hash,
): Promise<Result<CheckedManifest, InputError>> {
  const parsed = parseJson(bytes, 'manifest.json')
  if (!parsed.ok) return parsed
  const files = isJsonObject(parsed.value) ? parsed.value.files : undefined
  if (!Array.isArray(files)) {
    const place = { file: 'manifest.json', field: 'files' }
    return err({ code: 'bad_field', place, expected: 'a list of files', got: typeof files })
  }
  const differences: CellDifference[] = []
  for (const file of files) {
    const { path, sha256: listed } = isJsonObject(file) ? file : {}
    if (typeof path !== 'string' || !PATH.test(path) || typeof listed !== 'string') {
      differences.push(differs(String(path), 'path', String(path), 'a path inside the report'))
      continue
    }
    const found = await read(path)
    const digest = found === null ? 'missing' : encodeHex(hash(found))
    if (digest !== listed) differences.push(differs(path, 'sha256', listed, digest))
  }
  return ok({ manifest: parsed.value as unknown as Manifest, listed: files.length, differences })
}
