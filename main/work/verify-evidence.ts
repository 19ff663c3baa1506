/**
 * Verifies a log end to end: docs/formats/log.md §5. Reads everything once, judges heads and keys, locates damage where
 * there is any, and answers the five questions. The same input and options give the same document on every host.
 */
import type { VerifyDocument } from '#contract/verdict.ts'
import type { InputError } from '#core/input-error.ts'
import type { SegmentColumns } from '#core/log/segment.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { OpenedEvidence } from '../app/ports.ts'
import { toInputError } from '../io/failure.ts'
import { classify } from './classify.ts'
import { writeDocument } from './document.ts'
import { judgeLog } from './judge-log.ts'
import { createPool, workerFile } from './pool.ts'
import { readLog } from './read-log.ts'
import { readNotes } from './read-notes.ts'
import { readOptions, type VerifyOptions } from './verify-options.ts'

export type { VerifyOptions } from './verify-options.ts'

export interface VerifyProgress {
  /** `locating`: everything was read, and parts are read again to find out what was done to them. */
  readonly phase: 'reading' | 'locating'
  readonly bytes: number
  readonly totalBytes: number
  readonly entries: number
}

export interface VerifyHooks {
  readonly onProgress?: (done: VerifyProgress) => void
  /** Stops within a second; the answer is then the error `cancelled`. */
  readonly signal?: AbortSignal
  /** Called for every stretch of lines, in order; the next one waits for the promise. */
  readonly onSegment?: (columns: SegmentColumns) => Promise<void>
  /** Threads beside this one; 2 where absent. */
  readonly maxWorkers?: number
}

/** Less than this is read before a thread has started. */
const WORTH_A_THREAD_BYTES = 3 * 2 ** 20

export async function verifyEvidence(
  evidence: OpenedEvidence,
  options: VerifyOptions,
  hooks: VerifyHooks = {},
): Promise<Result<VerifyDocument, InputError>> {
  const trust = readOptions(options)
  if (!trust.ok) return trust
  if (evidence.kind === 'bundles') {
    return err({
      code: 'unknown_format',
      place: { file: evidence.name },
      expected: 'a log or a signed note',
      got: 'disclosure bundles',
    })
  }
  const { signal, onProgress } = hooks
  const totalBytes = evidence.files.reduce((sum, { bytes }) => sum + bytes, 0)
  let bytes = 0
  let entries = 0
  let phase: VerifyProgress['phase'] = 'reading'
  const tell = () => onProgress?.({ phase, bytes, totalBytes, entries })
  const pool = createPool({
    workers: totalBytes < WORTH_A_THREAD_BYTES ? 0 : (hooks.maxWorkers ?? 2),
    signal,
    workerFile: workerFile(),
    onBytes: (more) => {
      bytes = Math.min(totalBytes, bytes + more)
      tell()
    },
  })
  try {
    const classified = classify(evidence)
    const isTilesLog = evidence.kind === 'tlog-tiles'
    const own = await readNotes(classified.notes, 'own', signal)
    if (!own.ok) return own
    const judge = await judgeLog({ evidence, classified, own: own.value, trust: trust.value, isTilesLog, pool, signal })
    const read = await readLog({
      classified,
      files: evidence.files,
      isTilesLog,
      sizes: judge.sizes,
      pool,
      onEntries: (more) => {
        entries += more
        tell()
      },
      onSegment: hooks.onSegment,
    })
    if (!read.ok) return read
    phase = 'locating'
    tell()
    const judged = await judge.withLog(read.value)
    if (signal?.aborted) return cancelled(evidence.name)
    return ok(writeDocument({ evidence, facts: read.value.facts, judged, failOn: trust.value.failOn }))
  } catch (caught) {
    if (signal?.aborted) return cancelled(evidence.name)
    return err(toInputError(caught, evidence.name))
  } finally {
    await pool.close()
  }
}

const cancelled = (file: string) =>
  err<InputError>({ code: 'cancelled', place: { file }, expected: 'to be read to the end', got: 'cancelled' })
