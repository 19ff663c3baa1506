/**
 * Reads a log twice and derives its requests, findings and dates: docs/formats/events.md.
 *
 * The first pass looks for corrections and the last time only, and parses next to nothing; the second folds every entry.
 * Measured on 1,000,000 entries of 455 bytes: see docs/guide/speed.md.
 */
import type { InputError } from '#core/input-error.ts'
import { type EvaluatedRequest, evaluateRequests } from '#core/requests/evaluate.ts'
import type { Finding } from '#core/requests/finding.ts'
import { createFold, type Folded } from '#core/requests/fold.ts'
import { type LogEntry, parseLogLine } from '#core/requests/log-entry.ts'
import { searchedFields } from '#core/requests/search-match.ts'
import { createSurvey, type Survey } from '#core/requests/survey.ts'
import { err, ok, type Result } from '#core/result.ts'
import type {
  DerivedDue,
  DerivedFinding,
  DerivedLog,
  DerivedRequest,
  DeriveHooks,
  DeriveInput,
  EntryCite,
} from '../app/ports/requests.ts'
import type { EvidenceFile } from '../app/ports.ts'
import { readLines } from './log-lines.ts'

/** Requests handed over at once. */
const BATCH = 500

export async function deriveLog(input: DeriveInput, hooks: DeriveHooks): Promise<Result<DerivedLog, InputError>> {
  const progress = createProgress(hooks)
  const survey = await surveyLog(input.files, hooks.signal, progress.bytes)
  if (!survey.ok) return survey
  const asOfMs = input.asOfMs ?? survey.value.lastTimeMs()
  if (asOfMs === null) return ok({ asOfMs, requests: 0, findings: [], due: [], notEvaluated: [] })

  const fold = createFold({ asOfMs, corrections: survey.value.correctionsAsOf(asOfMs) })
  const places = createPlaces()
  const entries = createEntryReader()
  const read = await readLines(input.files, {
    signal: hooks.signal,
    onBytes: progress.bytes,
    onLine: (line) => {
      const entry = entries.read(line)
      places.add(entry)
      fold.add(entry)
      progress.entry()
    },
  })
  if (!read.ok) return read
  return handOver(fold.result(), { ...input, asOfMs }, places, hooks)
}

async function handOver(
  folded: Folded,
  input: DeriveInput & { readonly asOfMs: number },
  places: Places,
  hooks: DeriveHooks,
): Promise<Result<DerivedLog, InputError>> {
  const requests = evaluateRequests(folded, input)
  let batch: DerivedRequest[] = []
  for (;;) {
    if (hooks.signal.aborted) return cancelled()
    const next = requests.next()
    if (next.done !== true) batch.push(derivedRequest(next.value, places))
    if (batch.length === BATCH || (next.done === true && batch.length > 0)) {
      await hooks.onRequests(batch)
      batch = []
    }
    if (next.done === true) {
      const { findings, due, notEvaluated } = next.value
      return ok({
        asOfMs: input.asOfMs,
        requests: folded.requests,
        findings: findings.map((finding) => derivedFinding(finding, places)),
        due: due.map((item) => ({ ...item, entries: places.cite(item.entries) })),
        notEvaluated,
      })
    }
  }
}

const cancelled = () =>
  err({ code: 'cancelled' as const, place: { file: 'entries' }, expected: 'to be read to the end', got: 'cancelled' })

function derivedRequest({ row, history, findings, due }: EvaluatedRequest, places: Places): DerivedRequest {
  return {
    row,
    indexes: [...history.events, ...history.corrections].map(({ index }) => index),
    followers: history.followers,
    search: searchedFields(row),
    findings: findings.map((finding) => derivedFinding(finding, places)),
    due: due.map((item): DerivedDue => ({ ...item, entries: places.cite(item.entries) })),
  }
}

const derivedFinding = (finding: Finding, places: Places): DerivedFinding => {
  return { ...finding, entries: places.cite(finding.entries) }
}

/** Lines to entries: where each stands, and the time of the one before it. */
export function createEntryReader(): { readonly read: (line: Buffer) => LogEntry } {
  let index = 0
  let previousTimeMs = 0
  return {
    read(line) {
      const entry = parseLogLine(line.toString('utf8'), { index, previousTimeMs })
      index += 1
      previousTimeMs = entry.timeMs
      return entry
    },
  }
}

interface Places {
  readonly add: (entry: LogEntry) => void
  readonly cite: (seqs: readonly number[]) => readonly EntryCite[]
}

/** From `seq` to the line that claims it: remembered only where the two differ, which they do in damaged logs alone. */
function createPlaces(): Places {
  const moved = new Map<number, number>()
  const left = new Set<number>()
  let lines = 0
  const indexOf = (seq: number): number | null => moved.get(seq) ?? (seq < lines && !left.has(seq) ? seq : null)
  return {
    add({ index, seq }) {
      lines += 1
      if (seq === index) return
      left.add(index)
      if (!moved.has(seq)) moved.set(seq, index)
    },
    cite: (seqs) => seqs.map((seq) => ({ seq, index: indexOf(seq) })),
  }
}

/** A correction says so, or hides a letter of the word behind an escape. */
const CORRECTION = Buffer.from('correction')
const ESCAPE = Buffer.from('\\u00')

/**
 * Corrections and the last time, without parsing every line: only lines that contain the word, or an escape that could
 * spell it. A line among them without a time of its own needs the one before it, and then every line is parsed.
 */
export async function surveyLog(
  files: readonly EvidenceFile[],
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Result<Survey, InputError>> {
  const survey = createSurvey()
  const last = createKeptLine()
  let lines = 0
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
      last.keep(line)
      lines += 1
    },
  })
  if (!read.ok) return read
  if (lines === 0) return ok(survey)
  const end = parseLogLine(last.line().toString('utf8'), { index: lines - 1, previousTimeMs: Number.NaN })
  if (isTimed && !Number.isNaN(end.timeMs)) return ok(withLastTime(survey, end.timeMs))
  return surveyEveryLine(files, signal)
}

const withLastTime = (survey: Survey, lastTimeMs: number): Survey => ({ ...survey, lastTimeMs: () => lastTimeMs })

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

/** Told of in steps, not per line. */
const TELL_ENTRIES = 4096
function createProgress({ onProgress }: DeriveHooks) {
  let bytes = 0
  let entries = 0
  return {
    bytes: (more: number): void => {
      bytes += more
      onProgress({ bytes, entries })
    },
    entry: (): void => {
      entries += 1
      if (entries % TELL_ENTRIES === 0) onProgress({ bytes, entries })
    },
  }
}
