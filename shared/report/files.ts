/**
 * The files of a report (docs/formats/report.md §6) and the manifest that binds them. The same document gives the same
 * bytes; only a PDF, which hosts add, may differ, and the manifest says so.
 */

import { encodeBase64 } from '#core/bytes/base64.ts'
import { encodeHex } from '#core/bytes/hex.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash } from '#core/capabilities.ts'
import { chartsOf } from './charts.ts'
import { dataCsv, tableCsv } from './csv.ts'
import type { ReportDocument } from './document.ts'
import { reportHtml } from './html.ts'
import { dataPackage, REPORT_SCHEMA } from './schema.ts'
import { chartSvg } from './svg.ts'

export interface ReportFile {
  /** Relative, with `/`. */
  readonly path: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

/** Everything but PDF and manifest, in the order of the manifest. */
export function reportFiles(document: ReportDocument, hash: Hash): readonly ReportFile[] {
  const file = (path: string, mediaType: string, content: string): ReportFile => ({
    path,
    mediaType,
    bytes: encodeUtf8(content),
  })
  const csvPaths = document.tables.map(({ id }) => `tables/${id}.csv`)
  return [
    file('report.json', 'application/json', json(document)),
    file('report.schema.json', 'application/schema+json', json(REPORT_SCHEMA)),
    file(
      'report.html',
      'text/html',
      reportHtml(document, (css) => encodeBase64(hash(encodeUtf8(css)))),
    ),
    file('data.csv', 'text/csv', dataCsv(document)),
    ...document.tables.map((table) => file(`tables/${table.id}.csv`, 'text/csv', tableCsv(table))),
    ...chartsOf(document).map((chart) => file(`charts/${chart.id}.svg`, 'image/svg+xml', chartSvg(chart))),
    file('datapackage.json', 'application/json', json(dataPackage(document, csvPaths))),
  ]
}

export interface Manifest {
  readonly format: 'plainview-report-manifest/v1'
  readonly tool: ReportDocument['tool']
  readonly log: { readonly origin: string; readonly size: number; readonly root: string; readonly entries: number }
  readonly period: string
  readonly asOf: string
  readonly hashes: ReportDocument['hashes']
  readonly revision: number
  /** A file that is not the same bytes on every build: checked against its digest here, not re-derived. */
  readonly files: readonly {
    readonly path: string
    readonly bytes: number
    readonly sha256: string
    readonly deterministic: boolean
  }[]
}

/** @param extra files that a host made, such as the PDF */
export function manifestOf(
  document: ReportDocument,
  files: readonly ReportFile[],
  extra: readonly ReportFile[],
  hash: Hash,
): Manifest {
  const entry =
    (deterministic: boolean) =>
    ({ path, bytes }: ReportFile) => ({
      path,
      bytes: bytes.length,
      sha256: encodeHex(hash(bytes)),
      deterministic,
    })
  const { origin, size, root, entries } = document.log
  return {
    format: 'plainview-report-manifest/v1',
    tool: document.tool,
    log: { origin, size, root, entries },
    period: document.period.id,
    asOf: document.asOf,
    hashes: document.hashes,
    revision: document.revision.number,
    files: [...files.map(entry(true)), ...extra.map(entry(false))].sort((a, b) => (a.path < b.path ? -1 : 1)),
  }
}

export const manifestText = (manifest: Manifest) => json(manifest)

/** The text of manifest.note: what a signature of the report covers. @param bytes of manifest.json as it is on disk */
export function manifestNoteText(
  manifest: Manifest,
  hash: Hash,
  bytes: Uint8Array = encodeUtf8(manifestText(manifest)),
): string {
  const digest = encodeBase64(hash(bytes))
  return `plainview-report/v1\n${manifest.log.origin}\n${manifest.period}\n${digest}\n`
}
