/** A case with something to find, made on the spot: a sample export and its bundles, imported like any others. */
import type { CallError } from '#contract/operation.ts'
import { err, ok, type Result } from '#core/result.ts'
import { refusedInput } from './answer.ts'
import type { Deps } from './deps.ts'
import { importEvidence } from './import-evidence.ts'
import type { JobContext } from './jobs.ts'

/** Also how a host finds the one made before. */
export const SAMPLE_NAME = 'Sample case'

/** The job of `cases.sample`. Its result is the case id. The case gets its place only once it is whole. */
export async function sampleCase(
  deps: Deps,
  options: { readonly requests: number; readonly tampered: boolean },
  context: JobContext,
): Promise<Result<string, CallError>> {
  context.phase('making a sample')
  const made = await deps.samples.make({ ...options, signal: context.signal })
  if (!made.ok) return err(refusedInput(made.error))
  const folder = deps.newCaseFolder(SAMPLE_NAME)
  try {
    const draft = await deps.library.createDraft(folder, SAMPLE_NAME, deps.nowMs())
    try {
      // The log first: bundles are judged beside it.
      const { path: logPath, bundlesPath } = made.value
      let imported: Awaited<ReturnType<typeof importEvidence>> = ok('')
      for (const path of [logPath, bundlesPath]) {
        if (imported.ok && path !== null)
          imported = await importEvidence(deps, draft.openCase, newImport(deps, path), context)
      }
      await draft.openCase.close()
      if (!imported.ok) return imported
      await draft.keep()
    } finally {
      await draft.drop()
    }
  } finally {
    await made.value.remove()
  }
  const { caseId } = await deps.cases.openFolder(folder)
  return ok(caseId)
}

const newImport = (deps: Deps, path: string) => ({ evidenceId: deps.newId('ev_'), path, asOf: null })
