/**
 * `sameAs`: one demand served twice is one request. A link counts when it names a request that was received earlier
 * (by seq); so chains have an end and no cycle can be followed. docs/formats/events.md §3.
 */
import { quote } from '../input-error.ts'
import type { EventOf } from './event.ts'
import { compareText } from './finding.ts'
import { type Follower, receiptMs } from './history.ts'

/** A request by its first receipt: as little of it as ordering and joining need. */
export interface Receipt {
  readonly req: string
  readonly seq: number
  readonly index: number
  /** Time of the entry. */
  readonly timeMs: number
  readonly receivedAtMs: number
  readonly sameAs: string | null
  readonly follows: string | null
}

export function receiptOf(event: EventOf<'request.received'>): Receipt {
  const { req, seq, index, timeMs, data } = event
  return { req, seq, index, timeMs, receivedAtMs: receiptMs(event), sameAs: data.sameAs, follows: data.follows }
}

export interface BrokenLink {
  readonly req: string
  readonly seq: number
  readonly timeMs: number
  readonly text: string
}

export interface Chains {
  /** Each with its earliest request first, the others by seq; the chains by receipt of the earliest, then its id. */
  readonly chains: readonly (readonly Receipt[])[]
  readonly broken: readonly BrokenLink[]
  /** By the id named in `follows`, in seq order. */
  readonly followers: ReadonlyMap<string, readonly Follower[]>
}

/** @param receipts the first of each request, in any order */
export function joinChains(receipts: readonly Receipt[]): Chains {
  const byReq = new Map(receipts.map((receipt) => [receipt.req, receipt]))
  const roots = new Map<string, string>()
  const chains = new Map<string, Receipt[]>()
  const broken: BrokenLink[] = []
  const followers = new Map<string, Follower[]>()
  for (const receipt of receipts.toSorted((a, b) => a.seq - b.seq || a.index - b.index)) {
    const { req, seq, timeMs, receivedAtMs, sameAs, follows } = receipt
    const problem = linkProblem(receipt, byReq)
    if (problem !== null) broken.push({ req, seq, timeMs, text: problem })
    // Receipts come in order: the root of an earlier one is already known.
    const root = sameAs === null || problem !== null ? req : (roots.get(sameAs) ?? req)
    roots.set(req, root)
    const chain = chains.get(root)
    if (chain === undefined) chains.set(root, [receipt])
    else chain.push(receipt)
    if (follows !== null) followers.set(follows, [...(followers.get(follows) ?? []), { req, seq, receivedAtMs }])
  }
  return { chains: [...chains.values()].sort(byReceipt), broken, followers }
}

function byReceipt([a]: readonly Receipt[], [b]: readonly Receipt[]): number {
  if (a === undefined || b === undefined) return 0
  return a.receivedAtMs - b.receivedAtMs || compareText(a.req, b.req)
}

function linkProblem({ req, seq, sameAs }: Receipt, byReq: ReadonlyMap<string, Receipt>): string | null {
  if (sameAs === null) return null
  if (sameAs === req) return 'sameAs names the request itself'
  const target = byReq.get(sameAs)
  if (target === undefined) return `sameAs names ${quote(sameAs)}, which was never received`
  return target.seq < seq ? null : `sameAs names ${quote(sameAs)}, which was received later`
}
