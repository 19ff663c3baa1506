/** Deriving the requests of one evidence: read from the case's own copy of the log, judged by the policy of the case. */

import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import { parseInstant } from '#core/instant.ts'
import type { CosignedHead } from '#core/requests/rules/log-rules.ts'
import { DEFAULT_POLICY, type Policy } from '#core/requests/rules/parameters.ts'
import { parsePolicyFile } from '#core/requests/rules/policy-file.ts'
import { ok, type Result } from '#core/result.ts'
import { throwRefused } from './answer.ts'
import type { Capabilities } from './deps.ts'
import type { JobContext } from './jobs.ts'
import type { EvidenceRow, OpenCase } from './ports/case.ts'
import type { GivenBundles } from './ports/requests.ts'
import type { EvidenceFile, EvidenceKind, OpenedEvidence } from './ports.ts'

/** Every byte is read twice: once for the corrections, once for everything. */
const PASSES = 2

/** The job of `requests.derive`. Its result is the evidence id. */
export async function deriveRequests(
  deps: Pick<Capabilities, 'derive' | 'nowMs'>,
  theCase: OpenCase,
  row: EvidenceRow,
  asOf: string | null,
  context: Pick<JobContext, 'signal' | 'phase' | 'total' | 'progress'>,
): Promise<Result<string, CallError>> {
  const files = await entryFilesOf(theCase, row)
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
  context.total(totalBytes)
  context.phase('reading')
  const policy = await policyOf(theCase)
  const verdict = await theCase.verdicts.get(row.no)
  await theCase.requests.replace(row.no, { derivedAtMs: deps.nowMs(), policy }, async (onRequests) => {
    const input = {
      files,
      asOfMs: asOf === null ? null : parseInstant(asOf),
      parameters: policy.parameters,
      bundles: await bundlesOf(theCase, row),
      cosigned: cosignedHeads(verdict?.document ?? null),
    }
    const derived = await deps.derive(input, {
      signal: context.signal,
      onProgress: ({ bytes, entries }) => context.progress({ bytes: Math.floor(bytes / PASSES), entries }),
      onRequests: (requests) => {
        if (context.signal.aborted) throw refusal({ code: 'cancelled', message: 'cancelled' })
        context.phase('writing')
        return onRequests(requests)
      },
    })
    if (!derived.ok) throwRefused(derived.error)
    if (context.signal.aborted) throw refusal({ code: 'cancelled', message: 'cancelled' })
    return derived.value
  })
  return ok(row.evidenceId)
}

/** The bundles that were imported into the case, for the rule about them; null where there are none. */
export async function bundlesOf(theCase: OpenCase, { origin }: EvidenceRow): Promise<GivenBundles | null> {
  const rows = (await theCase.evidence.list()).filter(({ kind }) => kind === 'bundles')
  if (rows.length === 0) return null
  const imports: OpenedEvidence[] = []
  for (const { evidenceId } of rows) imports.push(await theCase.bytes.opened(evidenceId))
  return { imports, origin }
}

/** Evidence that has entries of the format: not heads alone, tiles of another log, or bundles. */
export function isDisclosureLog(kind: EvidenceKind): boolean {
  return kind === 'folder' || kind === 'zip' || kind === 'jsonl' || kind === 'jsonl.gz'
}

/** The files that hold entries, in the order of their lines, ready to be read. */
export async function entryFilesOf(theCase: OpenCase, row: EvidenceRow): Promise<readonly EvidenceFile[]> {
  if (!isDisclosureLog(row.kind)) {
    throw refusal({ code: 'refused', message: `this evidence is no disclosure log (${row.kind}): it has no requests` })
  }
  const opened = await theCase.bytes.opened(row.evidenceId)
  const firstOf = new Map(
    (await theCase.evidence.files(row.no)).map(({ path, firstIndex }) => [path, firstIndex] as const),
  )
  return opened.files
    .flatMap((file) => {
      const first = firstOf.get(file.path) ?? null
      return first === null ? [] : [{ file, first }]
    })
    .sort((a, b) => a.first - b.first)
    .map(({ file }) => file)
}

/** The policy file of the case, or the defaults. It was checked when it was set. */
export async function policyOf(theCase: OpenCase): Promise<Policy> {
  const text = await theCase.requests.policyText()
  if (text === null) return DEFAULT_POLICY
  const parsed = parsePolicyFile(encodeUtf8(text), 'rules.json')
  if (!parsed.ok) throwRefused(parsed.error)
  return parsed.value
}

/** The earliest time at which a witness signed each verified head: a head that nobody cosigned says nothing about time. */
export function cosignedHeads(document: VerifyDocument | null): readonly CosignedHead[] {
  return (document?.heads ?? []).flatMap(({ status, size, cosignatures }) => {
    const times = cosignatures.map(({ time }) => parseInstant(time)).filter((ms) => ms !== null)
    return status !== 'verified' || times.length === 0 ? [] : [{ size, timeMs: Math.min(...times) }]
  })
}
