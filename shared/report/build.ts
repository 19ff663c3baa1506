/** From rows of requests to a finished report: tables, document, gate, leak check. Pure, but for the solver handed in. */
import { canonicalize } from '#core/bytes/canonical-json.ts'
import { encodeHex } from '#core/bytes/hex.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash, SolveLp } from '#core/capabilities.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import type { InputError } from '#core/input-error.ts'
import type { Hidden } from '#core/metrics/hide-small.ts'
import { type LeakResult, leakCheck } from '#core/metrics/leak-check.ts'
import { type Period, parsePeriod } from '#core/metrics/period.ts'
import { type BuiltTables, buildTables } from '#core/metrics/report-tables.ts'
import { TABLES } from '#core/metrics/table-spec.ts'
import type { LogFacts } from '#core/requests/log-facts.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { ok, type Result } from '#core/result.ts'
import { countsInWords } from './count-words.ts'
import type { ReportDefinition } from './definition.ts'
import { buildDocument, type LogBasis, type ReportDocument } from './document.ts'
import { brokenReferences, type UnknownReference } from './figures.ts'
import { type GateResult, runGate } from './gate.ts'
import { documentChecks } from './gate-checks.ts'
import { knownTables } from './known.ts'
import { LEAK_CHECK_SECONDS, leakInput, type PublishedDocument } from './leak-input.ts'
import { type NamedRequest, sealedNamed } from './named-requests.ts'

export interface BuildInput {
  readonly definition: ReportDefinition
  readonly rows: readonly RequestRow[]
  readonly facts: LogFacts
  readonly asOfMs: number
  readonly log: LogBasis
  /** Rule parameters the rows were folded with. */
  readonly parameters: JsonValue
  readonly published?: readonly PublishedDocument[]
  readonly revision?: ReportDocument['revision']
  readonly solveLp: SolveLp
  readonly hash: Hash
  readonly shouldStop?: () => boolean
}

export interface ComposedReport {
  readonly document: ReportDocument
  readonly gate: GateResult
  /** Inside the case only: tells primary from secondary suppressions. */
  readonly hidden: Hidden
  /** References in the words that name no figure. */
  readonly broken: readonly UnknownReference[]
  /** Requests under a secrecy order that the words name. */
  readonly sealed: readonly NamedRequest[]
}

export interface BuiltReport extends ComposedReport {
  readonly leak: LeakResult
  /** May it be published? Every reason why not, in words. */
  readonly obstacles: readonly string[]
}

const digest = (value: JsonValue, hash: Hash) => encodeHex(hash(encodeUtf8(canonicalize(value))))

/** What of a definition decides figures: the words around them do not. */
export function definitionHash(definition: ReportDefinition, hash: Hash): string {
  const { period, threshold, preset, withoutSections, imported } = definition
  const tables = TABLES.map(({ id, rows, columns }) => ({ id, rows, columns: columns.map((column) => column.id) }))
  const decisive = { period, threshold, preset, withoutSections: [...withoutSections], tables }
  return digest(imported.length === 0 ? decisive : { ...decisive, imported: imported as unknown as JsonValue }, hash)
}

/** Everything around the tables: document and gate. Fast; the tables may come from another thread. */
export function composeReport(
  input: Omit<BuildInput, 'rows' | 'facts' | 'solveLp' | 'shouldStop' | 'published'> & {
    readonly built: BuiltTables
    readonly period: Period
  },
): ComposedReport {
  const { definition, built, period, asOfMs, log, hash } = input
  const document = buildDocument({
    definition,
    built,
    period,
    asOfMs,
    log,
    hashes: { definition: definitionHash(definition, hash), rules: digest(input.parameters, hash) },
    ...(input.revision ? { revision: input.revision } : {}),
  })
  return {
    document,
    gate: runGate(documentChecks(document)),
    hidden: built.hidden,
    broken: brokenReferences(document),
    sealed: [],
  }
}

/** Every reason why a report may not be published, in words. @param leak null: the leak check has not been run */
export function obstaclesTo(
  { document, gate, hidden, broken, sealed }: ComposedReport,
  leak: LeakResult | null,
  limitSeconds: number,
): readonly string[] {
  const contradictions = (leak?.contradictions ?? []).map(
    (text) => `Published figures contradict each other: ${countsInWords(text)}`,
  )
  const leaks = (leak?.leaks ?? []).map(
    ({ key, min, max, derivation }) =>
      `A hidden figure can be worked out: ${countsInWords(key)} is ${min === max ? min : `between ${min} and ${max ?? 'no limit'}`}, from ${countsInWords(derivation.join('; '))}`,
  )
  return [
    ...gate.failures.map(({ text }) => `Figures disagree: ${text}`),
    ...contradictions,
    ...leaks,
    ...(hidden.finished ? [] : ['What to hide was not worked out to the end: nothing of this may be published.']),
    ...(leak === null ? ['The leak check has not been run yet.'] : []),
    ...(leak === null || leak.finished
      ? []
      : [`The leak check was not finished within ${limitSeconds} seconds: undecided, which is no pass.`]),
    ...broken.map(
      ({ section, reference }) => `The text of "${section}" refers to ${reference}, which is no figure of this report.`,
    ),
    ...sealed.map(
      ({ section, req }) =>
        `The text of "${section}" names request ${req}, which the law forbids us to tell of: a secrecy order is in force.`,
    ),
    ...(document.period.from < document.asOf
      ? []
      : [`The period begins on ${document.period.from.slice(0, 10)}, after the last entry: nothing is known of it.`]),
  ]
}

/** All of it, one after the other: tables, document, gate, leak check. */
export function buildReport(input: BuildInput): Result<BuiltReport, InputError> {
  const { definition, rows, facts, solveLp, shouldStop, published = [] } = input
  const period = parsePeriod(definition.period)
  if (!period.ok) return period
  const stop = shouldStop ? { shouldStop } : {}
  const { threshold } = definition
  const known = published.flatMap(({ publishedId, document }) => knownTables(document, `published ${publishedId}`))
  const built = buildTables({ rows, facts, period: period.value, threshold, published: known, solveLp, ...stop })
  const bare = composeReport({ ...input, built, period: period.value })
  const secret = rows
    .filter(({ notice }) => notice === 'sealed_by_law')
    .flatMap(({ req, duplicates }) => [req, ...duplicates])
  const composed = { ...bare, sealed: sealedNamed(bare.document, new Set(secret)) }
  const leak = leakCheck({ ...leakInput(composed, published), solveLp, ...stop })
  return ok({ ...composed, leak, obstacles: obstaclesTo(composed, leak, LEAK_CHECK_SECONDS) })
}
