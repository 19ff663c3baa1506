/** Disclosing: when, and how the person concerned hears of it. */
import { type Approved, deliver } from './deliver.ts'
import { ANSWERS, QUESTIONS } from './house-words.ts'
import type { Telling } from './kit.ts'
import { noticeData, raiseFlag, sendNotice } from './notice.ts'
import { deferToDate, deferWithoutEnd, keepSecret } from './secrecy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './step.ts'
import type { StoryHooks } from './story.ts'
import { suspended } from './suspend.ts'
import { ALL_MET, reviewed, type Thread } from './thread.ts'

export function disclose(thread: Thread, readyMs: number, approved: Approved, hooks: StoryHooks): void {
  const { random, deal } = thread.kit
  if (thread.demand.emergency !== undefined) {
    discloseAtOnce(thread, readyMs, approved, hooks)
    return
  }
  const telling: Telling | null = thread.demand.sealed === undefined ? deal.telling() : null
  const startMs = telling === 'before' ? tellBefore(thread, readyMs) : readyMs + random.skewed(HOUR_MS, 4 * DAY_MS)
  if (startMs === null) return
  const firstDeliveryMs = deliver(thread, startMs, approved)
  if (telling === null) keepSecret(thread, firstDeliveryMs)
  else tellAfter(thread, telling, firstDeliveryMs)
}

function discloseAtOnce(thread: Thread, readyMs: number, approved: Approved, hooks: StoryHooks): void {
  const { random } = thread.kit
  thread.add(readyMs, 'request.reviewed', reviewed('approve', ALL_MET, 'duty_officer'))
  const deliveredMs = deliver(thread, readyMs + random.between(4 * MINUTE_MS, 40 * MINUTE_MS), approved)
  hooks.emergencyDelivered?.(deliveredMs)
  const deferredMs = deliveredMs + random.between(HOUR_MS, 40 * HOUR_MS)
  const how = random.unit()
  if (how < 0.3) {
    sendNotice(thread, deliveredMs + random.between(DAY_MS, 6 * DAY_MS))
    return
  }
  if (how < 0.9) {
    deferToDate(thread, deferredMs, 'emergency', random.pick([30, 30, 60, 90] as const))
    return
  }
  deferWithoutEnd(thread, deferredMs, 'emergency')
}

/** Tells first and waits, so that the person can object. @returns when to disclose; null if the objection stopped it */
function tellBefore(thread: Thread, readyMs: number): number | null {
  const { random, deal } = thread.kit
  const noticeMs = readyMs + random.between(HOUR_MS, DAY_MS)
  thread.add(noticeMs, 'notice.sent', noticeData(thread, 'before'))
  const waitedMs = noticeMs + random.between(7 * DAY_MS, 12 * DAY_MS)
  if (!deal.objects()) return waitedMs
  const flaggedMs = noticeMs + random.between(3 * HOUR_MS, 6 * DAY_MS)
  const resolvedMs = flaggedMs + random.skewed(6 * HOUR_MS, 12 * DAY_MS)
  const action = deal.flagBefore()
  raiseFlag(thread, flaggedMs, resolvedMs, action)
  const thenMs = Math.max(waitedMs, resolvedMs + 2 * HOUR_MS)
  switch (action) {
    case 'rejected':
      thread.add(thenMs, 'request.rejected', { reasons: ['not_lawful_here'] })
      return null
    case 'suspended':
      return approveAgain(thread, suspended(thread, thenMs))
    case 'clarification_asked': {
      thread.add(thenMs, 'request.clarification_asked', { questions: [QUESTIONS[4]] })
      const answeredMs = thenMs + random.skewed(8 * HOUR_MS, 9 * DAY_MS)
      thread.add(answeredMs, 'request.clarified', { answer: ANSWERS[4] })
      return approveAgain(thread, answeredMs + random.between(2 * HOUR_MS, 2 * DAY_MS))
    }
    case 'information_given':
    case 'dismissed':
      return thenMs
  }
}

function approveAgain(thread: Thread, atMs: number): number {
  thread.add(atMs, 'request.reviewed', reviewed('approve', ALL_MET, 'senior_counsel'))
  return atMs + 3 * HOUR_MS
}

function tellAfter(thread: Thread, telling: Telling, deliveredMs: number): void {
  const { random, deal } = thread.kit
  switch (telling) {
    case 'before':
      return
    case 'after':
      sendNotice(thread, deliveredMs + random.between(2 * HOUR_MS, 6 * DAY_MS))
      return
    case 'deferred':
      deferToDate(
        thread,
        deliveredMs + random.between(HOUR_MS, 5 * DAY_MS),
        deal.deferral(),
        random.pick([30, 60, 90, 180] as const),
      )
      return
    case 'no_contact':
      deferWithoutEnd(thread, deliveredMs + random.between(HOUR_MS, 5 * DAY_MS), 'no_contact')
      return
  }
}
