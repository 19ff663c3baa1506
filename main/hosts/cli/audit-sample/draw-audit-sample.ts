/** `plainview sample-audit`. */
import { drawSample, type Unit } from '#core/audit-sample/draw-sample.ts'
import {
  MAX_SAMPLE,
  type SampleDocument,
  type SampleFrame,
  type SampleOptions,
  sampleDocument,
} from '#core/audit-sample/sample-document.ts'
import { isStratumColumn, STRATUM_COLUMNS, type StratumColumn, stratumOf } from '#core/audit-sample/strata.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { type InputError, quote } from '#core/input-error.ts'
import { appendLeaves, EMPTY_RANGE, rangeRoot } from '#core/merkle/compact-range.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { err, ok, type Result } from '#core/result.ts'
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
import { readConclusions } from './read-conclusions.ts'
import { differenceFrom, readSampleReceipt, type SampleReceipt } from './sample-receipt.ts'

export interface AuditSampleOptions extends SourceOptions {
  readonly n?: string
  readonly seed?: string
  readonly by: string
  readonly asOf?: string
  readonly conclusions?: string
  /** A receipt: drawn again as it says, and compared. */
  readonly from?: string
  readonly receipt?: string
  readonly json?: boolean
}

export async function drawAuditSample(
  path: string,
  options: AuditSampleOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const wanted = await wantedOf(options)
  if (!wanted.ok) return wanted
  const { earlier, ...draw } = wanted.value
  const frame = await frameOf(path, options, draw, io)
  if (!frame.ok) return frame
  const { sample, log } = frame.value
  const different = earlier && differenceFrom(earlier, frame.value)
  if (different) return err(different)
  const drawn = new Set(sample.drawn.map(({ req }) => req))
  const known = earlier?.conclusions ?? new Map()
  const added = options.conclusions === undefined ? ok(known) : await readConclusions(options.conclusions, drawn)
  if (!added.ok) return added
  const document = sampleDocument(frame.value, draw, new Map([...known, ...added.value]))
  if (options.receipt !== undefined) {
    const written = await writeAtomically(options.receipt, jsonText(document))
    if (!written.ok) return written
  }
  const again =
    earlier === null ? '' : `Drawn again from ${log.entries} entries: the same requests as in the receipt.\n`
  return ok({ exit: 0, json: document, text: `${textOf(document)}${again}` })
}

interface Wanted extends SampleOptions {
  readonly asOf: number | null
  /** Set where it is drawn again. */
  readonly earlier: SampleReceipt | null
}

async function wantedOf(options: AuditSampleOptions): Promise<Result<Wanted, InputError>> {
  if (options.from !== undefined) {
    const earlier = await readSampleReceipt(options.from)
    if (!earlier.ok) return earlier
    const { n, seed, by, asOf } = earlier.value
    return ok({ n, seed, by, asOf, earlier: earlier.value })
  }
  const { seed } = options
  if (seed === undefined) return err(badOption('--seed', 'a text, or --from with a receipt', 'nothing'))
  const n = parseCount(options.n ?? '', '--n')
  if (!n.ok) return n
  if (n.value < 1 || n.value > MAX_SAMPLE) return err(badOption('--n', `1 to ${MAX_SAMPLE}`, options.n ?? ''))
  const by: StratumColumn[] = []
  for (const name of new Set(options.by.split(',').filter((one) => one !== ''))) {
    if (!isStratumColumn(name)) return err(badOption('--by', `of ${STRATUM_COLUMNS.join(', ')}`, quote(name)))
    by.push(name)
  }
  const asOf = timeOption('--as-of', options.asOf)
  return asOf.ok ? ok({ n: n.value, seed, by, asOf: asOf.value, earlier: null }) : asOf
}

async function frameOf(
  path: string,
  options: AuditSampleOptions,
  { n, seed, by, asOf }: Omit<Wanted, 'earlier'>,
  io: CliIo,
): Promise<Result<SampleFrame, InputError>> {
  const source = await openLog(path, options)
  if (!source.ok) return source
  const { files, policy, cosigned, evidence, close } = source.value
  const progress = progressLine(io)
  try {
    const rows = new Map<string, Pick<RequestRow, 'entries' | 'receivedAtMs'>>()
    const units: Unit[] = []
    const input = { files, asOfMs: asOf, parameters: policy.parameters, bundles: null, cosigned }
    const derived = await deriveLog(input, {
      signal: io.interrupt(),
      onProgress: ({ entries }) => progress.show(`reading  ${figure(entries)} entries`),
      onRequests: async (requests) => {
        for (const { row } of requests) {
          rows.set(row.req, { entries: row.entries, receivedAtMs: row.receivedAtMs })
          const { origin, authority, ...rest } = row
          const stratum = stratumOf({ ...rest, origin: origin.code, authorityType: authority.type }, by)
          units.push({ req: row.req, stratum })
        }
      },
    })
    if (!derived.ok) return derived
    const log = await identityOf(evidence)
    if (!log.ok) return log
    const sample = drawSample(units, { n, seed }, sha256)
    return ok({ asOfMs: derived.value.asOfMs, requests: rows.size, rows, sample, log: log.value })
  } finally {
    progress.clear()
    await close()
  }
}

/** Which log it was: entries, and what they hash to (RFC 6962 §2.1). */
async function identityOf(evidence: OpenedEvidence): Promise<Result<SampleFrame['log'], InputError>> {
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

function textOf({ by, seed, requests, drawn, concluded, strata, sample, asOf }: SampleDocument): string {
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
