/** What a report of one evidence is computed from: its request rows, child safety reports, and the head they rest on. */

import { refusal } from '#contract/refusal.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import { isJsonObject, type JsonValue } from '#core/formats/json-value.ts'
import { parseInstant } from '#core/instant.ts'
import type { LogFacts } from '#core/requests/log-facts.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import type { LogBasis } from '#report/document.ts'
import type { Deps } from './deps.ts'
import type { EvidenceRow, OpenCase } from './ports/case.ts'

export interface ReportInput {
  readonly rows: readonly RequestRow[]
  readonly facts: LogFacts
  readonly asOfMs: number
  readonly log: LogBasis
  readonly parameters: JsonValue
  readonly verdict: VerifyDocument
}

const PAGE = 2000

/** The newest verified head; an unsigned log rests on what its entries hash to. */
export function basisOf(verdict: VerifyDocument): LogBasis {
  const newest = verdict.heads.find((head) => head.newest && head.status === 'verified') ?? null
  return {
    origin: newest?.origin ?? verdict.heads[0]?.origin ?? '',
    size: newest?.size ?? verdict.input.entries,
    root: newest?.root ?? verdict.integrity.computedRoot,
    entries: verdict.input.entries,
    headline: verdict.headline,
    signedBy: newest ? [...newest.signedBy] : [],
    cosignedBy: newest ? newest.cosignatures.map(({ name }) => name) : [],
  }
}

async function allRows(theCase: OpenCase, no: number): Promise<readonly RequestRow[]> {
  const everything = { values: {}, overlay: [], requested: [], disclosed: [], rule: [], reqs: null, text: null }
  const rows: RequestRow[] = []
  let after: Awaited<ReturnType<OpenCase['requests']['page']>>['end'] = null
  for (;;) {
    const page = await theCase.requests.page(no, everything, { by: 'received', descending: false }, after, PAGE)
    for (const { row } of page.rows) rows.push(row)
    if (page.end === null) return rows
    after = page.end
  }
}

const WORD = 'childsafety.reported'

/** Entries of one type are few: lines that do not hold its name are not parsed. */
async function childSafety(
  deps: Pick<Deps, 'stream'>,
  theCase: OpenCase,
  row: EvidenceRow,
  asOfMs: number,
): Promise<LogFacts['childSafety']> {
  const opened = await theCase.bytes.opened(row.evidenceId)
  const found: LogFacts['childSafety'][number][] = []
  const note = (line: Buffer): void => {
    if (!line.includes(WORD)) return
    let value: unknown
    try {
      value = JSON.parse(line.toString('utf8'))
    } catch {
      return
    }
    const entry = value as JsonValue
    if (!isJsonObject(entry) || entry.type !== WORD || !isJsonObject(entry.data ?? null)) return
    const data = entry.data as { readonly to?: JsonValue; readonly reports?: JsonValue }
    const timeMs = typeof entry.time === 'string' ? parseInstant(entry.time) : null
    if (timeMs === null || timeMs > asOfMs || typeof entry.seq !== 'number') return
    found.push({
      seq: entry.seq,
      timeMs,
      to: typeof data.to === 'string' ? data.to : null,
      reports: typeof data.reports === 'number' ? data.reports : null,
    })
  }
  for (const file of opened.files) {
    if (!/^(?:entries\/\d+|[^/]+)\.jsonl(?:\.gz)?$/.test(file.path)) continue
    const source = file.path.endsWith('.gz')
      ? { ...file.source, layers: [...file.source.layers, 'gzip' as const] }
      : file.source
    let rest: Buffer | null = null
    await deps.stream(source, { path: file.path }, (chunk) => {
      let from = 0
      for (let to = chunk.indexOf(0x0a); to >= 0; to = chunk.indexOf(0x0a, from)) {
        const part = Buffer.from(chunk.buffer, chunk.byteOffset + from, to - from)
        note(rest === null ? part : Buffer.concat([rest, part]))
        rest = null
        from = to + 1
      }
      const left = Buffer.from(chunk.subarray(from))
      rest = rest === null ? left : Buffer.concat([rest, left])
    })
    if (rest !== null) note(rest)
  }
  return found
}

export async function reportInput(deps: Deps, theCase: OpenCase, row: EvidenceRow): Promise<ReportInput> {
  const derivation = await theCase.requests.derivation(row.no)
  if (derivation === null) {
    throw refusal({
      code: 'not_found',
      message: 'the requests of this evidence have not been derived yet: open the Requests screen first',
    })
  }
  const verdict = await theCase.verdicts.get(row.no)
  if (verdict === null) throw refusal({ code: 'not_found', message: 'this evidence has not been verified yet' })
  const rows = await allRows(theCase, row.no)
  const facts: LogFacts = {
    entries: row.entries,
    first: null,
    last: null,
    opened: null,
    closed: null,
    gaps: [],
    audits: [],
    rotations: [],
    childSafety: await childSafety(deps, theCase, row, derivation.asOfMs),
  }
  return {
    rows,
    facts,
    asOfMs: derivation.asOfMs,
    log: basisOf(verdict.document),
    parameters: { ...DEFAULT_PARAMETERS, ...derivation.policy.parameters } as unknown as JsonValue,
    verdict: verdict.document,
  }
}
