/**
 * Small logs for tests of the store, and a slow reader of them that shares no code with the program: what the index has to hold is
 * known without asking the index.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { SegmentColumns } from '#core/log/segment.ts'
import type { EvidenceFile, OpenedEvidence } from '../../main/app/ports.ts'

export interface PlainLine {
  readonly file: string
  readonly byteOffset: number
  readonly bytes: Buffer
  readonly timeMs: number
  readonly type: number
  readonly req: string | null
}

/** Line `i` of a log: lengths vary, every third has no request. */
export function plainLine(i: number): string {
  const req = i % 3 === 2 ? '' : `,"req":"request-${String(Math.floor(i / 7)).padStart(4, '0')}"`
  return `{"seq":${i},"time":"${new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString()}","type":${i % 31}${req},"pad":"${'x'.repeat((i * 37) % 90)}"}`
}

/** Writes `counts[n]` lines to entries/<n>.jsonl below `folder`. */
export function writePlainLog(folder: string, counts: readonly number[]): OpenedEvidence {
  let index = 0
  const files = counts.map((count, n): EvidenceFile => {
    const path = `entries/${String(n).padStart(6, '0')}.jsonl`
    const text = Array.from({ length: count }, (_, i) => `${plainLine(index + i)}\n`).join('')
    index += count
    return writeFile(folder, path, Buffer.from(text))
  })
  return { kind: 'folder', name: 'export', files }
}

export function writeFile(folder: string, path: string, bytes: Uint8Array): EvidenceFile {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
  return { path, bytes: bytes.length, source: { file, offset: 0, storedBytes: bytes.length, layers: [] } }
}

/** Every line, found by splitting at line feeds. */
export function readPlainLog(evidence: OpenedEvidence): readonly PlainLine[] {
  return evidence.files.flatMap(({ path, source }) => {
    let byteOffset = 0
    return readFileSync(source.file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((text): PlainLine => {
        const { time, type, req = null } = JSON.parse(text)
        const bytes = Buffer.from(text)
        const line = { file: path, byteOffset, bytes, timeMs: Date.parse(time), type, req }
        byteOffset += bytes.length + 1
        return line
      })
  })
}

export const leafOf = (line: Uint8Array) =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), line]))
    .digest()

/** What verification hands over, `lines` at a time and never across files. */
export function* segmentsOf(lines: readonly PlainLine[], size: number): Generator<SegmentColumns> {
  for (let from = 0; from < lines.length; ) {
    const file = lines[from]?.file ?? ''
    let to = from
    while (to < lines.length && to - from < size && lines[to]?.file === file) to++
    const some = lines.slice(from, to)
    const reqIds = [...new Set(some.flatMap(({ req }) => (req === null ? [] : [req])))]
    yield {
      file,
      firstIndex: from,
      lines: some.length,
      byteOffset: Float64Array.from(some, ({ byteOffset }) => byteOffset),
      byteLength: Uint32Array.from(some, ({ bytes }) => bytes.length),
      timeMs: Float64Array.from(some, ({ timeMs }) => timeMs),
      type: Uint8Array.from(some, ({ type }) => type),
      seq: Float64Array.from(some, (_, i) => from + i),
      reqCode: Int32Array.from(some, ({ req }) => (req === null ? -1 : reqIds.indexOf(req))),
      reqIds,
      leafHashes: Buffer.concat(some.map(({ bytes }) => leafOf(bytes))),
    }
    from = to
  }
}
