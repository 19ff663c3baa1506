/** Writing one request's entries: the same `req` on each, times that never run backwards. */
import type { JsonObject } from '../formats/json-value.ts'
import type { EventType } from '../requests/enumerations.ts'
import type { Demand } from './demand.ts'
import type { Kit } from './kit.ts'
import type { EntryStep } from './step.ts'

export interface Thread {
  readonly demand: Demand
  readonly kit: Kit
  readonly add: (
    atMs: number,
    type: EventType,
    data: EntryStep['data'],
    more?: Pick<EntryStep, 'c' | 'written'>,
  ) => void
}

export function threadOf(demand: Demand, kit: Kit): Thread {
  return {
    demand,
    kit,
    add: (atMs, type, data, more = {}) => kit.push({ kind: 'entry', atMs, type, req: demand.req, data, ...more }),
  }
}

type Verdict = readonly [lawful: boolean, relevant: boolean, minimal: boolean]
export const ALL_MET: Verdict = [true, true, true]

export function reviewed(decision: string, [lawful, relevant, minimal]: Verdict, reviewerRole: string): JsonObject {
  return { decision, lawful, minimal, relevant, reviewerRole }
}
