/** `--evidence`: two signed notes of one log that cannot both be true, unchanged, as a.note and b.note. */
import { join } from 'node:path'
import type { ReceiptOptions } from '#contract/receipt.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import { type InputError, invariant } from '#core/input-error.ts'
import { MAX_NOTE_BYTES } from '#core/note/note.ts'
import { ok, type Result } from '#core/result.ts'
import type { OpenedEvidence } from '../../../app/ports.ts'
import { noteOfReceipt } from '../../../app/receipt.ts'
import { buildFolder, writeAtomically } from '../../../io/atomic-write.ts'
import { readSource } from '../../../io/read-source.ts'

/** Makes `folder` where there is a fork; @returns whether there was one. */
export async function writeFork(
  folder: string,
  document: VerifyDocument,
  evidence: OpenedEvidence,
  options: ReceiptOptions,
): Promise<Result<boolean, InputError>> {
  const { fork } = document.completeness
  if (!fork) return ok(false)
  const a = await noteOf(fork.a, evidence, options)
  if (!a.ok) return a
  const b = await noteOf(fork.b, evidence, options)
  if (!b.ok) return b
  return buildFolder(folder, async (temporary) => {
    for (const [name, bytes] of [
      ['a.note', a.value],
      ['b.note', b.value],
    ] as const) {
      const written = await writeAtomically(join(temporary, name), bytes)
      if (!written.ok) return written
    }
    return ok(true)
  })
}

/** By the source a verdict calls it: a file of the export, `known:<n>`, or the head that was asked for. */
async function noteOf(
  source: string,
  { files }: OpenedEvidence,
  options: ReceiptOptions,
): Promise<Result<Uint8Array, InputError>> {
  const known = /^known:(\d+)$/.exec(source)
  const remembered = known ? options.knownHeads[Number(known[1])] : undefined
  if (remembered) return ok(noteOfReceipt(remembered).bytes)
  const file = files.find(({ path }) => path === source)
  if (file) return readSource(file.source, { path: source, maxBytes: MAX_NOTE_BYTES })
  const { head } = options
  invariant(head !== null, `a fork between heads that nobody gave: ${source}`)
  return ok(noteOfReceipt(head).bytes)
}
