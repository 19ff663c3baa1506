/** A log or a case as what a report is computed from: rows, facts, and the head they rest on. */
import type { VerifyDocument } from '#contract/verdict.ts'
import type { InputError } from '#core/input-error.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { ok, type Result } from '#core/result.ts'
import type { LogBasis } from '#report/document.ts'
import { basisOf } from '../../../app/report-input.ts'
import { openEvidence } from '../../../io/open-evidence.ts'
import { entryFiles, type FoldedLog, foldLog } from '../../../work/fold-log.ts'
import { verifyEvidence } from '../../../work/verify-evidence.ts'
import { gatherOptions, type VerifyCliOptions } from '../verify/gather-options.ts'

export interface LoadedLog {
  readonly folded: FoldedLog
  readonly verdict: VerifyDocument
  readonly basis: LogBasis
}

export async function loadLog(
  path: string,
  options: VerifyCliOptions,
  asOfMs: number | null,
): Promise<Result<LoadedLog, InputError>> {
  const evidence = await openEvidence(path)
  if (!evidence.ok) return evidence
  const gathered = await gatherOptions(options, evidence.value)
  if (!gathered.ok) return gathered
  const verdict = await verifyEvidence(evidence.value, gathered.value, {})
  if (!verdict.ok) return verdict
  const folded = await foldLog(entryFiles(evidence.value.files), {
    asOfMs,
    noticeDays: DEFAULT_PARAMETERS.noticeDays,
    signal: new AbortController().signal,
  })
  if (!folded.ok) return folded
  return ok({ folded: folded.value, verdict: verdict.value, basis: basisOf(verdict.value) })
}
