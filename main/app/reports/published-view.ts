/** A published report as it was kept: read back, never made again. */
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { err, ok, type Result } from '#core/result.ts'
import { compareReports } from '#report/verify-report.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { OpenCase } from '../ports/case.ts'
import { documentOf, publishedPaths, publishedReports } from './report-shelf.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  json: 'application/json',
  csv: 'text/csv',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
}

export async function publishedView(
  { reports: { shelf } }: Deps,
  { folder }: OpenCase,
  publishedId: string,
): Promise<Output<'reports.publishedView'>> {
  const all = await publishedReports(shelf, folder)
  const report = all.find((one) => one.publishedId === publishedId)
  const html = await shelf.read(folder, publishedId, 'report.html')
  if (!report || html === null) throw refusal(notFound('published report'))
  const before = all
    .filter(({ period, revision }) => period === report.period && revision < report.revision)
    .sort((a, b) => b.revision - a.revision)[0]
  const files = []
  for (const path of await publishedPaths(shelf, folder, publishedId)) {
    files.push({ path, bytes: (await shelf.read(folder, publishedId, path))?.length ?? 0 })
  }
  const document = await documentOf(shelf, folder, publishedId)
  const changes = before
    ? compareReports(await documentOf(shelf, folder, before.publishedId), document).differences
    : []
  return {
    report,
    html: decodeUtf8(html) ?? '',
    files,
    before: before?.publishedId ?? null,
    changes: [...changes],
  }
}

export async function publishedFile(
  { reports }: Deps,
  { folder }: OpenCase,
  publishedId: string,
  path: string,
): Promise<Result<Output<'reports.publishedFile'>, CallError>> {
  const paths = await publishedPaths(reports.shelf, folder, publishedId)
  if (path === 'report.zip') {
    const files = []
    for (const one of paths) {
      const bytes = await reports.shelf.read(folder, publishedId, one)
      if (bytes !== null) files.push({ path: one, bytes })
    }
    const base64 = encodeBase64(await reports.zip(files))
    return ok({ name: `report-${publishedId}.zip`, mediaType: 'application/zip', base64 })
  }
  const bytes = paths.includes(path) ? await reports.shelf.read(folder, publishedId, path) : null
  if (bytes === null) return err(notFound('file of the report'))
  const mediaType = MEDIA_TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
  const name = `report-${publishedId}-${path.replace('report.', '').replace('/', '-')}`
  const plain = path.startsWith('report.') ? `report-${publishedId}${path.slice('report'.length)}` : name
  return ok({ name: plain, mediaType, base64: encodeBase64(bytes) })
}
