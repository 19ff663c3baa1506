/** From rows of requests to a finished report: tables, document, gate, leak check. Pure, but for the solver handed in. */
import { canonicalize } from '#core/bytes/canonical-json.ts'
import { encodeHex } from '#core/bytes/hex.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash, SolveLp } from '#core/capabilities.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import type { InputError } from '#core/input-error.ts'
import type { KnownTable } from '#core/metrics/count-relations.ts'
import type { Hidden } from '#core/metrics/hide-small.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import { buildTables } from '#core/metrics/report-tables.ts'
import { TABLES } from '#core/metrics/table-spec.ts'
import type { LogFacts } from '#core/requests/log-facts.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { ok, type Result } from '#core/result.ts'
import type { ReportDefinition } from './definition.ts'
import { buildDocument, type DocumentTable, type LogBasis, type ReportDocument } from './document.ts'
import { brokenReferences, type UnknownReference } from './figures.ts'
import { type GateResult, runGate } from './gate.ts'
import { documentChecks } from './gate-checks.ts'

export interface BuildInput {
  readonly definition: ReportDefinition
  readonly rows: readonly RequestRow[]
  readonly facts: LogFacts
  readonly asOfMs: number
  readonly log: LogBasis
  /** Rule parameters the rows were folded with. */
  readonly parameters: JsonValue
  readonly published?: readonly KnownTable[]
  readonly external?: readonly DocumentTable[]
  readonly revision?: ReportDocument['revision']
  readonly solveLp: SolveLp
  readonly hash: Hash
  readonly shouldStop?: () => boolean
}

export interface BuiltReport {
  readonly document: ReportDocument
  readonly gate: GateResult
  /** Inside the case only: tells primary from secondary suppressions. */
  readonly hidden: Hidden
  /** References in the words that name no figure. */
  readonly broken: readonly UnknownReference[]
  /** May it be published? Every reason why not, in words. */
  readonly obstacles: readonly string[]
}

const digest = (value: JsonValue, hash: Hash) => encodeHex(hash(encodeUtf8(canonicalize(value))))

/** What of a definition decides figures: the words around them do not. */
export function definitionHash({ period, threshold, preset, withoutSections }: ReportDefinition, hash: Hash): string {
  const tables = TABLES.map(({ id, rows, columns }) => ({ id, rows, columns: columns.map((column) => column.id) }))
  return digest({ period, threshold, preset, withoutSections: [...withoutSections], tables }, hash)
}

export function buildReport(input: BuildInput): Result<BuiltReport, InputError> {
  const { definition, rows, facts, asOfMs, log, solveLp, hash, shouldStop } = input
  const period = parsePeriod(definition.period)
  if (!period.ok) return period
  const built = buildTables({
    rows,
    facts,
    period: period.value,
    threshold: definition.threshold,
    published: input.published ?? [],
    solveLp,
    ...(shouldStop ? { shouldStop } : {}),
  })
  const document = buildDocument({
    definition,
    built,
    period: period.value,
    asOfMs,
    log,
    hashes: { definition: definitionHash(definition, hash), rules: digest(input.parameters, hash) },
    ...(input.revision ? { revision: input.revision } : {}),
    ...(input.external ? { external: input.external } : {}),
  })
  const gate = runGate(documentChecks(document))
  const broken = brokenReferences(document)
  const { hidden } = built
  const obstacles = [
    ...gate.failures.map(({ text }) => `Figures disagree: ${text}`),
    ...hidden.contradictions.map((text) => `Published figures contradict each other: ${text}`),
    ...hidden.leaks.map(
      ({ key, min, max, derivation }) =>
        `A hidden figure can be worked out: ${key} is ${min === max ? min : `between ${min} and ${max}`}, from ${derivation.join('; ')}`,
    ),
    ...(hidden.finished ? [] : ['The leak check was not finished, and has not passed.']),
    ...broken.map(
      ({ section, reference }) => `The text of "${section}" refers to ${reference}, which is no figure of this report.`,
    ),
  ]
  return ok({ document, gate, hidden, broken, obstacles })
}
