/** `plainview sample-audit`. */
import { type DrawnSample, drawSample } from '#core/audit-sample/draw-sample.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { formatInstant } from '#core/instant.ts'
import { appendLeaves, EMPTY_RANGE, rangeRoot } from '#core/merkle/compact-range.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import type { OpenedEvidence } from '../../../app/ports.ts'
import { writeAtomically } from '../../../io/atomic-write.ts'
import { sha256 } from '../../../io/node-crypto.ts'
import { deriveLog } from '../../../work/derive.ts'
import { type Answer, badOption, jsonText } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { parseCount } from '../options.ts'
import { progressLine } from '../progress.ts'
import { eachEntry } from '../proof/entries-of.ts'
import { timeOption } from '../requests/filter-options.ts'
import { openLog, type SourceOptions } from '../requests/open-log.ts'
import { columns, counted, figure } from '../text-layout.ts'
import { visible } from '../visible.ts'
import { type Conclusion, readConclusions } from './read-conclusions.ts'

export interface AuditSampleOptions extends SourceOptions {
  readonly n: string
  readonly seed: string
  readonly by: string
  readonly asOf?: string
  readonly conclusions?: string
  readonly receipt?: string
  readonly json?: boolean
}

const MAX_SAMPLE = 10_000
const METHOD =
  'stratified, proportional allocation by largest remainder, at least one of each stratum where n allows (Cochran 1977, §5.5); of each stratum the requests with the smallest SHA-256 of ["plainview-audit-sample/v1",seed,req] as JSON without spaces (Ohlsson 1995: permanent random numbers)'

/** Values of a request by which it can be stratified; what the log does not say is a stratum of its own. */
const COLUMNS: ReadonlyMap<string, (row: RequestRow) => string> = new Map([
  ['outcome', ({ outcome }) => outcome ?? 'none'],
  ['origin', ({ origin }) => origin.code ?? 'unknown'],
  ['authority-type', ({ authority }) => authority.type],
  ['instrument', ({ instrument }) => instrument],
  ['notice', ({ notice }) => notice],
  ['emergency', ({ emergency }) => emergency ?? 'none'],
  ['section', ({ section }) => section],
  ['half-year', ({ receivedAtMs }) => halfYear(receivedAtMs)],
])

function halfYear(ms: number): string {
  const day = formatInstant(ms)
  return `${day.slice(0, 4)}-H${Number(day.slice(5, 7)) <= 6 ? 1 : 2}`
}

interface Frame {
  readonly asOfMs: number | null
  /** By request. */
  readonly rows: ReadonlyMap<string, Pick<RequestRow, 'entries' | 'receivedAtMs'>>
  readonly sample: DrawnSample
  readonly log: { readonly entries: number; readonly root: string }
}

export async function drawAuditSample(
  path: string,
  options: AuditSampleOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const n = parseCount(options.n, '--n')
  if (!n.ok) return n
  if (n.value < 1 || n.value > MAX_SAMPLE) return err(badOption('--n', `1 to ${MAX_SAMPLE}`, options.n))
  const by = [...new Set(options.by.split(',').filter((name) => name !== ''))]
  const unknown = by.find((name) => !COLUMNS.has(name))
  if (unknown !== undefined) return err(badOption('--by', `of ${[...COLUMNS.keys()].join(', ')}`, quote(unknown)))
  const asOf = timeOption('--as-of', options.asOf)
  if (!asOf.ok) return asOf
  const frame = await frameOf(path, options, { n: n.value, by, asOf: asOf.value }, io)
  if (!frame.ok) return frame
  const drawn = new Set(frame.value.sample.drawn.map(({ req }) => req))
  const conclusions = options.conclusions === undefined ? ok(null) : await readConclusions(options.conclusions, drawn)
  if (!conclusions.ok) return conclusions
  const document = documentOf(frame.value, { n: n.value, seed: options.seed, by }, conclusions.value)
  if (options.receipt !== undefined) {
    const written = await writeAtomically(options.receipt, jsonText(document))
    if (!written.ok) return written
  }
  return ok({ exit: 0, json: document, text: textOf(document) })
}

async function frameOf(
  path: string,
  options: AuditSampleOptions,
  { n, by, asOf }: { readonly n: number; readonly by: readonly string[]; readonly asOf: number | null },
  io: CliIo,
): Promise<Result<Frame, InputError>> {
  const source = await openLog(path, options)
  if (!source.ok) return source
  const { files, policy, cosigned, evidence, close } = source.value
  const progress = progressLine(io)
  try {
    const rows = new Map<string, Pick<RequestRow, 'entries' | 'receivedAtMs'>>()
    const units: { readonly req: string; readonly stratum: readonly string[] }[] = []
    const input = { files, asOfMs: asOf, parameters: policy.parameters, bundles: null, cosigned }
    const derived = await deriveLog(input, {
      signal: io.interrupt(),
      onProgress: ({ entries }) => progress.show(`reading  ${figure(entries)} entries`),
      onRequests: async (requests) => {
        for (const { row } of requests) {
          rows.set(row.req, { entries: row.entries, receivedAtMs: row.receivedAtMs })
          units.push({ req: row.req, stratum: by.map((name) => COLUMNS.get(name)?.(row) ?? '') })
        }
      },
    })
    if (!derived.ok) return derived
    const log = await identityOf(evidence)
    if (!log.ok) return log
    const sample = drawSample(units, { n, seed: options.seed }, sha256)
    return ok({ asOfMs: derived.value.asOfMs, rows, sample, log: log.value })
  } finally {
    progress.clear()
    await close()
  }
}

/** Which log it was: entries, and what they hash to (RFC 6962 §2.1). */
async function identityOf(evidence: OpenedEvidence): Promise<Result<Frame['log'], InputError>> {
  let range = EMPTY_RANGE
  let waiting: Uint8Array[] = []
  let entries = 0
  const read = await eachEntry(evidence, Number.MAX_SAFE_INTEGER, (message) => {
    waiting.push(sha256(message))
    entries += 1
    if (waiting.length === 4096) {
      range = appendLeaves(range, waiting, sha256)
      waiting = []
    }
    return true
  })
  if (!read.ok) return read
  return ok({ entries, root: encodeBase64(rangeRoot(appendLeaves(range, waiting, sha256), sha256)) })
}

function documentOf(
  { asOfMs, rows, sample, log }: Frame,
  { n, seed, by }: { readonly n: number; readonly seed: string; readonly by: readonly string[] },
  conclusions: ReadonlyMap<string, Conclusion> | null,
) {
  const named = (values: readonly string[]) => Object.fromEntries(by.map((name, at) => [name, values[at] ?? '']))
  const tally = new Map<string, number>()
  for (const { conclusion } of conclusions?.values() ?? []) tally.set(conclusion, (tally.get(conclusion) ?? 0) + 1)
  const counts = [...tally].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    format: 'plainview-audit-sample/v1',
    tool: TOOL,
    log,
    asOf: asOfMs === null ? null : formatInstant(asOfMs),
    method: METHOD,
    n,
    seed,
    by,
    requests: rows.size,
    drawn: sample.drawn.length,
    concluded: conclusions?.size ?? 0,
    conclusions: Object.fromEntries(counts),
    strata: sample.strata.map(({ stratum, size, sampled }) => ({ stratum: named(stratum), requests: size, sampled })),
    sample: sample.drawn.map(({ req, stratum }) => {
      const row = rows.get(req)
      const concluded = conclusions?.get(req)
      return {
        req,
        stratum: named(stratum),
        receivedAt: row === undefined ? null : formatInstant(row.receivedAtMs),
        entries: row?.entries ?? [],
        conclusion: concluded?.conclusion ?? null,
        note: concluded?.note ?? null,
      }
    }),
  }
}

function textOf({ by, seed, requests, drawn, concluded, strata, sample, asOf }: ReturnType<typeof documentOf>): string {
  const rows = sample.map(({ req, stratum, receivedAt, entries, conclusion }) => [
    visible(req),
    ...by.map((name) => visible(stratum[name] ?? '')),
    receivedAt?.slice(0, 10) ?? '',
    entries.join(' '),
    visible(conclusion ?? ''),
  ])
  const heads = ['request', ...by, 'received', 'entries', 'conclusion'].map((title) => ({ title }))
  const table = rows.length === 0 ? '' : `${columns(heads, rows, 0)}\n`
  const empty = strata.filter(({ sampled }) => sampled === 0).length
  const left = empty === 0 ? '' : ` ${counted(empty, 'stratum', 'strata')} got none: n is smaller than their number.`
  return `${table}${figure(drawn)} of ${counted(requests, 'request')} drawn from ${counted(strata.length, 'stratum', 'strata')} with seed ${visible(seed)}, as of ${asOf ?? 'no entry'}; ${figure(concluded)} with a conclusion.${left}\n`
}
