/** A log or a case as what a report is computed from: rows, facts, and the head they rest on. Computed as it runs. */
import type { ReceiptOptions } from '#contract/receipt.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import type { InputError } from '#core/input-error.ts'
import { ok, type Result } from '#core/result.ts'
import type { LogBasis } from '#report/document.ts'
import { basisOf, parametersOf } from '../../../app/reports/report-ground.ts'
import { type FoldedLog, foldLog } from '../../../work/fold-log.ts'
import { verifyEvidence } from '../../../work/verify-evidence.ts'
import type { CliIo } from '../io.ts'
import { progressLine } from '../progress.ts'
import { type LogSource, openLog, type SourceOptions } from '../requests/open-log.ts'
import { gatherOptions, type VerifyCliOptions } from '../verify/gather-options.ts'

export interface LogOptions extends Omit<VerifyCliOptions, 'asOf'>, SourceOptions {}

export interface LoadedLog {
  readonly folded: FoldedLog
  readonly verdict: VerifyDocument
  readonly basis: LogBasis
  /** Of the rules that the rows were folded with. */
  readonly parameters: JsonValue
}

/** @param asOfMs null: the time of the last entry */
export async function loadLog(
  path: string,
  options: LogOptions,
  asOfMs: number | null,
  io: CliIo,
): Promise<Result<LoadedLog, InputError>> {
  const source = await openLog(path, { ...options, verified: true })
  if (!source.ok) return source
  const progress = progressLine(io)
  try {
    return await load(source.value, options, asOfMs, io, progress.show)
  } finally {
    progress.clear()
    await source.value.close()
  }
}

async function load(
  source: LogSource,
  options: LogOptions,
  asOfMs: number | null,
  io: CliIo,
  say: (text: string) => void,
): Promise<Result<LoadedLog, InputError>> {
  const trust = await trustOf(source, options)
  if (!trust.ok) return trust
  const signal = io.interrupt()
  say('verifying')
  const verdict = await verifyEvidence(source.evidence, trust.value, { signal })
  if (!verdict.ok) return verdict
  say('reading the requests')
  const { parameters } = source.policy
  const folded = await foldLog(source.files, { asOfMs, noticeDays: parameters.noticeDays, signal })
  if (!folded.ok) return folded
  return ok({
    folded: folded.value,
    verdict: verdict.value,
    basis: basisOf(verdict.value, folded.value.facts.first?.timeMs ?? null),
    parameters: parametersOf(parameters),
  })
}

/** What is given here; in a case and without anything given, what its log was verified with there. */
async function trustOf(source: LogSource, options: LogOptions): Promise<Result<ReceiptOptions, InputError>> {
  const { vkey, keys, policy, knownHead } = options
  const isGiven = [vkey, keys, policy, knownHead].some((one) => one !== undefined)
  if (isGiven || source.trust === null) return gatherOptions(options, source.evidence)
  const { trust } = source
  return ok({
    vkeys: [...trust.vkeys],
    keys: trust.keys.map((key) => ({ ...key })),
    policy: trust.policy,
    knownHeads: trust.knownHeads.map((head) => ({ ...head })),
    head: trust.head,
    asOf: trust.asOf,
    maxAgeHours: trust.maxAgeHours,
    failOn: null,
  })
}
