/** A built report as the screen shows it, and its files. */
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash } from '#core/capabilities.ts'
import { err, ok, type Result } from '#core/result.ts'
import { chartsOf } from '#report/charts.ts'
import type { ReportDocument } from '#report/document.ts'
import { cellText } from '#report/figures.ts'
import { manifestOf, manifestText, type ReportFile, reportFiles } from '#report/files.ts'
import type { GateResult } from '#report/gate.ts'
import { reportHtml } from '#report/html.ts'
import { LEAK_CHECK_SECONDS } from '#report/leak-input.ts'
import { compareReports } from '#report/verify-report.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { OpenCase } from '../ports/case.ts'
import { isChecked, type MadeReport, obstaclesOf } from './made-reports.ts'
import { documentOf, publishedReports } from './report-shelf.ts'

type View = Output<'reports.view'>

export const gateView = ({ checked, failures, notApplicable }: GateResult): View['gate'] => ({
  checked,
  failures: failures.map((failure) => ({ ...failure, cells: [...failure.cells], figures: [...failure.figures] })),
  notApplicable: notApplicable.length,
})

function leakView(made: MadeReport, published: readonly string[]): View['leak'] {
  const { leak } = made
  const state =
    leak === null || !isChecked(made, published)
      ? 'not run'
      : !leak.result.finished
        ? 'undecided'
        : leak.result.leaks.length + leak.result.contradictions.length > 0
          ? 'refused'
          : 'passed'
  return {
    state,
    limitSeconds: LEAK_CHECK_SECONDS,
    tookMs: leak?.tookMs ?? null,
    against: leak === null ? [] : [...leak.against],
  }
}

/** Files of reports that are in memory: the page asks for them again after every check. */
const rendered = new WeakMap<ReportDocument, readonly ReportFile[]>()
const HTML = 'report.html'

function filesOf(document: ReportDocument, hash: Hash): readonly ReportFile[] {
  const files = rendered.get(document) ?? reportFiles(document, hash)
  rendered.set(document, files)
  return files
}

export async function viewOf(deps: Deps, theCase: OpenCase, made: MadeReport): Promise<View> {
  const { document, gate, hidden } = made.report
  const { preset: _preset, ...definition } = made.definition
  const all = await publishedReports(deps.reports.shelf, theCase.folder)
  const published = all.map(({ publishedId }) => publishedId)
  const earlier = all.filter(({ period }) => period === document.period.id)
  const [newest] = earlier
  const before = newest ? await documentOf(deps.reports.shelf, theCase.folder, newest.publishedId) : null
  const files = filesOf(document, deps.hash)
  const html = files.find(({ path }) => path === HTML)?.bytes
  return {
    html: new TextDecoder().decode(html),
    definition: structuredClone(definition) as View['definition'],
    period: document.period.id,
    figures: {
      cells: document.suppression.cells,
      hidden: document.suppression.hiddenCells,
      primary: hidden.primary.size,
      secondary: hidden.secondary.size,
    },
    gate: gateView(gate),
    leak: leakView(made, published),
    obstacles: [...obstaclesOf(made, published)],
    sections: document.sections.map(({ id, title, text }) => ({ id, title, text })),
    tables: document.tables.map(({ id, section, title, rowHead, columns, rows, rederivable }) => ({
      id,
      section,
      title,
      rowHead,
      rederivable,
      columns: columns.map((column) => ({ id: column.id, label: column.label })),
      rows: rows.map((row) => ({
        id: row.id,
        label: row.label,
        cells: row.cells.map((cell) => ({ state: cell.state, text: cellText(cell) })),
      })),
    })),
    footnotes: document.footnotes.map((note) => ({ ...note })),
    charts: chartsOf(document).map((chart) => structuredClone(chart) as never),
    earlier: [...earlier],
    changes: before === null ? [] : [...compareReports(before, document).differences],
    files: files.map(({ path, bytes }) => ({ path, bytes: bytes.length })),
  }
}

export async function fileOf(
  { hash, reports }: Deps,
  { report }: MadeReport,
  path: string,
): Promise<Result<Output<'reports.file'>, CallError>> {
  const files = filesOf(report.document, hash)
  const { period } = report.document
  const give = (name: string, mediaType: string, bytes: Uint8Array) =>
    ok({ name, mediaType, base64: encodeBase64(bytes) })
  const pdf = () => reports.printPdf(reportHtml(report.document))
  if (path === 'report.pdf') {
    const bytes = await pdf()
    if (bytes === null) {
      const message = 'no Chromium is installed here to print with: save report.html and print it from a browser'
      return err({ code: 'refused', message })
    }
    return give(`report-${period.id}.pdf`, 'application/pdf', bytes)
  }
  if (path === 'report.zip') {
    const printed = await pdf()
    const extra: ReportFile[] = printed ? [{ path: 'report.pdf', mediaType: 'application/pdf', bytes: printed }] : []
    const manifest = encodeUtf8(manifestText(manifestOf(report.document, files, extra, hash)))
    const zip = await reports.zip([...files, ...extra, { path: 'manifest.json', bytes: manifest }])
    return give(`report-${period.id}.zip`, 'application/zip', zip)
  }
  const file = files.find((one) => one.path === path)
  return file ? give(file.path.replace('/', '-'), file.mediaType, file.bytes) : err(notFound('file of the report'))
}
