import type { reportOperations } from '#contract/areas/reports.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import { formatInstant } from '#core/instant.ts'
import { parsePeriod, partsOf, periodOf, previousPeriod } from '#core/metrics/period.ts'
import { SECTION_IDS } from '#core/metrics/table-spec.ts'
import { err, ok } from '#core/result.ts'
import { DEFAULT_THRESHOLD, NEEDED_SECTIONS } from '#report/definition.ts'
import { SECTION_TITLES } from '#report/words.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import { behindOf } from '../reports/behind.ts'
import { buildJob, definitionFrom, leakJob } from '../reports/build-report.ts'
import { definitionVersion, draftsOf, keepCurrent, keepVersion } from '../reports/drafts.ts'
import { importPicked } from '../reports/import-picked.ts'
import { createMadeReports } from '../reports/made-reports.ts'
import { publish } from '../reports/publish.ts'
import { publishedFile, publishedView } from '../reports/published-view.ts'
import { rowsOf } from '../reports/report-ground.ts'
import { publishedReports } from '../reports/report-shelf.ts'
import { fileOf, gateView, viewOf } from '../reports/report-view.ts'
import { documentIn, reportToVerify, verifyJob } from '../reports/verify-published.ts'
import { queryOf } from '../request-filter.ts'

interface Target {
  readonly caseId: string
  readonly evidenceId: string
}

/** Requests by period, from what the case counts by half-year: newest first, a year before its halves and quarters. */
async function periodsOf(theCase: OpenCase, no: number) {
  const { halfYear } = await theCase.requests.facets(no, queryOf({}, null, null))
  const found: { id: string; requests: number }[] = []
  const byYear = new Map<string, number>()
  for (const { value, count } of halfYear) {
    const half = parsePeriod(String(value))
    if (!half.ok) continue
    found.push({ id: half.value.id, requests: count })
    const year = half.value.id.slice(0, 4)
    byYear.set(year, (byYear.get(year) ?? 0) + count)
    const [first, second] = partsOf(half.value)
    if (!first || !second) continue
    const { fromMs, toMs } = first
    const requests = await theCase.requests.count(no, queryOf({ fromMs, toMs }, null, null))
    found.push({ id: first.id, requests }, { id: second.id, requests: count - requests })
  }
  for (const [id, requests] of byYear) found.push({ id, requests })
  return found.filter(({ requests }) => requests > 0).sort(newestFirst)
}

/** By the end of a period, the longest first where two end together. */
function newestFirst(a: { readonly id: string }, b: { readonly id: string }): number {
  const [one, other] = [parsePeriod(a.id), parsePeriod(b.id)]
  if (!one.ok || !other.ok) return 0
  return other.value.toMs - one.value.toMs || one.value.fromMs - other.value.fromMs
}

export function reportHandlers(deps: Deps): HandlersOf<typeof reportOperations> {
  const { cases, jobs, reports } = deps
  const made = createMadeReports()

  async function target({ caseId, evidenceId }: Target): Promise<{ theCase: OpenCase; row: EvidenceRow }> {
    const theCase = await cases.get(caseId)
    const row = await theCase.evidence.byId(evidenceId)
    if (row === null) throw refusal(notFound('evidence'))
    return { theCase, row }
  }
  const start = (kind: 'report' | 'leak-check', subject: string, work: Parameters<typeof jobs.start>[0]['work']) => {
    const started = jobs.start({ kind, caseId: null, subject, work })
    return started.ok ? ok({ jobId: started.value }) : started
  }

  return {
    'reports.start': async (where) => {
      const { theCase, row } = await target(where)
      const derivation = await theCase.requests.derivation(row.no)
      const sections = SECTION_IDS.map((id) => ({
        id,
        title: SECTION_TITLES[id],
        needed: NEEDED_SECTIONS.some((needed) => needed === id),
      }))
      const { current, versions } = await draftsOf(deps, theCase)
      const saved = { current, versions: [...versions] }
      const base = { sections, threshold: DEFAULT_THRESHOLD, saved }
      if (derivation === null) return ok({ requests: 0, asOf: null, periods: [], suggested: null, ...base })
      reports.work.prepare(rowsOf(theCase, row, derivation))
      const periods = await periodsOf(theCase, row.no)
      const last = previousPeriod(periodOf('half', derivation.asOfMs)).id
      const { requests, asOfMs } = derivation
      const suggested = periods.some(({ id }) => id === last)
        ? last
        : (periods.find(({ id }) => id.includes('-H'))?.id ?? null)
      return ok({ requests, asOf: formatInstant(asOfMs), periods, suggested, ...base })
    },
    'reports.saveDraft': async ({ definition, ...where }) => {
      const { theCase } = await target(where)
      await keepCurrent(deps, theCase, definition)
      return ok({ kept: !theCase.readOnly })
    },
    'reports.definition': async ({ caseId, number }) => {
      const saved = await definitionVersion(deps, await cases.get(caseId), number)
      return saved ? ok(saved) : err(notFound('version of a definition'))
    },
    'reports.importFigures': async ({ caseId, pickedId, ...about }) => {
      await cases.get(caseId)
      return importPicked(deps, pickedId, about)
    },
    'reports.build': async ({ definition: wanted, ...where }) => {
      const { theCase, row } = await target(where)
      const definition = definitionFrom(wanted)
      if (!definition.ok) return definition
      await keepVersion(deps, theCase, wanted)
      await keepCurrent(deps, theCase, wanted)
      return start('report', row.evidenceId, (context) => buildJob(deps, made, theCase, row, definition.value, context))
    },
    'reports.checkLeaks': async ({ caseId, reportId }) => {
      const theCase = await cases.get(caseId)
      const { evidenceId } = made.get(reportId)
      return start('leak-check', evidenceId, (context) => leakJob(deps, made, theCase, reportId, context))
    },
    'reports.view': async ({ caseId, reportId }) => ok(await viewOf(deps, await cases.get(caseId), made.get(reportId))),
    'reports.behind': async ({ caseId, reportId, ...figure }) => {
      await cases.get(caseId)
      return ok(await behindOf(deps, made.get(reportId), figure))
    },
    'reports.file': ({ reportId, path }) => fileOf(deps, made.get(reportId), path),
    'reports.publish': async ({ caseId, reportId, ...publishing }) =>
      publish(deps, await cases.get(caseId), made.get(reportId), publishing),
    'reports.publishedView': async ({ caseId, publishedId }) =>
      ok(await publishedView(deps, await cases.get(caseId), publishedId)),
    'reports.publishedFile': async ({ caseId, publishedId, path }) =>
      publishedFile(deps, await cases.get(caseId), publishedId, path),
    'reports.published': async ({ caseId }) =>
      ok({ reports: [...(await publishedReports(reports.shelf, (await cases.get(caseId)).folder))] }),
    'reports.verify': async ({ publishedId, pickedId, ...where }) => {
      const { theCase, row } = await target(where)
      if (publishedId === null && pickedId === null) {
        return err({ code: 'bad_request', message: 'choose a published report, or a folder, .zip or report.json' })
      }
      const picked = await reportToVerify(deps, theCase, { publishedId, pickedId })
      const report = { ...picked, document: documentIn(picked) }
      return start('report', row.evidenceId, (context) => verifyJob(deps, made, theCase, row, report, context))
    },
    'reports.verification': async ({ verificationId }) => {
      const found = made.verified(verificationId)
      if (!found.ok) return found
      const { name, document, result, gate, files, head, headline } = found.value
      return ok({
        name,
        revision: document.revision.number,
        publisher: document.publisher,
        title: document.title,
        period: document.period.id,
        asOf: document.asOf,
        cells: result.cells,
        differences: [...result.differences],
        notCheckable: [...result.notCheckable],
        gate: gateView(gate),
        levels: { files, head },
        headline,
      })
    },
  }
}
