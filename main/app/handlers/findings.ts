import type { findingOperations } from '#contract/areas/findings.ts'
import type { HandlersOf, Parsed } from '#contract/contract.ts'
import { safeCsvLine } from '#core/formats/csv-write.ts'
import { formatInstant } from '#core/instant.ts'
import { findingsDocument } from '#core/requests/documents.ts'
import { isRuleId } from '#core/requests/rules/rule-table.ts'
import { ok } from '#core/result.ts'
import type { WorkState } from '#core/work-log/work-state.ts'
import type { Deps } from '../deps.ts'
import type { FindingGroup, FindingQuery, StoredFinding } from '../ports/requests.ts'
import { idCursorOf, idOf } from '../request-filter.ts'
import { derivationView, findingView, mutable, ruleOf, sentenceOf } from '../request-views.ts'
import { acknowledgements, logOf, workOf } from '../work.ts'
import { type Derived, derivedOf, sourceOf } from './requests.ts'

type Filter = Parsed<'findings.list'>['filter']

function queryOf({ rule = [], severity = [], req, acknowledged }: Filter, work: WorkState): FindingQuery {
  const keys = [...work.acknowledged.keys()]
  return {
    rule,
    severity,
    req: req ?? null,
    acknowledged: acknowledged === undefined ? null : { keys, wanted: acknowledged },
  }
}

function inWords({ rule = [], severity = [], req, acknowledged }: Filter): string {
  const parts = [
    rule.length > 0 && `rule: ${rule.join(', ')}`,
    severity.length > 0 && `severity: ${severity.join(', ')}`,
    req !== undefined && `request: ${req || '(none)'}`,
    acknowledged !== undefined && (acknowledged ? 'acknowledged' : 'not acknowledged'),
  ]
  return parts.filter((part) => part !== false).join('; ')
}

export function findingHandlers(deps: Deps): HandlersOf<typeof findingOperations> {
  async function all({ theCase, evidence }: Derived, query: FindingQuery): Promise<readonly StoredFinding[]> {
    return theCase.requests.findings(evidence.no, query, null, Number.MAX_SAFE_INTEGER)
  }
  return {
    'findings.groups': async ({ by, filter, cursor, limit, ...where }) => {
      const derived = await derivedOf(deps, where)
      const { theCase, evidence, derivation, policy } = derived
      const work = await workOf(theCase, evidence)
      const query = queryOf(filter, work)
      const groups = await theCase.requests.findingGroups(evidence.no, by, query)
      const settled = { keys: [...work.acknowledged.keys()], wanted: true }
      const done =
        filter.acknowledged === false
          ? []
          : await theCase.requests.findingGroups(evidence.no, by, { ...query, acknowledged: settled })
      const doneBy = new Map(done.map(({ key, count }) => [key, count] as const))
      const from = idOf(cursor) ?? 0
      const shown = groups.slice(from, from + limit)
      const sum = (rows: readonly FindingGroup[]) => rows.reduce((total, { count }) => total + count, 0)
      return ok({
        derivation: derivationView(derivation, policy),
        total: sum(groups),
        acknowledged: sum(done),
        groups: shown.map(({ key, severity, count }) => {
          const [title, sentence] = isRuleId(key) ? [ruleOf(key).title, sentenceOf(derivation.policy, key)] : [key, '']
          return { key, severity, title, sentence, count, acknowledged: doneBy.get(key) ?? 0 }
        }),
        nextCursor: idCursorOf(from + limit < groups.length ? from + limit : null),
        notEvaluated: derivation.notEvaluated.map(({ rule, why, times, firstEntry }) => {
          return { rule, title: ruleOf(rule).title, why, times, firstEntry }
        }),
      })
    },
    'findings.list': async ({ filter, cursor, limit, ...where }) => {
      const derived = await derivedOf(deps, where)
      const { theCase, evidence, derivation, policy } = derived
      const work = await workOf(theCase, evidence)
      const query = queryOf(filter, work)
      const found = await theCase.requests.findings(evidence.no, query, idOf(cursor), limit + 1)
      const groups = await theCase.requests.findingGroups(evidence.no, 'severity', query)
      const shown = found.slice(0, limit)
      const acknowledged = acknowledgements(work)
      return ok({
        derivation: derivationView(derivation, policy),
        account: {
          shown: shown.length,
          total: groups.reduce((total, { count }) => total + count, 0),
          filter: inWords(filter),
          source: sourceOf(derived),
        },
        findings: shown.map((finding) => findingView(finding, derivation.policy, acknowledged)),
        nextCursor: idCursorOf(found.length > limit ? (shown.at(-1)?.id ?? null) : null),
      })
    },
    'findings.export': async ({ filter, format, ...where }) => {
      const derived = await derivedOf(deps, where)
      const { theCase, evidence, derivation } = derived
      const { asOfMs, policy, notEvaluated } = derivation
      const work = await workOf(theCase, evidence)
      const findings = await all(derived, queryOf(filter, work))
      const plain = findings.map(({ entries, ...rest }) => ({ ...rest, entries: entries.map(({ seq }) => seq) }))
      const document = findingsDocument({ asOfMs, parameters: policy.parameters, findings: plain, notEvaluated })
      const acknowledged = acknowledgements(work)
      const lines = findings.map(({ key, rule, severity, req, entries, atMs, text }) => {
        const { note = null, atMs: notedMs } = acknowledged.get(key) ?? {}
        const noted = notedMs === undefined ? null : formatInstant(notedMs)
        const cited = entries.map(({ seq }) => seq).join(' ')
        return safeCsvLine([
          rule,
          severity,
          req,
          cited,
          formatInstant(atMs),
          text,
          sentenceOf(policy, rule),
          note,
          noted,
        ])
      })
      const header = safeCsvLine([
        'rule',
        'severity',
        'req',
        'entries',
        'at',
        'text',
        'policy_sentence',
        'acknowledged_note',
        'acknowledged_at',
      ])
      const asOf = formatInstant(asOfMs)
      const words = inWords(filter)
      if (!theCase.readOnly) {
        const about = { log: logOf(evidence), what: 'findings', format, filter: words, rows: findings.length, asOf }
        await theCase.workLog.append(deps.nowMs(), [{ type: 'work.exported', ...about }])
      }
      return ok({
        fileName: `findings-as-of-${asOf.slice(0, 10)}.${format}`,
        text: format === 'csv' ? [header, ...lines].join('') : `${JSON.stringify(mutable(document), null, 2)}\n`,
        account: { shown: findings.length, total: derivation.findings, filter: words, source: sourceOf(derived) },
      })
    },
  }
}
