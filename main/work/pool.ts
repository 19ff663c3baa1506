/**
 * Jobs on worker threads, or in this thread where that is quicker (little to read) or all there is (sources that were
 * not built). Which of the two makes no difference to any result.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { err } from '#core/result.ts'
import type { Job, JobPart, JobReport } from './job.ts'
import { runJob } from './run-job.ts'
import type { FromWorker, ToWorker } from './verify-worker.ts'

export interface Pool {
  /** Resolves when the job is done; rejects only for our own faults. Parts come in order, the next after `onPart` resolved. */
  readonly run: (job: Job, onPart: (part: JobPart) => Promise<void>) => Promise<JobReport>
  /** Jobs that make progress at the same time. */
  readonly width: number
  /** Gives the memory of a part back that nobody looks at any more; it must have been handed over by a job. */
  readonly giveBack: (bytes: Uint8Array) => void
  readonly close: () => Promise<void>
}

export interface PoolOptions {
  /** 0: in this thread. */
  readonly workers: number
  readonly signal?: AbortSignal | undefined
  readonly onBytes: (bytes: number) => void
  /** The built verify-worker.js; null: work in this thread. */
  readonly workerFile: string | null
}

/** Beside whatever chunk of the program this ended up in; null in a tree that was not built. */
export function workerFile(): string | null {
  const candidates = ['.', '..'].map((folder) => join(import.meta.dirname, folder, 'verify-worker.js'))
  return candidates.find((file) => existsSync(file)) ?? null
}

export function createPool(options: PoolOptions): Pool {
  const { workers, workerFile: file } = options
  return workers === 0 || file === null ? inThisThread(options) : onThreads(file, options)
}

const cancelled = (): JobReport =>
  err({ code: 'cancelled', place: { file: '' }, expected: 'to be read to the end', got: 'cancelled' })

function inThisThread({ signal, onBytes }: PoolOptions): Pool {
  return {
    width: 1,
    run: async (job, onPart) => (signal?.aborted ? cancelled() : runJob(job, { signal, onBytes, onPart })),
    giveBack: () => {},
    close: async () => {},
  }
}

interface Running {
  readonly onPart: (part: JobPart) => Promise<void>
  readonly resolve: (report: JobReport) => void
  readonly reject: (fault: Error) => void
}

interface Thread {
  readonly worker: Worker
  running: Running | null
  givenBack: number
}

function onThreads(file: string, { workers, signal, onBytes }: PoolOptions): Pool {
  const threads: Thread[] = []
  const waiting: { readonly job: Job; readonly running: Running }[] = []
  let isOver = false

  const next = (thread: Thread): void => {
    const first = waiting.shift()
    thread.running = first?.running ?? null
    if (first) thread.worker.postMessage({ kind: 'job', job: first.job } satisfies ToWorker)
  }
  const fail = (thread: Thread, fault: Error): void => {
    thread.running?.reject(fault)
    thread.running = null
  }
  const receive = async (thread: Thread, message: FromWorker): Promise<void> => {
    const { running } = thread
    if (message.kind === 'bytes') return onBytes(message.bytes)
    if (running === null) return
    if (message.kind === 'part') {
      await running.onPart(message.part)
      thread.worker.postMessage({ kind: 'go-on' } satisfies ToWorker)
      return
    }
    next(thread)
    if (message.kind === 'done') running.resolve(message.report)
    else running.reject(new Error(message.fault))
  }
  const start = (): Thread => {
    const thread: Thread = { worker: new Worker(file), running: null, givenBack: 0 }
    thread.worker.on('message', (message: FromWorker) => {
      receive(thread, message).catch((fault: Error) => fail(thread, fault))
    })
    thread.worker.on('error', (fault) => fail(thread, fault as Error))
    threads.push(thread)
    return thread
  }
  const stop = async (): Promise<void> => {
    isOver = true
    const left = [...threads.flatMap(({ running }) => running ?? []), ...waiting.map(({ running }) => running)]
    for (const thread of threads) thread.running = null
    waiting.length = 0
    for (const { resolve } of left) resolve(cancelled())
    await Promise.all(threads.map(({ worker }) => worker.terminate()))
  }
  signal?.addEventListener('abort', () => void stop(), { once: true })

  return {
    width: workers,
    run: (job, onPart) => {
      if (isOver || signal?.aborted) return Promise.resolve(cancelled())
      return new Promise<JobReport>((resolve, reject) => {
        waiting.push({ job, running: { onPart, resolve, reject } })
        const idle = threads.find(({ running }) => running === null)
        if (idle) next(idle)
        else if (threads.length < workers) next(start())
      })
    },
    giveBack: ({ buffer }) => {
      const [least] = threads.toSorted((a, b) => a.givenBack - b.givenBack)
      if (isOver || least === undefined) return
      least.givenBack++
      least.worker.postMessage({ kind: 'back', memory: buffer as ArrayBuffer } satisfies ToWorker, [
        buffer as ArrayBuffer,
      ])
    },
    close: stop,
  }
}
