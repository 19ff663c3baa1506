/**
 * Breaches planted on purpose: each rule of docs/formats/events.md §4 broken exactly once, by a story of its own that
 * keeps all the others. `bundle-logged-once` needs bundles, and is planted where they are made.
 */
import { AUTHORITIES, type Authority } from './authorities.ts'
import type { Kit } from './kit.ts'
import { BUNDLE_STORIES, type CiteEntry, ordinary, receive, refuse, STORIES } from './planted-stories.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './step.ts'
import { threadOf } from './thread.ts'

/** What was broken: the ground truth for whoever looks for it. */
export interface Planted {
  readonly rule: string
  /** null: the log as a whole, or an authority. */
  readonly req: string | null
  /** Entries that show it, ascending. */
  readonly entries: readonly number[]
}

/** Remembers an entry as evidence for a rule. */
export type Cite = (rule: string, req: string | null) => CiteEntry

const storiesOf = (bundles: boolean) => Object.entries(bundles ? { ...STORIES, ...BUNDLE_STORIES } : STORIES)

export const storyCount = (bundles: boolean): number => storiesOf(bundles).length

/** One each, so that no authority stands out. */
const SENDERS = AUTHORITIES.filter(
  ({ region, type }) => region === 'eu' && (type === 'police' || type === 'prosecutor'),
)

/** Plants one story a rule, some hours apart, the first received at `fromMs`. */
export function plantStories(kit: Kit, fromMs: number, bundles: boolean, cite: Cite): void {
  storiesOf(bundles).forEach(([rule, { demand, tell }], i) => {
    const sender = SENDERS[i % SENDERS.length] as Authority
    const thread = threadOf(ordinary(kit, sender, fromMs + i * 7 * HOUR_MS, demand), kit)
    tell(thread, cite(rule, thread.demand.req))
  })
}

/** An office that sends two demands every half-year, and then all at once fourteen. */
const BURST = 14
const USUAL = 2
export const burstRequests = (earlierHalfYears: number) => earlierHalfYears * USUAL + BURST

export function plantBurst(kit: Kit, earlierMs: readonly number[], burstMs: number, cite: Cite): void {
  const authority: Authority = {
    ...(AUTHORITIES[0] as Authority),
    id: 'us-nv-police-99',
    name: 'Office of Extraordinary Inquiries, Exampleburg',
    origin: { code: 'US-NV', kind: 'subnational' },
  }
  const one = (receivedMs: number, written?: (seq: number) => void) => {
    const thread = threadOf(ordinary(kit, authority, receivedMs), kit)
    receive(thread, written)
    refuse(thread, 4)
  }
  for (const atMs of earlierMs) for (let i = 0; i < USUAL; i++) one(atMs + i * 9 * DAY_MS)
  const seen = cite('unusual-authority', null)
  for (let i = 0; i < BURST; i++) one(burstMs + i * 19 * HOUR_MS + i * MINUTE_MS, seen)
}
