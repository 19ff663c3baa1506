import type { PublishedReport, reportOperations } from '#contract/areas/reports.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { decodeUtf8, encodeUtf8 } from '#core/bytes/utf8.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import { formatInstant } from '#core/instant.ts'
import { periodOf, previousPeriod } from '#core/metrics/period.ts'
import { SECTION_IDS } from '#core/metrics/table-spec.ts'
import { err, ok } from '#core/result.ts'
import { type BuiltReport, buildReport } from '#report/build.ts'
import { chartsOf } from '#report/charts.ts'
import { DEFAULT_THRESHOLD, parseDefinition, type ReportDefinition } from '#report/definition.ts'
import type { ReportDocument } from '#report/document.ts'
import { manifestOf, manifestText, type ReportFile, reportFiles } from '#report/files.ts'
import { type GateResult, runGate } from '#report/gate.ts'
import { documentChecks } from '#report/gate-checks.ts'
import { reportHtml } from '#report/html.ts'
import { knownTables } from '#report/known.ts'
import { readReportJson } from '#report/read-report.ts'
import { compareReports, type ReportVerification } from '#report/verify-report.ts'
import { SECTION_TITLES } from '#report/words.ts'
import { notFound, refusedInput, throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import { type ReportInput, reportInput } from '../report-input.ts'

type Published = PublishedReport

interface Made {
  readonly built: BuiltReport
  readonly input: ReportInput
  readonly definition: ReportDefinition
}

interface Verified {
  readonly document: ReportDocument
  readonly result: ReportVerification
  readonly gate: GateResult
  readonly headline: string
}

/** Reports are kept in memory until they are published; a few, for a case may be open for long. */
const KEPT = 20
const NEEDED: readonly string[] = ['how-we-count', 'suppression', 'dictionary']
const RECORD = 'published.json'

function keepFew<T>(map: Map<string, T>, id: string, value: T): void {
  map.set(id, value)
  for (const oldest of map.keys()) {
    if (map.size <= KEPT) break
    map.delete(oldest)
  }
}

const gateView = ({ checked, failures, notApplicable }: GateResult) => ({
  checked,
  failures: failures.map((failure) => ({ ...failure, cells: [...failure.cells], figures: [...failure.figures] })),
  notApplicable: notApplicable.length,
})

export function reportHandlers(deps: Deps): HandlersOf<typeof reportOperations> {
  const { cases, hash, jobs, reports, newId, nowMs } = deps
  const made = new Map<string, Made>()
  const verified = new Map<string, Verified>()

  async function target({
    caseId,
    evidenceId,
  }: {
    caseId: string
    evidenceId: string
  }): Promise<{ theCase: OpenCase; row: EvidenceRow }> {
    const theCase = await cases.get(caseId)
    const row = await theCase.evidence.byId(evidenceId)
    if (row === null) throw refusal(notFound('evidence'))
    return { theCase, row }
  }
  function madeReport(reportId: string): Made {
    const found = made.get(reportId)
    if (!found) throw refusal({ code: 'not_found', message: 'this report is no longer in memory: build it again' })
    return found
  }
  async function published(theCase: OpenCase): Promise<readonly Published[]> {
    const found: Published[] = []
    for (const id of await reports.shelf.list(theCase.folder)) {
      const bytes = await reports.shelf.read(theCase.folder, id, RECORD)
      const text = bytes && decodeUtf8(bytes)
      if (text) found.push(JSON.parse(text) as Published)
    }
    return found.sort((a, b) => b.publishedAtMs - a.publishedAtMs)
  }
  async function documentOf(theCase: OpenCase, publishedId: string): Promise<ReportDocument> {
    const bytes = await reports.shelf.read(theCase.folder, publishedId, 'report.json')
    if (bytes === null) throw refusal(notFound('published report'))
    const document = readReportJson(bytes, `${publishedId}/report.json`)
    if (!document.ok) throwRefused(document.error)
    return document.value
  }
  async function earlierOf(theCase: OpenCase, period: string): Promise<readonly Published[]> {
    return (await published(theCase)).filter((one) => one.period === period)
  }
  async function build(
    theCase: OpenCase,
    input: ReportInput,
    definition: ReportDefinition,
    against: boolean,
  ): Promise<BuiltReport> {
    // The newest version of each period that was published: what readers have in their hands.
    const newest = new Map<string, Published>()
    for (const one of await published(theCase)) if (!newest.has(one.period)) newest.set(one.period, one)
    const others = against ? [...newest.values()].filter(({ period }) => period !== definition.period) : []
    const documents = await Promise.all(others.map(({ publishedId }) => documentOf(theCase, publishedId)))
    const built = buildReport({
      definition,
      rows: input.rows,
      facts: input.facts,
      asOfMs: input.asOfMs,
      log: input.log,
      parameters: input.parameters,
      published: documents.flatMap(knownTables),
      solveLp: await reports.solveLp(),
      hash,
    })
    if (!built.ok) throwRefused(built.error)
    return built.value
  }
  async function picked(pickedId: string): Promise<Uint8Array> {
    const path = deps.picks.pathOf(pickedId)
    if (path === null) throw refusal(notFound('picked file'))
    return deps.readPicked(path)
  }
  const filesOf = ({ built }: Made): readonly ReportFile[] => reportFiles(built.document, hash)

  return {
    'reports.start': async (where) => {
      const { theCase, row } = await target(where)
      const derivation = await theCase.requests.derivation(row.no)
      const sections = SECTION_IDS.map((id) => ({ id, title: SECTION_TITLES[id], needed: NEEDED.includes(id) }))
      if (derivation === null) {
        return ok({ requests: 0, asOf: null, periods: [], suggested: null, sections, threshold: DEFAULT_THRESHOLD })
      }
      const facets = await theCase.requests.facets(row.no, {
        values: {},
        overlay: [],
        requested: [],
        disclosed: [],
        rule: [],
        reqs: null,
        text: null,
      })
      const halves = facets.halfYear.map(({ value, count }) => ({ id: String(value), requests: count }))
      const byYear = new Map<string, number>()
      for (const { id, requests } of halves) byYear.set(id.slice(0, 4), (byYear.get(id.slice(0, 4)) ?? 0) + requests)
      const periods = [...halves, ...[...byYear].map(([id, requests]) => ({ id, requests }))].sort((a, b) =>
        a.id < b.id ? 1 : -1,
      )
      const last = previousPeriod(periodOf('half', derivation.asOfMs)).id
      return ok({
        requests: derivation.requests,
        asOf: formatInstant(derivation.asOfMs),
        periods,
        suggested: periods.some(({ id }) => id === last) ? last : (periods[0]?.id ?? null),
        sections,
        threshold: DEFAULT_THRESHOLD,
      })
    },
    'reports.build': async ({ definition: wanted, ...where }) => {
      const { theCase, row } = await target(where)
      const parsed = parseDefinition({ ...wanted, preset: 'house' } as unknown as JsonValue, 'definition')
      if (!parsed.ok) return err(refusedInput(parsed.error))
      const { parsed: _period, ...definition } = parsed.value
      const started = jobs.start({
        kind: 'report',
        caseId: null,
        subject: row.evidenceId,
        work: async (context) => {
          context.phase('reading the requests')
          const input = await reportInput(deps, theCase, row)
          context.phase('counting, and checking what can be worked out')
          const built = await build(theCase, input, definition, true)
          const reportId = newId('report_')
          keepFew(made, reportId, { built, input, definition })
          return ok(reportId)
        },
      })
      return started.ok ? ok({ jobId: started.value }) : started
    },
    'reports.view': async ({ caseId, reportId }) => {
      const theCase = await cases.get(caseId)
      const report = madeReport(reportId)
      const { document, gate, hidden, obstacles } = report.built
      const earlier = await earlierOf(theCase, document.period.id)
      const [newest] = earlier
      const changes = newest ? compareReports(await documentOf(theCase, newest.publishedId), document).differences : []
      const ground =
        report.input.verdict.exit === 40 || report.input.verdict.exit === 30
          ? [`The log is not intact and complete: ${report.input.verdict.headline}`]
          : []
      return ok({
        html: reportHtml(document, (css) => encodeBase64(hash(encodeUtf8(css)))),
        period: document.period.id,
        figures: {
          cells: document.suppression.cells,
          hidden: document.suppression.hiddenCells,
          primary: hidden.primary.size,
          secondary: hidden.secondary.size,
        },
        gate: gateView(gate),
        obstacles: [...ground, ...obstacles],
        sections: document.sections.map(({ id, title, text }) => ({ id, title, text })),
        charts: chartsOf(document).map((chart) => structuredClone(chart) as never),
        earlier: [...earlier],
        changes: [...changes],
        files: filesOf(report).map(({ path, bytes }) => ({ path, bytes: bytes.length })),
      })
    },
    'reports.file': async ({ reportId, path }) => {
      const report = madeReport(reportId)
      const files = filesOf(report)
      const { period } = report.built.document
      const give = (name: string, mediaType: string, bytes: Uint8Array) =>
        ok({ name, mediaType, base64: encodeBase64(bytes) })
      const pdf = async () => reports.printPdf(reportHtml(report.built.document))
      if (path === 'report.pdf') {
        const bytes = await pdf()
        if (bytes === null)
          return err({
            code: 'refused',
            message: 'no Chromium is installed here to print with: save report.html and print it from a browser',
          })
        return give(`report-${period.id}.pdf`, 'application/pdf', bytes)
      }
      if (path === 'report.zip') {
        const printed = await pdf()
        const extra: ReportFile[] = printed
          ? [{ path: 'report.pdf', mediaType: 'application/pdf', bytes: printed }]
          : []
        const manifest = encodeUtf8(manifestText(manifestOf(report.built.document, files, extra, hash)))
        const zip = await reports.zip([...files, ...extra, { path: 'manifest.json', bytes: manifest }])
        return give(`report-${period.id}.zip`, 'application/zip', zip)
      }
      const file = files.find((one) => one.path === path)
      if (!file) return err(notFound('file of the report'))
      return give(file.path.replace('/', '-'), file.mediaType, file.bytes)
    },
    'reports.publish': async ({ caseId, reportId, preparedBy, signedOffBy, note }) => {
      const theCase = await cases.get(caseId)
      const report = madeReport(reportId)
      const conflict = (message: string) => err({ code: 'conflict' as const, message })
      if (theCase.readOnly) return conflict('this case is read-only')
      if (preparedBy.toLowerCase() === signedOffBy.toLowerCase()) {
        return conflict('a second person signs off: the one who prepared the report cannot')
      }
      const { verdict } = report.input
      if (verdict.exit === 40 || verdict.exit === 30)
        return conflict(`the log is not intact and complete: ${verdict.headline}`)
      const [obstacle] = report.built.obstacles
      if (obstacle !== undefined) return conflict(obstacle)
      const period = report.built.document.period.id
      const earlier = await earlierOf(theCase, period)
      const [newest] = earlier
      if (newest) {
        const { differences } = compareReports(await documentOf(theCase, newest.publishedId), report.built.document)
        if (differences.length > 0 && note === null) {
          return conflict(
            `${differences.length} published figures of ${period} have changed: a revision needs a reason and a method`,
          )
        }
      }
      const number = earlier.reduce((most, { revision }) => Math.max(most, revision), 0) + 1
      const date = formatInstant(nowMs())
      const revision = { number, note: note === null ? null : { ...note, date } }
      const document: ReportDocument = { ...report.built.document, revision }
      const files = reportFiles(document, hash)
      const manifest = manifestOf(document, files, [], hash)
      const record: Published = {
        publishedId: `${period}-r${number}`,
        period,
        revision: number,
        title: document.title,
        publishedAtMs: nowMs(),
        preparedBy,
        signedOffBy,
        log: { origin: document.log.origin, size: document.log.size, root: document.log.root },
        note: revision.note,
        files: files.length + 1,
      }
      await reports.shelf.keep(theCase.folder, record.publishedId, [
        ...files,
        { path: 'manifest.json', bytes: encodeUtf8(manifestText(manifest)) },
        { path: RECORD, bytes: encodeUtf8(`${JSON.stringify(record, null, 2)}\n`) },
      ])
      return ok(record)
    },
    'reports.published': async ({ caseId }) => ok({ reports: [...(await published(await cases.get(caseId)))] }),
    'reports.verify': async ({ publishedId, pickedId, ...where }) => {
      const { theCase, row } = await target(where)
      const bytes =
        publishedId !== null
          ? await reports.shelf.read(theCase.folder, publishedId, 'report.json')
          : pickedId !== null
            ? await picked(pickedId)
            : null
      if (bytes === null) return err({ code: 'bad_request', message: 'choose a published report or a report.json' })
      const parsed = readReportJson(bytes, 'report.json')
      if (!parsed.ok) return err(refusedInput(parsed.error))
      const document = parsed.value
      const started = jobs.start({
        kind: 'report',
        caseId: null,
        subject: row.evidenceId,
        work: async (context) => {
          context.phase('recomputing every figure')
          const input = await reportInput(deps, theCase, row)
          const printed = new Set<string>(document.sections.map(({ id }) => id))
          const definition: ReportDefinition = {
            title: document.title,
            publisher: document.publisher,
            period: document.period.id,
            threshold: document.threshold,
            preset: 'house',
            withoutSections: SECTION_IDS.filter((id) => !printed.has(id)),
            words: {},
            footnotes: [],
          }
          const computed = await build(theCase, input, definition, false)
          const id = newId('report_')
          keepFew(verified, id, {
            document,
            result: compareReports(document, computed.document),
            gate: runGate(documentChecks(document)),
            headline: input.verdict.headline,
          })
          return ok(id)
        },
      })
      return started.ok ? ok({ jobId: started.value }) : started
    },
    'reports.verification': async ({ verificationId }) => {
      const found = verified.get(verificationId)
      if (!found) return err({ code: 'not_found', message: 'this verification is no longer in memory: run it again' })
      const { document, result, gate, headline } = found
      return ok({
        title: document.title,
        period: document.period.id,
        asOf: document.asOf,
        cells: result.cells,
        differences: [...result.differences],
        notCheckable: [...result.notCheckable],
        gate: gateView(gate),
        headline,
      })
    },
  }
}
