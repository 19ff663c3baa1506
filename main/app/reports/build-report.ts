/** The two jobs of a report: building it, and looking for what could be worked out from it. */
import type { CallError } from '#contract/operation.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import type { BuiltTables } from '#core/metrics/report-tables.ts'
import { ok, type Result } from '#core/result.ts'
import { type ComposedReport, composeReport } from '#report/build.ts'
import { parseDefinition, type ReportDefinition } from '#report/definition.ts'
import { knownTables } from '#report/known.ts'
import { LEAK_CHECK_SECONDS, leakInput, type PublishedDocument } from '#report/leak-input.ts'
import { possibleIds, sealedNamed } from '#report/named-requests.ts'
import { refusedInput, throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { JobContext } from '../jobs.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import type { MadeReports } from './made-reports.ts'
import { type ReportGround, reportGround } from './report-ground.ts'
import { publishedDocuments } from './report-shelf.ts'

export function definitionFrom(wanted: object): Result<ReportDefinition, CallError> {
  const parsed = parseDefinition({ ...wanted, preset: 'house' } as unknown as JsonValue, 'definition')
  if (!parsed.ok) return { ok: false, error: refusedInput(parsed.error) }
  const { parsed: _period, ...definition } = parsed.value
  return ok(definition)
}

/** On the thread that counts. */
export async function countTables(
  deps: Deps,
  ground: ReportGround,
  definition: Pick<ReportDefinition, 'period' | 'threshold'>,
  published: readonly PublishedDocument[],
  context: JobContext,
): Promise<BuiltTables> {
  context.phase('reading the requests')
  const job = {
    facts: ground.facts,
    period: definition.period,
    threshold: definition.threshold,
    published: published.flatMap(({ publishedId, document }) => knownTables(document, `published ${publishedId}`)),
  }
  return deps.reports.work.count(job, ground.rows, {
    signal: context.signal,
    onRows: (rows) => {
      context.progress({ entries: rows })
      if (rows >= ground.requests) context.phase('counting, and hiding what is small')
    },
  })
}

/** Document and gate around the tables. */
export function composeOn(
  deps: Deps,
  { asOfMs, log, parameters }: ReportGround,
  definition: ReportDefinition,
  built: BuiltTables,
): ComposedReport {
  const period = parsePeriod(definition.period)
  if (!period.ok) throwRefused(period.error)
  return composeReport({ definition, built, period: period.value, asOfMs, log, parameters, hash: deps.hash })
}

export async function buildJob(
  deps: Deps,
  made: MadeReports,
  theCase: OpenCase,
  row: EvidenceRow,
  definition: ReportDefinition,
  context: JobContext,
): Promise<Result<string, CallError>> {
  const ground = await reportGround(theCase, row)
  const published = await publishedDocuments(deps.reports.shelf, theCase.folder)
  const bare = composeOn(deps, ground, definition, await countTables(deps, ground, definition, published, context))
  const secret = await theCase.requests.idsWithNotice(row.no, 'sealed_by_law', possibleIds(bare.document))
  const report = { ...bare, sealed: sealedNamed(bare.document, new Set(secret)) }
  const reportId = deps.newId('report_')
  made.keep(reportId, { evidenceId: row.evidenceId, report, ground, definition, leak: null })
  return ok(reportId)
}

/** Its result is the report id; what it found is in the report's view. */
export async function leakJob(
  deps: Deps,
  made: MadeReports,
  theCase: OpenCase,
  reportId: string,
  context: JobContext,
): Promise<Result<string, CallError>> {
  const published = await publishedDocuments(deps.reports.shelf, theCase.folder)
  context.phase(`working out what can be worked out, at most ${LEAK_CHECK_SECONDS} s`)
  const startedAtMs = deps.nowMs()
  const input = leakInput(made.get(reportId).report, published)
  const result = await deps.reports.work.checkLeaks(input, LEAK_CHECK_SECONDS * 1000, context.signal)
  const against = published.map(({ publishedId }) => publishedId)
  made.keepLeak(reportId, { result, against, tookMs: deps.nowMs() - startedAtMs })
  return ok(reportId)
}
