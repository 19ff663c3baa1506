/**
 * A published report against a log of the case, on three levels (docs/formats/report.md §5): its own arithmetic and files,
 * the head it rests on, and every figure counted again.
 */
import type { ReportLevels } from '#contract/areas/reports.ts'
import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import { decodeBase64 } from '#core/bytes/base64.ts'
import { parseInstant } from '#core/instant.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import type { BuiltTables } from '#core/metrics/report-tables.ts'
import { ok, type Result } from '#core/result.ts'
import { asPublished, revealed, revealInput, showsMore } from '#report/as-published.ts'
import { checkManifest } from '#report/check-manifest.ts'
import { compareFiles } from '#report/compare-files.ts'
import { definitionIn } from '#report/definition-in.ts'
import type { LogBasis, ReportDocument } from '#report/document.ts'
import { reportFiles } from '#report/files.ts'
import { runGate } from '#report/gate.ts'
import { documentChecks } from '#report/gate-checks.ts'
import { LEAK_CHECK_SECONDS } from '#report/leak-input.ts'
import { readReportJson } from '#report/read-report.ts'
import { type CellDifference, compareReports } from '#report/verify-report.ts'
import { notFound, throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { JobContext } from '../jobs.ts'
import { provePresence } from '../merkle-lookup.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import type { PickedReport } from '../ports/reports.ts'
import { composeOn, countTables } from './build-report.ts'
import { groundAsOf } from './ground-as-of.ts'
import type { MadeReports } from './made-reports.ts'
import { publishedPaths } from './report-shelf.ts'

/** What the user picked, or what is kept in the case. */
export async function reportToVerify(
  deps: Deps,
  theCase: OpenCase,
  { publishedId, pickedId }: { readonly publishedId: string | null; readonly pickedId: string | null },
): Promise<PickedReport> {
  if (publishedId !== null) return keptReport(deps, theCase, publishedId)
  const path = pickedId === null ? null : deps.picks.pathOf(pickedId)
  if (path === null) throw refusal(notFound('picked file'))
  const opened = await deps.reports.open(path)
  if (!opened.ok) throwRefused(opened.error)
  return opened.value
}

async function keptReport({ reports }: Deps, theCase: OpenCase, publishedId: string): Promise<PickedReport> {
  const files = new Map<string, Uint8Array>()
  for (const path of await publishedPaths(reports.shelf, theCase.folder, publishedId)) {
    const bytes = await reports.shelf.read(theCase.folder, publishedId, path)
    if (bytes !== null) files.set(path, bytes)
  }
  return { name: publishedId, files, isAlone: false }
}

export function documentIn({ name, files }: PickedReport): ReportDocument {
  const bytes = files.get('report.json')
  if (bytes === undefined) throw refusal(notFound('report.json'))
  const document = readReportJson(bytes, name.endsWith('.json') ? name : `${name}/report.json`)
  if (!document.ok) throwRefused(document.error)
  return document.value
}

export async function verifyJob(
  deps: Deps,
  made: MadeReports,
  theCase: OpenCase,
  row: EvidenceRow,
  report: PickedReport & { readonly document: ReportDocument },
  context: JobContext,
): Promise<Result<string, CallError>> {
  const { document } = report
  const asOfMs = parseInstant(document.asOf)
  if (asOfMs === null) {
    const place = { file: report.name, field: 'asOf' }
    throwRefused({ code: 'bad_field', place, expected: 'an RFC 3339 time', got: document.asOf })
  }
  const files = await filesLevel(deps, report, document)
  const ground = await groundAsOf(deps, theCase, row, asOfMs, context)
  const definition = definitionIn(document)
  const period = parsePeriod(definition.period)
  if (!period.ok) throwRefused(period.error)
  const built = await countTables(deps, ground, definition, [], context)
  const on = (tables: BuiltTables) => composeOn(deps, ground, definition, tables).document
  const result = compareReports(document, on(asPublished(document, built, period.value)), on(built))
  const open = await openNumbers(deps, document, built, context)
  const differences = [...result.differences, ...open]
  const id = deps.newId('report_')
  made.keepVerified(id, {
    name: report.name,
    document,
    result: { ...result, differences, cells: { ...result.cells, mismatch: differences.length } },
    gate: runGate(documentChecks(document)),
    files,
    head: await headLevel(deps, theCase, row.no, document.log, ground.log, ground.verdict),
    headline: ground.verdict.headline,
  })
  return ok(id)
}

/** Every file that follows from report.json, and every file that the manifest lists. */
async function filesLevel(
  { hash }: Deps,
  { files, isAlone }: PickedReport,
  document: ReportDocument,
): Promise<ReportLevels['files']> {
  if (isAlone) return { state: 'not given', checked: 0, differences: [] }
  const following = reportFiles(document, hash).filter(({ path }) => path !== 'report.json')
  const differences = following.flatMap((file) => compareFiles(file, files.get(file.path) ?? null))
  const manifest = files.get('manifest.json')
  if (manifest === undefined) {
    return { state: differences.length > 0 ? 'changed' : 'as published', checked: following.length, differences }
  }
  const listed = await checkManifest(manifest, async (path) => files.get(path) ?? null, hash)
  if (!listed.ok) throwRefused(listed.error)
  const all = [...differences, ...listed.value.differences]
  const checked = Math.max(following.length, listed.value.listed)
  return { state: all.length > 0 ? 'changed' : 'as published', checked, differences: all }
}

/** Does this log, as it is now, begin with exactly the entries that the report's head commits to? */
async function headLevel(
  { hash }: Deps,
  { bytes }: OpenCase,
  no: number,
  named: LogBasis,
  own: LogBasis,
  verdict: VerifyDocument,
): Promise<ReportLevels['head']> {
  const about = { size: named.size, root: named.root, logSize: own.entries }
  if (named.origin !== own.origin) return { state: 'another log', ...about }
  if (verdict.integrity.answer === 'damaged') return { state: 'damaged log', ...about }
  if (named.size > own.entries) return { state: 'beyond this log', ...about }
  const root = decodeBase64(named.root)
  if (!Number.isSafeInteger(named.size) || named.size < 1 || root === null) return { state: 'changed', ...about }
  // The last entry is in the tree of that size and root only if all entries before it are those of this log.
  const index = named.size - 1
  const leafHash = await bytes.leafHashes(no, index, named.size)
  const proof = await provePresence(bytes, no, { index, size: named.size, root, leafHash }, hash)
  return { state: proof === null ? 'changed' : 'unchanged', ...about }
}

/** Small numbers that follow from what was shown where a report on its own would have hidden it. */
async function openNumbers(
  deps: Deps,
  document: ReportDocument,
  built: BuiltTables,
  context: JobContext,
): Promise<readonly CellDifference[]> {
  if (!showsMore(document, built)) return []
  context.phase(`working out what can be worked out, at most ${LEAK_CHECK_SECONDS} s`)
  const limitMs = LEAK_CHECK_SECONDS * 1000
  return revealed(await deps.reports.work.checkLeaks(revealInput(document, built), limitMs, context.signal), built)
}
