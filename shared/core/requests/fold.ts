/**
 * The fold: entries in log order become one history per request, as of a time T (docs/formats/events.md §3).
 *
 * Two passes over a log. The first is `survey`: the time of the last entry (the default T) and the corrections, which
 * may come years after what they correct. The second adds every entry once; what is kept of it is the few members that
 * rows and rules need: some two kilobytes a request. A log of millions of requests is folded in parts (`roster.ts`).
 */
import { invariant } from '../input-error.ts'
import { type AboutLog, createEntryEvents, type FoldOptions } from './entry-events.ts'
import { isRequestEvent, type RequestEvent } from './event.ts'
import { bySeq, type EntryPlace, type Follower, type RequestHistory } from './history.ts'
import type { LogEntry } from './log-entry.ts'
import type { CorrectedValue } from './request-row.ts'
import { type BrokenLink, joinChains, type Receipt, receiptOf } from './same-as.ts'

export interface Folded extends AboutLog {
  /** Number of requests, chains joined. */
  readonly requests: number
  /** By receipt, then id. Built one by one: hold on to what is needed, not to all of them. */
  readonly histories: () => Iterable<RequestHistory>
  /** Events of requests that the log never received, and request events without an id. */
  readonly orphans: readonly RequestEvent[]
  /** `sameAs` links that were not followed. */
  readonly brokenLinks: readonly BrokenLink[]
}

export interface Fold {
  readonly add: (entry: LogEntry) => void
  /** Everything added so far; may be asked at any time, and more may be added afterwards. */
  readonly result: () => Folded
}

interface Growing {
  readonly req: string
  readonly events: RequestEvent[]
  corrected: CorrectedValue[] | null
  corrections: EntryPlace[] | null
}

/** Of the chains in a part of the log; `followers` of the whole log. */
export interface Part {
  readonly includes: (req: string) => boolean
  readonly followers: ReadonlyMap<string, readonly Follower[]>
}

/** @param part only requests of this part are kept; what else the result says is then to be taken from the roster */
export function createFold(options: FoldOptions, part: Part | null = null): Fold {
  const entries = createEntryEvents(options)
  const requests = new Map<string, Growing>()
  const nameless: RequestEvent[] = []

  function add(entry: LogEntry): void {
    if (part !== null && (entry.req === null || !part.includes(entry.req))) return
    const growing = entry.req === null ? undefined : requests.get(entry.req)
    const read = entries.read(entry, growing?.req)
    if (read === null || !isRequestEvent(read.event)) return
    if (entry.req === null) nameless.push(read.event)
    else keep(growing ?? start(entry.req), read.event, read.corrected.values, read.corrected.entries)
  }

  function start(req: string): Growing {
    const growing: Growing = { req, events: [], corrected: null, corrections: null }
    requests.set(req, growing)
    return growing
  }

  function keep(
    to: Growing,
    event: RequestEvent,
    values: readonly CorrectedValue[],
    corrections: readonly EntryPlace[],
  ): void {
    to.events.push(event)
    if (values.length > 0) to.corrected = [...(to.corrected ?? []), ...values]
    if (corrections.length > 0) to.corrections = [...(to.corrections ?? []), ...corrections]
  }

  return {
    add,
    result() {
      const { receipts, unreceived } = split(requests.values())
      const { chains, broken, followers } = joinChains(receipts)
      return {
        ...entries.about(),
        requests: chains.length,
        histories: () => historiesOf(chains, requests, part?.followers ?? followers),
        orphans: [...nameless, ...unreceived].sort(bySeq),
        brokenLinks: broken,
      }
    },
  }
}

function split(requests: Iterable<Growing>): {
  readonly receipts: readonly Receipt[]
  readonly unreceived: readonly RequestEvent[]
} {
  const receipts: Receipt[] = []
  const unreceived: RequestEvent[] = []
  for (const growing of requests) {
    // Lines stand in seq order unless the log was damaged.
    if (!isInOrder(growing.events)) growing.events.sort(bySeq)
    const received = growing.events.find((event) => event.type === 'request.received')
    if (received === undefined) for (const event of growing.events) unreceived.push(event)
    else receipts.push(receiptOf(received))
  }
  return { receipts, unreceived }
}

const isInOrder = (events: readonly RequestEvent[]): boolean =>
  events.every((event, at) => at === 0 || bySeq(events[at - 1] ?? event, event) <= 0)

function* historiesOf(
  chains: readonly (readonly Receipt[])[],
  requests: ReadonlyMap<string, Growing>,
  followers: ReadonlyMap<string, readonly Follower[]>,
): Iterable<RequestHistory> {
  for (const chain of chains) {
    const members = chain.flatMap(({ req }) => requests.get(req) ?? [])
    const [root, ...rest] = members
    const received = root?.events.find((event) => event.type === 'request.received')
    invariant(root !== undefined && received !== undefined, 'a chain without a request')
    yield {
      req: root.req,
      duplicates: rest.map(({ req }) => req),
      received,
      events: rest.length === 0 ? [...root.events] : members.flatMap(({ events }) => events).sort(bySeq),
      corrected: members.flatMap(({ corrected }) => corrected ?? []).sort((a, b) => a.by - b.by),
      corrections: members.flatMap(({ corrections }) => corrections ?? []).sort((a, b) => a.seq - b.seq),
      followers: members.flatMap(({ req }) => followers.get(req) ?? []).sort((a, b) => a.seq - b.seq),
    }
  }
}
