/** `report build`: from a log or a case to a folder of files, whole or not at all. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { SolveLp } from '#core/capabilities.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import { parseJson } from '#core/formats/parse-json.ts'
import type { InputError } from '#core/input-error.ts'
import { quote } from '#core/input-error.ts'
import { periodOf, previousPeriod } from '#core/metrics/period.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { type BuiltReport, buildReport } from '#report/build.ts'
import { defaultDefinition, parseDefinition, type ReportDefinition } from '#report/definition.ts'
import { manifestNoteText, manifestOf, manifestText, type ReportFile, reportFiles } from '#report/files.ts'
import { reportHtml } from '#report/html.ts'
import { LEAK_CHECK_SECONDS, type PublishedDocument } from '#report/leak-input.ts'
import { publishedDocuments } from '../../../app/reports/report-shelf.ts'
import { buildFolder, writeAtomically } from '../../../io/atomic-write.ts'
import { sha256 } from '../../../io/node-crypto.ts'
import { findChromium, type Paper, printPdf } from '../../../io/print-pdf.ts'
import { readInput } from '../../../io/read-input.ts'
import { loadSolveLp } from '../../../work/highs-lp.ts'
import { reportShelf } from '../../compose-reports.ts'
import { type Answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { parseTimeOption } from '../options.ts'
import { progressLine } from '../progress.ts'
import { type LoadedLog, type LogOptions, loadLog } from './load-log.ts'
import { readReport } from './read-report.ts'
import { signManifest } from './sign-manifest.ts'

export interface BuildCliOptions extends LogOptions {
  readonly asOf?: string
  readonly period?: string
  readonly published?: readonly string[]
  readonly out: string
  readonly definition?: string
  readonly title?: string
  readonly publisher?: string
  readonly threshold?: string
  readonly pdf?: boolean
  readonly paper?: string
  readonly signKey?: string
  readonly draft?: boolean
  readonly json?: boolean
}

const MAX_DEFINITION_BYTES = 4 * 2 ** 20

async function definitionOf(options: BuildCliOptions, asOfMs: number): Promise<Result<ReportDefinition, InputError>> {
  const threshold =
    options.threshold === undefined
      ? {}
      : { threshold: /^\d{1,9}$/.test(options.threshold) ? Number(options.threshold) : options.threshold }
  const overrides = {
    ...(options.period === undefined ? {} : { period: options.period }),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.publisher === undefined ? {} : { publisher: options.publisher }),
    ...threshold,
  }
  let base: JsonValue = {}
  if (options.definition !== undefined) {
    const read = await readInput(options.definition, MAX_DEFINITION_BYTES)
    if (!read.ok) return read
    const parsed = parseJson(read.value, options.definition)
    if (!parsed.ok) return parsed
    base = parsed.value
  }
  // Without a period: the last half-year that was over as of the stated time.
  const last = previousPeriod(periodOf('half', asOfMs)).id
  const merged = { ...defaultDefinition(last), ...(base as object), ...overrides } as unknown as JsonValue
  return parseDefinition(merged, options.definition ?? 'command line')
}

/** A log that is damaged, cut or contradicted is no ground for figures, unless they are wanted as a draft. */
function groundOf({ verdict }: LoadedLog, isDraft: boolean): Result<null, InputError> {
  if (isDraft || (verdict.exit !== 30 && verdict.exit !== 40)) return ok(null)
  return err(badOption('log', 'a log that is intact and complete (or --draft)', verdict.headline))
}

export async function buildReportFiles(
  path: string,
  options: BuildCliOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const paper = (options.paper ?? 'A4') as Paper
  if (paper !== 'A4' && paper !== 'Letter') return err(badOption('--paper', 'A4 or Letter', quote(options.paper)))
  const asOf = options.asOf === undefined ? ok(null) : parseTimeOption(options.asOf, '--as-of')
  if (!asOf.ok) return asOf
  const log = await loadLog(path, options, asOf.value === null ? null : Date.parse(asOf.value), io)
  if (!log.ok) return log
  const ground = groundOf(log.value, options.draft === true)
  if (!ground.ok) return ground
  const { folded, basis, parameters } = log.value
  if (folded.asOfMs === null) return err(badOption('log', 'a log with entries', 'an empty log'))
  const definition = await definitionOf(options, folded.asOfMs)
  if (!definition.ok) return definition
  const published = await publishedBefore(path, options.published ?? [])
  if (!published.ok) return published
  const built = await withinLimit(io, (shouldStop, solveLp) =>
    buildReport({
      definition: definition.value,
      rows: folded.rows,
      facts: folded.facts,
      asOfMs: folded.asOfMs ?? 0,
      log: basis,
      parameters,
      published: published.value,
      solveLp,
      hash: sha256,
      shouldStop,
    }),
  )
  if (!built.ok) return built
  if (built.value.obstacles.length > 0 && !options.draft) return ok(refused(built.value))
  const written = await writeReport(built.value, options, paper, io)
  return written.ok ? ok(done(built.value, written.value, options.out)) : written
}

/** What readers have already: reports given by folder, and those that the case has published. */
async function publishedBefore(
  path: string,
  folders: readonly string[],
): Promise<Result<readonly PublishedDocument[], InputError>> {
  const given: PublishedDocument[] = []
  for (const folder of folders) {
    const report = await readReport(folder)
    if (!report.ok) return report
    given.push({ publishedId: basename(folder), document: report.value.document, isNewest: true })
  }
  const isCase = existsSync(join(path, 'case.sqlite'))
  return ok(isCase ? [...given, ...(await publishedDocuments(reportShelf, path))] : given)
}

/** What to hide and whether it is enough share the time limit of the leak check: beyond it a report is undecided. */
async function withinLimit<T>(io: CliIo, work: (shouldStop: () => boolean, solveLp: SolveLp) => T): Promise<T> {
  const solveLp = await loadSolveLp()
  const progress = progressLine(io)
  progress.show(`counting, and looking for what could be worked out, at most ${LEAK_CHECK_SECONDS} s`)
  const endsAtMs = performance.now() + LEAK_CHECK_SECONDS * 1000
  try {
    return work(() => performance.now() >= endsAtMs, solveLp)
  } finally {
    progress.clear()
  }
}

function refused({ obstacles, gate, document }: BuiltReport): Answer {
  return {
    exit: 40,
    json: { tool: TOOL, published: false, period: document.period.id, obstacles, gate },
    text: `Not published:\n${obstacles.map((text) => `  ✕ ${text}\n`).join('')}`,
  }
}

interface Written {
  readonly files: readonly { readonly path: string; readonly sha256: string }[]
  readonly pdf: string
}

async function writeReport(
  built: BuiltReport,
  options: BuildCliOptions,
  paper: Paper,
  io: CliIo,
): Promise<Result<Written, InputError>> {
  const files = reportFiles(built.document, sha256)
  const extra: ReportFile[] = []
  let pdf = 'not asked for'
  if (options.pdf !== false) {
    const chromium = await findChromium(process.env)
    const bytes = chromium === null ? null : await printPdf(reportHtml(built.document), paper, chromium)
    pdf = bytes
      ? `report.pdf, ${paper}`
      : chromium
        ? 'the browser did not print it; print report.html by hand'
        : 'no Chromium is installed; print report.html by hand'
    if (bytes) extra.push({ path: 'report.pdf', mediaType: 'application/pdf', bytes })
    else if (io.isTty) io.stderr(`plainview: no PDF: ${pdf}\n`)
  }
  const manifest = manifestOf(built.document, files, extra, sha256)
  const note =
    options.signKey === undefined ? ok(null) : await signManifest(options.signKey, manifestNoteText(manifest, sha256))
  if (!note.ok) return note
  const all = [
    ...files,
    ...extra,
    { path: 'manifest.json', bytes: encodeUtf8(manifestText(manifest)) },
    ...(note.value === null ? [] : [{ path: 'manifest.note', bytes: note.value }]),
  ]
  const stored = await buildFolder(options.out, async (temporary) => {
    for (const { path, bytes } of all) {
      await mkdir(dirname(join(temporary, path)), { recursive: true })
      const one = await writeAtomically(join(temporary, path), bytes)
      if (!one.ok) return one
    }
    return ok(null)
  })
  if (!stored.ok) return stored
  return ok({ files: manifest.files.map(({ path, sha256: hash }) => ({ path, sha256: hash })), pdf })
}

function done({ document, gate, obstacles }: BuiltReport, { files, pdf }: Written, out: string): Answer {
  const { suppression } = document
  const text = [
    `${document.title}, ${document.period.id}, as of ${document.asOf}`,
    `${files.length} files in ${out}; PDF: ${pdf}`,
    `${suppression.cells} figures, ${suppression.hiddenCells} hidden; ${gate.checked} arithmetic checks, ${gate.failures.length} failed`,
    ...obstacles.map((obstacle) => `draft only: ${obstacle}`),
    '',
  ]
  return {
    exit: obstacles.length === 0 ? 0 : 40,
    json: {
      tool: TOOL,
      published: obstacles.length === 0,
      out,
      period: document.period.id,
      asOf: document.asOf,
      log: document.log,
      hashes: document.hashes,
      figures: suppression,
      gate,
      obstacles,
      pdf,
      files,
    },
    text: text.join('\n'),
  }
}
