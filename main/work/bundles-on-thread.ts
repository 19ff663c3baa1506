/**
 * Bundles judged and opened on a thread of their own, so that nothing else waits; or in this thread, where the sources were
 * not built. Private keys cross as key objects: no text of them is made, and nothing is written anywhere.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { InputError } from '#core/input-error.ts'
import { err, ok } from '#core/result.ts'
import type { BundlePlace, BundleTools, HeldKey, JudgeHooks } from '../app/ports/bundles.ts'
import { type DecryptionKey, MAX_KEY_BYTES, readDecryptionKey } from '../io/jwe-keys.ts'
import { lookAtBundle } from './bundle-contents.ts'
import { type BundleAnswer, type BundleAnswers, type BundleTask, bundleAt, runBundleTask } from './bundle-task.ts'
import type { FromBundles } from './bundles-worker.ts'

/** A table of 64 MiB, and a statement of as much. */
const MAX_HEAP_MB = 2048

/** Beside whatever chunk of the program this ended up in; null in a tree that was not built. */
function workerFile(): string | null {
  const candidates = ['.', '..'].map((folder) => join(import.meta.dirname, folder, 'bundles-worker.js'))
  return candidates.find((file) => existsSync(file)) ?? null
}

const NEVER = new AbortController().signal
const CANCELLED: InputError = {
  code: 'cancelled',
  place: { file: 'bundles' },
  expected: 'to be read to the end',
  got: 'cancelled',
}

async function run<Kind extends keyof BundleAnswers>(
  task: Extract<BundleTask, { readonly kind: Kind }>,
  hooks: JudgeHooks = { signal: NEVER, onProgress: () => undefined },
): Promise<BundleAnswers[Kind]> {
  const answer = await runAnywhere(task, hooks)
  // The answer is of the kind that was asked for: bundle-task.ts.
  return answer as BundleAnswers[Kind]
}

async function runAnywhere(task: BundleTask, { signal, onProgress }: JudgeHooks): Promise<BundleAnswer> {
  const file = workerFile()
  if (file === null) return runBundleTask(task, signal, onProgress)
  if (signal.aborted) return err(CANCELLED)
  const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } })
  const answered = new Promise<BundleAnswer>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(err(CANCELLED)), { once: true })
    worker.on('message', (message: FromBundles) => {
      if (message.kind === 'progress') onProgress(message)
      else if (message.kind === 'done') resolve(message.result)
      else reject(new Error(message.fault))
    })
    worker.on('error', reject)
    worker.postMessage(task)
  })
  return answered.finally(() => worker.terminate())
}

/** The secret of a held key is node's own key object. */
const asHeld = ({ kid, kind, key }: DecryptionKey): HeldKey => ({ kid, kind, secret: key })
const asKey = ({ kid, kind, secret }: HeldKey): DecryptionKey => ({ kid, kind, key: secret as DecryptionKey['key'] })
const placeOf = ({ evidence, path, keys }: BundlePlace) => ({ evidence, path, keys: keys.map(asKey) })

export const bundleTools: BundleTools = {
  readKey: (text, name, passphrase) => {
    const bytes = Buffer.from(text, 'utf8')
    if (bytes.length > MAX_KEY_BYTES) {
      const expected = `a key of at most ${MAX_KEY_BYTES} bytes`
      return err({ code: 'too_large', place: { file: name }, expected, got: `${bytes.length}` })
    }
    const read = readDecryptionKey(bytes, name, passphrase)
    bytes.fill(0)
    return read.ok ? ok(asHeld(read.value)) : read
  },
  judge: ({ keys, ...input }, hooks) => run({ kind: 'judge', input: { ...input, keys: keys.map(asKey) } }, hooks),
  look: async (evidence, path) => {
    const found = await bundleAt({ evidence, path })
    return found.ok ? lookAtBundle(found.value) : found
  },
  contents: (place) => run({ kind: 'contents', place: placeOf(place) }),
  text: (place, file, maxBytes) => run({ kind: 'text', place: placeOf(place), file, maxBytes }),
}
