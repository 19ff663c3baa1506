/** The work log of a case: appended to, never changed. The real one is a file that is flushed before it answers. */
import type { WorkEvent } from '#core/work-log/work-event.ts'
import type { WorkEntry } from '#core/work-log/work-line.ts'

export interface WorkLogView {
  readonly entries: readonly WorkEntry[]
  /** Base64 hash of the last line. */
  readonly head: string
  /** Where the chain breaks; null where it holds. */
  readonly problem: { readonly seq: number; readonly expected: string; readonly got: string } | null
}

export interface WorkLog {
  readonly read: () => Promise<WorkLogView>
  /** Reads every line again from the first, whatever was read before: is the chain still what it was? */
  readonly check: () => Promise<WorkLogView>
  /** The file as it is; no bytes where nothing was written yet. */
  readonly bytes: () => Promise<Uint8Array>
  /**
   * Resolves when the entries are on the disk: from then on a crash loses none of them. Refused in a read-only case, and
   * while the chain is broken. Answers with their seqs.
   */
  readonly append: (nowMs: number, events: readonly WorkEvent[]) => Promise<readonly number[]>
}
