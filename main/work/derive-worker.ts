/** The entry of the thread that derives requests from a log. Loaded for its types alone elsewhere. */
import { parentPort } from 'node:worker_threads'
import type { InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'
import type { DerivedLog, DerivedRequest, DeriveInput } from '../app/ports/requests.ts'
import { deriveLog } from './derive.ts'

export type ToDeriver = { readonly kind: 'derive'; readonly input: DeriveInput } | { readonly kind: 'go-on' }

export type FromDeriver =
  | { readonly kind: 'progress'; readonly bytes: number; readonly entries: number }
  /** To be answered with `go-on`. */
  | { readonly kind: 'requests'; readonly requests: readonly DerivedRequest[] }
  | { readonly kind: 'done'; readonly log: Result<DerivedLog, InputError> }
  | { readonly kind: 'fault'; readonly fault: string }

/** Progress is told at most this often, in milliseconds. */
const TELL_EVERY_MS = 50

function serve(port: NonNullable<typeof parentPort>): void {
  let goOn: (() => void) | null = null
  let toldAtMs = 0
  const tell = (message: FromDeriver): void => port.postMessage(message)
  port.on('message', (message: ToDeriver) => {
    if (message.kind === 'go-on') return goOn?.()
    deriveLog(message.input, {
      // Cancelled by ending the thread.
      signal: new AbortController().signal,
      onProgress: (done) => {
        const nowMs = performance.now()
        if (nowMs - toldAtMs < TELL_EVERY_MS) return
        toldAtMs = nowMs
        tell({ kind: 'progress', ...done })
      },
      onRequests: (requests) => {
        tell({ kind: 'requests', requests })
        return new Promise((resolve) => {
          goOn = resolve
        })
      },
    }).then(
      (log) => tell({ kind: 'done', log }),
      (fault: Error) => tell({ kind: 'fault', fault: fault.stack ?? String(fault) }),
    )
  })
}

if (parentPort) serve(parentPort)
