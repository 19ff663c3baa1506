/** The signed head that a proof leads to. */

import type { Verifier } from '#core/capabilities.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { type Checkpoint, parseCheckpoint } from '#core/note/checkpoint.ts'
import { MAX_NOTE_BYTES, type NoteReading, readNote } from '#core/note/note.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { EvidenceFile, OpenedEvidence } from '../../../app/ports.ts'
import { readInput } from '../../../io/read-input.ts'
import { readSource } from '../../../io/read-source.ts'
import { badOption } from '../answer.ts'

export interface ChosenHead {
  readonly source: string
  /** Unchanged. */
  readonly bytes: Uint8Array
  readonly note: NoteReading
  readonly checkpoint: Checkpoint
}

/**
 * The one asked for; else `checkpoint` if it covers the entry, else the largest of `heads/` that does.
 * Whether anybody trusted has signed it is in `note`.
 */
export async function chooseHead(
  evidence: OpenedEvidence,
  index: number,
  asked: string | undefined,
  verifiers: readonly Verifier[],
): Promise<Result<ChosenHead, InputError>> {
  if (asked !== undefined) {
    const inside = evidence.files.find(({ path }) => path === asked)
    const head = await (inside ? readHead(inside, verifiers) : readHeadFile(asked, verifiers))
    return head.ok && head.value.checkpoint.size <= BigInt(index) ? err(notCovered(index, head.value)) : head
  }
  let newest: ChosenHead | null = null
  for (const file of candidates(evidence)) {
    const head = await readHead(file, verifiers)
    if (!head.ok) {
      if (file.path === 'checkpoint') return head
      continue
    }
    if (head.value.checkpoint.size > BigInt(index)) return head
    newest ??= head.value
  }
  return err(notCovered(index, newest))
}

function candidates({ files }: OpenedEvidence): readonly EvidenceFile[] {
  const size = ({ path }: EvidenceFile) => BigInt(/\d+/.exec(path)?.[0] ?? 0)
  const heads = files.filter(({ path }) => /^heads\/\d{1,19}\.note$/.test(path))
  const newestFirst = [...heads].sort((a, b) => (size(a) < size(b) ? 1 : -1))
  return [...files.filter(({ path }) => path === 'checkpoint'), ...newestFirst]
}

async function readHead(
  { path, source }: EvidenceFile,
  verifiers: readonly Verifier[],
): Promise<Result<ChosenHead, InputError>> {
  const bytes = await readSource(source, { path, maxBytes: MAX_NOTE_BYTES })
  return bytes.ok ? openHead(path, bytes.value, verifiers) : bytes
}

async function readHeadFile(path: string, verifiers: readonly Verifier[]): Promise<Result<ChosenHead, InputError>> {
  const bytes = await readInput(path, MAX_NOTE_BYTES)
  return bytes.ok ? openHead(path, bytes.value, verifiers) : bytes
}

function openHead(source: string, bytes: Uint8Array, verifiers: readonly Verifier[]): Result<ChosenHead, InputError> {
  const note = readNote(bytes, verifiers, source)
  if (!note.ok) return note
  const checkpoint = parseCheckpoint(note.value.text, source)
  return checkpoint.ok ? ok({ source, bytes, note: note.value, checkpoint: checkpoint.value }) : checkpoint
}

function notCovered(index: number, newest: ChosenHead | null): InputError {
  const got = newest
    ? `${index}, and ${quote(newest.source)} has size ${newest.checkpoint.size}`
    : `${index}, and there is no head`
  return badOption('index', 'the index of an entry that a head covers', got)
}
