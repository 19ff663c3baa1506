/**
 * Tables on a thread of their own, so that nothing else waits; or in this thread, where the sources were not built. Which
 * of the two makes no difference to any result.
 *
 * To stop a task its thread is ended: nothing asks a million rows whether they may go on. The next task starts another
 * thread, which reads the tables it needs again.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { InputError } from '#core/input-error.ts'
import { err, type Result } from '#core/result.ts'
import type { TableHooks, TableSource, TableTask, TableTasks, TableWork } from '../app/ports/tables.ts'
import { loadSolveLp } from './highs-lp.ts'
import { cancelled, createTableRoom } from './table-room.ts'
import type { FromTables, ToTables } from './table-worker.ts'

/** Ten million rows of a few columns with all they are measured by. */
const MAX_HEAP_MB = 4096

type Answer = Result<TableTasks[TableTask]['output'], InputError>

interface Waiting {
  readonly message: Extract<ToTables, { kind: 'task' }>
  readonly hooks: TableHooks
  readonly resolve: (answer: Answer) => void
  readonly reject: (fault: Error) => void
}

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
  /** Tables it has been told where to find. */
  readonly told: Set<string>
}

/** Beside whatever chunk of the program this ended up in; null in a tree that was not built. */
function workerFile(): string | null {
  const candidates = ['.', '..'].map((folder) => join(import.meta.dirname, folder, 'table-worker.js'))
  return candidates.find((file) => existsSync(file)) ?? null
}

/** @param file the built worker; null: in this thread */
export function createTableWork(file: string | null = workerFile()): TableWork {
  return file === null ? inThisThread() : onThreads(file)
}

function inThisThread(): TableWork {
  const room = createTableRoom(loadSolveLp)
  return {
    run: (task, input, sources, hooks) => {
      room.know(sources)
      return room.run(task, input, hooks)
    },
    forget: room.forget,
    close: async () => undefined,
  }
}

function onThreads(file: string): TableWork {
  let nextId = 0
  // Counts have a thread of their own: a suppression may take a minute, and a table is looked at meanwhile.
  const threads: { tables: Thread | null; counts: Thread | null } = { tables: null, counts: null }
  type Role = keyof typeof threads

  function start(role: Role): Thread {
    const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } })
    // A thread with nothing to do does not keep the program running.
    worker.unref()
    const thread: Thread = { worker, waiting: new Map(), told: new Set() }
    worker.on('message', (message: FromTables) => {
      const waiting = thread.waiting.get(message.id)
      if (message.kind === 'progress') return waiting?.hooks.onProgress?.(message.progress)
      thread.waiting.delete(message.id)
      if (thread.waiting.size === 0) worker.unref()
      if (message.kind === 'done') waiting?.resolve(message.result)
      else waiting?.reject(new Error(message.fault))
    })
    worker.on('error', (fault: NodeJS.ErrnoException) => {
      if (threads[role] === thread) threads[role] = null
      const isFull = fault.code === 'ERR_WORKER_OUT_OF_MEMORY'
      for (const { resolve, reject } of thread.waiting.values()) isFull ? resolve(err(tooLarge)) : reject(fault)
      thread.waiting.clear()
    })
    threads[role] = thread
    return thread
  }
  function post(role: Role, waiting: Waiting, sources: readonly TableSource[]): void {
    const thread = threads[role] ?? start(role)
    const untold = sources.filter(({ tableId }) => !thread.told.has(tableId))
    for (const { tableId } of untold) thread.told.add(tableId)
    thread.waiting.set(waiting.message.id, waiting)
    thread.worker.ref()
    thread.worker.postMessage({ ...waiting.message, sources: untold } satisfies ToTables)
  }
  /** Ends a thread; what else it had to do is begun anew on the next one. */
  function stop(role: Role, id: number): void {
    const thread = threads[role]
    const stopped = thread?.waiting.get(id)
    if (!thread || !stopped) return
    threads[role] = null
    thread.waiting.delete(id)
    stopped.resolve(err(cancelled))
    void thread.worker.terminate()
    for (const other of thread.waiting.values()) post(role, other, other.message.sources)
    thread.waiting.clear()
  }

  return {
    run: <T extends TableTask>(
      task: T,
      input: TableTasks[T]['input'],
      sources: readonly TableSource[],
      hooks: TableHooks = {},
    ) => {
      const role: Role = task === 'audit' || task === 'protect' ? 'counts' : 'tables'
      const { signal } = hooks
      if (signal?.aborted) return Promise.resolve(err(cancelled))
      const id = nextId++
      return new Promise<Result<TableTasks[T]['output'], InputError>>((resolve, reject) => {
        const message = { kind: 'task', id, task, input, sources } as const
        post(role, { message, hooks, resolve: resolve as Waiting['resolve'], reject }, sources)
        signal?.addEventListener('abort', () => stop(role, id), { once: true })
      })
    },
    forget: (tableId) => {
      for (const thread of [threads.tables, threads.counts]) {
        if (!thread?.told.delete(tableId)) continue
        thread.worker.postMessage({ kind: 'forget', tableId } satisfies ToTables)
      }
    },
    close: async () => {
      const running = [threads.tables, threads.counts]
      threads.tables = threads.counts = null
      for (const thread of running) {
        for (const { resolve } of thread?.waiting.values() ?? []) resolve(err(cancelled))
        await thread?.worker.terminate()
      }
    },
  }
}

const tooLarge: InputError = {
  code: 'too_large',
  place: { file: 'table' },
  expected: `a table that can be worked on in ${MAX_HEAP_MB} MB`,
  got: 'a larger one',
}
