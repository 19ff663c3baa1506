/**
 * DEFLATE (RFC 1951) as a stream that ends exactly where the compressed data ends: node's own gunzip hides
 * how many members a .gz has and what follows the last one.
 */
import { constants, createInflateRaw, type InflateRaw } from 'node:zlib'
import type { BytePull } from './byte-pull.ts'
import { digits, failure, refusal } from './failure.ts'
import { LIMITS } from './limits.ts'

/** Yields what the compressed data at `pull` unpacks to, and leaves `pull` at the first byte after it. */
export async function* inflate(pull: BytePull, path: string, chunkBytes: number): AsyncGenerator<Buffer> {
  const startsAt = pull.position()
  const engine = createInflateRaw({ chunkSize: Math.max(chunkBytes, constants.Z_MIN_CHUNK) })
  const events = watch(engine)
  let given = 0
  let unpacked = 0
  let last: Buffer | null = null
  try {
    while (!events.ended()) {
      const out = engine.read() as Buffer | null
      if (out !== null) {
        unpacked += out.length
        checkRatio(unpacked, given, path)
        yield out
      } else if (events.error() !== null) {
        const byte = startsAt + engine.bytesWritten
        throw failure(
          refusal('bad_archive', { file: path, byte }, 'compressed data (RFC 1951)', String(events.error()?.message)),
        )
      } else if (events.hungry() && engine.bytesWritten === given) {
        const chunk = await pull.chunk()
        if (chunk !== null) last = chunk
        given += chunk?.length ?? 0
        events.feed(chunk)
      } else {
        await events.next()
      }
    }
    // What the engine was given and did not take lies behind the end of the compressed data.
    if (last !== null) pull.unread(last.subarray(last.length - (given - engine.bytesWritten)))
  } finally {
    engine.destroy()
  }
}

/** The engine's events as questions: it may be fed when hungry, read at any time, and waited for. */
function watch(engine: InflateRaw) {
  let hungry = true
  let ended = false
  let error: Error | null = null
  let wake: () => void = () => undefined
  engine.on('readable', () => wake())
  engine.on('end', () => {
    ended = true
    wake()
  })
  engine.on('error', (thrown) => {
    error = thrown
    wake()
  })
  return {
    hungry: () => hungry,
    ended: () => ended,
    error: (): Error | null => error,
    feed: (chunk: Buffer | null) => {
      hungry = false
      if (chunk === null) engine.end()
      else {
        engine.write(chunk, () => {
          hungry = true
          wake()
        })
      }
    },
    next: () =>
      new Promise<void>((resolve) => {
        wake = resolve
      }),
  }
}

function checkRatio(unpackedBytes: number, packedBytes: number, path: string): void {
  if (unpackedBytes <= LIMITS.ratioFreeBytes || unpackedBytes <= packedBytes * LIMITS.ratio) return
  throw failure(
    refusal(
      'limit_exceeded',
      { file: path },
      `at most ${LIMITS.ratio} bytes out per compressed byte (limit: ratio)`,
      `${digits(unpackedBytes)} bytes out of ${digits(packedBytes)}`,
    ),
  )
}
