/** Judging the bundles of an import: with the keys trusted for bundles, the decryption keys in memory, beside a log of the case. */
import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import { err, ok, type Result } from '#core/result.ts'
import { refusedInput } from './answer.ts'
import type { Capabilities } from './deps.ts'
import { isDisclosureLog } from './derive-requests.ts'
import type { JobContext } from './jobs.ts'
import type { BundleRun, BundleTrust, BundleTrustKey, HeldKey } from './ports/bundles.ts'
import type { EvidenceRow, OpenCase } from './ports/case.ts'
import type { OpenedEvidence } from './ports.ts'
import { firstChanged } from './verify-again.ts'

export type JudgeDeps = Pick<Capabilities, 'bundles' | 'profile' | 'nowMs'>

/** Keys trusted for bundles, as they are now. */
export async function trustedForBundles(profile: Capabilities['profile']): Promise<readonly BundleTrustKey[]> {
  const keys = (await profile.keys()).filter(({ purpose }) => purpose === 'bundle')
  return keys.map(({ vkey, origin, fromSize, toSize }) => ({ vkey, origin, fromSize, toSize }))
}

/** Where nobody chooses: the newest log of the case. */
export async function newestLog(theCase: OpenCase): Promise<EvidenceRow | null> {
  return (await theCase.evidence.list()).find(({ kind }) => isDisclosureLog(kind)) ?? null
}

export async function judgedRun(
  deps: JudgeDeps,
  theCase: OpenCase,
  evidence: OpenedEvidence,
  given: { readonly log: EvidenceRow | null; readonly keys: readonly HeldKey[] },
  context: Pick<JobContext, 'signal' | 'phase'> & { readonly share: (share: number) => void },
): Promise<Result<BundleRun, CallError>> {
  const trusted = await trustedForBundles(deps.profile)
  const log = given.log === null ? null : await theCase.bytes.opened(given.log.evidenceId)
  const totalBytes = evidence.files.reduce((sum, { bytes }) => sum + bytes, 0)
  context.phase('checking bundles')
  const judged = await deps.bundles.judge(
    { evidence, trusted, keys: given.keys, log },
    {
      signal: context.signal,
      onProgress: ({ bytes, bundles, of }) => {
        context.phase(`checked ${bundles} of ${of} bundles`)
        context.share(bytes / Math.max(1, totalBytes))
      },
    },
  )
  if (!judged.ok) return err(refusedInput(judged.error))
  const trust: BundleTrust = {
    trusted,
    kids: given.keys.map(({ kid }) => kid),
    log: given.log?.evidenceId ?? null,
  }
  return ok({ ...judged.value, trust, verifiedAtMs: deps.nowMs() })
}

/** Share of the bar that hashing the copy takes: it is read once for that, and once or more to judge it. */
const HASH_SHARE = 0.3

/** The job of `bundles.verify`. Its result is the evidence id. */
export async function verifyBundlesAgain(
  deps: JudgeDeps & Pick<Capabilities, 'stream'>,
  theCase: OpenCase,
  row: EvidenceRow,
  given: { readonly log: EvidenceRow | null; readonly keys: readonly HeldKey[] },
  context: JobContext,
): Promise<Result<string, CallError>> {
  if (theCase.readOnly) {
    throw refusal({ code: 'conflict', message: 'this case is read-only: a verdict cannot be kept in it' })
  }
  context.total(row.sizeBytes)
  context.phase('hashing the copy')
  const evidence = await theCase.bytes.opened(row.evidenceId)
  let hashed = 0
  const hashes: { readonly path: string; readonly sha256: string }[] = []
  for (const { path, source, bytes } of evidence.files) {
    const read = await deps.stream(source, { path, sha256: true, signal: context.signal }, () => undefined)
    if (!read.ok) return err(refusedInput(read.error))
    hashes.push({ path, sha256: read.value.sha256 ?? '' })
    hashed += bytes
    context.progress({ bytes: row.sizeBytes * HASH_SHARE * (hashed / Math.max(1, row.sizeBytes)) })
  }
  const changed = firstChanged(await theCase.evidence.files(row.no), hashes)
  if (changed) return err(changed)
  const run = await judgedRun(deps, theCase, evidence, given, {
    ...context,
    share: (share) => context.progress({ bytes: row.sizeBytes * (HASH_SHARE + (1 - HASH_SHARE) * share) }),
  })
  if (!run.ok) return run
  if (context.signal.aborted) return err({ code: 'cancelled', message: 'cancelled' })
  context.phase('writing')
  await theCase.bundles.replace(row.no, run.value)
  return ok(row.evidenceId)
}
