/** Rules about telling the user: docs/formats/events.md §4. */
import { DAY_MS } from '../../instant.ts'
import { eventsOf } from '../event.ts'
import { receiptMs } from '../history.ts'
import { endOf, type Hold, inForceAt, lastDeferral } from '../holds.ts'
import { noSuchAccount } from '../notice-state.ts'
import type { RequestRule } from './request-case.ts'
import { broken, judgeTimeLimit, met, notEvaluated, open, type Verdict } from './verdict.ts'

/**
 * Judged twice: at the moment at which the N days ran out, so that a notice or deferral that came too late does not
 * undo the breach; and as of T, for a hold that was in force then and has ended since, with N days from its end.
 */
export const noticeGiven: RequestRule = ({ deliveries, notices, holds, asOfMs, parameters: { noticeDays } }) => {
  const delivered = deliveries[0]?.delivered
  if (delivered === undefined || noticeDays === null) return []
  const limitMs = noticeDays * DAY_MS
  const [first] = notices
  const heldAtLimit = inForceAt(holds, delivered.timeMs + limitMs)
  const entries = [delivered.seq]
  const text = (late: boolean) =>
    `${late ? 'notice came later than' : 'no notice within'} ${noticeDays} days of delivery`
  if (heldAtLimit.length === 0 || (first !== undefined && first.timeMs <= delivered.timeMs + limitMs)) {
    return [judgeTimeLimit({ startMs: delivered.timeMs, limitMs, done: first ?? null, asOfMs, entries, text })]
  }
  if (first !== undefined) return [met([...entries, first.seq])]
  const inForce = inForceAt(holds, asOfMs)
  if (inForce.length > 0) {
    const holding = [...entries, ...inForce.map(({ seq }) => seq)]
    return [inForce.every(lacksEnd) ? notEvaluated(holding, NO_END) : met(holding)]
  }
  const ended = lastEnded(holds, asOfMs)
  const after = () => `no notice, and what forbade it ended more than ${noticeDays} days ago`
  const startMs = Math.max(delivered.timeMs, ended?.endMs ?? 0)
  const cited = [...entries, ...(ended?.entries ?? [])]
  return [judgeTimeLimit({ startMs, limitMs, done: null, asOfMs, entries: cited, text: after })]
}

/** Every notice tells the four things that the policy promises. */
export const noticeComplete: RequestRule = ({ notices }) =>
  notices.map(({ seq, timeMs, data: { told } }) => {
    const lacking = TOLD.filter((_, at) => told[at] === false)
    if (lacking.length > 0) return broken([seq], timeMs, `the notice did not tell ${lacking.join(', ')}`)
    return told.includes(null) ? notEvaluated([seq], 'a notice does not say what it told') : met([seq])
  })
const TOLD = ['the kind of authority', 'the reason', 'the data', 'the time frame'] as const

/** When secrecy ends, the user is told; whoever has no account here cannot be. */
export const sealExpired: RequestRule = ({ history, holds, notices, asOfMs, parameters: { noticeAfterSealDays } }) => {
  if (holds.length === 0 || noticeAfterSealDays === null) return []
  const noAccount = history.received.data.accounts === 0 || noSuchAccount(eventsOf(history.events, 'request.no_data'))
  if (noAccount) return []
  const limitMs = noticeAfterSealDays * DAY_MS
  const [first] = notices
  const untilMs = first?.timeMs ?? asOfMs
  const inForce = inForceAt(holds, untilMs)
  if (inForce.length > 0) {
    const entries = inForce.map(({ seq }) => seq)
    if (first !== undefined) return [met([...entries, first.seq])]
    if (inForce.every(lacksEnd)) return [notEvaluated(entries, NO_END)]
    const endMs = latestEnd(inForce)
    return [open(entries, endMs === null ? null : endMs + limitMs)]
  }
  const ended = lastEnded(holds, untilMs)
  if (ended === null) return first === undefined ? [] : [met([first.seq])]
  const text = (late: boolean) =>
    `${late ? 'notice came later than' : 'no notice within'} ${noticeAfterSealDays} days of the end of secrecy`
  const { endMs: startMs, entries } = ended
  return [judgeTimeLimit({ startMs, limitMs, done: first ?? null, asOfMs, entries, text })]
}

const NO_END = 'a secrecy order or deferral lacks its end'
const lacksEnd = ({ until }: Hold): boolean => until === 'unknown'

/** Null: at least one has no end that is known. */
function latestEnd(holds: readonly Hold[]): number | null {
  const ends = holds.map(endOf)
  return ends.reduce((latest, end) => (latest === null || end === null ? null : Math.max(latest, end)), 0)
}

/** The last end among the secrecy orders and the last deferral, none of them in force; null where there were none. */
function lastEnded(holds: readonly Hold[], atMs: number): Ended | null {
  const deferral = lastDeferral(holds, atMs)
  let last: Ended | null = null
  for (const hold of holds) {
    const endMs = hold.fromMs <= atMs && (hold.kind === 'order' || hold === deferral) ? endOf(hold) : null
    if (endMs === null || (last !== null && last.endMs >= endMs)) continue
    const lift = hold.lifted?.atMs === endMs ? [hold.lifted.seq] : []
    last = { endMs, entries: [hold.seq, ...lift] }
  }
  return last
}
interface Ended {
  readonly endMs: number
  readonly entries: readonly number[]
}

/**
 * Secrecy without an end is reviewed every N days. The clock starts again at each receipt, deferral and seal.reviewed,
 * and stops when the user is told. Nobody can be told without contact: `no_contact` is no secrecy.
 */
export const indefiniteSealReviewed: RequestRule = (request) => {
  const { history, holds, notices, asOfMs, parameters } = request
  const { sealReviewDays } = parameters
  if (sealReviewDays === null) return []
  if (!holds.some(isIndefinite)) return holds.filter(lacksEnd).map(({ seq }) => notEvaluated([seq], NO_END))
  const toldMs = notices[0]?.timeMs ?? Number.POSITIVE_INFINITY
  const points = history.events.filter(
    ({ type, timeMs }) =>
      timeMs <= toldMs && (type === 'request.received' || type === 'notice.deferred' || type === 'seal.reviewed'),
  )
  return points.flatMap((point, at): readonly Verdict[] => {
    const held = inForceAt(holds, point.timeMs).filter((hold) => isIndefinite(hold) && hold.seq <= point.seq)
    if (held.length === 0) return []
    const next = points[at + 1] ?? notices[0] ?? null
    const startMs = point.type === 'request.received' ? receiptMs(point) : point.timeMs
    const entries = [...held.map(({ seq }) => seq), point.seq]
    const text = (late: boolean) =>
      `secrecy without an end ${late ? 'was not reviewed' : 'has not been reviewed'} for more than ${sealReviewDays} days`
    const verdict = judgeTimeLimit({ startMs, limitMs: sealReviewDays * DAY_MS, done: next, asOfMs, entries, text })
    return [verdict]
  })
}

const isIndefinite = ({ until, basis }: Hold): boolean => until === 'indefinite' && basis !== 'no_contact'
