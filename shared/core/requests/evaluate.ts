/**
 * The whole evaluation of a folded log as of T: a row and judgements for every request, the findings of all rules,
 * what could not be evaluated, and what is due. Requests are visited one by one, so that a caller can store each row
 * and let go of it.
 */
import type { FailedCorrection } from './corrections.ts'
import { type DueItem, dueOfLog, dueOfRequest } from './due.ts'
import { byRuleThenEntry, type Finding, type NotEvaluated } from './finding.ts'
import type { Folded, UnknownValue } from './fold.ts'
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
  readonly due: readonly DueItem[]
}

export interface Evaluation {
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
  return { row, history, judgements, due: dueOfRequest(request, judgements) }
}

/** @param visit called once per request, in order of receipt, before the result is there */
export function evaluateLog(
  folded: Folded,
  options: EvaluationOptions,
  visit: (request: EvaluatedRequest) => void = () => {},
): Evaluation {
  const { asOfMs, parameters } = options
  const findings: Finding[] = []
  const silent = createNotEvaluated()
  for (const { rule, verdict } of rulesWithoutParameter(parameters)) {
    if (verdict.answer === 'not_evaluated') silent.rule(rule, verdict.why)
  }
  const due: DueItem[] = []
  const record = (req: string | null, judgements: readonly Judgement[]): void => {
    for (const { rule, verdict } of judgements) {
      if (verdict.answer === 'broken') {
        const { entries, atMs, text } = verdict
        findings.push({ rule, severity: severityOf(rule), req: verdict.req ?? req, entries, atMs, text })
      } else if (verdict.answer === 'not_evaluated') silent.verdict(rule, verdict.why, verdict.entries)
    }
  }

  const bundles = createBundleReconciliation(options.bundles)
  const authorities = createAuthorityCounts()
  for (const history of folded.histories()) {
    const request = evaluateRequest(history, options)
    bundles.add(history)
    authorities.add(request.row)
    record(request.row.req, request.judgements)
    due.push(...request.due)
    visit(request)
  }

  const context = { facts: folded.facts, asOfMs, parameters, cosigned: options.cosigned }
  const ofLog: readonly Judgement[] = [
    ...bundles.verdicts(asOfMs).map((verdict) => ({ rule: 'bundle-logged-once' as const, verdict })),
    ...logAlive(context).map((verdict) => ({ rule: 'log-alive' as const, verdict })),
    ...regularAudit(context).map((verdict) => ({ rule: 'regular-audit' as const, verdict })),
    ...keyRotation(context).map((verdict) => ({ rule: 'key-rotation' as const, verdict })),
    ...authorities.verdicts(asOfMs).map((verdict) => ({ rule: 'unusual-authority' as const, verdict })),
  ]
  record(null, ofLog)
  due.push(...dueOfLog(ofLog))
  const all = [
    ...findings,
    ...brokenLinks(folded),
    ...orphans(folded),
    ...folded.notUnderstood.map(unknownValue),
    ...folded.failedCorrections.map(failedCorrection),
  ]
  return { findings: all.sort(byRuleThenEntry), notEvaluated: silent.all(), due: due.sort(byDate) }
}

const byDate = (a: DueItem, b: DueItem): number =>
  (a.dueMs ?? Number.MAX_SAFE_INTEGER) - (b.dueMs ?? Number.MAX_SAFE_INTEGER)

const finding = (rule: RuleId, req: string | null, entries: readonly number[], atMs: number, text: string): Finding => {
  return { rule, severity: severityOf(rule), req, entries, atMs, text }
}

function brokenLinks({ brokenLinks: links }: Folded): readonly Finding[] {
  return links.map(({ req, seq, timeMs, text }) => finding('transition', req, [seq], timeMs, text))
}

/** Events of requests that were never received: each is out of place. */
function orphans({ orphans: events }: Folded): readonly Finding[] {
  return events.map((event) => {
    const { seq, timeMs, req, type } = event
    if (req === '') return finding('transition', null, [seq], timeMs, `${type} without the id of a request`)
    const [breach] = transitionBreaches([event])
    return finding('transition', req, [seq], timeMs, breach?.text ?? `${type} without request.received`)
  })
}

function unknownValue({ seq, timeMs, req, field, got }: UnknownValue): Finding {
  return finding('not-understood', req, [seq], timeMs, field === '' ? got : `data${field}: ${got} is not listed`)
}

function failedCorrection({ by, timeMs, why }: FailedCorrection): Finding {
  return finding('not-understood', null, [by], timeMs, why)
}

interface NotEvaluatedBuilder {
  /** A rule that is evaluated nowhere. */
  readonly rule: (rule: RuleId, why: string) => void
  readonly verdict: (rule: RuleId, why: string, entries: readonly number[]) => void
  readonly all: () => readonly NotEvaluated[]
}

function createNotEvaluated(): NotEvaluatedBuilder {
  const causes = new Map<string, NotEvaluated>()
  return {
    rule(rule, why) {
      causes.set(`${rule} ${why}`, { rule, why, times: 0, firstEntry: null })
    },
    verdict(rule, why, entries) {
      const key = `${rule} ${why}`
      const known = causes.get(key)
      const first = entries[0] ?? null
      if (known === undefined) causes.set(key, { rule, why, times: entries.length === 0 ? 0 : 1, firstEntry: first })
      else causes.set(key, { ...known, times: known.times + 1, firstEntry: known.firstEntry ?? first })
    },
    all: () => [...causes.values()].sort((a, b) => ruleOrder(a.rule) - ruleOrder(b.rule)),
  }
}
