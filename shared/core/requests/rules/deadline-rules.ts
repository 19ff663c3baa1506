/** Rules about answering in time: docs/formats/events.md §4. */
import { DAY_MS, HOUR_MS } from '../../instant.ts'
import { eventsOf } from '../event.ts'
import { firstAnswer } from '../fold-row.ts'
import { receiptMs } from '../history.ts'
import { transitionBreaches } from '../transitions.ts'
import type { RequestRule } from './request-case.ts'
import { broken, judgeTimeLimit, met, open, type Verdict } from './verdict.ts'

/** Legal process comes after an emergency, within N hours of the first delivery. */
export const emergencyFollowedUp: RequestRule = ({ history, deliveries, asOfMs, parameters: { followUpHours } }) => {
  const { received, followers } = history
  const delivered = deliveries[0]?.delivered
  if (received.data.emergency === null || delivered === undefined || followUpHours === null) return []
  const later = followers.filter(({ seq }) => seq > received.seq)
  const earliest = later.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs)[0]
  const done = earliest === undefined ? null : { seq: earliest.seq, timeMs: earliest.receivedAtMs }
  const text = (late: boolean) =>
    `${late ? 'legal process came later than' : 'no legal process within'} ${followUpHours} hours of an emergency delivery`
  const entries = [received.seq, delivered.seq]
  return [judgeTimeLimit({ startMs: delivered.timeMs, limitMs: followUpHours * HOUR_MS, done, asOfMs, entries, text })]
}

/** Every flag is resolved within N days. */
export const flagAnswered: RequestRule = ({ history, asOfMs, parameters: { flagDays } }) => {
  if (flagDays === null) return []
  const resolutions = [...eventsOf(history.events, 'flag.resolved')]
  return eventsOf(history.events, 'user.flagged').map(({ seq, timeMs }) => {
    // A resolution that names no flag answers the oldest open one, which is the one at hand.
    const at = resolutions.findIndex((event) => event.seq > seq && (event.data.flag ?? seq) === seq)
    const done = at < 0 ? null : (resolutions[at] ?? null)
    if (done?.data.flag === null) resolutions.splice(at, 1)
    const text = (late: boolean) => `a user flag ${late ? 'was' : 'is'} unresolved after ${flagDays} days`
    return judgeTimeLimit({ startMs: timeMs, limitMs: flagDays * DAY_MS, done, asOfMs, entries: [seq], text })
  })
}

/** Decided within N days of receipt; while the authority owes an answer, the clock stands still. */
export const answeredInTime: RequestRule = ({ history, asOfMs, parameters: { answerDays } }) => {
  if (answerDays === null) return []
  const { received, events } = history
  const answer = firstAnswer(events)
  const limitMs = answerDays * DAY_MS
  const entries = answer === undefined ? [received.seq] : [received.seq, answer.seq]
  let countedMs = 0
  let sinceMs = receiptMs(received)
  let openQuestions = 0
  const stops = events.filter(({ type }) => type === 'request.clarification_asked' || type === 'request.clarified')
  const end = { seq: Number.POSITIVE_INFINITY, timeMs: asOfMs, type: 'end' as const }
  for (const stop of [...stops.filter(({ seq }) => seq < (answer ?? end).seq), answer ?? end]) {
    const stretchMs = openQuestions > 0 ? 0 : Math.max(0, stop.timeMs - sinceMs)
    if (countedMs + stretchMs > limitMs) {
      const dueMs = sinceMs + (limitMs - countedMs)
      const text = `${answer === undefined ? 'not answered' : 'answered late'}: more than ${answerDays} days from receipt`
      return [broken(entries, dueMs, text, answer === undefined)]
    }
    countedMs += stretchMs
    sinceMs = Math.max(sinceMs, stop.timeMs)
    if (stop.type === 'request.clarification_asked') openQuestions += 1
    if (stop.type === 'request.clarified') openQuestions = Math.max(0, openQuestions - 1)
  }
  if (answer !== undefined) return [met(entries)]
  return [open(entries, openQuestions > 0 ? null : asOfMs + (limitMs - countedMs))]
}

/** Every event stands where it may. */
export const allowedTransitions: RequestRule = ({ history }) => {
  const breaches = transitionBreaches(history.events)
  if (breaches.length === 0) return [met([history.received.seq])]
  return breaches.map(({ entries, atMs, text }): Verdict => broken(entries, atMs, text))
}
