/** The signed notes a verdict speaks of by their source, unchanged: files of the export, or remembered heads it was given. */
import { MAX_NOTE_BYTES } from '#core/note/note.ts'
import type { OpenCase } from './ports/case.ts'
import { noteOfReceipt } from './receipt.ts'

/** `checkpoint`, `heads/<size>.note`, or `known:<n>`; null where there is none of that name. */
export async function noteFrom(theCase: OpenCase, no: number, source: string): Promise<Uint8Array | null> {
  const known = /^known:([0-9]+)$/.exec(source)
  if (!known) return theCase.bytes.file(no, source, MAX_NOTE_BYTES)
  const note = (await theCase.verdicts.get(no))?.trust.knownHeads[Number(known[1])]
  return note === undefined ? null : noteOfReceipt(note).bytes
}
