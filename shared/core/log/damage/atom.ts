/**
 * The damage map (docs/formats/log.md §5) is defined line by line and index by index. Most lines of a log tell nothing:
 * they continue the line before and are continued by the line after, and no other line claims their index. Such
 * stretches are taken as one *atom*, and only what is left around damage as atoms of one line, so that a log of ten
 * million lines with three edits is a few dozen atoms. The algorithm is the same for atoms of any length; a test
 * compares it with one that knows only lines.
 */

import type { UndoneLines, Wholesale } from './undo-pass.ts'

/** A stretch of lines of the export that link among themselves. */
export interface Atom {
  /** Position of the first line among the lines of the export. */
  readonly pos: number
  readonly len: number
  /** Index that the first line claims in `seq`; -1 = none. The others count on. */
  readonly seq: number
  /** Hash that the first line claims in `prev`; null = none. */
  readonly prev: Uint8Array | null
  /** Hash of the first line. */
  readonly first: Uint8Array
  /** Hash of the last line. */
  readonly last: Uint8Array
  /** Claims of our own log, that can be believed or contradicted. False for lines of another log, or without claims. */
  readonly claims: boolean
  /** Has the index `seq` by its place, or because a proven hash says so, whatever it claims. */
  readonly placed: boolean
  /** Claims to be of another log. */
  readonly foreign: boolean
  /** A proven hash says that these lines are not what was signed at the index they claim. */
  readonly changed: boolean
  /** The atom of the same run that follows; -1 = the run ends here. */
  readonly next: number
}

/** Lines of the export and how to get at them again. Positions count from 0. */
export interface LineSource {
  readonly lines: number
  /** Leaf hashes of lines [from, to), 32 bytes each; at most 65,536 lines at once. */
  readonly leafHashes: (from: number, to: number) => Promise<Uint8Array>
  /** Without the LF. */
  readonly bytes: (position: number) => Promise<Uint8Array>
  /** All lines in order, as if one accident had happened to each and were undone. Absent where lines are no text. */
  readonly undone?: (cause: Wholesale, onLines: (undone: UndoneLines) => void) => Promise<void>
  /** Where a line begins; for the position behind the last line, where the next one would begin. */
  readonly place: (position: number) => Promise<{ readonly file: string; readonly byteOffset: number }>
}

/** Leaf hashes of the true log that lead to a verified head. */
export interface ProvenHashes {
  /** Stretches of indexes that are known, ascending, not touching. */
  readonly covered: readonly { readonly from: number; readonly to: number }[]
  /** Size of the head that they lead to. */
  readonly size: number
  /** Of indexes [from, to) within one covered block of 256. */
  readonly hashes: (from: number, to: number) => Promise<Uint8Array>
}

export const NOTHING_PROVEN: ProvenHashes = { covered: [], size: 0, hashes: async () => new Uint8Array(0) }

/** 32 bytes as a key of a Map. */
export function hashKey(hash: Uint8Array): string {
  return String.fromCharCode(...hash)
}

export async function hashAt(source: LineSource, position: number): Promise<Uint8Array> {
  return (await source.leafHashes(position, position + 1)).slice(0, 32)
}

/** null where the index is not covered. */
export async function provenAt(proven: ProvenHashes, index: number): Promise<Uint8Array | null> {
  const isCovered = proven.covered.some(({ from, to }) => index >= from && index < to)
  return isCovered ? (await proven.hashes(index, index + 1)).slice(0, 32) : null
}
