/** The entry of a worker thread: runs one job after another. Loaded for its types alone elsewhere. */
import { parentPort } from 'node:worker_threads'
import { reuse } from './hash-into.ts'
import type { Job, JobPart, JobReport } from './job.ts'
import { runJob } from './run-job.ts'

export type ToWorker =
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'go-on' }
  /** Memory that a part was in, to be used again. */
  | { readonly kind: 'back'; readonly memory: ArrayBuffer }

export type FromWorker =
  | { readonly kind: 'bytes'; readonly bytes: number }
  /** To be answered with `go-on`. */
  | { readonly kind: 'part'; readonly part: JobPart }
  | { readonly kind: 'done'; readonly report: JobReport }
  | { readonly kind: 'fault'; readonly fault: string }

/** Progress is told in steps of this many bytes. */
const TELL_BYTES = 4 * 2 ** 20

function serve(port: NonNullable<typeof parentPort>): void {
  let goOn: (() => void) | null = null
  let untold = 0
  const tell = (bytes: number): void => {
    untold += bytes
    if (untold >= TELL_BYTES) flush()
  }
  const flush = (): void => {
    if (untold > 0) port.postMessage({ kind: 'bytes', bytes: untold } satisfies FromWorker)
    untold = 0
  }
  const onPart = (part: JobPart): Promise<void> => {
    port.postMessage({ kind: 'part', part } satisfies FromWorker, [...buffersOf(part)])
    return new Promise((resolve) => {
      goOn = resolve
    })
  }
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'go-on') return goOn?.()
    if (message.kind === 'back') return reuse(message.memory)
    runJob(message.job, { onBytes: tell, onPart }).then(
      (report) => {
        flush()
        port.postMessage({ kind: 'done', report } satisfies FromWorker)
      },
      (fault: Error) => port.postMessage({ kind: 'fault', fault: fault.stack ?? String(fault) } satisfies FromWorker),
    )
  })
}

/** Handed over, not copied. Each once: two views may share one. */
function buffersOf(part: JobPart): Set<ArrayBuffer> {
  const buffers = new Set<ArrayBuffer>()
  const collect = (value: object): void => {
    for (const member of Object.values(value)) {
      if (ArrayBuffer.isView(member)) buffers.add(member.buffer as ArrayBuffer)
      else if (typeof member === 'object' && member !== null && !Array.isArray(member)) collect(member)
    }
  }
  collect(part)
  return buffers
}

if (parentPort) serve(parentPort)
