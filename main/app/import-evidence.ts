/**
 * Importing: listed, copied and hashed, verified and indexed, committed. Cancelled or failed, it is as if it had never started;
 * cut off by a crash, `evidence.resume` goes on and ends with the same rows.
 */
import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import { err, ok, type Result } from '#core/result.ts'
import { refusedInput, throwRefused } from './answer.ts'
import type { Capabilities } from './deps.ts'
import type { JobContext } from './jobs.ts'
import { judgedRun, newestLog } from './judge-bundles.ts'
import type { HeldKey } from './ports/bundles.ts'
import type { ImportedFacts, OpenCase } from './ports/case.ts'
import type { TrustUsed } from './ports/trust.ts'
import type { OpenedEvidence } from './ports.ts'
import { originsOf, trustFor } from './trust-for.ts'

/**
 * Share of the bar that copying takes. Measured on 1,000,000 entries: copying, flushing and reading back take about a seventh of
 * the time, verifying and indexing the rest.
 */
const COPY_SHARE = 0.15

export interface NewImport {
  readonly evidenceId: string
  readonly path: string
  readonly asOf: string | null
  /** For bundles: decryption keys in memory. */
  readonly keys?: readonly HeldKey[]
}

export type ImportDeps = Pick<
  Capabilities,
  'openEvidence' | 'stream' | 'verify' | 'profile' | 'nowMs' | 'logBug' | 'bundles'
>

/** The job of `evidence.import`. Its result is the evidence id. */
export async function importEvidence(
  deps: ImportDeps,
  theCase: OpenCase,
  { evidenceId, path, asOf, keys = [] }: NewImport,
  context: JobContext,
): Promise<Result<string, CallError>> {
  return locked(theCase, async () => {
    context.phase('looking')
    const opened = await deps.openEvidence(path)
    if (!opened.ok) return err(refusedInput(opened.error))
    const startedAtMs = deps.nowMs()
    const judgedAt = asOf ?? new Date(startedAtMs).toISOString()
    await theCase.imports.begin({ evidenceId, sourcePath: path, startedAtMs, asOf: judgedAt }, opened.value)
    try {
      return ok(await finish(deps, theCase, evidenceId, keys, context))
    } catch (error) {
      await undo(deps, theCase, evidenceId, context)
      throw error
    }
  })
}

/**
 * The job of `evidence.resume`. Where it cannot go on (the stick is not plugged in), the import stays as the crash left it, to be tried
 * again or discarded; cancelled, it is gone.
 */
export async function resumeImport(
  deps: ImportDeps,
  theCase: OpenCase,
  evidenceId: string,
  keys: readonly HeldKey[],
  context: JobContext,
): Promise<Result<string, CallError>> {
  return locked(theCase, async () => {
    try {
      return ok(await finish(deps, theCase, evidenceId, keys, context))
    } catch (error) {
      if (context.signal.aborted) await undo(deps, theCase, evidenceId, context)
      throw error
    }
  })
}

async function locked<T>(theCase: OpenCase, work: () => Promise<T>): Promise<T> {
  const unlock = await theCase.imports.lock()
  try {
    return await work()
  } finally {
    await unlock()
  }
}

async function undo(deps: ImportDeps, theCase: OpenCase, evidenceId: string, context: JobContext): Promise<void> {
  context.phase(context.signal.aborted ? 'cancelling' : 'undoing')
  // Whatever stopped the import is the answer; what could not be undone stays listed as unfinished.
  await theCase.imports.discard(evidenceId).catch(deps.logBug)
}

async function finish(
  deps: ImportDeps,
  theCase: OpenCase,
  evidenceId: string,
  keys: readonly HeldKey[],
  context: JobContext,
): Promise<string> {
  const started = (await theCase.imports.unfinished()).find((each) => each.evidenceId === evidenceId)
  if (!started) throw refusal({ code: 'not_found', message: 'no unfinished import of this id in this case' })
  context.total(started.sizeBytes)
  const { signal } = context

  context.phase('copying')
  const { total, done } = await theCase.imports.bytesToCopy(evidenceId)
  let copied = done
  const evidence = await theCase.imports.copy(evidenceId, {
    signal,
    onBytes: (bytes) => {
      copied += bytes
      context.progress({ bytes: started.sizeBytes * COPY_SHARE * (copied / Math.max(1, total)) })
    },
  })

  context.phase('verifying')
  await theCase.imports.commit(evidenceId, async (onSegment): Promise<ImportedFacts> => {
    if (evidence.kind === 'bundles') return bundlesOf(deps, theCase, evidence, keys, context, started.sizeBytes)
    const origins = await originsOf(evidence, deps.stream)
    const trust = await trustFor(deps.profile, origins, started.asOf)
    const document = await judge(deps, evidence, trust, context, started.sizeBytes, onSegment)
    context.phase('writing')
    const verifiedAtMs = deps.nowMs()
    return {
      verdict: { document, trust, verifiedAtMs },
      origin: origins[0] ?? null,
      importedAtMs: verifiedAtMs,
      sha256: new Map(document.input.files.map(({ path, sha256 }) => [path, sha256] as const)),
    }
  })
  return evidenceId
}

/** Bundles are hashed, then judged beside the newest log of the case. */
async function bundlesOf(
  deps: ImportDeps,
  theCase: OpenCase,
  evidence: OpenedEvidence,
  keys: readonly HeldKey[],
  context: JobContext,
  sizeBytes: number,
): Promise<ImportedFacts> {
  const sha256 = new Map<string, string>()
  for (const { path, source } of evidence.files) {
    const read = await deps.stream(source, { path, sha256: true, signal: context.signal }, () => undefined)
    if (!read.ok) throwRefused(read.error)
    sha256.set(path, read.value.sha256 ?? '')
  }
  const log = await newestLog(theCase)
  const run = await judgedRun(
    deps,
    theCase,
    evidence,
    { log, keys },
    {
      signal: context.signal,
      phase: context.phase,
      share: (share) => context.progress({ bytes: sizeBytes * (COPY_SHARE + (1 - COPY_SHARE) * share) }),
    },
  )
  stopIfCancelled(context.signal)
  if (!run.ok) throw refusal(run.error)
  return { verdict: null, bundles: run.value, origin: null, importedAtMs: deps.nowMs(), sha256 }
}

type OnSegment = Parameters<Parameters<OpenCase['imports']['commit']>[1]>[0]

async function judge(
  deps: ImportDeps,
  evidence: OpenedEvidence,
  trust: TrustUsed,
  context: JobContext,
  sizeBytes: number,
  onSegment: OnSegment,
): Promise<VerifyDocument> {
  stopIfCancelled(context.signal)
  const result = await deps.verify(evidence, trust, {
    signal: context.signal,
    onSegment: async (columns) => {
      stopIfCancelled(context.signal)
      await onSegment(columns)
    },
    onProgress: ({ phase, bytes, totalBytes, entries }) => {
      context.phase(phase === 'reading' ? 'verifying' : 'locating damage')
      const share = COPY_SHARE + (1 - COPY_SHARE) * (bytes / Math.max(1, totalBytes))
      context.progress({ bytes: sizeBytes * share, entries })
    },
  })
  if (!result.ok) throwRefused(result.error)
  stopIfCancelled(context.signal)
  return result.value
}

function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw refusal({ code: 'cancelled', message: 'cancelled' })
}
