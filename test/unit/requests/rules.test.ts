import { describe, expect, test } from 'vitest'
import { RULE_IDS, severityOf } from '#core/requests/rules/rule-table.ts'
import {
  APPROVE,
  DAY,
  found,
  HOUR,
  iso,
  type JudgeOptions,
  judge,
  type Line,
  receivedData,
  START,
  sealedData,
  type TestLog,
  TOLD,
  testLog,
} from './log-builder.ts'

/** Day 1 of the log: everything before it is quiet. */
const D = START + DAY
const REQ = 'request-0001'

interface Steps {
  readonly received?: Line
  readonly review?: Line | null
  readonly sealed?: Line
  /** Runs between review and sealing. */
  readonly between?: (log: TestLog) => void
  /** Runs between sealing and delivery. */
  readonly beforeDelivery?: (log: TestLog) => void
  readonly notice?: Line | null
}

/** One demand that goes through as it should, with the given steps changed: seq 1 received, 2 reviewed, 3 sealed, 4 delivered, 5 notice. */
function disclosed(steps: Steps = {}): TestLog {
  const log = testLog()
  const { received = {}, review = APPROVE, sealed = {}, notice = { accounts: 2, timing: 'after', told: TOLD } } = steps
  log.add(D, 'request.received', receivedData(D, received), REQ)
  if (review !== null) log.add(D + HOUR, 'request.reviewed', review, REQ)
  steps.between?.(log)
  log.add(D + 2 * HOUR, 'disclosure.sealed', sealedData('b1', sealed), REQ)
  steps.beforeDelivery?.(log)
  log.add(D + 3 * HOUR, 'disclosure.delivered', { bundle: 'b1', channel: 'official_portal' }, REQ)
  if (notice !== null) log.add(D + 4 * HOUR, 'notice.sent', notice, REQ)
  return log
}

function received(changes: Line = {}): TestLog {
  const log = testLog()
  log.add(D, 'request.received', receivedData(D, changes), REQ)
  return log
}

test('a demand that goes through as it should breaks no rule', () => {
  const judged = judge(disclosed().lines)
  expect(found(judged)).toEqual([])
  expect(judged.requests[0]?.judgements.filter(({ verdict }) => verdict.answer !== 'met')).toEqual([])
})

interface Case {
  readonly name: string
  readonly rule: string
  readonly log: () => TestLog
  readonly options?: JudgeOptions
  /** Every finding, as "rule: entries": the one that is meant, and those that the same facts imply. */
  readonly found: readonly string[]
}

const add =
  (type: string, data: Line = {}) =>
  (log: TestLog): void => {
    log.add(D + 90 * 60_000, type, data, REQ)
  }

const BREACHES: readonly Case[] = [
  {
    rule: 'review-before-disclosure',
    name: 'no review at all',
    log: () => disclosed({ review: null }),
    found: ['review-before-disclosure: 2'],
  },
  ...(['lawful', 'relevant', 'minimal'] as const).map((answer) => ({
    rule: 'review-before-disclosure',
    name: `the review says not ${answer}`,
    log: () => disclosed({ review: { ...APPROVE, [answer]: false } }),
    found: ['review-before-disclosure: 2,3'],
  })),
  {
    rule: 'review-before-disclosure',
    name: 'the review does not approve',
    log: () => disclosed({ review: { ...APPROVE, decision: 'clarify' } }),
    found: ['review-before-disclosure: 2,3'],
  },
  {
    rule: 'review-before-disclosure',
    name: 'only the latest review counts',
    log: () => disclosed({ between: add('request.reviewed', { ...APPROVE, minimal: false }) }),
    found: ['review-before-disclosure: 3,4'],
  },
  {
    rule: 'review-before-disclosure',
    name: 'emergencies too',
    log: () => {
      const log = disclosed({ received: { emergency: 'threat_to_life' }, review: null })
      log.add(D + 5 * HOUR, 'request.received', receivedData(D + 5 * HOUR, { follows: REQ }), 'request-0002')
      return log
    },
    found: ['review-before-disclosure: 2'],
  },
  {
    rule: 'disclosed-within-scope',
    name: 'a category that nobody asked for',
    log: () => disclosed({ sealed: { dataDisclosed: ['subscriber', 'location'] } }),
    found: ['disclosed-within-scope: 1,3'],
  },
  {
    rule: 'disclosed-within-scope',
    name: 'a category that the narrowing took out',
    log: () =>
      disclosed({
        between: add('request.narrowed', {
          dataApproved: ['subscriber'],
          period: { from: iso(START - 90 * DAY), to: iso(START) },
          accounts: 2,
        }),
      }),
    found: ['disclosed-within-scope: 3,4'],
  },
  {
    rule: 'disclosed-within-scope',
    name: 'data from before the period',
    log: () => disclosed({ sealed: { period: { from: iso(START - 90 * DAY - 1), to: iso(START) } } }),
    found: ['disclosed-within-scope: 1,3'],
  },
  {
    rule: 'disclosed-within-scope',
    name: 'data from after the period',
    log: () => disclosed({ sealed: { period: { from: iso(START - 90 * DAY), to: iso(START + 1) } } }),
    found: ['disclosed-within-scope: 1,3'],
  },
  {
    rule: 'disclosed-within-scope',
    name: 'more accounts than asked for',
    log: () => disclosed({ sealed: { accountsDisclosed: 3 } }),
    found: ['disclosed-within-scope: 1,3'],
  },
  {
    rule: 'no-disclosure-after-refusal',
    name: 'after a rejection, which also closed the request',
    log: () => disclosed({ between: add('request.rejected', { reasons: ['no_legal_basis'] }) }),
    found: ['no-disclosure-after-refusal: 3,4', 'transition: 3,4'],
  },
  {
    rule: 'no-disclosure-after-refusal',
    name: 'sealed before the rejection, delivered after it',
    log: () => disclosed({ beforeDelivery: add('request.rejected', { reasons: ['no_legal_basis'] }) }),
    found: ['no-disclosure-after-refusal: 4,5'],
  },
  {
    rule: 'no-disclosure-after-refusal',
    name: 'after a withdrawal, which also closed the request',
    log: () => disclosed({ between: add('request.withdrawn', { why: 'settled' }) }),
    found: ['no-disclosure-after-refusal: 3,4', 'transition: 3,4'],
  },
  {
    rule: 'no-disclosure-after-refusal',
    name: 'after the demand was quashed',
    log: () =>
      disclosed({
        between: (log) => {
          add('request.challenged', { forum: 'court', grounds: [] })(log)
          add('challenge.resolved', { result: 'quashed' })(log)
        },
      }),
    found: ['no-disclosure-after-refusal: 4,5'],
  },
  {
    rule: 'no-disclosure-after-refusal',
    name: 'while suspended',
    log: () => disclosed({ between: add('request.suspended', { why: 'questions' }) }),
    found: ['no-disclosure-after-refusal: 3,4'],
  },
  {
    rule: 'no-disclosure-after-refusal',
    name: 'while under challenge',
    log: () => disclosed({ between: add('request.challenged', { forum: 'court', grounds: [] }) }),
    found: ['no-disclosure-after-refusal: 3,4'],
  },
  ...(
    [
      ['without id', { authority: { name: 'LKA', type: 'police' } }],
      ['without name', { authority: { id: 'x', name: '', type: 'police' } }],
      ['unverified', { authority: { id: 'x', name: 'LKA', type: 'unverified' } }],
      ['of unverified authenticity', { authenticity: 'unverified' }],
      ['fraudulent', { authenticity: 'fraudulent' }],
    ] as const
  ).map(([name, changes]) => ({
    rule: 'identified-authority',
    name,
    log: () => disclosed({ received: changes }),
    found: ['identified-authority: 1,3'],
  })),
  {
    rule: 'aes-256-only',
    name: 'another algorithm',
    log: () => disclosed({ sealed: { enc: 'A128GCM' } }),
    found: ['aes-256-only: 3'],
  },
  {
    rule: 'no-content-when-e2ee',
    name: 'message content',
    log: () =>
      disclosed({ received: { dataRequested: ['stored_content'] }, sealed: { dataDisclosed: ['stored_content'] } }),
    found: ['no-content-when-e2ee: 3'],
  },
  {
    rule: 'no-keys-no-backdoors',
    name: 'an encryption key',
    log: () =>
      disclosed({ received: { dataRequested: ['encryption_key'] }, sealed: { dataDisclosed: ['encryption_key'] } }),
    found: ['no-keys-no-backdoors: 3'],
  },
  {
    rule: 'bundle-logged-once',
    name: 'a bundle was logged, and not imported',
    log: () => disclosed(),
    options: { bundles: [] },
    found: ['bundle-logged-once: 3'],
  },
  {
    rule: 'bundle-logged-once',
    name: 'a bundle without its entry',
    log: () => disclosed(),
    options: {
      bundles: [
        { bundle: 'b1', note: 'note of b1', path: 'b1', createdMs: null },
        { bundle: 'b2', note: 'note of b2', path: 'b2', createdMs: null },
      ],
    },
    found: ['bundle-logged-once: '],
  },
  {
    rule: 'bundle-logged-once',
    name: 'another note than was logged',
    log: () => disclosed(),
    options: { bundles: [{ bundle: 'b1', note: 'another', path: 'b1', createdMs: null }] },
    found: ['bundle-logged-once: 3'],
  },
  {
    rule: 'bundle-logged-once',
    name: 'a bundle that says it was sealed before the time looked at, without its entry',
    log: () => disclosed(),
    options: {
      bundles: [
        { bundle: 'b1', note: 'note of b1', path: 'b1', createdMs: D },
        { bundle: 'b2', note: 'note of b2', path: 'b2', createdMs: D },
      ],
    },
    found: ['bundle-logged-once: '],
  },
  {
    rule: 'k-anonymous-tables',
    name: 'fewer claims than tables',
    log: () => disclosed({ sealed: { tables: 2, anonymity: [{ path: 'a', k: 5 }] } }),
    found: ['k-anonymous-tables: 3'],
  },
  {
    rule: 'k-anonymous-tables',
    name: 'a claim below k',
    log: () => disclosed({ sealed: { tables: 1, anonymity: [{ path: 'a', k: 4 }] } }),
    found: ['k-anonymous-tables: 3'],
  },
  {
    rule: 'notice-complete',
    name: 'a notice that lacks the reason',
    log: () => disclosed({ notice: { accounts: 2, timing: 'after', told: { ...TOLD, reason: false } } }),
    found: ['notice-complete: 5'],
  },
  {
    rule: 'clarification-answered',
    name: 'an open question',
    log: () => disclosed({ between: add('request.clarification_asked', { questions: ['which account?'] }) }),
    found: ['clarification-answered: 3,4'],
  },
  {
    rule: 'retention-respected',
    name: 'older than the policy keeps it',
    log: () => disclosed(),
    options: { parameters: { retentionDays: { subscriber: 400, ip_login: 20 } } },
    found: ['retention-respected: 3'],
  },
  {
    rule: 'transition',
    name: 'an answer without a question',
    log: () => disclosed({ between: add('request.clarified', { answer: 'yes' }) }),
    found: ['transition: 3'],
  },
  {
    rule: 'not-understood',
    name: 'an unknown value',
    log: () => disclosed({ received: { instrument: 'royal_decree' } }),
    found: ['not-understood: 1'],
  },
]

describe('a log that breaks a rule once is flagged once, with the entries that prove it', () => {
  test.each(BREACHES)('$rule: $name', ({ rule, log, options, found: expected }) => {
    const judged = judge(log().lines, options)
    expect(found(judged)).toEqual(expected)
    const own = judged.findings.filter((finding) => finding.rule === rule)
    expect(own).toHaveLength(1)
    expect(own[0]?.text).not.toBe('')
    expect(own[0]?.severity).toBe(severityOf(own[0]?.rule ?? 'transition'))
  })
})

/** Logs in which `rule` turns into a finding exactly one millisecond after `limit`. */
interface Boundary {
  readonly rule: string
  readonly name: string
  /** A log, and the as-of time at which the limit is just reached. */
  readonly at: (shiftMs: number) => { readonly lines: readonly unknown[]; readonly asOfMs: number }
  readonly options?: JudgeOptions
  readonly entries: string
}

const delivered = D + 3 * HOUR
/** What was done `shiftMs` after the limit, in a log that goes on for years. */
const done = (log: TestLog, atMs: number, type: string, data: Line): { lines: readonly unknown[]; asOfMs: number } => {
  log.add(atMs, type, data, type.startsWith('audit') || type.startsWith('key') ? undefined : REQ)
  return { lines: log.lines, asOfMs: atMs }
}
const notDone = (log: TestLog, asOfMs: number) => ({ lines: log.lines, asOfMs })

const BOUNDARIES: readonly Boundary[] = [
  {
    rule: 'notice-given',
    name: 'no notice 7 days after delivery',
    at: (shift) => notDone(disclosed({ notice: null }), delivered + 7 * DAY + shift),
    entries: '4',
  },
  {
    rule: 'notice-given',
    name: 'a notice that came too late',
    at: (shift) =>
      done(disclosed({ notice: null }), delivered + 7 * DAY + shift, 'notice.sent', { timing: 'after', told: TOLD }),
    entries: '4,5',
  },
  {
    rule: 'notice-given',
    name: 'a deferral that ended 7 days before, and was in force when the time ran out',
    at: (shift) => {
      const log = disclosed({ notice: null })
      log.add(D + 4 * HOUR, 'notice.deferred', { basis: 'risk_to_person', until: iso(D + 30 * DAY) }, REQ)
      return notDone(log, D + 37 * DAY + shift)
    },
    entries: '4,5',
  },
  {
    rule: 'seal-expired',
    name: 'a secrecy order that ended 7 days ago',
    at: (shift) => notDone(received({ sealed: { basis: 'court', until: iso(D + 10 * DAY) } }), D + 17 * DAY + shift),
    entries: '1',
  },
  {
    rule: 'seal-expired',
    name: 'a deferral that ended 7 days ago',
    at: (shift) => {
      const log = received()
      log.add(D + HOUR, 'notice.deferred', { basis: 'court_order', until: iso(D + 10 * DAY) }, REQ)
      return notDone(log, D + 17 * DAY + shift)
    },
    entries: '2',
  },
  {
    rule: 'seal-expired',
    name: 'an order that was lifted 7 days ago',
    at: (shift) => {
      const log = received({ sealed: { basis: 'court', until: null } })
      log.add(D + DAY, 'seal.reviewed', { result: 'lifted' }, REQ)
      return notDone(log, D + 8 * DAY + shift)
    },
    entries: '1,2',
  },
  {
    rule: 'seal-expired',
    name: 'a notice that came too late',
    at: (shift) => {
      const log = received({ sealed: { basis: 'court', until: iso(D + 10 * DAY) } })
      return done(log, D + 17 * DAY + shift, 'notice.sent', { timing: 'after', told: TOLD })
    },
    entries: '1,2',
  },
  {
    rule: 'emergency-followed-up',
    name: 'no legal process 48 hours after delivery',
    at: (shift) => notDone(disclosed({ received: { emergency: 'suicide' } }), delivered + 48 * HOUR + shift),
    entries: '1,4',
  },
  {
    rule: 'emergency-followed-up',
    name: 'legal process that came too late',
    at: (shift) => {
      const log = disclosed({ received: { emergency: 'suicide' } })
      const atMs = delivered + 48 * HOUR + shift
      log.add(atMs + DAY, 'request.received', receivedData(atMs, { follows: REQ }), 'request-0002')
      return notDone(log, atMs + DAY)
    },
    entries: '1,4,6',
  },
  {
    rule: 'retention-respected',
    name: 'data as old as the policy keeps it',
    at: (shift) => {
      const sealedAt = D + 2 * HOUR
      return notDone(
        disclosed({
          sealed: { oldestDataAt: { subscriber: iso(sealedAt - 400 * DAY - shift), ip_login: iso(sealedAt) } },
        }),
        D + DAY,
      )
    },
    options: { parameters: { retentionDays: { subscriber: 400, ip_login: 20 } } },
    entries: '3',
  },
  {
    rule: 'log-alive',
    name: 'two entries 24 hours apart',
    at: (shift) => {
      const log = testLog({ maxHeadIntervalHours: 24 })
      log.add(START + DAY + shift, 'log.heartbeat')
      return notDone(log, START + DAY + shift)
    },
    entries: '0,1',
  },
  {
    rule: 'log-alive',
    name: 'the last entry and the as-of time',
    at: (shift) => notDone(testLog({ maxHeadIntervalHours: 24 }), START + DAY + shift),
    entries: '0',
  },
  {
    rule: 'log-alive',
    name: 'two cosigned heads 24 hours apart',
    at: (shift) => {
      const log = testLog({ maxHeadIntervalHours: 24 })
      log.add(START + 12 * HOUR, 'log.heartbeat')
      log.add(START + DAY, 'log.heartbeat')
      return notDone(log, START + DAY + shift)
    },
    entries: '0,2',
  },
  {
    rule: 'indefinite-seal-reviewed',
    name: '180 days since receipt',
    at: (shift) => notDone(received({ sealed: { basis: 'court', until: null } }), D + 180 * DAY + shift),
    entries: '1',
  },
  {
    rule: 'indefinite-seal-reviewed',
    name: '180 days since the last review',
    at: (shift) => {
      const log = received({ sealed: { basis: 'court', until: null } })
      log.add(D + 100 * DAY, 'seal.reviewed', { result: 'kept' }, REQ)
      return notDone(log, D + 280 * DAY + shift)
    },
    entries: '1,2',
  },
  {
    rule: 'indefinite-seal-reviewed',
    name: '180 days since the last deferral',
    at: (shift) => {
      const log = received()
      log.add(D + 10 * DAY, 'notice.deferred', { basis: 'risk_to_person', until: null }, REQ)
      return notDone(log, D + 190 * DAY + shift)
    },
    entries: '2',
  },
  {
    rule: 'flag-answered',
    name: 'unresolved after 14 days',
    at: (shift) => {
      const log = disclosed()
      log.add(D + DAY, 'user.flagged', { reason: 'not me' }, REQ)
      return notDone(log, D + 15 * DAY + shift)
    },
    entries: '6',
  },
  {
    rule: 'flag-answered',
    name: 'resolved too late',
    at: (shift) => {
      const log = disclosed()
      const flag = log.add(D + DAY, 'user.flagged', { reason: 'not me' }, REQ)
      return done(log, D + 15 * DAY + shift, 'flag.resolved', { flag, action: 'dismissed' })
    },
    entries: '6,7',
  },
  {
    rule: 'answered-in-time',
    name: 'not answered 30 days after receipt',
    at: (shift) => notDone(received(), D + 30 * DAY + shift),
    entries: '1',
  },
  {
    rule: 'answered-in-time',
    name: 'answered too late',
    at: (shift) => done(received(), D + 30 * DAY + shift, 'request.rejected', { reasons: ['overbroad_not_minimised'] }),
    entries: '1,2',
  },
  {
    rule: 'answered-in-time',
    name: 'time with a clarification open is not counted',
    at: (shift) => {
      const log = received()
      log.add(D + 10 * DAY, 'request.clarification_asked', { questions: ['?'] }, REQ)
      log.add(D + 60 * DAY, 'request.clarified', { answer: '!' }, REQ)
      return notDone(log, D + 80 * DAY + shift)
    },
    entries: '1',
  },
  {
    rule: 'regular-audit',
    name: '365 days since the opening',
    at: (shift) => notDone(testLog(), START + 365 * DAY + shift),
    entries: '0',
  },
  {
    rule: 'regular-audit',
    name: '365 days since the last audit',
    at: (shift) => {
      const log = testLog()
      log.add(START + 100 * DAY, 'audit.performed', { auditor: 'a', scope: 's', head: {}, result: 'r' })
      log.add(START + 100 * DAY, 'key.rotated', { purpose: 'storage' })
      return notDone(log, START + 465 * DAY + shift)
    },
    entries: '1',
  },
  {
    rule: 'key-rotation',
    name: '365 days since the opening',
    at: (shift) => notDone(testLog(), START + 365 * DAY + shift),
    entries: '0',
  },
  {
    rule: 'key-rotation',
    name: '365 days since the last rotation for that purpose',
    at: (shift) => {
      const log = testLog()
      log.add(START + 100 * DAY, 'key.rotated', { purpose: 'storage' })
      log.add(START + 200 * DAY, 'key.rotated', { purpose: 'transport' })
      return notDone(log, START + 465 * DAY + shift)
    },
    entries: '1',
  },
]

const headOptions = (name: string, shiftMs: number): JudgeOptions =>
  name.includes('cosigned')
    ? {
        cosigned: [
          { size: 1, timeMs: START },
          { size: 3, timeMs: START + DAY + shiftMs },
        ],
      }
    : {}

describe('a limit is broken one millisecond after it, not at it', () => {
  test.each(BOUNDARIES)('$rule: $name', ({ rule, name, at, options, entries }) => {
    const foundAt = (shiftMs: number) => {
      const { lines, asOfMs } = at(shiftMs)
      const judged = judge(lines, { asOfMs, ...options, ...headOptions(name, shiftMs) })
      return judged.findings.filter((finding) => finding.rule === rule).map((finding) => finding.entries.join(','))
    }
    expect(foundAt(-1)).toEqual([])
    expect(foundAt(0)).toEqual([])
    expect(foundAt(1)).toEqual([entries])
  })

  test('no policy k: 5 holds, 4 does not', () => {
    const claims = (k: number) => disclosed({ sealed: { tables: 1, anonymity: [{ path: 'a', k }] } }).lines
    expect([4, 5, 6].map((k) => found(judge(claims(k))).length)).toEqual([1, 0, 0])
  })
})

test('every rule has a breach or a boundary here', () => {
  const covered = new Set([...BREACHES, ...BOUNDARIES].map(({ rule }) => rule))
  expect(RULE_IDS.filter((id) => !covered.has(id))).toEqual(['unusual-authority'])
})
