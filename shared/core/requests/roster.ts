/**
 * The roster of a large log: which requests there are, joined and in order, before any is folded. With it a log is folded
 * part by part, so that memory holds the roster and one part, however long the log is: what a roster keeps of a request is
 * its receipt, some two hundred bytes.
 */
import { type AboutLog, createEntryEvents, type FoldOptions } from './entry-events.ts'
import { isRequestEvent, type RequestEvent } from './event.ts'
import type { Part } from './fold.ts'
import { bySeq } from './history.ts'
import type { LogEntry } from './log-entry.ts'
import { type BrokenLink, joinChains, type Receipt, receiptOf } from './same-as.ts'

export interface RosterResult extends AboutLog {
  readonly requests: number
  readonly orphans: readonly RequestEvent[]
  readonly brokenLinks: readonly BrokenLink[]
  /** Parts of at most so many requests, by receipt and then id. */
  readonly parts: (requestsEach: number) => readonly Part[]
}

export interface Roster {
  readonly add: (entry: LogEntry) => void
  readonly result: () => RosterResult
}

export function createRoster(options: FoldOptions): Roster {
  const entries = createEntryEvents(options)
  const receipts = new Map<string, Receipt>()
  /** Events of requests that were not received so far: hardly any, unless the beginning of the log is missing. */
  const waiting = new Map<string, RequestEvent[]>()
  const nameless: RequestEvent[] = []

  function add(entry: LogEntry): void {
    const event = entries.read(entry)?.event
    if (event === undefined || !isRequestEvent(event)) return
    if (entry.req === null) nameless.push(event)
    else if (event.type === 'request.received') received(receiptOf(event))
    else if (!receipts.has(event.req)) waiting.set(event.req, [...(waiting.get(event.req) ?? []), event])
  }

  /** The first by seq counts: lines of a damaged log may stand in another order. */
  function received(receipt: Receipt): void {
    const known = receipts.get(receipt.req)
    if (known === undefined || receipt.seq < known.seq) receipts.set(receipt.req, receipt)
    waiting.delete(receipt.req)
  }

  return {
    add,
    result() {
      const { chains, broken, followers } = joinChains([...receipts.values()])
      return {
        ...entries.about(),
        requests: chains.length,
        orphans: [...nameless, ...[...waiting.values()].flat()].sort(bySeq),
        brokenLinks: broken,
        parts: (requestsEach) =>
          Array.from({ length: Math.ceil(chains.length / requestsEach) }, (_, at) => {
            const own = chains.slice(at * requestsEach, (at + 1) * requestsEach)
            const reqs = new Set(own.flatMap((chain) => chain.map(({ req }) => req)))
            return { includes: (req: string) => reqs.has(req), followers }
          }),
      }
    },
  }
}
