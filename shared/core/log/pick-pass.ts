/** Some lines of a file, whole, by their numbers; nothing else is looked at. */
import type { OnLines } from './line-buffer.ts'

export interface PickPass {
  readonly lines: OnLines
  readonly isDone: () => boolean
  /** In the order asked for; those behind the end of the file are not there. */
  readonly picked: () => readonly Uint8Array[]
}

const LF = 0x0a

/** @param wanted numbers of lines, from 0, ascending */
export function createPickPass(wanted: readonly number[]): PickPass {
  const picked: Uint8Array[] = []
  let line = 0
  let next = 0
  return {
    lines: (bytes, from, to, isLast) => {
      for (let start = from; start < to && next < wanted.length; line++) {
        const end = isLast ? to : bytes.indexOf(LF, start)
        if (line === wanted[next]) {
          picked.push(Uint8Array.from(bytes.subarray(start, end)))
          next++
        }
        start = end + 1
      }
    },
    isDone: () => next === wanted.length,
    picked: () => picked,
  }
}
