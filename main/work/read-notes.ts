/** The signed notes of an export, whole: they are small, and may be needed as evidence. */

import type { InputError } from '#core/input-error.ts'
import type { HeadFile, HeadRole } from '#core/log/head.ts'
import { MAX_NOTE_BYTES } from '#core/note/note.ts'
import { ok, type Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { readSource } from '../io/read-source.ts'

/** Notes that are longer than a note can be are cut: what is left cannot be read as one, and is said to be unreadable. */
export async function readNotes(
  files: readonly EvidenceFile[],
  role: HeadRole,
  signal: AbortSignal | undefined,
): Promise<Result<readonly HeadFile[], InputError>> {
  const notes: HeadFile[] = []
  for (const file of files) {
    const { path } = file
    if (file.bytes > MAX_NOTE_BYTES) {
      notes.push({ role, source: path, bytes: new Uint8Array(MAX_NOTE_BYTES + 1) })
      continue
    }
    const bytes = await readSource(file.source, { path, maxBytes: MAX_NOTE_BYTES, ...(signal && { signal }) })
    if (!bytes.ok) return bytes
    notes.push({ role, source: path, bytes: new Uint8Array(bytes.value) })
  }
  return ok(notes)
}
