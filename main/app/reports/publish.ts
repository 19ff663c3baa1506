/** Publishing: two people, nothing that stands against it, and a note where published figures have changed. */
import type { PublishedReport } from '#contract/areas/reports.ts'
import type { CallError } from '#contract/operation.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import { formatInstant } from '#core/instant.ts'
import { err, ok, type Result } from '#core/result.ts'
import { manifestOf, manifestText, reportFiles } from '#report/files.ts'
import { reportHtml } from '#report/html.ts'
import { withRevision } from '#report/revision.ts'
import { compareReports } from '#report/verify-report.ts'
import type { Deps } from '../deps.ts'
import type { OpenCase } from '../ports/case.ts'
import { type MadeReport, obstaclesOf } from './made-reports.ts'
import { documentOf, publishedReports, RECORD } from './report-shelf.ts'

export interface Publishing {
  readonly preparedBy: string
  readonly signedOffBy: string
  readonly note: { readonly reason: string; readonly method: string } | null
}

export async function publish(
  deps: Deps,
  theCase: OpenCase,
  made: MadeReport,
  { preparedBy, signedOffBy, note }: Publishing,
): Promise<Result<PublishedReport, CallError>> {
  const conflict = (message: string) => err({ code: 'conflict' as const, message })
  if (theCase.readOnly) return conflict('this case is read-only')
  if (preparedBy.toLowerCase() === signedOffBy.toLowerCase()) {
    return conflict('a second person signs off: the one who prepared the report cannot')
  }
  const all = await publishedReports(deps.reports.shelf, theCase.folder)
  const [obstacle] = obstaclesOf(
    made,
    all.map(({ publishedId }) => publishedId),
  )
  if (obstacle !== undefined) return conflict(obstacle)
  const period = made.report.document.period.id
  const earlier = all.filter((one) => one.period === period)
  const [newest] = earlier
  const before = newest ? await documentOf(deps.reports.shelf, theCase.folder, newest.publishedId) : null
  const differences = before === null ? [] : compareReports(before, made.report.document).differences
  if (differences.length > 0 && note === null) {
    return conflict(
      `${differences.length} published figures of ${period} have changed: a revision needs a reason and a method`,
    )
  }
  const number = earlier.reduce((most, { revision }) => Math.max(most, revision), 0) + 1
  const publishedAtMs = deps.nowMs()
  const changed = differences.map(({ table, row, column, published, computed }) => {
    return { table, row, column, was: published, is: computed }
  })
  const full = note === null ? null : { ...note, date: formatInstant(publishedAtMs), differences: changed }
  const document = withRevision(made.report.document, { number, note: full })
  const files = reportFiles(document, deps.hash)
  const pdf = await deps.reports.printPdf(reportHtml(document))
  const extra = pdf === null ? [] : [{ path: 'report.pdf', mediaType: 'application/pdf', bytes: pdf }]
  const { origin, size, root } = document.log
  const record: PublishedReport = {
    publishedId: `${period}-r${number}`,
    period,
    revision: number,
    title: document.title,
    publishedAtMs,
    preparedBy,
    signedOffBy,
    log: { origin, size, root },
    note: full === null ? null : { reason: full.reason, method: full.method, date: full.date },
    files: files.length + extra.length + 1,
  }
  await deps.reports.shelf.keep(theCase.folder, record.publishedId, [
    ...files,
    ...extra,
    { path: 'manifest.json', bytes: encodeUtf8(manifestText(manifestOf(document, files, extra, deps.hash))) },
    { path: RECORD, bytes: encodeUtf8(`${JSON.stringify(record, null, 2)}\n`) },
  ])
  return ok(record)
}
