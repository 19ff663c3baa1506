/** What a report of one evidence is computed from: its request rows, child safety reports, and the head they rest on. */
import { refusal } from '#contract/refusal.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import { formatInstant } from '#core/instant.ts'
import { createEntryEvents } from '#core/requests/entry-events.ts'
import { EVENT_TYPES } from '#core/requests/enumerations.ts'
import { parseLogLine } from '#core/requests/log-entry.ts'
import type { LogFacts } from '#core/requests/log-facts.ts'
import { DEFAULT_PARAMETERS, type RuleParameters } from '#core/requests/rules/parameters.ts'
import { createSurvey } from '#core/requests/survey.ts'
import type { LogBasis } from '#report/document.ts'
import { keepFew } from '../keep-few.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import type { RowSource } from '../ports/reports.ts'
import type { DerivationRow } from '../ports/requests.ts'

/** With its place among the lines of the export. */
export type ChildSafetyReport = LogFacts['childSafety'][number] & { readonly index: number }

export interface ReportGround {
  readonly rows: RowSource
  /** Number of rows. */
  readonly requests: number
  readonly facts: { readonly childSafety: readonly ChildSafetyReport[] }
  readonly asOfMs: number
  readonly log: LogBasis
  readonly parameters: JsonValue
  /** The same, as rows are derived with. */
  readonly rules: RuleParameters
  readonly verdict: VerifyDocument
}

/** A page of a few megabytes. */
const PAGE = 4000
const MAX_LINE_BYTES = 65_536

/**
 * The newest verified head; an unsigned log rests on what its entries hash to.
 * @param firstEntryMs time of the first entry; null: there is none
 */
export function basisOf(verdict: VerifyDocument, firstEntryMs: number | null): LogBasis {
  const newest = verdict.heads.find((head) => head.newest && head.status === 'verified') ?? null
  return {
    origin: newest?.origin ?? verdict.heads[0]?.origin ?? '',
    size: newest?.size ?? verdict.input.entries,
    root: newest?.root ?? verdict.integrity.computedRoot,
    entries: verdict.input.entries,
    firstEntryAt: firstEntryMs === null ? null : formatInstant(firstEntryMs),
    headline: verdict.headline,
    signedBy: newest ? [...newest.signedBy] : [],
    cosignedBy: newest ? newest.cosignatures.map(({ name }) => name) : [],
  }
}

/** What the report says of the rules: the defaults, and what the policy of the case sets. */
export const parametersOf = (own: Partial<RuleParameters>): JsonValue =>
  ({ ...DEFAULT_PARAMETERS, ...own }) as unknown as JsonValue

/** Requests of one derivation, for counting. */
export function rowsOf(
  theCase: OpenCase,
  { evidenceId, no }: Pick<EvidenceRow, 'evidenceId' | 'no'>,
  { derivedAtMs }: Pick<DerivationRow, 'derivedAtMs'>,
): RowSource {
  return { key: `${evidenceId} ${derivedAtMs}`, pages: () => packedRows(theCase, no) }
}

async function* packedRows(theCase: OpenCase, no: number): AsyncIterable<{ items: string; rows: number }> {
  let after: number | null = null
  for (;;) {
    const page: { items: string; rows: number; lastId: number | null } = await theCase.requests.packed(no, after, PAGE)
    if (page.rows > 0) yield page
    if (page.rows < PAGE || page.lastId === null) return
    after = page.lastId
  }
}

const TYPES = (['childsafety.reported', 'correction'] as const).map((type) => EVENT_TYPES.indexOf(type))

/** Of the derivations asked for last: each is a few dozen lines, read one by one. */
const known = new Map<string, Promise<readonly ChildSafetyReport[]>>()
const KNOWN = 8

function childSafetyOnce(
  key: string,
  read: () => Promise<readonly ChildSafetyReport[]>,
): Promise<readonly ChildSafetyReport[]> {
  const found = known.get(key) ?? read()
  keepFew(known, KNOWN, key, found)
  found.catch(() => known.delete(key))
  return found
}

/** Reports to child safety bodies, corrected: a few entries, found by their type. */
export async function childSafetyAsOf(
  theCase: OpenCase,
  no: number,
  asOfMs: number,
): Promise<readonly ChildSafetyReport[]> {
  const survey = createSurvey()
  const entries = []
  const indexes = new Map<number, number>()
  for (const row of await theCase.entries.ofTypes(no, TYPES)) {
    const bytes = await theCase.bytes.line(row, no, MAX_LINE_BYTES)
    const text = new TextDecoder().decode(bytes)
    const entry = parseLogLine(text, { index: row.index, previousTimeMs: row.timeMs ?? 0 })
    survey.add(entry)
    entries.push(entry)
    indexes.set(entry.seq, row.index)
  }
  const events = createEntryEvents({ asOfMs, corrections: survey.correctionsAsOf(asOfMs) })
  for (const entry of entries) events.read(entry)
  const { facts } = events.about()
  return facts.childSafety.map((report) => ({ ...report, index: indexes.get(report.seq) ?? 0 }))
}

export async function reportGround(theCase: OpenCase, row: EvidenceRow): Promise<ReportGround> {
  const derivation = await theCase.requests.derivation(row.no)
  if (derivation === null) {
    throw refusal({
      code: 'not_found',
      message: 'the requests of this evidence have not been derived yet: open the Requests screen first',
    })
  }
  const verdict = await theCase.verdicts.get(row.no)
  if (verdict === null) throw refusal({ code: 'not_found', message: 'this evidence has not been verified yet' })
  const { asOfMs, policy, requests } = derivation
  const rows = rowsOf(theCase, row, derivation)
  return {
    rows,
    requests,
    facts: { childSafety: await childSafetyOnce(rows.key, () => childSafetyAsOf(theCase, row.no, asOfMs)) },
    asOfMs,
    log: basisOf(verdict.document, row.firstTimeMs),
    parameters: parametersOf(policy.parameters),
    rules: policy.parameters,
    verdict: verdict.document,
  }
}

/** Why figures of this log would be worth nothing; null: they are worth something. */
export function noGround({ exit, headline }: Pick<VerifyDocument, 'exit' | 'headline'>): string | null {
  return exit === 40 || exit === 30 ? `The log is not intact and complete: ${headline}` : null
}
