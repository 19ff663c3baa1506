/** The first pass over a log: its corrections, which may come years after what they correct, and its last time. */
import type { InputError } from '#core/input-error.ts'
import { parseLogLine } from '#core/requests/log-entry.ts'
import { createSurvey, type Survey } from '#core/requests/survey.ts'
import { ok, type Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { createEntryReader } from './entry-reader.ts'
import { readLines } from './log-lines.ts'

/** A correction says so, or hides a letter of the word behind an escape. */
const CORRECTION = Buffer.from('correction')
const RECEIVED = Buffer.from('request.received')
const ESCAPE = Buffer.from('\\u00')

export interface LogSurvey extends Survey {
  /** Lines that speak of a receipt: at least about as many requests there are. */
  readonly receipts: number
}

/**
 * Corrections and the last time, without parsing every line: only lines that contain the word, or an escape that could
 * spell it. A line among them without a time of its own needs the one before it, and then every line is parsed.
 */
export async function surveyLog(
  files: readonly EvidenceFile[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Result<LogSurvey, InputError>> {
  const survey = createSurvey()
  const last = createKeptLine()
  let lines = 0
  let receipts = 0
  let isTimed = true
  const look = (line: Buffer, index: number): void => {
    const entry = parseLogLine(line.toString('utf8'), { index, previousTimeMs: Number.NaN })
    isTimed &&= !Number.isNaN(entry.timeMs)
    survey.add(entry)
  }
  const read = await readLines(files, {
    signal,
    onBytes,
    onLine: (line) => {
      if (line.includes(CORRECTION) || line.includes(ESCAPE)) look(line, lines)
      if (line.includes(RECEIVED)) receipts += 1
      last.keep(line)
      lines += 1
    },
  })
  if (!read.ok) return read
  if (lines === 0) return ok({ ...survey, receipts })
  const end = parseLogLine(last.line().toString('utf8'), { index: lines - 1, previousTimeMs: Number.NaN })
  if (isTimed && !Number.isNaN(end.timeMs)) return ok({ ...survey, lastTimeMs: () => end.timeMs, receipts })
  const slow = await surveyEveryLine(files, signal)
  return slow.ok ? ok({ ...slow.value, receipts }) : slow
}

async function surveyEveryLine(
  files: readonly EvidenceFile[],
  signal: AbortSignal,
): Promise<Result<Survey, InputError>> {
  const survey = createSurvey()
  const entries = createEntryReader()
  const onLine = (line: Buffer): void => survey.add(entries.read(line))
  const read = await readLines(files, { signal, onBytes: () => undefined, onLine })
  return read.ok ? ok(survey) : read
}

/** Lines are only lent: the last one is copied, each time over the one before. */
function createKeptLine(): { readonly keep: (line: Buffer) => void; readonly line: () => Buffer } {
  let bytes = Buffer.alloc(65_536)
  let length = 0
  return {
    keep(line) {
      if (line.length > bytes.length) bytes = Buffer.alloc(line.length * 2)
      length = line.copy(bytes)
    },
    line: () => bytes.subarray(0, length),
  }
}
