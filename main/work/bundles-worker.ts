/** The entry of the thread that judges and opens bundles. Loaded for its types alone elsewhere. Keys come as key objects. */
import { parentPort } from 'node:worker_threads'
import { type BundleAnswer, type BundleTask, runBundleTask } from './bundle-task.ts'

export type FromBundles =
  | { readonly kind: 'progress'; readonly bytes: number; readonly bundles: number; readonly of: number }
  | { readonly kind: 'done'; readonly result: BundleAnswer }
  | { readonly kind: 'fault'; readonly fault: string }

/** Progress is told at most this often, in milliseconds. */
const TELL_EVERY_MS = 50

function serve(port: NonNullable<typeof parentPort>): void {
  const tell = (message: FromBundles): void => port.postMessage(message)
  let toldAtMs = 0
  port.once('message', (task: BundleTask) => {
    // Cancelled by ending the thread.
    runBundleTask(task, new AbortController().signal, (done) => {
      const nowMs = performance.now()
      if (nowMs - toldAtMs < TELL_EVERY_MS && done.bundles < done.of) return
      toldAtMs = nowMs
      tell({ kind: 'progress', ...done })
    }).then(
      (result) => tell({ kind: 'done', result }),
      (fault: Error) => tell({ kind: 'fault', fault: fault.stack ?? String(fault) }),
    )
  })
}

if (parentPort) serve(parentPort)
