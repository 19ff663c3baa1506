/** The first pass: every file of an export read once, its lines put together in order, SHA-256 taken of all. */
import type { InputError } from '#core/input-error.ts'
import type { ChunkFacts } from '#core/log/chunk-facts.ts'
import { type BuiltLog, createLogBuilder } from '#core/log/log-builder.ts'
import type { SegmentColumns } from '#core/log/segment.ts'
import { ok, type Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { sha256 } from '../io/node-crypto.ts'
import type { Classified } from './classify.ts'
import { hashInto } from './hash-into.ts'
import type { BundleFile, FileFacts, Job, JobReport } from './job.ts'
import type { Pool } from './pool.ts'

export interface ReadLogOptions {
  readonly classified: Classified
  readonly files: readonly EvidenceFile[]
  readonly isTilesLog: boolean
  /** Tree sizes whose roots are wanted. */
  readonly sizes: readonly number[]
  readonly pool: Pool
  readonly onEntries: (entries: number) => void
  readonly onSegment?: ((columns: SegmentColumns) => Promise<void>) | undefined
}

export interface ReadLog {
  readonly built: BuiltLog
  readonly facts: ReadonlyMap<string, FileFacts>
}

/** Bundles, or small files, that make one job. */
const BATCH = 256

export async function readLog(options: ReadLogOptions): Promise<Result<ReadLog, InputError>> {
  const { classified, files, isTilesLog, sizes, pool, onEntries, onSegment } = options
  const builder = createLogBuilder({ hash: sha256, hashInto, sizes, isPositional: isTilesLog })
  const facts = new Map<string, FileFacts>()
  const columns = onSegment !== undefined
  const logJobs: readonly Job[] = isTilesLog
    ? batches(classified.bundles).map((bundles): Job => ({ kind: 'bundles', bundles, columns }))
    : classified.segments.map((file): Job => ({ kind: 'lines', file, columns }))
  const inLog = new Set([...classified.segments, ...classified.bundles.map(({ file }) => file)].map(({ path }) => path))
  const tiles = new Set(classified.tiles.map(({ file }) => file.path))
  const tileFiles = files.filter(({ path }) => tiles.has(path))
  const others = files.filter(({ path }) => !inLog.has(path) && !tiles.has(path))
  const jobs: readonly Job[] = [
    ...logJobs,
    ...batches(tileFiles).map((batch): Job => ({ kind: 'files', files: batch, tiles: true })),
    ...batches(others).map((batch): Job => ({ kind: 'files', files: batch, tiles: false })),
  ]
  const take = async (chunk: ChunkFacts): Promise<void> => {
    const firstIndex = builder.add(chunk)
    onEntries(chunk.lines)
    if (onSegment && chunk.columns) await onSegment({ ...chunk.columns, firstIndex, blockRoots: chunk.blockRoots })
    pool.giveBack(chunk.leafHashes)
  }
  const failed = await inOrder(jobs, pool, take, (report) => {
    for (const fact of report) facts.set(fact.path, fact)
  })
  return failed ?? ok({ built: builder.finish(), facts })
}

function batches<T extends EvidenceFile | BundleFile>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) => all.slice(i * BATCH, (i + 1) * BATCH))
}

/** Chunks that a job may hand over before its turn, so that its thread can go on with the next one. */
const AHEAD = 2

/** Runs jobs side by side and takes their chunks in order. */
async function inOrder(
  jobs: readonly Job[],
  pool: Pool,
  take: (chunk: ChunkFacts) => Promise<void>,
  onReport: (facts: readonly FileFacts[]) => void,
): Promise<Extract<JobReport, { ok: false }> | null> {
  const running: { readonly turn: Deferred; readonly report: Promise<JobReport>; taken: Promise<void> }[] = []
  const start = (job: Job): void => {
    const turn = deferred()
    let ahead = 0
    const report = pool.run(job, (part) => {
      if (part.kind !== 'chunk') return Promise.resolve()
      entry.taken = entry.taken.then(() => take(part.facts))
      entry.taken.catch(() => {}) // looked at below, in its turn
      return ++ahead < AHEAD ? Promise.resolve() : entry.taken
    })
    report.catch(() => {})
    const entry = { turn, report, taken: turn.promise }
    running.push(entry)
  }
  for (let n = 0; n < jobs.length; n++) {
    while (running.length < Math.min(jobs.length, n + 2 * pool.width)) start(jobs[running.length] as Job)
    const { turn, report } = running[n] as (typeof running)[number]
    turn.resolve()
    const done = await report
    await running[n]?.taken
    if (!done.ok) return done
    onReport(done.value)
  }
  return null
}

interface Deferred {
  readonly promise: Promise<void>
  readonly resolve: () => void
}

function deferred(): Deferred {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
