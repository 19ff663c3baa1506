/** Bytes taken as they are needed from a stream of chunks. A chunk is good until the next one is asked for. */
export interface BytePull {
  /** The next chunk, or null at the end. */
  readonly chunk: () => Promise<Buffer | null>
  /** Exactly `length` bytes, fewer only at the end. For headers: copies. */
  readonly take: (length: number) => Promise<Buffer>
  /** Gives back the unused end of the chunk taken last. */
  readonly unread: (rest: Buffer) => void
  /** Bytes handed out so far and not given back. */
  readonly position: () => number
}

export function pullFrom(chunks: AsyncIterator<Buffer>): BytePull {
  let rest: Buffer | null = null
  let position = 0
  const chunk = async () => {
    let next = rest
    rest = null
    while (next === null || next.length === 0) {
      const step = await chunks.next()
      if (step.done) return null
      next = step.value
    }
    position += next.length
    return next
  }
  const unread = (bytes: Buffer) => {
    position -= bytes.length
    rest = bytes
  }
  const take = async (length: number) => {
    const taken = Buffer.alloc(length)
    let have = 0
    while (have < length) {
      const next = await chunk()
      if (next === null) break
      const used = next.copy(taken, have, 0, length - have)
      have += used
      unread(next.subarray(used))
    }
    return taken.subarray(0, have)
  }
  return { chunk, take, unread, position: () => position }
}
