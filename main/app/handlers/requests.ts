import type { requestOperations } from '#contract/areas/requests.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import type { RequestFilter } from '#contract/requests-view.ts'
import { formatInstant } from '#core/instant.ts'
import type { Policy } from '#core/requests/rules/parameters.ts'
import { err, ok } from '#core/result.ts'
import type { WorkState } from '#core/work-log/work-state.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { policyOf } from '../derive-requests.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import type { DerivationRow, RequestQuery } from '../ports/requests.ts'
import { placesBehind } from '../reports/behind.ts'
import { csvPiece, jsonPiece } from '../request-export.ts'
import { cursorOf, filterInWords, pageEndOf, queryOf } from '../request-filter.ts'
import { dueOf, rulesOf, scopeOf, storyOf } from '../request-page.ts'
import { readRequest } from '../request-story.ts'
import { derivationView, findingView, listRow } from '../request-views.ts'
import { acknowledgements, logOf, reqsTagged, workOf } from '../work.ts'

/** Rows in one piece of an export. */
const PIECE = 2000

export interface Target {
  readonly caseId: string
  readonly evidenceId: string
}

export interface Derived {
  readonly theCase: OpenCase
  readonly evidence: EvidenceRow
  readonly derivation: DerivationRow
  readonly policy: Policy
}

export async function targetOf(deps: Deps, { caseId, evidenceId }: Target) {
  const theCase = await deps.cases.get(caseId)
  const evidence = await theCase.evidence.byId(evidenceId)
  if (evidence === null) throw refusal(notFound('evidence'))
  return { theCase, evidence }
}

/** Refused before anything was derived: the page then offers to derive. */
export async function derivedOf(deps: Deps, where: Target): Promise<Derived> {
  const { theCase, evidence } = await targetOf(deps, where)
  const derivation = await theCase.requests.derivation(evidence.no)
  if (derivation === null) {
    throw refusal({ code: 'not_found', message: 'the requests of this evidence have not been derived yet' })
  }
  return { theCase, evidence, derivation, policy: await policyOf(theCase) }
}

export const sourceOf = ({ evidence, derivation }: Derived): string =>
  `${evidence.name}, as of ${formatInstant(derivation.asOfMs)}`

export function requestHandlers(deps: Deps): HandlersOf<typeof requestOperations> {
  const { automatic, jobs, hash } = deps

  async function queried(
    where: Target,
    filter: RequestFilter,
  ): Promise<Derived & { readonly query: RequestQuery; readonly work: WorkState }> {
    const derived = await derivedOf(deps, where)
    const { theCase, evidence } = derived
    const work = await workOf(theCase, evidence)
    const places = await placesBehind(deps, theCase, evidence, filter.behind)
    const query = queryOf(filter, reqsTagged(work, filter.tag ?? []), places)
    return { ...derived, work, query }
  }

  return {
    'requests.state': async (where) => {
      const { theCase, evidence } = await targetOf(deps, where)
      const derivation = await theCase.requests.derivation(evidence.no)
      const runningJob = jobs.runningOn(where.caseId, evidence.evidenceId, 'derive')
      const trouble = automatic.troubleWith(evidence.evidenceId)
      if (derivation === null) return ok({ derivation: null, runningJob, trouble })
      return ok({ derivation: derivationView(derivation, await policyOf(theCase)), runningJob, trouble })
    },
    'requests.derive': async ({ asOf, ...where }) => {
      const { theCase, evidence } = await targetOf(deps, where)
      const started = automatic.start(where.caseId, theCase, evidence, asOf)
      return started.ok ? ok({ jobId: started.value }) : started
    },
    'requests.list': async ({ filter, sort, cursor, limit, ...where }) => {
      const { query, work, ...derived } = await queried(where, filter)
      const { theCase, evidence, derivation, policy } = derived
      const { rows, end } = await theCase.requests.page(evidence.no, query, sort, pageEndOf(cursor), limit)
      const matching = await theCase.requests.count(evidence.no, query)
      return ok({
        derivation: derivationView(derivation, policy),
        account: {
          shown: rows.length,
          total: derivation.requests,
          filter: filterInWords(filter),
          source: sourceOf(derived),
        },
        matching,
        rows: rows.map((stored) => listRow(stored, work.tags.get(stored.row.req) ?? [])),
        nextCursor: cursorOf(end),
      })
    },
    'requests.facets': async ({ filter, ...where }) => {
      const { theCase, evidence, query } = await queried(where, filter)
      const facets = await theCase.requests.facets(evidence.no, query)
      const matching = await theCase.requests.count(evidence.no, query)
      const lists = Object.fromEntries(Object.entries(facets).map(([name, values]) => [name, [...values]]))
      return ok({ matching, ...(lists as Record<keyof typeof facets, { value: string; count: number }[]>) })
    },
    'requests.get': async ({ req, ...where }) => {
      const derived = await derivedOf(deps, where)
      const { theCase, evidence, derivation, policy } = derived
      const stored = await theCase.requests.byReq(evidence.no, req)
      if (stored === null) return err(notFound('request'))
      const read = await readRequest(theCase, evidence.no, derivation, stored)
      const own = { rule: [], severity: [], req: stored.row.req, acknowledged: null }
      const findings = await theCase.requests.findings(evidence.no, own, null, 1000)
      const { req: ownReq, follows, duplicates } = stored.row
      const work = await workOf(theCase, evidence)
      const notes = work.notes.get(ownReq) ?? []
      const acknowledged = acknowledgements(work)
      return ok({
        derivation: derivationView(derivation, policy),
        row: listRow(stored, work.tags.get(ownReq) ?? []),
        story: storyOf(read, hash),
        scope: scopeOf(read),
        rules: rulesOf(read, derivation),
        findings: findings.map((finding) => findingView(finding, derivation.policy, acknowledged)),
        due: dueOf(read),
        notes: notes.map(({ seq, timeMs, text }) => ({ workLogSeq: seq, atMs: timeMs, text })),
        links: { follows, followers: stored.followers.map((follower) => follower.req), duplicates: [...duplicates] },
      })
    },
    'requests.of-entry': async ({ index, ...where }) => {
      const { theCase, evidence } = await derivedOf(deps, where)
      return ok({ req: await theCase.requests.reqOfEntry(evidence.no, index) })
    },
    'requests.export': async ({ filter, format, cursor, ...where }) => {
      const { query, work: _work, ...derived } = await queried(where, filter)
      const { theCase, evidence, derivation } = derived
      const order = { by: 'received', descending: false } as const
      const { rows, end } = await theCase.requests.page(evidence.no, query, order, pageEndOf(cursor), PIECE)
      const matching = await theCase.requests.count(evidence.no, query)
      const { asOfMs, requests: total } = derivation
      const words = filterInWords(filter)
      const [isFirst, isLast] = [cursor === null, end === null]
      const head = { asOfMs, total, shown: matching, filter }
      const asOf = formatInstant(asOfMs)
      if (isFirst && !theCase.readOnly) {
        const about = { log: logOf(evidence), what: 'requests', format, filter: words, rows: matching, asOf }
        await theCase.workLog.append(deps.nowMs(), [{ type: 'work.exported', ...about }])
      }
      return ok({
        fileName: `requests-${matching}-of-${total}-as-of-${asOf.slice(0, 10)}.${format}`,
        text: format === 'csv' ? csvPiece(rows, isFirst) : jsonPiece(rows, head, isFirst, isLast),
        account: { shown: matching, total, filter: words, source: sourceOf(derived) },
        nextCursor: cursorOf(end),
      })
    },
  }
}
