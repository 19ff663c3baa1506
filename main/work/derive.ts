/**
 * Reads a log twice and derives its requests, findings and dates: docs/formats/events.md.
 *
 * The first pass looks for corrections and the last time only, and parses next to nothing; the second folds every entry.
 * A log of more than PART requests is read once more for each part, so that memory does not grow with it.
 */
import type { InputError } from '#core/input-error.ts'
import type { FoldOptions } from '#core/requests/entry-events.ts'
import { createEvaluation, type EvaluatedLog, type EvaluatedRequest, type Evaluating } from '#core/requests/evaluate.ts'
import type { Finding } from '#core/requests/finding.ts'
import { createFold } from '#core/requests/fold.ts'
import type { RequestHistory } from '#core/requests/history.ts'
import { createRoster } from '#core/requests/roster.ts'
import type { BundleFact } from '#core/requests/rules/bundle-rule.ts'
import { searchedFields } from '#core/requests/search-match.ts'
import { err, ok, type Result } from '#core/result.ts'
import type {
  DerivedDue,
  DerivedFinding,
  DerivedLog,
  DerivedRequest,
  DeriveHooks,
  DeriveInput,
} from '../app/ports/requests.ts'
import { factsGiven } from './bundle-facts.ts'
import { createEntryReader, createPlaces, type Places } from './entry-reader.ts'
import { readLines } from './log-lines.ts'
import { surveyLog } from './survey-log.ts'

/** Requests handed over at once. */
const BATCH = 500
/** Requests folded at once: about half a gigabyte. A log with more is read again for each further part. */
export const PART = 200_000

export async function deriveLog(
  input: DeriveInput,
  hooks: DeriveHooks,
  partSize: number = PART,
): Promise<Result<DerivedLog, InputError>> {
  const progress = createProgress(hooks)
  const survey = await surveyLog(input.files, hooks.signal, progress.bytes)
  if (!survey.ok) return survey
  const asOfMs = input.asOfMs ?? survey.value.lastTimeMs()
  if (asOfMs === null) return ok({ asOfMs, requests: 0, findings: [], due: [], notEvaluated: [] })
  const bundles = await factsGiven(input.bundles, hooks.signal)
  if (!bundles.ok) return bundles
  const options = { asOfMs, corrections: survey.value.correctionsAsOf(asOfMs) }
  const run = { input: { ...input, asOfMs, bundles: bundles.value }, options, hooks, progress, places: createPlaces() }
  return survey.value.receipts <= partSize ? deriveAtOnce(run) : deriveInParts(run, partSize)
}

interface Run {
  readonly input: Omit<DeriveInput, 'bundles'> & {
    readonly asOfMs: number
    readonly bundles: readonly BundleFact[] | null
  }
  readonly options: FoldOptions
  readonly hooks: DeriveHooks
  readonly progress: Progress
  readonly places: Places
}

async function deriveAtOnce(run: Run): Promise<Result<DerivedLog, InputError>> {
  const { input, options, hooks, progress, places } = run
  const fold = createFold(options)
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
  const folded = fold.result()
  const evaluation = createEvaluation(input)
  const handedOver = await handOver(folded.histories(), evaluation, run)
  return handedOver.ok ? ok(derivedLog(evaluation.log(folded), folded.requests, run)) : handedOver
}

/** The roster first, then part by part, each time only the lines of that part being parsed. */
async function deriveInParts(run: Run, partSize: number): Promise<Result<DerivedLog, InputError>> {
  const { input, options, hooks, progress, places } = run
  const roster = createRoster(options)
  const entries = createEntryReader()
  const read = await readLines(input.files, {
    signal: hooks.signal,
    onBytes: progress.bytes,
    onLine: (line) => {
      const entry = entries.read(line)
      places.add(entry)
      roster.add(entry)
      progress.entry()
    },
  })
  if (!read.ok) return read
  const about = roster.result()
  const evaluation = createEvaluation(input)
  for (const part of about.parts(partSize)) {
    const fold = createFold(options, part)
    const again = createEntryReader(entries.timeless)
    const reread = await readLines(input.files, {
      signal: hooks.signal,
      onBytes: () => undefined,
      onLine: (line) => {
        const req = plainReq(line)
        if (req === UNSURE || (req !== null && part.includes(req))) fold.add(again.read(line))
        else again.skip()
      },
    })
    if (!reread.ok) return reread
    const handedOver = await handOver(fold.result().histories(), evaluation, run)
    if (!handedOver.ok) return handedOver
  }
  return ok(derivedLog(evaluation.log(about), about.requests, run))
}

/** The next batch is made while the one before is being written. */
async function handOver(
  histories: Iterable<RequestHistory>,
  evaluation: Evaluating,
  { hooks, places }: Run,
): Promise<Result<null, InputError>> {
  let batch: DerivedRequest[] = []
  let written: Promise<void> = Promise.resolve()
  const flush = async (): Promise<void> => {
    await written
    written = hooks.onRequests(batch)
    batch = []
  }
  for (const history of histories) {
    if (hooks.signal.aborted) break
    batch.push(derivedRequest(evaluation.request(history), places))
    if (batch.length === BATCH) await flush()
  }
  if (batch.length > 0 && !hooks.signal.aborted) await flush()
  await written
  return hooks.signal.aborted ? cancelled() : ok(null)
}

function derivedLog(
  { findings, due, notEvaluated }: EvaluatedLog,
  requests: number,
  { input, places }: Run,
): DerivedLog {
  return {
    asOfMs: input.asOfMs,
    requests,
    findings: findings.map((finding) => derivedFinding(finding, places)),
    due: due.map((item) => ({ ...item, entries: places.cite(item.entries) })),
    notEvaluated,
  }
}

/** `"req"`, and what follows it in a line without white space. */
const REQ = Buffer.from('"req"')
const UNSURE = Symbol('unsure')
const BACKSLASH = 0x5c

/**
 * The request id of a line without parsing it: null where there is none. UNSURE where the line is written in any way that
 * could hide one: with an escape, white space, or the name twice. Then it has to be parsed.
 */
function plainReq(line: Buffer): string | null | typeof UNSURE {
  if (line.includes(BACKSLASH)) return UNSURE
  const at = line.indexOf(REQ)
  if (at < 0) return null
  const from = at + REQ.length + 2
  const isPlain = line[from - 2] === 0x3a && line[from - 1] === 0x22 && line.indexOf(REQ, from) < 0
  return isPlain ? line.toString('utf8', from, line.indexOf(0x22, from)) : UNSURE
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

/** Told of in steps, not per line. */
const TELL_ENTRIES = 4096
interface Progress {
  readonly bytes: (more: number) => void
  readonly entry: () => void
}
function createProgress({ onProgress }: DeriveHooks): Progress {
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
