/** The entry of the thread that counts reports and looks for leaks. Loaded for its types alone elsewhere. */
import { parentPort } from 'node:worker_threads'
import type { LeakInput, LeakResult } from '#core/metrics/leak-check.ts'
import type { BuiltTables } from '#core/metrics/report-tables.ts'
import type { FigureBehind } from '#core/metrics/rows-behind.ts'
import type { BehindJob, CountJob } from '../app/ports/reports.ts'
import { loadSolveLp } from './highs-lp.ts'
import { checkLeaksFor, createReportDesk, type ReportDesk } from './report-desk.ts'

/** One at a time: the next is asked when the last was answered. */
export type ToReporter =
  | { readonly kind: 'begin' }
  | { readonly kind: 'rows'; readonly items: string }
  | { readonly kind: 'loaded'; readonly key: string }
  | { readonly kind: 'count'; readonly job: CountJob }
  | { readonly kind: 'behind'; readonly job: BehindJob }
  | { readonly kind: 'leaks'; readonly input: Omit<LeakInput, 'solveLp' | 'shouldStop'>; readonly limitMs: number }

export type FromReporter =
  | { readonly kind: 'ready' }
  | { readonly kind: 'counted'; readonly built: BuiltTables }
  | { readonly kind: 'found'; readonly behind: FigureBehind }
  | { readonly kind: 'checked'; readonly leak: LeakResult }
  | { readonly kind: 'fault'; readonly fault: string }

async function serve(port: NonNullable<typeof parentPort>): Promise<void> {
  const solveLp = await loadSolveLp()
  const desk = createReportDesk(solveLp)
  const answer = (message: ToReporter): FromReporter =>
    message.kind === 'leaks'
      ? { kind: 'checked', leak: checkLeaksFor(message.input, solveLp, message.limitMs) }
      : atDesk(desk, message)
  let ahead: Iterator<unknown> | null = null
  // A message that comes in is answered between two steps.
  const step = (own: Iterator<unknown>): void => {
    if (ahead === own && own.next().done === false) setImmediate(step, own)
  }
  port.on('message', (message: ToReporter) => {
    ahead = null
    try {
      port.postMessage(answer(message))
      if (message.kind === 'count') {
        ahead = desk.ahead(message.job.period)
        setImmediate(step, ahead)
      }
    } catch (error) {
      const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
      port.postMessage({ kind: 'fault', fault } satisfies FromReporter)
    }
  })
}

function atDesk(desk: ReportDesk, message: Exclude<ToReporter, { kind: 'leaks' }>): FromReporter {
  switch (message.kind) {
    case 'begin':
      desk.begin()
      return { kind: 'ready' }
    case 'rows':
      desk.add(message.items)
      return { kind: 'ready' }
    case 'loaded':
      desk.loaded(message.key)
      return { kind: 'ready' }
    case 'count':
      return { kind: 'counted', built: desk.count(message.job) }
    case 'behind':
      return { kind: 'found', behind: desk.behind(message.job) }
  }
}

if (parentPort) void serve(parentPort)
