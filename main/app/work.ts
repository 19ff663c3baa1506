/** What stands in the work log about one log. */

import type { WorkEntry } from '#core/work-log/work-line.ts'
import { type Acknowledged, type WorkState, workState } from '#core/work-log/work-state.ts'
import type { EvidenceRow, OpenCase } from './ports/case.ts'
import type { Acknowledgement } from './request-views.ts'

/** By origin, so that a newer export of the same log keeps its notes. */
export const logOf = ({ origin, digest }: Pick<EvidenceRow, 'origin' | 'digest'>): string => origin ?? digest

/** The list of entries is the same object until something is added. */
const states = new WeakMap<readonly WorkEntry[], Map<string, WorkState>>()

export async function workOf(theCase: OpenCase, evidence: EvidenceRow): Promise<WorkState> {
  const { entries } = await theCase.workLog.read()
  const log = logOf(evidence)
  const known = states.get(entries) ?? new Map<string, WorkState>()
  states.set(entries, known)
  const state = known.get(log) ?? workState(entries, log)
  known.set(log, state)
  return state
}

/** Requests that carry any of `tags`; null: none was asked for. */
export function reqsTagged({ tags }: WorkState, wanted: readonly string[]): readonly string[] | null {
  if (wanted.length === 0) return null
  return [...tags].flatMap(([req, own]) => (wanted.some((tag) => own.includes(tag)) ? [req] : []))
}

export function acknowledgements({ acknowledged }: WorkState): ReadonlyMap<string, Acknowledgement> {
  return new Map([...acknowledged].map(([key, one]) => [key, acknowledgement(one)] as const))
}
const acknowledgement = ({ seq, timeMs, note }: Acknowledged): Acknowledgement => ({
  note,
  atMs: timeMs,
  workLogSeq: seq,
})
