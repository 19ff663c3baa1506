/** Copying the files of an export, and its segments as lines: for making a tampered copy of it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { InputError } from '#core/input-error.ts'
import { ok, type Result } from '#core/result.ts'
import type { Expectation } from '#core/tamper/expectation.ts'
import type { TruthItem } from '#core/tamper/ops.ts'
import type { HeadNote } from '#core/tamper/resign.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { gunzipped, readSource, streamSource } from './read-source.ts'

/** An export as it is before anything is done to it. */
export interface ExportToTamper {
  readonly files: readonly EvidenceFile[]
  readonly segments: readonly EvidenceFile[]
  readonly heads: readonly HeadNote[]
}

export interface Tampered {
  readonly truth: readonly TruthItem[]
  readonly expectation: Expectation
}

/** A segment is read as a whole: 65,536 lines of at most 64 KiB, and no more than fits into one buffer. */
const MAX_SEGMENT_BYTES = 2 ** 31
const compress = promisify(gzip)

const isGz = ({ path }: EvidenceFile) => path.endsWith('.gz')
const plainSource = (file: EvidenceFile) => (isGz(file) ? gunzipped(file.source) : file.source)

export async function countLines(segment: EvidenceFile): Promise<Result<number, InputError>> {
  let lines = 0
  let last = 0x0a
  const read = await streamSource(plainSource(segment), { path: segment.path }, (chunk) => {
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines++
    last = chunk.at(-1) ?? last
  })
  return read.ok ? ok(lines + (last === 0x0a ? 0 : 1)) : read
}

export const readSegment = (segment: EvidenceFile): Promise<Result<Buffer, InputError>> =>
  readSource(plainSource(segment), { path: segment.path, maxBytes: MAX_SEGMENT_BYTES })

export async function writeSegment(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  writeInto(folder, path, path.endsWith('.gz') ? await compress(bytes, { level: 6 }) : bytes)
}

export function writeInto(folder: string, path: string, bytes: Uint8Array): void {
  const place = join(folder, path)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, bytes)
}

export async function copyAll(files: readonly EvidenceFile[], folder: string): Promise<Result<null, InputError>> {
  for (const { path, source } of files) {
    const place = join(folder, path)
    mkdirSync(dirname(place), { recursive: true })
    const handle = await open(place, 'wx')
    try {
      const copied = await streamSource(source, { path }, async (chunk) => void (await handle.writeFile(chunk)))
      if (!copied.ok) return copied
    } finally {
      await handle.close()
    }
  }
  return ok(null)
}
