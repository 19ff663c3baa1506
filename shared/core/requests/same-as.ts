/**
 * `sameAs`: one demand served twice is one request. A link counts when it names a request that was received earlier
 * (by seq); so chains have an end and no cycle can be followed. docs/formats/events.md §3.
 */
import { quote } from '../input-error.ts'
import type { EventOf } from './event.ts'

export interface Member {
  readonly req: string
  /** Its first receipt. */
  readonly received: EventOf<'request.received'>
}

export interface BrokenLink {
  readonly req: string
  readonly seq: number
  readonly timeMs: number
  readonly text: string
}

export interface Chains<M> {
  /** Each with its earliest request first, the others by seq; the chains in order of their first receipt. */
  readonly chains: readonly (readonly M[])[]
  readonly broken: readonly BrokenLink[]
}

export function joinChains<M extends Member>(members: readonly M[]): Chains<M> {
  const byReq = new Map(members.map((member) => [member.req, member]))
  const roots = new Map<string, string>()
  const chains = new Map<string, M[]>()
  const broken: BrokenLink[] = []
  for (const member of [...members].sort(
    (a, b) => a.received.seq - b.received.seq || a.received.index - b.received.index,
  )) {
    const problem = linkProblem(member, byReq)
    if (problem !== null) {
      const { seq, timeMs } = member.received
      broken.push({ req: member.req, seq, timeMs, text: problem })
    }
    const { sameAs } = member.received.data
    // Members come in order of receipt: the root of an earlier one is already known.
    const root = sameAs === null || problem !== null ? member.req : (roots.get(sameAs) ?? member.req)
    roots.set(member.req, root)
    const chain = chains.get(root)
    if (chain === undefined) chains.set(root, [member])
    else chain.push(member)
  }
  return { chains: [...chains.values()], broken }
}

function linkProblem<M extends Member>({ req, received }: M, byReq: ReadonlyMap<string, M>): string | null {
  const { sameAs } = received.data
  if (sameAs === null) return null
  if (sameAs === req) return 'sameAs names the request itself'
  const target = byReq.get(sameAs)
  if (target === undefined) return `sameAs names ${quote(sameAs)}, which was never received`
  return target.received.seq < received.seq ? null : `sameAs names ${quote(sameAs)}, which was received later`
}
