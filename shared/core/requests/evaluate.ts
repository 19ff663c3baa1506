/**
 * The whole evaluation of a folded log as of T: a row and judgements for every request, the findings of all rules,
 * what could not be evaluated, and what is due. Requests are visited one by one, so that a caller can store each row
 * and let go of it.
 */
import type { FailedCorrection } from './corrections.ts'
import { type DueItem, dueOfLog, dueOfRequest } from './due.ts'
import type { UnknownValue } from './entry-events.ts'
import type { RequestEvent } from './event.ts'
import { byRuleThenEntry, type Finding, type NotEvaluated } from './finding.ts'
import type { Folded } from './fold.ts'
import { foldRow } from './fold-row.ts'
import type { RequestHistory } from './history.ts'
import type { RequestRow } from './request-row.ts'
import { type BundleFact, createBundleReconciliation } from './rules/bundle-rule.ts'
import { type CosignedHead, keyRotation, logAlive, regularAudit } from './rules/log-rules.ts'
import type { RuleParameters } from './rules/parameters.ts'
import { requestCase } from './rules/request-case.ts'
import { type Judgement, judgeRequest, rulesWithoutParameter } from './rules/request-rules.ts'
import { type RuleId, ruleOrder, severityOf } from './rules/rule-table.ts'
import { createAuthorityCounts } from './rules/unusual-authority.ts'
import type { BrokenLink } from './same-as.ts'
import { transitionBreaches } from './transitions.ts'

export interface EvaluationOptions {
  readonly asOfMs: number
  readonly parameters: RuleParameters
  /** Null: no bundles were imported. */
  readonly bundles: readonly BundleFact[] | null
  /** Heads with a trusted cosignature. */
  readonly cosigned: readonly CosignedHead[]
}

export interface EvaluatedRequest {
  readonly row: RequestRow
  readonly history: RequestHistory
  readonly judgements: readonly Judgement[]
  readonly findings: readonly Finding[]
  readonly due: readonly DueItem[]
}

/** What only the whole log shows. */
export interface EvaluatedLog {
  /** Of rules about the log, of entries that are not understood, of events without their request; some name a request. */
  readonly findings: readonly Finding[]
  /** Of all rules, those about single requests included. */
  readonly notEvaluated: readonly NotEvaluated[]
  readonly due: readonly DueItem[]
}

export interface Evaluation {
  /** By rule in the order of the table, then first entry. */
  readonly findings: readonly Finding[]
  readonly notEvaluated: readonly NotEvaluated[]
  /** By date; what has no date (the clock stands still) last. */
  readonly due: readonly DueItem[]
}

/** One request by itself: its page. `history` holds events with time <= `asOfMs` only. */
export function evaluateRequest(
  history: RequestHistory,
  { asOfMs, parameters }: Pick<EvaluationOptions, 'asOfMs' | 'parameters'>,
): EvaluatedRequest {
  const row = foldRow(history, { asOfMs, noticeDays: parameters.noticeDays })
  const request = requestCase(history, row, { asOfMs, parameters })
  const judgements = judgeRequest(request)
  const findings = judgements.flatMap((judgement) => findingOf(row.req, judgement))
  return { row, history, judgements, findings, due: dueOfRequest(request, judgements) }
}

/** Everything at once. @param visit called once per request, by receipt and then id */
export function evaluateLog(
  folded: Folded,
  options: EvaluationOptions,
  visit: (request: EvaluatedRequest) => void = () => {},
): Evaluation {
  const findings: Finding[] = []
  const due: DueItem[] = []
  const take = (some: Pick<EvaluatedRequest, 'findings' | 'due'>): void => {
    for (const finding of some.findings) findings.push(finding)
    for (const item of some.due) due.push(item)
  }
  const evaluation = createEvaluation(options)
  for (const history of folded.histories()) {
    const request = evaluation.request(history)
    take(request)
    visit(request)
  }
  const log = evaluation.log(folded)
  take(log)
  return { findings: findings.sort(byRuleThenEntry), notEvaluated: log.notEvaluated, due: due.sort(byDate) }
}

/** Request by request, in any number of parts, so that a caller can store each one and let go of it; then the log. */
export interface Evaluating {
  readonly request: (history: RequestHistory) => EvaluatedRequest
  /** When every request has been evaluated. */
  readonly log: (about: Omit<Folded, 'histories' | 'requests'>) => EvaluatedLog
}

export function createEvaluation(options: EvaluationOptions): Evaluating {
  const { asOfMs, parameters, cosigned } = options
  const silent = createNotEvaluated()
  silent.add(rulesWithoutParameter(parameters))
  const bundles = createBundleReconciliation(options.bundles)
  const authorities = createAuthorityCounts()
  const rootOf = new Map<string, string>()
  return {
    request(history) {
      const request = evaluateRequest(history, options)
      bundles.add(history)
      authorities.add(request.row)
      silent.add(request.judgements)
      for (const req of history.duplicates) rootOf.set(req, history.req)
      return request
    },
    log(about) {
      const context = { facts: about.facts, asOfMs, parameters, cosigned }
      const ofLog: readonly Judgement[] = [
        ...bundles.verdicts(asOfMs).map((verdict) => ({ rule: 'bundle-logged-once' as const, verdict })),
        ...logAlive(context).map((verdict) => ({ rule: 'log-alive' as const, verdict })),
        ...regularAudit(context).map((verdict) => ({ rule: 'regular-audit' as const, verdict })),
        ...keyRotation(context).map((verdict) => ({ rule: 'key-rotation' as const, verdict })),
        ...authorities.verdicts(asOfMs).map((verdict) => ({ rule: 'unusual-authority' as const, verdict })),
      ]
      silent.add(ofLog)
      const findings = [
        ...ofLog.flatMap((judgement) => findingOf(null, judgement)),
        ...about.brokenLinks.map(brokenLink),
        ...about.orphans.map(orphan),
        ...about.notUnderstood.map((value) => unknownValue(value, rootOf)),
        ...about.failedCorrections.map(failedCorrection),
      ]
      return { findings, notEvaluated: silent.all(), due: dueOfLog(ofLog) }
    },
  }
}

function findingOf(req: string | null, { rule, verdict }: Judgement): readonly Finding[] {
  if (verdict.answer !== 'broken') return []
  return [finding(rule, verdict.req ?? req, verdict.entries, verdict.atMs, verdict.text)]
}

const byDate = (a: DueItem, b: DueItem): number =>
  (a.dueMs ?? Number.MAX_SAFE_INTEGER) - (b.dueMs ?? Number.MAX_SAFE_INTEGER)

const finding = (rule: RuleId, req: string | null, entries: readonly number[], atMs: number, text: string): Finding => {
  return { rule, severity: severityOf(rule), req, entries, atMs, text }
}

function brokenLink({ req, seq, timeMs, text }: BrokenLink): Finding {
  return finding('transition', req, [seq], timeMs, text)
}

/** An event of a request that was never received is out of place. */
function orphan(event: RequestEvent): Finding {
  const { seq, timeMs, req, type } = event
  if (req === '') return finding('transition', null, [seq], timeMs, `${type} without the id of a request`)
  const [breach] = transitionBreaches([event])
  return finding('transition', req, [seq], timeMs, breach?.text ?? `${type} without request.received`)
}

/** A duplicate is known by the id of its chain. */
function unknownValue({ seq, timeMs, req, field, got }: UnknownValue, rootOf: ReadonlyMap<string, string>): Finding {
  const root = req === null ? null : (rootOf.get(req) ?? req)
  return finding('not-understood', root, [seq], timeMs, field === '' ? got : `data${field}: ${got} is not listed`)
}

function failedCorrection({ by, timeMs, why }: FailedCorrection): Finding {
  return finding('not-understood', null, [by], timeMs, why)
}

interface NotEvaluatedBuilder {
  readonly add: (judgements: readonly Judgement[]) => void
  readonly all: () => readonly NotEvaluated[]
}

function createNotEvaluated(): NotEvaluatedBuilder {
  const causes = new Map<string, NotEvaluated>()
  return {
    add(judgements) {
      for (const { rule, verdict } of judgements) {
        if (verdict.answer !== 'not_evaluated') continue
        const { why, entries } = verdict
        const key = `${rule} ${why}`
        const { times = 0, firstEntry = null } = causes.get(key) ?? {}
        const first = Math.min(firstEntry ?? Number.MAX_SAFE_INTEGER, entries[0] ?? Number.MAX_SAFE_INTEGER)
        const isOfRule = entries.length === 0
        causes.set(key, { rule, why, times: times + (isOfRule ? 0 : 1), firstEntry: isOfRule ? firstEntry : first })
      }
    },
    all: () => [...causes.values()].sort((a, b) => ruleOrder(a.rule) - ruleOrder(b.rule)),
  }
}
