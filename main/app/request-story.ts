/**
 * One request read again from the evidence itself: its entries, folded and judged as of the time of the derivation. What
 * the page shows is what the lines say now, not what was once written down about them.
 */
import { refusal } from '#contract/refusal.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { collectCorrections } from '#core/requests/corrections.ts'
import { type EvaluatedRequest, evaluateRequest } from '#core/requests/evaluate.ts'
import { createFold } from '#core/requests/fold.ts'
import { type LogEntry, parseLogLine } from '#core/requests/log-entry.ts'
import type { OpenCase } from './ports/case.ts'
import type { DerivationRow, EntryCite, StoredRequest } from './ports/requests.ts'

/** docs/formats/log.md §3: lines are hashed up to 16 MiB. */
const LINE_BYTES = 16 * 1024 * 1024
/** Lines looked back for a time, where one has none. */
const LOOK_BACK = 500

export interface ReadLine {
  readonly entry: LogEntry
  readonly bytes: Uint8Array
}

export interface ReadRequest {
  readonly lines: readonly ReadLine[]
  readonly evaluated: EvaluatedRequest
  /** Where entries are: those of the request, and those of others that it cites. */
  readonly cite: (seqs: readonly number[]) => readonly EntryCite[]
}

export async function readRequest(
  theCase: OpenCase,
  no: number,
  { asOfMs, policy }: Pick<DerivationRow, 'asOfMs' | 'policy'>,
  stored: StoredRequest,
): Promise<ReadRequest> {
  const lines = await readLines(theCase, no, stored.indexes)
  const entries = lines.map(({ entry }) => entry)
  const corrections = collectCorrections(
    entries.filter(({ type, timeMs }) => type === 'correction' && timeMs <= asOfMs),
  )
  const fold = createFold({ asOfMs, corrections })
  for (const entry of entries) fold.add(entry)
  const history = [...fold.result().histories()].find(({ req }) => req === stored.row.req)
  if (history === undefined) {
    throw refusal({
      code: 'conflict',
      message: `the entries of ${stored.row.req} no longer say what its row says; derive the requests of this evidence again`,
    })
  }
  const { followers } = stored
  const evaluated = evaluateRequest({ ...history, followers }, { asOfMs, parameters: policy.parameters })
  return { lines, evaluated, cite: await citing(theCase, no, entries, evaluated) }
}

async function readLines(theCase: OpenCase, no: number, indexes: readonly number[]): Promise<readonly ReadLine[]> {
  const rows = await theCase.entries.at(no, [...new Set(indexes)])
  return Promise.all(
    rows.map(async (row) => {
      const bytes = await theCase.bytes.line(row, no, LINE_BYTES)
      const previousTimeMs = row.timeMs ?? (await timeBefore(theCase, no, row.index))
      const text = decodeUtf8(bytes) ?? ''
      return { entry: parseLogLine(text, { index: row.index, previousTimeMs }), bytes }
    }),
  )
}

async function timeBefore(theCase: OpenCase, no: number, index: number): Promise<number> {
  for (let to = index; to > 0; to -= LOOK_BACK) {
    const from = Math.max(0, to - LOOK_BACK)
    const times = (await theCase.entries.page(no, from, to - from)).map(({ timeMs }) => timeMs)
    const last = times.findLast((timeMs) => timeMs !== null)
    if (last !== null && last !== undefined) return last
  }
  return 0
}

async function citing(
  theCase: OpenCase,
  no: number,
  entries: readonly LogEntry[],
  { judgements, due }: EvaluatedRequest,
): Promise<ReadRequest['cite']> {
  const indexes = new Map<number, number>()
  for (const { seq, index } of entries) if (!indexes.has(seq)) indexes.set(seq, index)
  const cited = [...judgements.map(({ verdict }) => verdict.entries), ...due.map((item) => item.entries)].flat()
  const others = [...new Set(cited)].filter((seq) => !indexes.has(seq))
  for (const row of await theCase.entries.at(no, others)) {
    if (row.seq === row.index) indexes.set(row.seq, row.index)
  }
  return (seqs) => seqs.map((seq) => ({ seq, index: indexes.get(seq) ?? null }))
}
