/** Everything a command shows, derived from the log as it runs: nothing is stored, and nothing stored is trusted. */
import type { InputError } from '#core/input-error.ts'
import { fitsFilter } from '#core/requests/filter.ts'
import { byRuleThenEntry } from '#core/requests/finding.ts'
import type { BundleFact } from '#core/requests/rules/bundle-rule.ts'
import type { Policy } from '#core/requests/rules/parameters.ts'
import type { RuleId, Severity } from '#core/requests/rules/rule-table.ts'
import { ok, type Result } from '#core/result.ts'
import type { DerivedFinding, DerivedLog, DerivedRequest } from '../../../app/ports/requests.ts'
import { findBundles } from '../../../io/find-bundles.ts'
import { bundleFacts } from '../../../work/bundle-facts.ts'
import { deriveLog } from '../../../work/derive.ts'
import type { CliIo } from '../io.ts'
import { progressLine } from '../progress.ts'
import { figure } from '../text-layout.ts'
import type { ChosenFilter } from './filter-options.ts'
import { openLog, type SourceOptions } from './open-log.ts'

export interface ShownRequest {
  readonly row: DerivedRequest['row']
  readonly findings: readonly DerivedFinding[]
}

export interface Shown {
  readonly name: string
  readonly policy: Policy
  readonly asOfMs: number | null
  /** Requests in the log. */
  readonly total: number
  /** Those that fit the filter, by receipt and then id; none where `keep` is false. */
  readonly requests: readonly ShownRequest[]
  /** Of the whole log, by rule and then first entry. */
  readonly findings: readonly DerivedFinding[]
  readonly notEvaluated: DerivedLog['notEvaluated']
}

export async function deriveShown(
  path: string,
  options: SourceOptions & { readonly asOfMs: number | null; readonly keep: boolean },
  { filter }: ChosenFilter,
  io: CliIo,
): Promise<Result<Shown, InputError>> {
  const bundles = options.bundles === undefined ? ok(null) : await factsIn(options.bundles, io.interrupt())
  if (!bundles.ok) return bundles
  const source = await openLog(path, options)
  if (!source.ok) return source
  const { name, files, policy, cosigned, close } = source.value
  const progress = progressLine(io)
  const { keep } = options
  const { rule, ...withoutRule } = filter
  const chosen: ShownRequest[] = []
  const findings: DerivedFinding[] = []
  try {
    // Those that are given on the line count instead of those of a case.
    const given = bundles.value === null ? source.value.bundles : { facts: bundles.value }
    const input = { files, asOfMs: options.asOfMs, parameters: policy.parameters, bundles: given, cosigned }
    const derived = await deriveLog(input, {
      signal: io.interrupt(),
      onProgress: ({ entries }) => progress.show(`reading  ${figure(entries)} entries`),
      onRequests: async (requests) => {
        for (const request of requests) {
          findings.push(...request.findings)
          if (keep && fitsFilter(request.row, NONE, withoutRule))
            chosen.push({ row: request.row, findings: request.findings })
        }
      },
    })
    if (!derived.ok) return derived
    const { asOfMs, requests: total, notEvaluated } = derived.value
    const all = [...findings, ...derived.value.findings].sort((a, b) => byRuleThenEntry(flat(a), flat(b)))
    const requests = withLogFindings(chosen, derived.value.findings).filter((request) => breaksAny(request, rule))
    return ok({ name, policy, asOfMs, total, requests, findings: all, notEvaluated })
  } finally {
    progress.clear()
    await close()
  }
}

async function factsIn(path: string, signal: AbortSignal): Promise<Result<readonly BundleFact[], InputError>> {
  const found = await findBundles(path)
  return found.ok ? bundleFacts(found.value, signal) : found
}

const NONE: ReadonlySet<RuleId> = new Set()
const flat = (finding: DerivedFinding) => ({ ...finding, entries: finding.entries.map(({ seq }) => seq) })

const breaksAny = ({ findings }: ShownRequest, rules: readonly RuleId[] | undefined): boolean =>
  rules === undefined || rules.length === 0 || findings.some(({ rule }) => rules.includes(rule))

/** Findings that only the whole log shows count for their request too. */
function withLogFindings(requests: readonly ShownRequest[], ofLog: readonly DerivedFinding[]): readonly ShownRequest[] {
  const more = new Map<string, DerivedFinding[]>()
  for (const finding of ofLog) {
    if (finding.req !== null) more.set(finding.req, [...(more.get(finding.req) ?? []), finding])
  }
  if (more.size === 0) return requests
  return requests.map((request) => {
    const own = more.get(request.row.req)
    return own === undefined ? request : { ...request, findings: [...request.findings, ...own] }
  })
}

export const severitiesOf = (findings: readonly DerivedFinding[]): readonly Severity[] =>
  findings.map(({ severity }) => severity)
