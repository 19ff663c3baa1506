/**
 * Lines as they would be if one accident had happened to all of them: a file converted to CR LF, padded, or parsed and
 * written again by a tool. Hashes them so, and says which lines that changes.
 */
import type { HashInto } from '../../capabilities.ts'
import { CHUNK_LINES } from '../chunk-facts.ts'
import type { OnLines } from '../line-buffer.ts'
import { undo } from './restore.ts'

/** What can happen to a whole file by accident. */
export const WHOLESALE = ['crlf', 'trailing_space', 'reserialised'] as const
export type Wholesale = (typeof WHOLESALE)[number]

export interface UndoneLines {
  readonly lines: number
  /** Of the lines with the accident undone, 32 bytes each. */
  readonly leafHashes: Uint8Array
  /** Stretches of lines that this changes: from, to, from, to, … counted from the first of these lines. */
  readonly changed: readonly number[]
}

export interface UndoPass {
  readonly lines: OnLines
  readonly finish: () => void
}

const LF = 0x0a

export function createUndoPass(
  cause: Wholesale,
  hashInto: HashInto,
  allocate: (bytes: number) => Uint8Array,
  onChunk: (undone: UndoneLines) => void,
): UndoPass {
  let count = 0
  let leafHashes = allocate(CHUNK_LINES * 32)
  let changed: number[] = []

  const finish = (): void => {
    if (count === 0) return
    onChunk({ lines: count, leafHashes: leafHashes.subarray(0, count * 32), changed })
    count = 0
    leafHashes = allocate(CHUNK_LINES * 32)
    changed = []
  }
  const note = (): void => {
    if (changed.at(-1) === count) changed[changed.length - 1] = count + 1
    else changed.push(count, count + 1)
  }
  const lines: OnLines = (bytes, from, to, isLast) => {
    for (let start = from; start < to; ) {
      const end = isLast ? to : bytes.indexOf(LF, start)
      const line = Uint8Array.from(bytes.subarray(start, end)) // slice() of a node Buffer is a view
      const undone = undo(line, cause)
      if (undone) note()
      const kept = undone ?? line
      const message = new Uint8Array(1 + kept.length)
      message.set(kept, 1)
      hashInto(message, leafHashes, count * 32)
      start = end + 1
      if (++count === CHUNK_LINES) finish()
    }
  }
  return { lines, finish }
}
