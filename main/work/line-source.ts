/**
 * Reads lines of a log again, where damage makes that necessary: hashes, places, times, bytes. A few chunks are kept.
 * What was read before and cannot be read now is thrown as main/io throws it, and caught in verify-evidence.ts.
 */

import { MAX_BUNDLE_BYTES } from '#core/formats/entry-bundle.ts'
import { invariant } from '#core/input-error.ts'
import { passBundle } from '#core/log/bundle-pass.ts'
import type { LineSource } from '#core/log/damage/atom.ts'
import type { HashedLines } from '#core/log/hash-pass.ts'
import type { LogChunk } from '#core/log/log-builder.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { failure } from '../io/failure.ts'
import { readRange, readSource } from '../io/read-source.ts'
import type { Breathe } from './breath.ts'
import { allocate, hashInto } from './hash-into.ts'
import type { Job, JobPart } from './job.ts'
import type { Pool } from './pool.ts'
import { linesOf } from './run-job.ts'

export interface LogSource extends LineSource {
  /** Claimed times of lines [from, to) of one chunk, Unix milliseconds, NaN = none. */
  readonly timesMs: (from: number, to: number) => Promise<Float64Array>
}

export interface LineSourceOptions {
  readonly lines: number
  readonly chunks: readonly LogChunk[]
  readonly files: ReadonlyMap<string, EvidenceFile>
  readonly isTilesLog: boolean
  /** Where the first line would be if there are none. */
  readonly emptyFile: string
  readonly pool: Pool
  readonly breathe: Breathe
}

/** 2.8 MB each. */
const CHUNKS_KEPT = 4
/** Unpacked segments are kept up to this size; longer ones are unpacked again for each line that is looked at. */
const KEPT_SEGMENT_BYTES = 64 * 2 ** 20

export function createLineSource(options: LineSourceOptions): LogSource {
  const { lines, chunks, files, isTilesLog, pool, breathe } = options
  const kept = new Map<number, Promise<HashedLines>>()
  let unpacked: { path: string; bytes: Uint8Array } | null = null
  let lastAsked = -1

  const chunkAt = (position: number): number => {
    let low = 0
    let high = chunks.length
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const { from, lines: count } = chunks[middle] as LogChunk
      if (from + count > position) high = middle
      else low = middle + 1
    }
    return low
  }
  const fileOf = ({ file }: Pick<LogChunk, 'file'>): EvidenceFile => {
    const found = files.get(file)
    invariant(found !== undefined, `no file ${file}`)
    return found
  }
  const load = (c: number): Promise<HashedLines> => {
    const known = kept.get(c)
    if (known) {
      kept.delete(c) // to the end of the queue
      kept.set(c, known)
      return known
    }
    const chunk = chunks[c] as LogChunk
    const loading = isTilesLog ? hashBundle(fileOf(chunk), chunk) : rehash(fileOf(chunk), chunk, pool)
    kept.set(c, loading)
    for (const oldest of kept.keys()) {
      if (kept.size <= CHUNKS_KEPT) break
      kept.delete(oldest)
    }
    loading.catch(() => kept.delete(c))
    return loading
  }
  const chunkOf = async (position: number): Promise<{ chunk: LogChunk; hashed: HashedLines }> => {
    const c = chunkAt(position)
    const loading = load(c)
    // Reading on in order: the next one is hashed meanwhile.
    if (c === lastAsked + 1 && c + 1 < chunks.length && pool.width > 1) load(c + 1).catch(() => {})
    lastAsked = c
    return { chunk: chunks[c] as LogChunk, hashed: await loading }
  }
  const leafHashes = async (from: number, to: number): Promise<Uint8Array> => {
    await breathe()
    const { chunk, hashed } = await chunkOf(from)
    const end = chunk.from + chunk.lines
    const part = hashed.leafHashes.subarray((from - chunk.from) * 32, (Math.min(to, end) - chunk.from) * 32)
    if (to <= end) return part
    const joined = new Uint8Array((to - from) * 32)
    joined.set(part)
    joined.set(await leafHashes(end, to), part.length)
    return joined
  }
  const wholeSegment = async (file: EvidenceFile, chunk: LogChunk): Promise<Uint8Array | null> => {
    if (unpacked?.path === file.path) return unpacked.bytes
    if (chunk.byteOffset + chunk.byteLength > KEPT_SEGMENT_BYTES || linesOf(file).layers.length === 0) return null
    const read = await readSource(linesOf(file), { path: file.path, maxBytes: KEPT_SEGMENT_BYTES })
    if (!read.ok) return null
    unpacked = { path: file.path, bytes: read.value }
    return read.value
  }
  return {
    lines,
    leafHashes,
    bytes: async (position) => {
      await breathe()
      const { chunk, hashed } = await chunkOf(position)
      const i = position - chunk.from
      const from = hashed.byteOffset[i] as number
      const length = hashed.byteLength[i] as number
      const file = fileOf(chunk)
      const whole = await wholeSegment(file, chunk)
      if (whole) return whole.slice(from, from + length)
      const read = await readRange(linesOf(file), { path: file.path }, from, length)
      if (!read.ok) throw failure(read.error)
      return read.value
    },
    place: async (position) => {
      if (position < lines) {
        const { chunk, hashed } = await chunkOf(position)
        return { file: chunk.file, byteOffset: hashed.byteOffset[position - chunk.from] as number }
      }
      const last = chunks.findLast(({ lines: count }) => count > 0) ?? chunks.at(-1)
      if (!last) return { file: options.emptyFile, byteOffset: 0 }
      return { file: last.file, byteOffset: last.byteOffset + last.byteLength }
    },
    ...(!isTilesLog && {
      undone: async (cause, onLines) => {
        for (const path of new Set(chunks.map(({ file }) => file))) {
          await runAgain(pool, { kind: 'undo', file: fileOf({ file: path }), cause }, (part) => {
            if (part.kind === 'undone') onLines(part.undone)
          })
          await breathe()
        }
      },
    }),
    timesMs: async (from, to) => {
      const chunk = chunks[chunkAt(from)] as LogChunk
      const times = await claimedTimes(fileOf(chunk), chunk, pool)
      return times.subarray(from - chunk.from, to - chunk.from)
    },
  }
}

/** Only the bytes of the chunk where they can be had without unpacking; `first` counts chunks from what is read. */
function partOf(file: EvidenceFile, chunk: LogChunk): { readonly file: EvidenceFile; readonly first: number } {
  if (linesOf(file).layers.length > 0) return { file, first: chunk.ordinal }
  const { unpacked: _whole, ...source } = file.source
  const offset = source.offset + chunk.byteOffset
  return { file: { ...file, source: { ...source, offset, storedBytes: chunk.byteLength } }, first: 0 }
}

async function rehash(whole: EvidenceFile, chunk: LogChunk, pool: Pool): Promise<HashedLines> {
  const { file, first } = partOf(whole, chunk)
  let ordinal = 0
  let found: HashedLines | null = null
  await runAgain(pool, { kind: 'rehash', file }, (part) => {
    if (part.kind === 'hashed' && ordinal++ === first) found = part.hashed
  })
  invariant(found !== null, `chunk ${chunk.ordinal} of ${chunk.file} is gone`)
  const { byteOffset, ...rest } = found as HashedLines
  return first === 0 && chunk.byteOffset > 0
    ? { ...rest, byteOffset: byteOffset.map((offset) => offset + chunk.byteOffset) }
    : (found as HashedLines)
}

async function claimedTimes(whole: EvidenceFile, chunk: LogChunk, pool: Pool): Promise<Float64Array> {
  const { file, first } = partOf(whole, chunk)
  let ordinal = 0
  let found: Float64Array | null = null
  await runAgain(pool, { kind: 'lines', file, columns: true }, (part) => {
    if (part.kind === 'chunk' && ordinal++ === first) found = part.facts.columns?.timeMs ?? null
  })
  return found ?? new Float64Array(chunk.lines).fill(Number.NaN)
}

async function runAgain(pool: Pool, job: Job, onPart: (part: JobPart) => void): Promise<void> {
  const report = await pool.run(job, async (part) => onPart(part))
  if (!report.ok) throw failure(report.error)
}

async function hashBundle(file: EvidenceFile, chunk: LogChunk): Promise<HashedLines> {
  const read = await readSource(file.source, { path: file.path, maxBytes: MAX_BUNDLE_BYTES })
  if (!read.ok) throw failure(read.error)
  const bundle = { path: file.path, bytes: read.value, index: 0, width: chunk.lines }
  const { leafHashes, columns } = passBundle(bundle, { hashInto, allocate, columns: true })
  invariant(columns !== null, 'columns were asked for')
  return { lines: columns.lines, leafHashes, byteOffset: columns.byteOffset, byteLength: columns.byteLength }
}
