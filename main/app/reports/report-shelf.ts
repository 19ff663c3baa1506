/** Reports published from a case: read back from their folders, newest first. */
import type { PublishedReport } from '#contract/areas/reports.ts'
import { refusal } from '#contract/refusal.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import type { ReportDocument } from '#report/document.ts'
import type { Manifest } from '#report/files.ts'
import type { PublishedDocument } from '#report/leak-input.ts'
import { readReportJson } from '#report/read-report.ts'
import { notFound, throwRefused } from '../answer.ts'
import type { ReportShelf } from '../ports/reports.ts'

export const RECORD = 'published.json'

/** Newest first, all versions. */
export async function publishedReports(
  shelf: Pick<ReportShelf, 'list' | 'read'>,
  caseFolder: string,
): Promise<readonly PublishedReport[]> {
  const found: PublishedReport[] = []
  for (const id of await shelf.list(caseFolder)) {
    const bytes = await shelf.read(caseFolder, id, RECORD)
    const text = bytes && decodeUtf8(bytes)
    if (text) found.push(JSON.parse(text) as PublishedReport)
  }
  return found.sort((a, b) => b.publishedAtMs - a.publishedAtMs || b.revision - a.revision)
}

/** Files of one, as its manifest lists them, the manifest with them. */
export async function publishedPaths(
  shelf: Pick<ReportShelf, 'read'>,
  caseFolder: string,
  publishedId: string,
): Promise<readonly string[]> {
  const bytes = await shelf.read(caseFolder, publishedId, 'manifest.json')
  const text = bytes && decodeUtf8(bytes)
  if (text === null) throw refusal(notFound('published report'))
  const { files } = JSON.parse(text) as Manifest
  return [...files.map(({ path }) => path), 'manifest.json']
}

export async function documentOf(
  shelf: Pick<ReportShelf, 'list' | 'read'>,
  caseFolder: string,
  publishedId: string,
): Promise<ReportDocument> {
  const bytes = await shelf.read(caseFolder, publishedId, 'report.json')
  if (bytes === null) throw refusal(notFound('published report'))
  const document = readReportJson(bytes, `${publishedId}/report.json`)
  if (!document.ok) throwRefused(document.error)
  return document.value
}

/** Everything that readers have in their hands: every version of every period. */
export async function publishedDocuments(
  shelf: Pick<ReportShelf, 'list' | 'read'>,
  caseFolder: string,
): Promise<readonly PublishedDocument[]> {
  const newest = new Set<string>()
  const found: PublishedDocument[] = []
  for (const { publishedId, period } of await publishedReports(shelf, caseFolder)) {
    const isNewest = !newest.has(period)
    newest.add(period)
    found.push({ publishedId, document: await documentOf(shelf, caseFolder, publishedId), isNewest })
  }
  return found
}
