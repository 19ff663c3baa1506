/** The requests of a log as rows, and what the log says of itself: what a report is computed from. */
import type { InputError } from '#core/input-error.ts'
import { createFold } from '#core/requests/fold.ts'
import { foldRow } from '#core/requests/fold-row.ts'
import type { LogFacts } from '#core/requests/log-facts.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { ok, type Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { createEntryReader } from './entry-reader.ts'
import { readLines } from './log-lines.ts'
import { surveyLog } from './survey-log.ts'

export interface FoldedLog {
  readonly rows: readonly RequestRow[]
  readonly facts: LogFacts
  /** null: the log has no entries and no time was asked for. */
  readonly asOfMs: number | null
}

/** Files that hold entries, in the order of their lines. */
export function entryFiles(files: readonly EvidenceFile[]): readonly EvidenceFile[] {
  const segments = files.filter(({ path }) => /^entries\/\d+\.jsonl(?:\.gz)?$/.test(path))
  return segments.length > 0 ? segments : files.filter(({ path }) => /\.jsonl(?:\.gz)?$/.test(path))
}

/**
 * @param asOfMs entries with a later time are left out; null: the time of the last entry
 * @param noticeDays N of the notice states; null where the policy states none
 */
export async function foldLog(
  files: readonly EvidenceFile[],
  options: { readonly asOfMs: number | null; readonly noticeDays: number | null; readonly signal: AbortSignal },
): Promise<Result<FoldedLog, InputError>> {
  const onBytes = () => undefined
  const survey = await surveyLog(files, options.signal, onBytes)
  if (!survey.ok) return survey
  const asOfMs = options.asOfMs ?? survey.value.lastTimeMs()
  const fold = createFold({ asOfMs: asOfMs ?? 0, corrections: survey.value.correctionsAsOf(asOfMs ?? 0) })
  if (asOfMs === null) return ok({ rows: [], facts: fold.result().facts, asOfMs })
  const entries = createEntryReader()
  const read = await readLines(files, {
    signal: options.signal,
    onBytes,
    onLine: (line) => fold.add(entries.read(line)),
  })
  if (!read.ok) return read
  const { histories, facts } = fold.result()
  const rows = [...histories()].map((history) => foldRow(history, { asOfMs, noticeDays: options.noticeDays }))
  return ok({ rows, facts, asOfMs })
}
