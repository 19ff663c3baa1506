/**
 * Which event may follow which: docs/formats/events.md §3, "Allowed transitions". An event that was not allowed is
 * reported and folded all the same: the log says that it happened.
 */
import type { EventOf, RequestEvent } from './event.ts'

/** An event that was not allowed where it stands. */
export interface Breach {
  /** The entries that show it: what made it impossible, if an entry did, and the event itself. */
  readonly entries: readonly number[]
  readonly atMs: number
  readonly text: string
}

/** What the machine knows after some events. */
interface State {
  readonly receivedIds: Set<string>
  /** The entry that closed the request. */
  closedBy: { readonly seq: number; readonly type: string } | null
  openClarifications: number
  openChallenges: number
  suspended: boolean
  readonly openFlags: Set<number>
  /** Sealed bundles by id, and whether they went out. */
  readonly bundles: Map<string, 'sealed' | { readonly deliveredBy: number }>
}

/** Allowed while the request is open. Suspended and challenged requests are open. */
const WHILE_OPEN: ReadonlySet<string> = new Set([
  'request.reviewed',
  'request.clarification_asked',
  'request.narrowed',
  'request.challenged',
  'request.suspended',
  'request.rejected',
  'request.no_data',
  'request.withdrawn',
  'disclosure.sealed',
])

/** @param events of one `sameAs` chain, in seq order; each id of the chain is received once and first */
export function transitionBreaches(events: readonly RequestEvent[]): readonly Breach[] {
  const state: State = {
    receivedIds: new Set(),
    closedBy: null,
    openClarifications: 0,
    openChallenges: 0,
    suspended: false,
    openFlags: new Set(),
    bundles: new Map(),
  }
  const breaches: Breach[] = []
  for (const event of events) {
    const problem = problemOf(state, event)
    if (problem !== null) {
      const { seq, timeMs } = event
      const entries = problem.because === undefined ? [seq] : [problem.because, seq]
      breaches.push({ entries, atMs: timeMs, text: `${event.type} ${problem.text}` })
    }
    advance(state, event)
  }
  return breaches
}

interface Problem {
  readonly text: string
  /** The earlier entry that rules the event out. */
  readonly because?: number
}

function problemOf(state: State, event: RequestEvent): Problem | null {
  const { receivedIds, closedBy } = state
  const isReceived = receivedIds.has(event.req)
  if (event.type === 'request.received') return isReceived ? { text: 'a second time for one request' } : null
  if (!isReceived) return { text: 'before request.received' }
  if (WHILE_OPEN.has(event.type)) {
    return closedBy === null ? null : { text: `after ${closedBy.type} had closed the request`, because: closedBy.seq }
  }
  switch (event.type) {
    case 'request.clarified':
      return state.openClarifications > 0 ? null : { text: 'without a clarification to answer' }
    case 'challenge.resolved':
      return state.openChallenges > 0 ? null : { text: 'without a challenge to resolve' }
    case 'request.resumed':
      return state.suspended ? null : { text: 'without a suspension to end' }
    case 'flag.resolved':
      return flagProblem(state, event)
    case 'disclosure.delivered':
      return deliveryProblem(state, event)
    default:
      return null
  }
}

function flagProblem({ openFlags }: State, { data: { flag } }: EventOf<'flag.resolved'>): Problem | null {
  if (flag === null) return openFlags.size > 0 ? null : { text: 'without a flag to resolve' }
  return openFlags.has(flag) ? null : { text: `for entry ${flag}, which is no open flag of this request` }
}

function deliveryProblem({ bundles }: State, { data: { bundle } }: EventOf<'disclosure.delivered'>): Problem | null {
  if (bundle === null) return { text: 'without the id of a bundle' }
  const before = bundles.get(bundle)
  if (before === undefined) return { text: `of bundle ${bundle}, which was not sealed before` }
  return before === 'sealed' ? null : { text: `of bundle ${bundle} a second time`, because: before.deliveredBy }
}

function advance(state: State, event: RequestEvent): void {
  switch (event.type) {
    case 'request.received':
      state.receivedIds.add(event.req)
      break
    case 'request.rejected':
    case 'request.no_data':
    case 'request.withdrawn':
      state.closedBy ??= { seq: event.seq, type: event.type }
      break
    case 'request.clarification_asked':
      state.openClarifications += 1
      break
    case 'request.clarified':
      state.openClarifications = Math.max(0, state.openClarifications - 1)
      break
    case 'request.challenged':
      state.openChallenges += 1
      break
    case 'challenge.resolved':
      state.openChallenges = Math.max(0, state.openChallenges - 1)
      break
    case 'request.suspended':
      state.suspended = true
      break
    case 'request.resumed':
      state.suspended = false
      break
    case 'user.flagged':
      state.openFlags.add(event.seq)
      break
    case 'flag.resolved':
      state.openFlags.delete(event.data.flag ?? oldest(state.openFlags))
      break
    case 'disclosure.sealed':
      if (event.data.bundle !== null && !state.bundles.has(event.data.bundle)) {
        state.bundles.set(event.data.bundle, 'sealed')
      }
      break
    case 'disclosure.delivered':
      if (event.data.bundle !== null && !isDelivered(state, event.data.bundle)) {
        state.bundles.set(event.data.bundle, { deliveredBy: event.seq })
      }
      break
    default:
      break
  }
}

const isDelivered = ({ bundles }: State, bundle: string): boolean => typeof bundles.get(bundle) === 'object'
const oldest = (flags: ReadonlySet<number>): number => flags.values().next().value ?? -1
