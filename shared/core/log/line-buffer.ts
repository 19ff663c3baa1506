/**
 * Cuts a stream of chunks into lines that lie whole in one buffer, with a byte before each that may be overwritten:
 * the hash of a line is taken over 0x00 and the line, and the LF before it makes room for the 0x00.
 */

/** Beyond this many bytes a line is refused, not hashed (docs/formats/log.md §3). */
export const MAX_HASHED_LINE_BYTES = 16 * 2 ** 20

export interface LineBuffer {
  /** Hands over all lines that are complete now. False: a line is longer than MAX_HASHED_LINE_BYTES. */
  readonly push: (chunk: Uint8Array) => boolean
  /** Hands over what stands after the last LF, if anything. */
  readonly end: () => void
}

/**
 * Lines [from, to) of `bytes`, each ending in LF; `isLast` where the last one has none. bytes[from - 1] may be written,
 * and there is a LF at bytes[to - 1], or at bytes[to] if `isLast`; four bytes
 * from `to` on belong to the buffer. Good until the call returns.
 */
export type OnLines = (bytes: Uint8Array, from: number, to: number, isLast: boolean) => void

const LF = 0x0a
/** For the LF that a last line may lack, and three bytes that a reader of four at a time may touch. */
const ROOM_AFTER = 4

/** `allocate` gives the buffer its kind (a node Buffer, for its speed); it need not be zeroed. */
export function createLineBuffer(onLines: OnLines, allocate: (bytes: number) => Uint8Array): LineBuffer {
  let buffer = allocate(2 ** 20)
  let used = 1 // buffer[0] is the byte before the first line

  const push = (chunk: Uint8Array): boolean => {
    const needed = used + chunk.length + ROOM_AFTER
    if (needed > buffer.length) {
      const larger = allocate(Math.max(needed, buffer.length * 2))
      larger.set(buffer.subarray(0, used))
      buffer = larger
    }
    buffer.set(chunk, used)
    used += chunk.length
    const lines = chunk.lastIndexOf(LF)
    if (lines >= 0) {
      const to = used - chunk.length + lines + 1
      onLines(buffer, 1, to, false)
      buffer.copyWithin(1, to, used)
      used -= to - 1
    }
    return used - 1 <= MAX_HASHED_LINE_BYTES
  }
  const end = (): void => {
    if (used === 1) return
    buffer[used] = LF
    onLines(buffer, 1, used, true)
    used = 1
  }
  return { push, end }
}
