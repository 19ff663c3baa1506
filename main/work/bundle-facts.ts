/**
 * What the bundles that were handed in say of themselves, for rule `bundle-logged-once`: id, digest of the note, and when
 * they were sealed. Statement and note are read, no payload; whether any of it holds is judged by verify-bundles.ts.
 */
import { NOTE, STATEMENT } from '#core/bundle/bag-names.ts'
import { MAX_STATEMENT_BYTES, readStatement, type Statement } from '#core/bundle/statement.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import type { InputError } from '#core/input-error.ts'
import { parseRfc3339 } from '#core/instant.ts'
import { MAX_NOTE_BYTES, readNote } from '#core/note/note.ts'
import type { BundleFact } from '#core/requests/rules/bundle-rule.ts'
import { ok, type Result } from '#core/result.ts'
import type { FoundBundle } from '../io/find-bundles.ts'
import { sha256 } from '../io/node-crypto.ts'
import { readSource } from '../io/read-source.ts'

export async function bundleFacts(
  found: readonly FoundBundle[],
  signal?: AbortSignal,
): Promise<Result<readonly BundleFact[], InputError>> {
  const facts: BundleFact[] = []
  for (const bundle of found) {
    const statement = await fileOf(bundle, STATEMENT, MAX_STATEMENT_BYTES, signal)
    if (!statement.ok) return statement
    const note = await fileOf(bundle, NOTE, MAX_NOTE_BYTES, signal)
    if (!note.ok) return note
    facts.push(
      factOf(bundle.path, statement.value === null ? null : readStatement(statement.value).statement, note.value),
    )
  }
  return ok(facts)
}

/** The id that the statement has; where it cannot be read, the one in the note's text. */
function factOf(path: string, statement: Statement | null, bytes: Buffer | null): BundleFact {
  const note = bytes === null ? null : readNote(bytes, [])
  const text = note?.ok ? note.value : null
  const bundle = statement?.bundle || text?.text.split('\n')[1] || null
  const createdMs = statement === null ? null : parseRfc3339(statement.created)
  return { bundle, note: text === null ? null : encodeBase64(sha256(text.textBytes)), path, createdMs }
}

/** Null: it has none, or none that may be read; a disk that cannot be read is another matter. */
async function fileOf(
  { members }: FoundBundle,
  path: string,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Result<Buffer | null, InputError>> {
  const source = members.find((member) => member.path === path)?.source ?? null
  if (source === null) return ok(null)
  const read = await readSource(source, { path, maxBytes, ...(signal && { signal }) })
  if (read.ok) return read
  return read.error.code === 'too_large' || read.error.code === 'bad_archive' ? ok(null) : read
}
