import { type FileHandle, open } from 'node:fs/promises'
import type { ByteSource } from '../app/ports.ts'
import { digits, failure, refusal } from './failure.ts'

/**
 * The stored bytes of a source, in order. The next chunk is read while the last one is used, into two buffers that take turns:
 * a chunk is good until the next one is asked for.
 */
export async function* storedBytes(source: ByteSource, path: string, chunkBytes: number): AsyncGenerator<Buffer> {
  const handle = await open(source.file, 'r')
  const buffers: Buffer[] = []
  let pending: Promise<Buffer> | null = null
  try {
    const size = Math.min(chunkBytes, Math.max(source.storedBytes, 1))
    buffers.push(borrow(size), source.storedBytes > size ? borrow(size) : Buffer.alloc(0))
    const [even, odd] = buffers as [Buffer, Buffer]
    let read = 0
    for (let turn = 0; read < source.storedBytes; turn++) {
      const now: Buffer = await (pending ?? readAt(handle, source, path, even, read))
      read += now.length
      pending = read < source.storedBytes ? readAt(handle, source, path, turn % 2 === 0 ? odd : even, read) : null
      pending?.catch(() => undefined) // looked at on the next turn, or not at all when the reader stopped
      yield now
    }
  } finally {
    await pending?.catch(() => undefined) // the buffer must not be written to after the handle is closed
    if (spare.length < MAX_SPARE) spare.push(...buffers.filter(({ length }) => length === chunkBytes))
    await handle.close()
  }
}

/** Buffers of files that were read to their end or left: a log has many files, and two new ones for each pile up. */
const spare: Buffer[] = []
const MAX_SPARE = 8

function borrow(size: number): Buffer {
  const at = spare.findIndex(({ length }) => length === size)
  return (at < 0 ? undefined : spare.splice(at, 1)[0]) ?? Buffer.allocUnsafeSlow(size)
}

/** Fills `buffer` from `at` bytes into the source; less only at the end. A file that became shorter is refused. */
async function readAt(
  handle: FileHandle,
  source: ByteSource,
  path: string,
  buffer: Buffer,
  at: number,
): Promise<Buffer> {
  const want = Math.min(buffer.length, source.storedBytes - at)
  let have = 0
  while (have < want) {
    const { bytesRead } = await handle.read(buffer, have, want - have, source.offset + at + have)
    if (bytesRead === 0) {
      throw failure(
        refusal(
          'unreadable',
          { file: path, byte: at + have },
          `${digits(source.storedBytes)} bytes`,
          `the end after ${digits(at + have)}`,
        ),
      )
    }
    have += bytesRead
  }
  return want === buffer.length ? buffer : buffer.subarray(0, want)
}
