/** Judging evidence that is in the case already, with the keys, policy and remembered heads of the user as they are now. */
import type { CallError } from '#contract/operation.ts'
import { err, ok, type Result } from '#core/result.ts'
import { refusedInput } from './answer.ts'
import type { Capabilities } from './deps.ts'
import type { JobContext } from './jobs.ts'
import type { EvidenceRow, OpenCase, StoredFile } from './ports/case.ts'
import { originsOf, trustFor } from './trust-for.ts'

/** The job of `verify.run`. Its result is the evidence id. */
export async function verifyAgain(
  deps: Pick<Capabilities, 'stream' | 'verify' | 'profile' | 'nowMs'>,
  theCase: OpenCase,
  row: EvidenceRow,
  asOf: string | undefined,
  context: JobContext,
): Promise<Result<string, CallError>> {
  context.total(row.sizeBytes)
  context.phase('verifying')
  const evidence = await theCase.bytes.opened(row.evidenceId)
  const origins = await originsOf(evidence, deps.stream)
  const trust = await trustFor(deps.profile, origins, asOf ?? new Date(deps.nowMs()).toISOString())
  const result = await deps.verify(evidence, trust, {
    signal: context.signal,
    onProgress: ({ phase, bytes, totalBytes, entries }) => {
      context.phase(phase === 'reading' ? 'verifying' : 'locating damage')
      context.progress({ bytes: row.sizeBytes * (bytes / Math.max(1, totalBytes)), entries })
    },
  })
  if (!result.ok) return err(refusedInput(result.error))
  const changed = firstChanged(await theCase.evidence.files(row.no), result.value.input.files)
  if (changed) return err(changed)
  context.phase('writing')
  await theCase.verdicts.replace(row.no, { document: result.value, trust, verifiedAtMs: deps.nowMs() })
  return ok(row.evidenceId)
}

/** A verdict on other bytes than were imported would be a verdict on nothing anybody handed over. */
export function firstChanged(
  imported: readonly StoredFile[],
  now: readonly { readonly path: string; readonly sha256: string }[],
): CallError | null {
  const hashes = new Map(now.map(({ path, sha256 }) => [path, sha256] as const))
  const file = imported.find(({ path, sha256 }) => hashes.get(path) !== sha256)
  if (!file) return null
  return {
    code: 'refused',
    message: `the copy of ${file.path} in this case was changed since it was imported; import the evidence again from where it came`,
    place: { file: file.path },
    expected: `sha256 ${file.sha256}`,
    got: `sha256 ${hashes.get(file.path) ?? 'of nothing: the file is gone'}`,
  }
}
