/** What became of a demand: docs/formats/events.md §3. Exclusive and exhaustive, the first that applies. */

import { DATA_CATEGORIES, type Outcome } from './enumerations.ts'
import type { EventOf, RequestEvent } from './event.ts'
import { eventsOf } from './event.ts'

/** A bundle that reached the authority. */
export interface Delivery {
  readonly delivered: EventOf<'disclosure.delivered'>
  /** What was sealed under that id: none where the log names a bundle that it never sealed. */
  readonly sealed: readonly EventOf<'disclosure.sealed'>[]
}

/** The first delivery of each bundle, in seq order; a second delivery of one bundle discloses nothing more. */
export function deliveriesOf(events: readonly RequestEvent[]): readonly Delivery[] {
  const sealed = eventsOf(events, 'disclosure.sealed')
  const seen = new Set<string | null>()
  const deliveries: Delivery[] = []
  for (const delivered of eventsOf(events, 'disclosure.delivered')) {
    const { bundle } = delivered.data
    if (bundle !== null && seen.has(bundle)) continue
    seen.add(bundle)
    deliveries.push({ delivered, sealed: bundle === null ? [] : sealed.filter((one) => one.data.bundle === bundle) })
  }
  return deliveries
}

/** Categories in the delivered bundles, as written: listed ones in the order of the enumeration, then the others. */
export function categoriesIn(deliveries: readonly Delivery[]): readonly string[] {
  const all = new Set(deliveries.flatMap(({ sealed }) => sealed.flatMap(({ data }) => data.dataDisclosed ?? [])))
  const known = DATA_CATEGORIES.filter((category) => all.has(category))
  return [...known, ...[...all].filter((category) => !(DATA_CATEGORIES as readonly string[]).includes(category)).sort()]
}

export interface OutcomeOf {
  readonly outcome: Outcome
  /** The entry that made it so; null while pending. */
  readonly decidedBy: number | null
}

/**
 * @param dataRequested as written; null where the demand does not say, which no disclosure can be shown to satisfy
 */
export function outcomeOf(
  events: readonly RequestEvent[],
  deliveries: readonly Delivery[],
  dataRequested: readonly string[] | null,
): OutcomeOf {
  const [first] = deliveries
  if (first !== undefined) {
    const completing = dataRequested === null ? -1 : completedAt(deliveries, dataRequested)
    const full = deliveries[completing]
    return full === undefined
      ? { outcome: 'disclosed_partial', decidedBy: first.delivered.seq }
      : { outcome: 'disclosed_full', decidedBy: full.delivered.seq }
  }
  const closing = events.findLast((event) => closes(event) !== null)
  if (closing !== undefined) return { outcome: closes(closing) ?? 'pending', decidedBy: closing.seq }
  const suspension = events.findLast(({ type }) => type === 'request.suspended' || type === 'request.resumed')
  if (suspension?.type === 'request.suspended') return { outcome: 'suspended', decidedBy: suspension.seq }
  return { outcome: 'pending', decidedBy: null }
}

/** Position of the delivery after which everything asked for had been handed over; -1 if none. */
function completedAt(deliveries: readonly Delivery[], dataRequested: readonly string[]): number {
  const missing = new Set(dataRequested)
  return deliveries.findIndex(({ sealed }) => {
    for (const { data } of sealed) for (const category of data.dataDisclosed ?? []) missing.delete(category)
    return missing.size === 0
  })
}

function closes(event: RequestEvent): Outcome | null {
  switch (event.type) {
    case 'request.rejected':
      return 'rejected'
    case 'request.no_data':
      return 'no_data'
    case 'request.withdrawn':
      return 'withdrawn'
    case 'challenge.resolved':
      if (event.data.result === 'quashed') return 'rejected'
      return event.data.result === 'withdrawn' ? 'withdrawn' : null
    default:
      return null
  }
}
