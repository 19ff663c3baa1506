/** The entry of the thread that holds tables. Loaded for its types alone elsewhere. */
import { parentPort } from 'node:worker_threads'
import type { InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'
import type { TableProgress, TableSource, TableTask, TableTasks } from '../app/ports/tables.ts'
import { loadSolveLp } from './highs-lp.ts'
import { createTableRoom } from './table-room.ts'

export type ToTables =
  | {
      readonly kind: 'task'
      readonly id: number
      readonly task: TableTask
      readonly input: TableTasks[TableTask]['input']
      readonly sources: readonly TableSource[]
    }
  | { readonly kind: 'forget'; readonly tableId: string }

export type FromTables =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: TableProgress }
  | { readonly kind: 'done'; readonly id: number; readonly result: Result<TableTasks[TableTask]['output'], InputError> }
  | { readonly kind: 'fault'; readonly id: number; readonly fault: string }

/** Progress is told at most this often, in milliseconds; a new phase at once. */
const TELL_EVERY_MS = 50

function serve(port: NonNullable<typeof parentPort>): void {
  const room = createTableRoom(loadSolveLp)
  const tell = (message: FromTables): void => port.postMessage(message)
  let last: Promise<unknown> = Promise.resolve()
  port.on('message', (message: ToTables) => {
    if (message.kind === 'forget') return room.forget(message.tableId)
    const { id, task, input, sources } = message
    let toldAtMs = Number.NEGATIVE_INFINITY
    let phase = ''
    const onProgress = (progress: TableProgress): void => {
      const nowMs = performance.now()
      if (progress.phase === phase && nowMs - toldAtMs < TELL_EVERY_MS) return
      toldAtMs = nowMs
      phase = progress.phase
      tell({ kind: 'progress', id, progress })
    }
    room.know(sources)
    // One after another: two at a time would hold two tables' worth of work in memory.
    last = last.then(() =>
      room.run(task, input, { onProgress }).then(
        (result) => tell({ kind: 'done', id, result }),
        (fault: Error) => tell({ kind: 'fault', id, fault: fault.stack ?? String(fault) }),
      ),
    )
  })
}

if (parentPort) serve(parentPort)
