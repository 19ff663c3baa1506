/** `plainview findings`. */
import { type CsvCell, safeCsvLine } from '#core/formats/csv-write.ts'
import type { InputError } from '#core/input-error.ts'
import { formatInstant } from '#core/instant.ts'
import { findingsDocument, whyInWords } from '#core/requests/documents.ts'
import { RULES } from '#core/requests/rules/rule-table.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { DerivedFinding } from '../../../app/ports/requests.ts'
import { sentenceOf } from '../../../app/request-views.ts'
import { type Answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { counted, figure, hanging } from '../text-layout.ts'
import { visible } from '../visible.ts'
import { deriveShown, type Shown } from './derive-for-cli.ts'
import { chooseFilter, exitFor, filterWords, severityOption, timeOption } from './filter-options.ts'
import type { RequestsOptions } from './list-requests.ts'

export type FindingsOptions = Omit<RequestsOptions, 'limit'>

export async function listFindings(
  path: string,
  options: FindingsOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const failOn = severityOption(options.failOn)
  if (!failOn.ok) return failOn
  const asOf = timeOption('--as-of', options.asOf)
  if (!asOf.ok) return asOf
  if (options.csv && options.json) return err(badOption('--csv', 'either --csv or --json', 'both'))
  const chosen = chooseFilter(options)
  if (!chosen.ok) return chosen
  const { rule = [] } = chosen.value.filter
  const isWhole = Object.keys(chosen.value.shown).every((name) => name === 'rule')
  const shown = await deriveShown(path, { ...options, asOfMs: asOf.value, keep: !isWhole }, chosen.value, io)
  if (!shown.ok) return shown
  // Where requests were chosen, findings about the log as a whole are left out.
  const reqs = isWhole ? null : new Set(shown.value.requests.map(({ row }) => row.req))
  const findings = shown.value.findings.filter((finding) => {
    if (rule.length > 0 && !rule.includes(finding.rule)) return false
    return reqs === null || (finding.req !== null && reqs.has(finding.req))
  })
  const exit = exitFor(
    failOn.value,
    findings.map(({ severity }) => severity),
  )
  const { asOfMs, policy, notEvaluated } = shown.value
  const plain = findings.map((finding) => ({ ...finding, entries: finding.entries.map(({ seq }) => seq) }))
  const document = findingsDocument({ asOfMs, parameters: policy.parameters, findings: plain, notEvaluated })
  const text = options.csv
    ? csvOf(findings, shown.value)
    : findingsText(findings, shown.value, filterWords(chosen.value.shown), io.columns)
  return ok({ exit, json: document, text })
}

function csvOf(findings: readonly DerivedFinding[], { policy }: Shown): string {
  const header = ['rule', 'severity', 'req', 'entries', 'at', 'text', 'policy_sentence']
  const rows = findings.map(({ rule, severity, req, entries, atMs, text }): readonly CsvCell[] => {
    return [
      rule,
      severity,
      req,
      entries.map(({ seq }) => seq).join(' '),
      formatInstant(atMs),
      text,
      sentenceOf(policy, rule),
    ]
  })
  return [header, ...rows].map(safeCsvLine).join('')
}

/** Grouped by rule, in the order of the rules; each with the sentence it comes from and the entries that prove it. */
function findingsText(findings: readonly DerivedFinding[], shown: Shown, filter: string, width: number): string {
  const { name, asOfMs, policy, notEvaluated } = shown
  const groups = RULES.flatMap(({ id, severity }) => {
    const own = findings.filter(({ rule }) => rule === id)
    if (own.length === 0) return []
    const head = `${id} (${severity}): ${counted(own.length, 'finding')}\n${hanging('  ', sentenceOf(policy, id), 2, width)}`
    return [head + own.map((finding) => findingText(finding, width)).join('')]
  })
  const silent = notEvaluated.map((item) => hanging(`  ${item.rule}`, whyInWords(item), 30, width)).join('')
  const fitting = filter === '' ? '' : ` that fit ${visible(filter)}`
  const asOf = asOfMs === null ? 'the log is empty' : `as of ${formatInstant(asOfMs)}`
  const account = `${counted(findings.length, 'finding')}${fitting} of ${figure(shown.findings.length)} in ${visible(name)}, ${asOf}.\n`
  const unjudged = silent === '' ? '' : `Not evaluated, and so not met:\n${silent}\n`
  return `${groups.map((group) => `${group}\n`).join('')}${unjudged}${account}`
}

function findingText({ req, entries, atMs, text }: DerivedFinding, width: number): string {
  const cited =
    entries.length === 0
      ? ''
      : `, ${entries.length === 1 ? 'entry' : 'entries'} ${entries.map(({ seq }) => seq).join(', ')}`
  const about = req === null ? '' : ` ${visible(req)}:`
  return hanging(`  ${formatInstant(atMs).slice(0, 10)}`, `${about.trim()} ${visible(text)}${cited}`.trim(), 14, width)
}
