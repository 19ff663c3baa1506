/** manifest.json against the files beside it, the PDF too, and manifest.note against the key of the publisher. */
import { join } from 'node:path'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import type { InputError } from '#core/input-error.ts'
import { MAX_NOTE_BYTES, openNote } from '#core/note/note.ts'
import { parseVkey, verifierOf } from '#core/note/vkey.ts'
import { err, ok, type Result } from '#core/result.ts'
import { checkManifest, MAX_MANIFEST_BYTES } from '#report/check-manifest.ts'
import { type Manifest, manifestNoteText } from '#report/files.ts'
import type { CellDifference } from '#report/verify-report.ts'
import { sha256, verifyEd25519 } from '../../../io/node-crypto.ts'
import { readInput } from '../../../io/read-input.ts'
import { badOption } from '../answer.ts'
import { MAX_REPORT_BYTES } from './read-report.ts'

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
  const fileAt = async (path: string) => {
    const found = await readInput(join(folder, path), MAX_REPORT_BYTES, path)
    return found.ok ? found.value : null
  }
  const checked = await checkManifest(read.value, fileAt, sha256)
  if (!checked.ok) return checked
  const { manifest, differences } = checked.value
  if (signer === null) return ok(differences)
  const signed = await signatureDifference(folder, signer, manifest, read.value)
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
