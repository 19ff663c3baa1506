/** Rules about when, for whom and after what a bundle was disclosed: docs/formats/events.md §4. */
import type { EventOf, RequestEvent } from '../event.ts'
import { lastBefore, type RequestCase, type RequestRule } from './request-case.ts'
import { broken, met, notEvaluated, type Verdict } from './verdict.ts'

/** The latest review before each sealing approves, and found the demand lawful, relevant and minimal. */
export const reviewBeforeDisclosure: RequestRule = ({ history, sealed }) =>
  sealed.map(({ seq, timeMs }) => {
    const review = lastBefore(history.events, 'request.reviewed', seq)
    if (review === undefined) return broken([seq], timeMs, 'sealed without any review before')
    const entries = [review.seq, seq]
    const { decision, ...answers } = review.data
    if (decision !== null && decision !== 'approve' && decision !== 'approve_narrowed') {
      return broken(entries, timeMs, `sealed although the latest review says ${decision}`)
    }
    const no = Object.entries(answers).filter(([, answer]) => answer === false)
    if (no.length > 0) {
      return broken(
        entries,
        timeMs,
        `sealed although the latest review says not ${no.map(([name]) => name).join(', not ')}`,
      )
    }
    const missing = Object.entries(review.data).find(([, answer]) => answer === null)
    return missing === undefined ? met(entries) : notEvaluated(entries, `a review lacks ${missing[0]}`)
  })

/** When a bundle was sealed and when it first went out: either is a disclosure for the rules about time. */
interface Disclosing {
  readonly bundle: string | null
  readonly events: readonly (EventOf<'disclosure.sealed'> | EventOf<'disclosure.delivered'>)[]
}

function disclosing({ sealed, deliveries }: RequestCase): readonly Disclosing[] {
  const outgoing = new Set(deliveries.map(({ delivered }) => delivered.data.bundle))
  const bundles = deliveries.map(({ delivered, sealed: own }) => {
    return { bundle: delivered.data.bundle, events: [...own, delivered].sort((a, b) => a.seq - b.seq) }
  })
  const kept = sealed.filter(({ data }) => data.bundle === null || !outgoing.has(data.bundle))
  return [...bundles, ...kept.map((event) => ({ bundle: event.data.bundle, events: [event] }))]
}

const inWords = ({ type }: { readonly type: string }): string => (type === 'disclosure.sealed' ? 'sealed' : 'delivered')
const name = (bundle: string | null): string => (bundle === null ? 'a bundle without id' : `bundle ${bundle}`)

/** One verdict per bundle: its first event that stands after an obstacle. */
function judgeObstacles(
  request: RequestCase,
  obstaclesAt: (seq: number) => readonly { readonly seq: number; readonly text: string }[],
): readonly Verdict[] {
  return disclosing(request).map(({ bundle, events }) => {
    for (const event of events) {
      const obstacles = obstaclesAt(event.seq)
      const [first] = obstacles
      if (first === undefined) continue
      const entries = [...obstacles.map(({ seq }) => seq), event.seq]
      return broken(
        entries,
        event.timeMs,
        `${name(bundle)} ${inWords(event)} ${obstacles.map(({ text }) => text).join(' and ')}`,
      )
    }
    return met(events.map(({ seq }) => seq))
  })
}

/** Nothing leaves after a rejection, withdrawal or quashing, nor while suspended or under challenge. */
export const noDisclosureAfterRefusal: RequestRule = (request) =>
  judgeObstacles(request, (seq) => {
    const before = request.history.events.filter((event) => event.seq < seq)
    const refusal = before.find(refuses)
    const suspension = before.findLast(({ type }) => type === 'request.suspended' || type === 'request.resumed')
    const challenge = openAt(before, 'request.challenged', 'challenge.resolved')
    return [
      ...(refusal === undefined ? [] : [{ seq: refusal.seq, text: `after ${refusalText(refusal)}` }]),
      ...(suspension?.type === 'request.suspended' ? [{ seq: suspension.seq, text: 'while suspended' }] : []),
      ...(challenge === undefined ? [] : [{ seq: challenge.seq, text: 'while under challenge' }]),
    ]
  })

function refuses(event: RequestEvent): boolean {
  if (event.type === 'request.rejected' || event.type === 'request.withdrawn') return true
  if (event.type !== 'challenge.resolved') return false
  return event.data.result === 'quashed' || event.data.result === 'withdrawn'
}

function refusalText(event: RequestEvent): string {
  if (event.type === 'request.rejected') return 'it was rejected'
  return event.type === 'challenge.resolved' && event.data.result === 'quashed' ? 'it was quashed' : 'it was withdrawn'
}

/** The earliest of the still unanswered askings: each answer answers one. */
function openAt(
  before: readonly RequestEvent[],
  asks: RequestEvent['type'],
  answers: RequestEvent['type'],
): RequestEvent | undefined {
  const open: RequestEvent[] = []
  for (const event of before) {
    if (event.type === asks) open.push(event)
    if (event.type === answers) open.shift()
  }
  return open[0]
}

/** Nothing leaves while a question to the authority is open. */
export const clarificationAnswered: RequestRule = (request) =>
  request.history.events.every(({ type }) => type !== 'request.clarification_asked')
    ? []
    : judgeObstacles(request, (seq) => {
        const before = request.history.events.filter((event) => event.seq < seq)
        const asked = openAt(before, 'request.clarification_asked', 'request.clarified')
        return asked === undefined ? [] : [{ seq: asked.seq, text: 'while a clarification was open' }]
      })

/** Whoever got something was identified and verified. */
export const identifiedAuthority: RequestRule = ({ history, sealed }) => {
  const [first] = sealed
  if (first === undefined) return []
  const { seq, data } = history.received
  const entries = [seq, ...sealed.map((event) => event.seq)]
  const faults = [
    data.authority.id === null && 'an authority without id',
    data.authority.name === null && 'an authority without name',
    data.authority.type === 'unverified' && 'an unverified authority',
    data.authenticity === 'unverified' && 'a demand that was not verified',
    data.authenticity === 'fraudulent' && 'a fraudulent demand',
  ].filter((fault) => fault !== false)
  if (faults.length > 0) return [broken(entries, first.timeMs, `disclosed to ${faults.join(', ')}`)]
  if (data.authenticity === null) return [notEvaluated(entries, 'a demand lacks authenticity')]
  return [data.authority.type === null ? notEvaluated(entries, 'a demand lacks authority.type') : met(entries)]
}
