/**
 * The fold: entries in log order become one history per request, as of a time T (docs/formats/events.md §3).
 *
 * Two passes over a log. The first is `survey`: the time of the last entry (the default T) and the corrections, which
 * may come years after what they correct. The second adds every entry once; what is kept of it is the few members that
 * rows and rules need, so that memory grows with the requests and not with the log.
 */
import { invariant } from '../input-error.ts'
import { type Correction, type Corrections, correctedData, type FailedCorrection } from './corrections.ts'
import type { NotUnderstood } from './data-reader.ts'
import { isRequestEvent, type RequestEvent } from './event.ts'
import { compareText } from './finding.ts'
import { bySeq, type EntryPlace, type Follower, type RequestHistory, receiptMs } from './history.ts'
import type { LogEntry } from './log-entry.ts'
import { createLogFacts, type LogFacts } from './log-facts.ts'
import { readEvent } from './read-event.ts'
import type { CorrectedValue } from './request-row.ts'
import { type BrokenLink, joinChains, type Member } from './same-as.ts'

/** An entry with something in it that we do not understand. */
export interface UnknownValue extends NotUnderstood {
  readonly seq: number
  readonly timeMs: number
  readonly req: string | null
}

export interface FoldOptions {
  /** Entries with a later time are left out, corrections too. */
  readonly asOfMs: number
  /** From `collectCorrections`, over the entries with time <= `asOfMs`. */
  readonly corrections: Corrections
}

export interface Folded {
  /** Number of requests, chains joined. */
  readonly requests: number
  /** By receipt, then id. Built one by one: hold on to what is needed, not to all of them. */
  readonly histories: () => Iterable<RequestHistory>
  readonly facts: LogFacts
  /** Events of requests that the log never received, and request events without an id. */
  readonly orphans: readonly RequestEvent[]
  /** `sameAs` links that were not followed. */
  readonly brokenLinks: readonly BrokenLink[]
  readonly notUnderstood: readonly UnknownValue[]
  readonly failedCorrections: readonly FailedCorrection[]
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

export function createFold({ asOfMs, corrections }: FoldOptions): Fold {
  const requests = new Map<string, Growing>()
  const orphans: RequestEvent[] = []
  const notUnderstood: UnknownValue[] = []
  const failed: FailedCorrection[] = [...corrections.failed]
  const facts = createLogFacts()
  const used = new Set<number>()

  function add(entry: LogEntry): void {
    if (entry.timeMs > asOfMs) return
    facts.passed(entry)
    const own = corrections.bySeq.get(entry.seq)
    if (own !== undefined) used.add(entry.seq)
    const { data, values, entries, failed: impossible } = correctedData(entry, own)
    // A correction of a correction was applied, and reported, when the corrections were collected.
    if (entry.type !== 'correction') failed.push(...impossible)
    const growing = entry.req === null ? undefined : requests.get(entry.req)
    const { event, notUnderstood: unknown } = readEvent(entry, data, growing?.req)
    for (const value of unknown) notUnderstood.push({ seq: entry.seq, timeMs: entry.timeMs, req: entry.req, ...value })
    if (event === null) return
    if (!isRequestEvent(event)) facts.event(event)
    else if (entry.req === null) orphans.push(event)
    else keep(growing ?? start(entry.req), event, values, entries)
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
    entries: readonly EntryPlace[],
  ): void {
    to.events.push(event)
    if (values.length > 0) to.corrected = [...(to.corrected ?? []), ...values]
    if (entries.length > 0) to.corrections = [...(to.corrections ?? []), ...entries]
  }

  return {
    add,
    result() {
      const { members, unreceived } = split(requests.values())
      const { chains, broken } = joinChains(members)
      const lost = [...corrections.bySeq.values()].flat().filter(({ seq }) => !used.has(seq))
      return {
        requests: chains.length,
        histories: () => historiesOf(chains),
        facts: facts.facts(),
        orphans: [...orphans, ...unreceived].sort(bySeq),
        brokenLinks: broken,
        notUnderstood,
        failedCorrections: [...failed, ...lost.map(unmatched)],
      }
    },
  }
}

const unmatched = ({ by, timeMs, seq }: Correction): FailedCorrection => ({
  by,
  timeMs,
  why: `a correction of entry ${seq}, which is not in the log`,
})

function split(requests: Iterable<Growing>): {
  readonly members: readonly (Member & { readonly growing: Growing })[]
  readonly unreceived: readonly RequestEvent[]
} {
  const members: (Member & { growing: Growing })[] = []
  const unreceived: RequestEvent[] = []
  for (const growing of requests) {
    // Lines stand in seq order unless the log was damaged.
    growing.events.sort(bySeq)
    const received = growing.events.find((event) => event.type === 'request.received')
    if (received === undefined) unreceived.push(...growing.events)
    else members.push({ req: growing.req, received, growing })
  }
  return { members, unreceived }
}

type Chain = readonly (Member & { readonly growing: Growing })[]

function* historiesOf(chains: readonly Chain[]): Iterable<RequestHistory> {
  const followers = followersOf(chains)
  const ordered = chains
    .flatMap((chain) =>
      chain[0] === undefined ? [] : [{ chain, req: chain[0].req, atMs: receiptMs(chain[0].received) }],
    )
    .sort((a, b) => a.atMs - b.atMs || compareText(a.req, b.req))
  for (const { chain } of ordered) yield historyOf(chain, followers)
}

function historyOf(chain: Chain, followers: ReadonlyMap<string, readonly Follower[]>): RequestHistory {
  const [root, ...rest] = chain
  invariant(root !== undefined, 'a chain without a request')
  const { req, received, growing } = root
  const corrected = chain.flatMap((member) => member.growing.corrected ?? [])
  return {
    req,
    duplicates: rest.map((member) => member.req),
    received,
    events: rest.length === 0 ? [...growing.events] : chain.flatMap((member) => member.growing.events).sort(bySeq),
    corrected: corrected.sort((a, b) => a.by - b.by),
    corrections: chain.flatMap((member) => member.growing.corrections ?? []).sort((a, b) => a.seq - b.seq),
    followers: chain.flatMap((member) => followers.get(member.req) ?? []).sort((a, b) => a.seq - b.seq),
  }
}

/** Receipts by the id that they name in `follows`. */
function followersOf(chains: readonly Chain[]): ReadonlyMap<string, readonly Follower[]> {
  const followers = new Map<string, Follower[]>()
  for (const { received } of chains.flat()) {
    const { follows } = received.data
    if (follows === null) continue
    const follower = { req: received.req, seq: received.seq, receivedAtMs: receiptMs(received) }
    const known = followers.get(follows)
    if (known === undefined) followers.set(follows, [follower])
    else known.push(follower)
  }
  return followers
}
