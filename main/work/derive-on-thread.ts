/**
 * Derives on a thread of its own, so that nothing else waits; or in this thread, where the sources were not built.
 * Which of the two makes no difference to any result.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { err } from '#core/result.ts'
import type { Derive } from '../app/ports/requests.ts'
import { deriveLog } from './derive.ts'
import type { FromDeriver, ToDeriver } from './derive-worker.ts'

/** What 10,000,000 entries need, with room: 1.5 million requests and what they rest on. */
const MAX_HEAP_MB = 6144

/** Beside whatever chunk of the program this ended up in; null in a tree that was not built. */
function workerFile(): string | null {
  const candidates = ['.', '..'].map((folder) => join(import.meta.dirname, folder, 'derive-worker.js'))
  return candidates.find((file) => existsSync(file)) ?? null
}

export const deriveOnThread: Derive = (input, hooks) => {
  const file = workerFile()
  if (file === null) return deriveLog(input, hooks)
  const { signal } = hooks
  const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } })
  const derived = new Promise<Awaited<ReturnType<Derive>>>((resolve, reject) => {
    const receive = async (message: FromDeriver): Promise<void> => {
      switch (message.kind) {
        case 'progress':
          return hooks.onProgress(message)
        case 'requests':
          await hooks.onRequests(message.requests)
          return worker.postMessage({ kind: 'go-on' } satisfies ToDeriver)
        case 'done':
          return resolve(message.log)
        case 'fault':
          return reject(new Error(message.fault))
      }
    }
    const cancelled = {
      code: 'cancelled',
      place: { file: 'entries' },
      expected: 'to be read to the end',
      got: 'cancelled',
    } as const
    const stop = (): void => resolve(err(cancelled))
    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop, { once: true })
    worker.on('message', (message: FromDeriver) => void receive(message).catch(reject))
    worker.on('error', reject)
    worker.postMessage({ kind: 'derive', input } satisfies ToDeriver)
  })
  return derived.finally(() => worker.terminate())
}
