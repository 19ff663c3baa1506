/**
 * Reports on a thread of their own, which keeps the rows for the next one; in this thread where the sources were not built.
 * Which of the two makes no difference to any figure. A leak check gets a thread of its own, so that it can be ended at its
 * time limit whatever the solver is doing.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { refusal } from '#contract/refusal.ts'
import type { ReportWork, RowSource, WorkHooks } from '../app/ports/reports.ts'
import { loadSolveLp } from './highs-lp.ts'
import { checkLeaksFor, createReportDesk } from './report-desk.ts'
import type { FromReporter, ToReporter } from './report-worker.ts'

/** Rows of 1.5 million requests (10,000,000 entries), with room. */
const MAX_HEAP_MB = 6144
/** Rows are let go when no report was made for so long. */
const IDLE_MS = 10 * 60_000
/** The check stops by itself between two solves; one solve may take longer. */
const GRACE_MS = 1000

/** Beside whatever chunk of the program this ended up in; null in a tree that was not built. */
function workerFile(): string | null {
  const candidates = ['.', '..'].map((folder) => join(import.meta.dirname, folder, 'report-worker.js'))
  return candidates.find((file) => existsSync(file)) ?? null
}

interface Reporter {
  /** False once the thread has ended, by itself too: the next report needs another. */
  readonly isAlive: () => boolean
  readonly ask: (message: ToReporter) => Promise<FromReporter>
  readonly end: () => void
  /** Rows of which derivation it holds. */
  key: string | null
}

function startReporter(file: string): Reporter {
  const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } })
  // Rows that are kept for later do not keep the program alive.
  worker.unref()
  let isAlive = true
  let waiting: { resolve: (message: FromReporter) => void; reject: (error: Error) => void } | null = null
  const fail = (error: Error): void => {
    waiting?.reject(error)
    waiting = null
    worker.unref()
  }
  worker.on('message', (message: FromReporter) => {
    if (message.kind === 'fault') return fail(new Error(message.fault))
    waiting?.resolve(message)
    waiting = null
    worker.unref()
  })
  const ended = (error: Error): void => {
    isAlive = false
    fail(error)
  }
  worker.on('error', ended)
  worker.on('exit', () => ended(new Error('the thread has ended')))
  return {
    isAlive: () => isAlive,
    key: null,
    ask: (message) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        worker.ref()
        worker.postMessage(message)
      }),
    end: () => void worker.terminate(),
  }
}

const cancelled = () => refusal({ code: 'cancelled', message: 'cancelled' })

/** Ends the thread when the signal is aborted: what it does then is of no use to anybody. */
async function endedBy<T>(signal: AbortSignal, reporter: Reporter, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw cancelled()
  const stop = () => reporter.end()
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await work()
  } catch (error) {
    throw signal.aborted ? cancelled() : error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** @param file the thread's program; null: there is none, and reports are made in this thread */
export function createReportWork(file = workerFile()): ReportWork {
  return file === null ? hereWork() : threadWork(file)
}

function threadWork(file: string): ReportWork {
  let reporter: Reporter | null = null
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  /** Whoever waits for rows is told how many there are, whoever asked for them first. */
  const listeners = new Set<WorkHooks['onRows']>()

  async function load(to: Reporter, rows: RowSource, signal: AbortSignal): Promise<void> {
    if (to.key === rows.key) return
    to.key = null
    await to.ask({ kind: 'begin' })
    let read = 0
    // The next page is read while the thread is at work on this one.
    let taken: Promise<unknown> = Promise.resolve()
    for await (const { items, rows: number } of rows.pages()) {
      if (signal.aborted) throw cancelled()
      await taken
      taken = to.ask({ kind: 'rows', items })
      taken.catch(() => undefined) // looked at on the next turn
      read += number
      for (const onRows of listeners) onRows(read)
    }
    await taken
    await to.ask({ kind: 'loaded', key: rows.key })
    to.key = rows.key
  }
  /** One report at a time: they share the rows. Cancelled while it waits for its turn, it ends at once. */
  function inTurn<T>(work: (own: Reporter) => Promise<T>, rows: RowSource, { signal, onRows }: WorkHooks): Promise<T> {
    listeners.add(onRows)
    const mine = last.then(async () => {
      if (signal.aborted) throw cancelled()
      clearTimeout(idle)
      const own = reporter?.isAlive() ? reporter : startReporter(file)
      reporter = own
      try {
        return await endedBy(signal, own, async () => {
          await load(own, rows, signal)
          return work(own)
        })
      } catch (error) {
        own.end()
        reporter = null
        throw error
      } finally {
        idle = setTimeout(() => {
          reporter?.end()
          reporter = null
        }, IDLE_MS).unref()
      }
    })
    last = mine.catch(() => undefined)
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(cancelled()), { once: true })
    })
    return Promise.race([mine, aborted]).finally(() => listeners.delete(onRows))
  }
  return {
    prepare: (rows) => {
      const hooks = { signal: new AbortController().signal, onRows: () => undefined }
      // Whoever asks for a report of these rows is told what is wrong with them.
      inTurn(async () => undefined, rows, hooks).catch(() => undefined)
    },
    count: async (job, rows, hooks) => {
      const answer = await inTurn((own) => own.ask({ kind: 'count', job }), rows, hooks)
      if (answer.kind !== 'counted') throw new Error(`bug: a count was answered with ${answer.kind}`)
      return answer.built
    },
    behind: async (job, rows, hooks) => {
      const answer = await inTurn((own) => own.ask({ kind: 'behind', job }), rows, hooks)
      if (answer.kind !== 'found') throw new Error(`bug: a figure was answered with ${answer.kind}`)
      return answer.behind
    },
    checkLeaks: async (input, limitMs, signal) => {
      const own = startReporter(file)
      let timer: NodeJS.Timeout | undefined
      const unfinished = new Promise<FromReporter>((resolve) => {
        const leak = { leaks: [], contradictions: [], finished: false }
        timer = setTimeout(() => resolve({ kind: 'checked', leak }), limitMs + GRACE_MS)
      })
      try {
        const asked = endedBy(signal, own, () => own.ask({ kind: 'leaks', input, limitMs }))
        const answer = await Promise.race([asked, unfinished])
        if (answer.kind !== 'checked') throw new Error(`bug: a leak check was answered with ${answer.kind}`)
        return answer.leak
      } finally {
        clearTimeout(timer)
        own.end()
      }
    },
  }
}

function hereWork(): ReportWork {
  const opening = loadSolveLp().then((solveLp) => ({ solveLp, desk: createReportDesk(solveLp) }))
  async function ready(rows: RowSource, { signal, onRows }: WorkHooks) {
    const { desk } = await opening
    if (desk.key() !== rows.key) {
      desk.begin()
      let read = 0
      for await (const { items, rows: number } of rows.pages()) {
        if (signal.aborted) throw cancelled()
        desk.add(items)
        read += number
        onRows(read)
      }
      desk.loaded(rows.key)
    }
    return desk
  }
  return {
    // In this thread it would keep everything else waiting.
    prepare: () => undefined,
    count: async (job, rows, hooks) => (await ready(rows, hooks)).count(job),
    behind: async (job, rows, hooks) => (await ready(rows, hooks)).behind(job),
    checkLeaks: async (input, limitMs) => checkLeaksFor(input, (await opening).solveLp, limitMs),
  }
}
