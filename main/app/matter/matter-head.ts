/** The head that the proofs of a matter are made against. */
import type { VerifyDocument } from '#contract/verdict.ts'

type Head = VerifyDocument['heads'][number]

export interface ChosenHead extends Head {
  /** A key that was given has signed it, for its size. */
  readonly trusted: boolean
}

export interface MatterHead extends ChosenHead {
  /** The signed note, unchanged. */
  readonly note: Uint8Array
}

/**
 * The newest head that a trusted key signed and the log agrees with; else the newest that it agrees with. Null: no head
 * of the export is one.
 *
 * @param isInExport whether the evidence has a file of that name: a head remembered from elsewhere proves nothing to others
 */
export function newestHead(verdict: VerifyDocument, isInExport: (path: string) => boolean): ChosenHead | null {
  const isPinned = verdict.authenticity.answer === 'pinned key'
  const usable = verdict.heads
    .filter(({ source, agrees, size }) => agrees === 'yes' && size > 0 && isInExport(source))
    .map((head) => ({ ...head, trusted: isPinned && head.status === 'verified' }))
    .filter(({ status }) => status !== 'bad_signature' && status !== 'unreadable')
    .toSorted((a, b) => Number(b.trusted) - Number(a.trusted) || b.size - a.size)
  return usable[0] ?? null
}

/** Why a line has no proof against that head. */
export function whyNoProof(index: number, { size, source }: ChosenHead): string {
  if (index >= size) return `this entry lies beyond ${source}, which covers ${size} entries`
  return `the entries of this log no longer give the root of ${source}`
}
