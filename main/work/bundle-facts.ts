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
import type { GivenBundles } from '../app/ports/requests.ts'
import { type FoundBundle, findBundlesIn } from '../io/find-bundles.ts'
import { sha256 } from '../io/node-crypto.ts'
import { readSource } from '../io/read-source.ts'

/** Of the bundles in a folder or archive that was given. */
export async function bundleFacts(
  found: readonly FoundBundle[],
  signal?: AbortSignal,
): Promise<Result<readonly BundleFact[], InputError>> {
  const facts: BundleFact[] = []
  for (const bundle of found) {
    const own = await factOf(bundle, signal)
    if (!own.ok) return own
    facts.push(own.value.fact)
  }
  return ok(facts)
}

/** Of what a derivation is given; null where it is given none. */
export async function factsGiven(
  given: GivenBundles | null,
  signal: AbortSignal,
): Promise<Result<readonly BundleFact[] | null, InputError>> {
  if (given === null) return ok(null)
  if ('facts' in given) return ok(given.facts)
  const facts: BundleFact[] = []
  const importOf = new Map<string, number>()
  for (const [at, evidence] of given.imports.entries()) {
    const found = await findBundlesIn(evidence)
    if (!found.ok) return found
    for (const bundle of found.value) {
      const own = await factOf(bundle, signal)
      if (!own.ok) return own
      const { fact, log } = own.value
      // A case may hold several logs; what is of another one is looked at with that one.
      if (log !== null && given.origin !== null && log !== given.origin) continue
      const path = fact.path === '.' ? evidence.name : `${evidence.name}/${fact.path}`
      // The same bundle imported once more is the same bundle; twice in one import it is there twice.
      const name = `${fact.bundle} ${fact.note}`
      const first = importOf.get(name) ?? at
      importOf.set(name, first)
      if (fact.bundle === null || first === at) facts.push({ ...fact, path })
    }
  }
  // None of this log: then nobody has handed in any, and the rule has nothing to hold it to.
  return ok(facts.length === 0 ? null : facts)
}

async function factOf(
  found: FoundBundle,
  signal: AbortSignal | undefined,
): Promise<Result<{ readonly fact: BundleFact; readonly log: string | null }, InputError>> {
  const bytes = await fileOf(found, STATEMENT, MAX_STATEMENT_BYTES, signal)
  if (!bytes.ok) return bytes
  const note = await fileOf(found, NOTE, MAX_NOTE_BYTES, signal)
  if (!note.ok) return note
  const statement = bytes.value === null ? null : readStatement(bytes.value).statement
  return ok({ fact: said(found.path, statement, note.value), log: statement?.log || null })
}

/** The id that the statement has; where it cannot be read, the one in the note's text. */
function said(path: string, statement: Statement | null, bytes: Buffer | null): BundleFact {
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
