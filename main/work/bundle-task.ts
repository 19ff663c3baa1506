/** What the thread for bundles is asked to do, and what it answers: plain data and key objects. */
import type { InputError } from '#core/input-error.ts'
import { err, type Result } from '#core/result.ts'
import type { BundleContents, BundleText, JudgedBundles, JudgeHooks } from '../app/ports/bundles.ts'
import type { OpenedEvidence } from '../app/ports.ts'
import { type FoundBundle, findBundlesIn } from '../io/find-bundles.ts'
import type { DecryptionKey } from '../io/jwe-keys.ts'
import { bundleContents, bundleText } from './bundle-contents.ts'
import { type BundlesToJudge, judgeBundles } from './judge-bundles.ts'

interface Place {
  readonly evidence: OpenedEvidence
  readonly path: string
  readonly keys: readonly DecryptionKey[]
}

export type BundleTask =
  | { readonly kind: 'judge'; readonly input: BundlesToJudge }
  | { readonly kind: 'contents'; readonly place: Place }
  | { readonly kind: 'text'; readonly place: Place; readonly file: string; readonly maxBytes: number }

export interface BundleAnswers {
  readonly judge: Result<JudgedBundles, InputError>
  readonly contents: Result<BundleContents, InputError>
  readonly text: Result<BundleText, InputError>
}
export type BundleAnswer = BundleAnswers[keyof BundleAnswers]

export async function runBundleTask(
  task: BundleTask,
  signal: AbortSignal,
  onProgress: JudgeHooks['onProgress'],
): Promise<BundleAnswer> {
  if (task.kind === 'judge') return judgeBundles(task.input, { signal, onProgress })
  const { place } = task
  const found = await bundleAt(place)
  if (!found.ok) return found
  switch (task.kind) {
    case 'contents':
      return bundleContents(found.value, place.keys)
    case 'text':
      return bundleText(found.value, place.keys, task.file, task.maxBytes)
  }
}

/** The one bundle of an import that lies at `path`. */
export async function bundleAt({
  evidence,
  path,
}: Pick<Place, 'evidence' | 'path'>): Promise<Result<FoundBundle, InputError>> {
  const found = await findBundlesIn(evidence)
  if (!found.ok) return found
  const bundle = found.value.find((each) => each.path === path)
  if (bundle !== undefined) return { ok: true, value: bundle }
  const got = 'none of that path'
  return err({ code: 'unreadable', place: { file: path }, expected: 'a bundle of this import', got })
}
