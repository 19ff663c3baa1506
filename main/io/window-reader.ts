import type { FileHandle } from 'node:fs/promises'
import { RandomAccessReader } from 'yauzl'

/** The directory of an archive is read in small steps, mostly forwards: one read of the disk serves some thousands of them. */
const WINDOW_BYTES = 256 * 1024

type Read = (
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
  done: (error: Error | null, bytes?: number) => void,
) => void

/** What yauzl reads an archive through. Closes `handle` when yauzl is done with it. */
export function windowReader(handle: FileHandle): RandomAccessReader {
  let window = Buffer.alloc(0)
  let from = 0
  const fill = async (position: number, length: number) => {
    if (position >= from && position + length <= from + window.length) return
    const wanted = Buffer.allocUnsafe(Math.max(length, WINDOW_BYTES))
    const { bytesRead } = await handle.read(wanted, 0, wanted.length, position)
    window = wanted.subarray(0, bytesRead)
    from = position
  }
  const read: Read = (buffer, offset, length, position, done) => {
    fill(position, length).then(
      () => done(null, window.copy(buffer, offset, position - from, position - from + length)),
      (error: Error) => done(error),
    )
  }
  const close = (done: (error: Error | null) => void) => {
    handle.close().then(() => done(null), done)
  }
  // Made without a subclass: these two methods are all that yauzl calls here.
  return Object.assign(Reflect.construct(RandomAccessReader, []) as RandomAccessReader, { read, close })
}
