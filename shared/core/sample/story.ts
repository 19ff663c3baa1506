/**
 * The life of one demand, from receipt to the last notice, as steps in the queue. Every rule of docs/formats/events.md
 * §4 is kept at its default parameters, wherever the log happens to end.
 */

import { type Approved, approvedInFull } from './deliver.ts'
import { receivedData, spanData } from './demand.ts'
import { disclose } from './disclose.ts'
import type { Drawn } from './draw-demand.ts'
import { ANSWERS, GROUNDS, QUESTIONS, ROLES, SUSPENDED, WITHDRAWN } from './house-words.ts'
import { isWithoutDisclosure } from './instruments.ts'
import type { Kit } from './kit.ts'
import { NEVER_DISCLOSED } from './policy.ts'
import { keepSecret } from './secrecy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './step.ts'
import { suspended } from './suspend.ts'
import { ALL_MET, reviewed, type Thread, threadOf } from './thread.ts'

export interface StoryHooks {
  readonly received?: (seq: number) => void
  /** A disclosure in an emergency is going to be delivered at this time. */
  readonly emergencyDelivered?: (atMs: number) => void
}

export function tellStory(drawn: Drawn, kit: Kit, hooks: StoryHooks = {}): void {
  const { demand } = drawn
  const thread = threadOf(demand, kit)
  const written = hooks.received === undefined ? {} : { written: hooks.received }
  thread.add(demand.loggedMs, 'request.received', receivedData(demand), {
    c: kit.commitments.of(demand.req),
    ...written,
  })
  if (isWithoutDisclosure(demand.paper.instrument)) {
    orderToKeepOrAct(thread, drawn)
    return
  }
  const readyMs =
    demand.emergency === undefined
      ? prepare(thread, drawn)
      : demand.loggedMs + kit.random.between(8 * MINUTE_MS, 150 * MINUTE_MS)
  if (readyMs !== null) decide(thread, drawn, readyMs, hooks)
}

/** Preservation and removal orders: looked at, done, and that is all there is to record. */
function orderToKeepOrAct(thread: Thread, { fate, demand }: Drawn): void {
  const { random } = thread.kit
  const atMs = demand.loggedMs + random.skewed(HOUR_MS, 6 * DAY_MS)
  if (fate === 'reject') {
    reject(thread, atMs)
    return
  }
  thread.add(atMs, 'request.reviewed', reviewed('approve', ALL_MET, random.pick(ROLES)))
}

/** First look, questions, doubts. Ends when the demand can be decided (at most 20 days count against the authority's clock), or null. */
function prepare(thread: Thread, { fate, demand }: Drawn): number | null {
  const { random } = thread.kit
  let atMs = demand.loggedMs + random.skewed(4 * HOUR_MS, 11 * DAY_MS)
  if (random.chance(0.26)) {
    const answeredMs = clarify(thread, atMs, fate === 'reject' ? 0.3 : 0.05)
    if (answeredMs === null) return null
    atMs = answeredMs + random.between(2 * HOUR_MS, 3 * DAY_MS)
  }
  if (random.chance(0.02)) {
    thread.add(atMs, 'request.reviewed', reviewed('suspend', [false, true, true], 'counsel'))
    atMs = suspended(thread, atMs + MINUTE_MS)
  }
  if (fate === 'withdraw') {
    thread.add(atMs, 'request.withdrawn', { why: random.pick(WITHDRAWN) })
    keepSecret(thread, null)
    return null
  }
  return atMs
}

/** @returns when the answer came; null when none came and the demand was refused for it */
function clarify(thread: Thread, atMs: number, silence: number): number | null {
  const { random } = thread.kit
  thread.add(
    atMs,
    'request.reviewed',
    reviewed('clarify', [random.chance(0.6), random.chance(0.8), random.chance(0.5)], random.pick(ROLES)),
  )
  const question = random.below(QUESTIONS.length)
  thread.add(atMs + 5 * MINUTE_MS, 'request.clarification_asked', {
    questions: [QUESTIONS[question] ?? '', ...(random.chance(0.3) ? [random.pick(QUESTIONS)] : [])],
  })
  if (random.chance(silence)) {
    const refusedMs = atMs + random.between(14 * DAY_MS, 28 * DAY_MS)
    thread.add(refusedMs, 'request.reviewed', reviewed('reject', [false, true, false], 'counsel'))
    thread.add(refusedMs + MINUTE_MS, 'request.rejected', { reasons: ['clarification_not_answered'] })
    keepSecret(thread, null)
    return null
  }
  const answeredMs = atMs + random.skewed(5 * HOUR_MS, 12 * DAY_MS)
  thread.add(answeredMs, 'request.clarified', { answer: ANSWERS[question] ?? '' })
  return answeredMs
}

function decide(thread: Thread, drawn: Drawn, atMs: number, hooks: StoryHooks): void {
  const { random } = thread.kit
  switch (drawn.fate) {
    case 'reject':
      reject(thread, atMs)
      return
    case 'no_data':
      thread.add(atMs, 'request.reviewed', reviewed('approve', ALL_MET, random.pick(ROLES)))
      thread.add(atMs + random.between(HOUR_MS, 40 * HOUR_MS), 'request.no_data', {
        why: drawn.noDataWhy ?? 'never_collected',
      })
      keepSecret(thread, null)
      return
    case 'challenge':
      challenge(thread, atMs, hooks)
      return
    case 'suspend':
      approve(thread, atMs)
      thread.add(atMs + 3 * DAY_MS, 'request.suspended', { why: random.pick(SUSPENDED) })
      keepSecret(thread, null)
      return
    case 'disclose':
    case 'withdraw':
      approveAndDisclose(thread, atMs, random.chance(0.27), hooks)
      return
  }
}

function reject(thread: Thread, atMs: number): void {
  const { random, deal } = thread.kit
  const { authenticity, paper, asked } = thread.demand
  const reasons = (() => {
    if (authenticity === 'fraudulent') return ['suspected_fraud']
    if (authenticity === 'unverified') return ['authority_unverified']
    if (paper.instrument === 'informal_no_process') return ['no_legal_basis']
    if (asked.some((category) => category === 'encryption_key' || category === 'technical_capability'))
      return ['human_rights_risk', 'not_lawful_here']
    const first = deal.rejectReason()
    return random.chance(0.2) ? [...new Set([first, deal.rejectReason()])] : [first]
  })()
  const minimal = !reasons.includes('overbroad_not_minimised')
  thread.add(
    atMs,
    'request.reviewed',
    reviewed('reject', [random.chance(0.4), !reasons.includes('not_relevant'), minimal], random.pick(ROLES)),
  )
  thread.add(atMs + random.between(10 * MINUTE_MS, 30 * HOUR_MS), 'request.rejected', { reasons })
  keepSecret(thread, null)
}

/** Half of all approvals are signed by two people. @returns when the last has signed */
function approve(thread: Thread, atMs: number): number {
  const { random } = thread.kit
  thread.add(atMs, 'request.reviewed', reviewed('approve', ALL_MET, 'analyst'))
  if (thread.demand.emergency !== undefined || !random.chance(0.8)) return atMs
  const secondMs = atMs + random.skewed(HOUR_MS, 2 * DAY_MS)
  thread.add(
    secondMs,
    'request.reviewed',
    reviewed('approve', ALL_MET, random.pick(['counsel', 'senior_counsel', 'privacy_officer'] as const)),
  )
  return secondMs
}

/** Cuts the demand down: fewer categories, a shorter period, fewer accounts. */
function narrow(thread: Thread, atMs: number): { readonly atMs: number; readonly approved: Approved } {
  const { demand, kit } = thread
  const { random } = kit
  const possible = demand.asked.filter((category) => !NEVER_DISCLOSED.includes(category))
  const kept = possible.filter((_, i) => i === 0 || random.chance(0.6))
  const length = demand.period.toMs - demand.period.fromMs
  const accounts = Math.max(1, (demand.accounts ?? 1) - random.skewed(0, 3))
  // What looks ahead is cut at its end, everything else at its beginning.
  const cut = random.between(0, Math.floor(length / 2))
  const period =
    demand.temporal !== 'prospective'
      ? { fromMs: demand.period.fromMs + cut, toMs: demand.period.toMs }
      : { fromMs: demand.period.fromMs, toMs: demand.period.toMs - cut }
  thread.add(atMs, 'request.reviewed', reviewed('approve_narrowed', ALL_MET, random.pick(ROLES)))
  thread.add(atMs + 3 * MINUTE_MS, 'request.narrowed', { accounts, dataApproved: kept, period: spanData(period) })
  return { atMs: atMs + 3 * MINUTE_MS, approved: { categories: kept, period, accounts } }
}

function approveAndDisclose(thread: Thread, atMs: number, narrowed: boolean, hooks: StoryHooks): void {
  const { atMs: readyMs, approved } = narrowed
    ? narrow(thread, atMs)
    : { atMs: approve(thread, atMs), approved: approvedInFull(thread.demand) }
  disclose(thread, readyMs, approved, hooks)
}

/** The platform objects; what the forum says settles the matter. */
function challenge(thread: Thread, atMs: number, hooks: StoryHooks): void {
  const { random, deal } = thread.kit
  thread.add(atMs, 'request.reviewed', reviewed('challenge', [random.chance(0.4), true, false], 'senior_counsel'))
  thread.add(atMs + random.between(HOUR_MS, 3 * DAY_MS), 'request.challenged', {
    forum: deal.forum(),
    grounds: [random.pick(GROUNDS)],
  })
  const resolvedMs = atMs + random.skewed(9 * DAY_MS, 140 * DAY_MS)
  const undisclosable = thread.demand.asked.every((category) => NEVER_DISCLOSED.includes(category))
  const result = undisclosable ? random.pick(['withdrawn', 'quashed'] as const) : deal.challengeResult()
  thread.add(resolvedMs, 'challenge.resolved', { result })
  const goesOnMs = resolvedMs + random.between(HOUR_MS, 2 * DAY_MS)
  if (result === 'withdrawn' || result === 'quashed') {
    keepSecret(thread, null)
    return
  }
  approveAndDisclose(thread, goesOnMs, result === 'narrowed', hooks)
}
