/** One request laid out for its rules: taken apart once, judged many times. */
import { type EventOf, eventsOf, type RequestEvent, type RequestEventType } from '../event.ts'
import type { RequestHistory } from '../history.ts'
import { type Hold, holdsOf } from '../holds.ts'
import { type Delivery, deliveriesOf } from '../outcome.ts'
import type { RequestRow } from '../request-row.ts'
import type { RuleParameters } from './parameters.ts'
import type { Verdict } from './verdict.ts'

export interface RequestCase {
  readonly history: RequestHistory
  readonly row: RequestRow
  readonly asOfMs: number
  readonly parameters: RuleParameters
  readonly sealed: readonly EventOf<'disclosure.sealed'>[]
  readonly deliveries: readonly Delivery[]
  readonly notices: readonly EventOf<'notice.sent'>[]
  readonly holds: readonly Hold[]
}

/** No verdicts: there is nothing in this request that the rule speaks of. */
export type RequestRule = (request: RequestCase) => readonly Verdict[]

export function requestCase(
  history: RequestHistory,
  row: RequestRow,
  { asOfMs, parameters }: { readonly asOfMs: number; readonly parameters: RuleParameters },
): RequestCase {
  const { events } = history
  return {
    history,
    row,
    asOfMs,
    parameters,
    sealed: eventsOf(events, 'disclosure.sealed'),
    deliveries: deliveriesOf(events),
    notices: eventsOf(events, 'notice.sent'),
    holds: holdsOf(events),
  }
}

/** The last event of a type that stands before entry `seq`. */
export function lastBefore<T extends RequestEventType>(
  events: readonly RequestEvent[],
  type: T,
  seq: number,
): Extract<RequestEvent, { readonly type: T }> | undefined {
  return eventsOf(events, type).findLast((event) => event.seq < seq)
}
