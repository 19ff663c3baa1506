/** Writes the lines of an export into its segments, a megabyte at a time. */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { createGzip, type Gzip } from 'node:zlib'
import { segmentPath } from '#core/log/writer-segments.ts'

const BLOCK_BYTES = 1024 * 1024

export interface SegmentSink {
  /** Copies `stored`. Lines come in order of segment. */
  readonly line: (segment: number, stored: Uint8Array) => Promise<void> | undefined
  readonly end: () => Promise<void>
  /** Uncompressed bytes written so far, and segments begun. */
  readonly bytes: () => number
  readonly segments: () => number
}

/** @param folder has `entries/` */
export function createSegmentSink(folder: string, compress: boolean): SegmentSink {
  let block = Buffer.alloc(BLOCK_BYTES)
  let used = 0
  let open: { readonly segment: number; readonly file: WriteStream; readonly into: WriteStream | Gzip } | null = null
  let total = 0
  let segments = 0

  const begin = (segment: number) => {
    const file = createWriteStream(join(folder, segmentPath(segment, compress ? '.jsonl.gz' : '.jsonl')), {
      flags: 'wx',
    })
    // Level 6; no name and no time in the header, so that the same lines give the same bytes.
    const gzip = compress ? createGzip({ level: 6 }) : null
    gzip?.pipe(file)
    // A failure shows when the file is finished; without a listener it would end the process.
    file.on('error', (error) => gzip?.destroy(error))
    open = { segment, file, into: gzip ?? file }
    segments++
  }
  const flush = async () => {
    if (open === null || used === 0) return
    const full = block.subarray(0, used)
    block = Buffer.alloc(BLOCK_BYTES)
    used = 0
    if (!open.into.write(full)) await drained(open)
  }
  const close = async () => {
    await flush()
    if (open === null) return
    open.into.end()
    await finished(open.file)
    open = null
  }
  const put = (stored: Uint8Array) => {
    block.set(stored, used)
    used += stored.length
    total += stored.length
  }
  return {
    bytes: () => total,
    segments: () => segments,
    end: close,
    line: (segment, stored) => {
      if (open?.segment === segment && used + stored.length <= BLOCK_BYTES) {
        put(stored)
        return undefined
      }
      const copy = Buffer.from(stored)
      return (open?.segment === segment ? flush() : close().then(() => begin(segment))).then(() => put(copy))
    },
  }
}

/** Until more may be written; rejects when the file turned out to be unwritable. */
async function drained({
  file,
  into,
}: {
  readonly file: WriteStream
  readonly into: WriteStream | Gzip
}): Promise<void> {
  if (file.errored) throw file.errored
  await once(into, 'drain') // rejects on 'error', which a failing file passes on to the gzip before it
}
