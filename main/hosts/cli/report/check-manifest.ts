/** manifest.json against the files beside it, the PDF too, and manifest.note against the key of the publisher. */
import { join } from 'node:path'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { isJsonObject } from '#core/formats/json-value.ts'
import { parseJson } from '#core/formats/parse-json.ts'
import type { InputError } from '#core/input-error.ts'
import { MAX_NOTE_BYTES, openNote } from '#core/note/note.ts'
import { parseVkey, verifierOf } from '#core/note/vkey.ts'
import { err, ok, type Result } from '#core/result.ts'
import { type Manifest, manifestNoteText } from '#report/files.ts'
import type { CellDifference } from '#report/verify-report.ts'
import { sha256, verifyEd25519 } from '../../../io/node-crypto.ts'
import { readInput } from '../../../io/read-input.ts'
import { badOption } from '../answer.ts'
import { MAX_REPORT_BYTES } from './read-report.ts'

const MAX_MANIFEST_BYTES = 2 ** 20
const PATH = /^[a-z0-9][a-z0-9.-]*(?:\/[a-z0-9][a-z0-9.-]*)?$/

const differs = (table: string, row: string, column: string, published: string, computed: string): CellDifference => ({
  table,
  row,
  column,
  published,
  computed,
  entries: null,
})

/** @param signer the publisher's key; null: the signature is not asked about. A report without a manifest has none to check. */
export async function manifestDifferences(
  folder: string,
  signer: string | null,
): Promise<Result<readonly CellDifference[], InputError>> {
  const read = await readInput(join(folder, 'manifest.json'), MAX_MANIFEST_BYTES, 'manifest.json')
  if (!read.ok) {
    return signer === null ? ok([]) : ok([differs('manifest.json', '', 'file', 'missing', 'a manifest to be signed')])
  }
  const parsed = parseJson(read.value, 'manifest.json')
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
      differences.push(differs('manifest.json', String(path), 'path', String(path), 'a path inside the report'))
      continue
    }
    const found = await readInput(join(folder, path), MAX_REPORT_BYTES, path)
    const digest = found.ok ? Buffer.from(sha256(found.value)).toString('hex') : 'missing'
    if (digest !== listed) differences.push(differs('manifest.json', path, 'sha256', listed, digest))
  }
  if (signer === null) return ok(differences)
  const signed = await signatureDifference(folder, signer, parsed.value as unknown as Manifest, read.value)
  return signed.ok ? ok([...differences, ...signed.value]) : signed
}

async function signatureDifference(
  folder: string,
  signer: string,
  manifest: Manifest,
  bytes: Uint8Array,
): Promise<Result<readonly CellDifference[], InputError>> {
  const vkey = parseVkey(signer, '--signer')
  if (!vkey.ok) return vkey
  const verifier = verifierOf(vkey.value, verifyEd25519)
  if (verifier === null) return err(badOption('--signer', 'an Ed25519 key', signer))
  const wrong = (got: string) => ok([differs('manifest.note', verifier.name, 'signature', got, 'signed by this key')])
  const note = await readInput(join(folder, 'manifest.note'), MAX_NOTE_BYTES, 'manifest.note')
  if (!note.ok) return wrong('missing')
  const opened = openNote(note.value, [verifier])
  if (!opened.ok && opened.error.code === 'unknown_key') return wrong('signed by somebody else')
  if (!opened.ok && opened.error.code === 'bad_signature') return wrong('a signature that is wrong')
  if (!opened.ok) return opened
  if (opened.value.verified.length === 0) {
    return wrong(opened.value.bad.length > 0 ? 'a signature that is wrong' : 'signed by somebody else')
  }
  const expected = manifestNoteText(manifest, sha256, bytes)
  const isSame = decodeUtf8(opened.value.textBytes) === expected
  return ok(isSame ? [] : [differs('manifest.note', '', 'text', opened.value.text, expected)])
}
