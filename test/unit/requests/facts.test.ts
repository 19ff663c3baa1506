import { describe, expect, test } from 'vitest'
import { NOTICE_STATES, type NoticeState, OUTCOMES, type Outcome } from '#core/requests/enumerations.ts'
import { isUnusual } from '#core/requests/rules/unusual-authority.ts'
import {
  APPROVE,
  DAY,
  found,
  HOUR,
  iso,
  judge,
  type Line,
  receivedData,
  START,
  sealedData,
  type TestLog,
  TOLD,
  testLog,
} from './log-builder.ts'

const D = START + DAY
const REQ = 'request-0001'
type Step = readonly [type: string, data?: Line, hours?: number]

/** A demand, and what happened to it, an hour apart each unless the step says when. */
function story(received: Line, ...steps: readonly Step[]): TestLog {
  const log = testLog()
  log.add(D, 'request.received', receivedData(D, received), REQ)
  steps.forEach(([type, data, hours], at) => {
    log.add(D + (hours ?? at + 1) * HOUR, type, data, REQ)
  })
  return log
}
const rowOf = (log: TestLog, asOfMs?: number) => {
  const [row, second] = judge(log.lines, asOfMs === undefined ? {} : { asOfMs }).rows
  if (row === undefined || second !== undefined) throw new Error('the test means one request')
  return row
}
const sealed = (bundle: string, changes?: Line): Step => ['disclosure.sealed', sealedData(bundle, changes)]
const delivered = (bundle: string): Step => ['disclosure.delivered', { bundle, channel: 'email' }]
const REVIEW: Step = ['request.reviewed', APPROVE]

describe('outcomes', () => {
  const cases: readonly (readonly [outcome: Outcome, why: string, decidedBy: number | null, steps: readonly Step[]])[] =
    [
      ['pending', 'nothing happened', null, []],
      ['pending', 'a review alone changes nothing', null, [['request.reviewed', { ...APPROVE, decision: 'reject' }]]],
      ['pending', 'sealed but not delivered', null, [REVIEW, sealed('b1')]],
      ['pending', 'suspended and resumed', null, [['request.suspended'], ['request.resumed']]],
      [
        'pending',
        'a challenge that was upheld',
        null,
        [
          ['request.challenged', { forum: 'court' }],
          ['challenge.resolved', { result: 'upheld' }],
        ],
      ],
      ['suspended', 'suspended again', 4, [['request.suspended'], ['request.resumed'], ['request.suspended']]],
      ['rejected', 'rejected', 2, [['request.rejected', { reasons: ['overbroad_not_minimised'] }]]],
      [
        'rejected',
        'quashed',
        3,
        [
          ['request.challenged', { forum: 'court' }],
          ['challenge.resolved', { result: 'quashed' }],
        ],
      ],
      [
        'withdrawn',
        'withdrawn under challenge',
        3,
        [
          ['request.challenged', { forum: 'court' }],
          ['challenge.resolved', { result: 'withdrawn' }],
        ],
      ],
      ['withdrawn', 'withdrawn', 2, [['request.withdrawn', { why: '' }]]],
      ['no_data', 'no data', 2, [['request.no_data', { why: 'past_retention' }]]],
      [
        'no_data',
        'the last of two ends counts',
        3,
        [
          ['request.rejected', { reasons: [] }],
          ['request.no_data', { why: 'past_retention' }],
        ],
      ],
      [
        'rejected',
        'a rejection outweighs a suspension',
        2,
        [['request.rejected', { reasons: [] }], ['request.suspended']],
      ],
      ['disclosed_full', 'everything in one bundle', 3, [sealed('b1'), delivered('b1')]],
      [
        'disclosed_full',
        'everything in two bundles',
        5,
        [
          sealed('b1', { dataDisclosed: ['subscriber'] }),
          delivered('b1'),
          sealed('b2', { dataDisclosed: ['ip_login'] }),
          delivered('b2'),
        ],
      ],
      [
        'disclosed_partial',
        'only one of two bundles went out',
        4,
        [
          sealed('b1', { dataDisclosed: ['subscriber'] }),
          sealed('b2', { dataDisclosed: ['ip_login'] }),
          delivered('b1'),
        ],
      ],
      ['disclosed_partial', 'a bundle that was never sealed', 2, [delivered('b9')]],
      [
        'disclosed_partial',
        'a disclosure outweighs a later rejection',
        3,
        [sealed('b1', { dataDisclosed: ['subscriber'] }), delivered('b1'), ['request.rejected', { reasons: [] }]],
      ],
    ]
  test.each(cases)('%s: %s', (outcome, _why, decidedBy, steps) => {
    const row = rowOf(story({}, ...steps))
    expect([row.outcome, row.decidedBy.outcome]).toEqual([outcome, decidedBy])
  })

  test('each has its case', () => {
    expect(new Set(cases.map(([outcome]) => outcome))).toEqual(new Set(OUTCOMES))
  })

  test.each(['preservation_request', 'epoc_pr'])('%s has none', (instrument) => {
    expect(rowOf(story({ instrument }, sealed('b1'), delivered('b1')))).toMatchObject({
      outcome: null,
      section: 'preservation',
    })
  })

  test('a demand that does not say what it asks for is never shown to be satisfied in full', () => {
    expect(rowOf(story({ dataRequested: null }, sealed('b1'), delivered('b1'))).outcome).toBe('disclosed_partial')
  })

  test('what happens after the as-of time has not happened', () => {
    const log = story({}, REVIEW, sealed('b1'), delivered('b1'))
    expect([HOUR * 3 - 1, HOUR * 3].map((after) => rowOf(log, D + after).outcome)).toEqual([
      'pending',
      'disclosed_full',
    ])
  })
})

describe('notice', () => {
  const out: readonly Step[] = [sealed('b1'), delivered('b1')]
  const sent = (timing: string): Step => ['notice.sent', { timing, told: TOLD }]
  const deferred = (basis: string, until: string | null): Step => ['notice.deferred', { basis, until }]
  const later = iso(D + 1000 * DAY)
  const past = iso(D + HOUR)
  const order = (until: string | null) => ({ sealed: { basis: 'court', until } })
  const cases: readonly (readonly [NoticeState, why: string, received: Line, steps: readonly Step[]])[] = [
    ['notified_before', 'before and after', {}, [...out, sent('after'), sent('before')]],
    ['notified_after', 'after', order(null), [...out, sent('after')]],
    ['sealed_by_law', 'a secrecy order without end', order(null), out],
    ['sealed_by_law', 'a secrecy order still in force', order(later), out],
    ['sealed_by_law', 'a deferral by statute', {}, [...out, deferred('statute', null)]],
    ['sealed_by_law', 'even where there is no account', { ...order(null), accounts: 0 }, []],
    ['not_applicable_no_account', 'no account', { accounts: 0 }, out],
    ['not_applicable_no_account', 'no such account', {}, [['request.no_data', { why: 'no_such_account' }]]],
    ['not_applicable_nothing_disclosed', 'nothing disclosed', order(past), [sealed('b1')]],
    ['not_applicable_nothing_disclosed', 'accounts unknown is not accounts 0', { accounts: null }, []],
    ['not_notified_no_contact', 'no contact', { emergency: 'suicide' }, [...out, deferred('no_contact', past)]],
    ['not_notified_emergency', 'an emergency', { emergency: 'other' }, out],
    ['not_notified_emergency', 'a deferral for an emergency', {}, [...out, deferred('emergency', past)]],
    ['delayed_pending', 'a deferral for a person at risk', {}, [...out, deferred('risk_to_person', later)]],
    ['delayed_pending', 'within seven days of delivery', {}, out],
    [
      'not_notified',
      'only the last deferral counts',
      {},
      [...out, deferred('court_order', later), deferred('other', past), ['seal.reviewed', { result: 'kept' }, 24 * 30]],
    ],
    [
      'not_notified',
      'an order that was lifted',
      order(null),
      [...out, ['seal.reviewed', { result: 'lifted' }, 24 * 30]],
    ],
  ]
  test.each(cases)('%s: %s', (state, _why, received, steps) => {
    expect(rowOf(story(received, ...steps)).notice).toBe(state)
  })

  test('each has its case', () => {
    expect(new Set(cases.map(([state]) => state))).toEqual(new Set(NOTICE_STATES))
  })

  test('in force means later than the as-of time, to the millisecond', () => {
    const log = story(order(later), ...out)
    const end = D + 1000 * DAY
    expect([end - 1, end].map((asOfMs) => rowOf(log, asOfMs).notice)).toEqual(['sealed_by_law', 'not_notified'])
  })

  test('seven days after delivery it is still pending, a millisecond later it is not', () => {
    const log = story({}, ...out)
    const limit = D + 2 * HOUR + 7 * DAY
    expect([limit, limit + 1].map((asOfMs) => rowOf(log, asOfMs).notice)).toEqual(['delayed_pending', 'not_notified'])
  })

  test('the row says until when, and whether the notice told everything', () => {
    expect(rowOf(story(order(later), ...out)).noticeUntil).toBe(D + 1000 * DAY)
    expect(rowOf(story(order(null), ...out, deferred('statute', later))).noticeUntil).toBe('indefinite')
    expect(rowOf(story({}, ...out)).noticeUntil).toBeNull()
    expect(rowOf(story({}, sent('after'))).noticeComplete).toBe(true)
    expect(
      rowOf(story({}, sent('after'), ['notice.sent', { timing: 'after', told: { ...TOLD, data: false } }]))
        .noticeComplete,
    ).toBe(false)
    expect(rowOf(story({}, ['notice.sent', { timing: 'after' }])).noticeComplete).toBeNull()
  })
})

describe('units and times', () => {
  test('hours run from receipt, not from the entry', () => {
    const log = story({ receivedAt: iso(D - 5 * HOUR) }, REVIEW, sealed('b1'), delivered('b1'), [
      'notice.sent',
      { timing: 'after', told: TOLD },
    ])
    const elapsedMs = { firstReview: 6 * HOUR, decision: 6 * HOUR, disclosure: 8 * HOUR, notice: 9 * HOUR }
    expect(rowOf(log)).toMatchObject({ receivedAtMs: D - 5 * HOUR, elapsedMs })
  })

  test.each([undefined, null, 'yesterday', '2025-01-02T00:00:00Z', iso(D + 1)])(
    'receivedAt %j is impossible: the entry’s time counts',
    (receivedAt) => {
      expect(rowOf(story({ receivedAt })).receivedAtMs).toBe(D)
    },
  )

  test('a question to the authority and a suspension are no decision', () => {
    const log = story(
      {},
      ['request.reviewed', { ...APPROVE, decision: 'clarify' }],
      ['request.reviewed', { ...APPROVE, decision: 'suspend' }],
    )
    expect(rowOf(log).elapsedMs).toMatchObject({ firstReview: HOUR, decision: null })
  })

  test('unknown is not zero', () => {
    const log = story({ selectors: null, accounts: -1 }, sealed('b1', { accountsDisclosed: null }), delivered('b1'))
    expect(rowOf(log)).toMatchObject({ selectors: null, accounts: null, accountsDisclosed: null })
    expect(rowOf(story({})).accountsDisclosed).toBe(0)
  })
})

describe('sameAs', () => {
  const chain = (first: Line, second: Line, third: Line): TestLog => {
    const log = testLog()
    log.add(D, 'request.received', receivedData(D, first), 'request-a')
    log.add(D + HOUR, 'request.received', receivedData(D + HOUR, second), 'request-b')
    log.add(D + 2 * HOUR, 'request.received', receivedData(D + 2 * HOUR, third), 'request-c')
    log.add(D + 3 * HOUR, 'request.rejected', { reasons: ['wrong_entity'] }, 'request-c')
    return log
  }

  test('a chain is one request, the earliest, with everything that happened to any of them', () => {
    const judged = judge(chain({}, { sameAs: 'request-a' }, { sameAs: 'request-b', accounts: 7 }).lines)
    expect(judged.rows).toMatchObject([
      {
        req: 'request-a',
        duplicates: ['request-b', 'request-c'],
        receivedAtMs: D,
        accounts: 2,
        outcome: 'rejected',
        entries: [1, 2, 3, 4],
      },
    ])
    expect(found(judged)).toEqual([])
  })

  test.each([
    ['the request itself', { sameAs: 'request-a' }, {}, ['transition: 1']],
    ['one that comes later', { sameAs: 'request-b' }, {}, ['transition: 1']],
    ['one that never came', {}, { sameAs: 'request-x' }, ['transition: 2']],
  ])('a link to %s is a finding and is not followed', (_to, first, second, expected) => {
    const judged = judge(chain(first, second, {}).lines)
    expect(judged.rows.map(({ req }) => req)).toEqual(['request-a', 'request-b', 'request-c'])
    expect(found(judged)).toEqual(expected)
  })

  test('of a cycle only the forward link is broken', () => {
    const judged = judge(chain({ sameAs: 'request-b' }, { sameAs: 'request-a' }, {}).lines)
    expect(judged.rows.map(({ req, duplicates }) => [req, duplicates])).toEqual([
      ['request-a', ['request-b']],
      ['request-c', []],
    ])
    expect(found(judged)).toEqual(['transition: 1'])
  })
})

describe('corrections', () => {
  const corrected = (...corrections: readonly Line[]): TestLog => {
    const log = story({})
    corrections.forEach((data, at) => {
      log.add(D + (at + 1) * HOUR, 'correction', { why: 'typing error', ...data })
    })
    return log
  }

  test('the last by seq wins, both values are kept, the entries are counted', () => {
    const log = corrected({ seq: 1, field: '/accounts', value: 5 }, { seq: 1, field: '/accounts', value: 6 })
    const change = { seq: 1, field: '/accounts', from: 2, to: 6, by: 3, why: 'typing error' }
    expect(rowOf(log)).toMatchObject({ accounts: 6, corrected: [change], entries: [1, 2, 3] })
    expect(log.lines[1]).toMatchObject({ data: { accounts: 2 } })
  })

  test('a correction after the as-of time is not known yet', () => {
    const log = corrected({ seq: 1, field: '/accounts', value: 5 })
    expect([D + HOUR - 1, D + HOUR].map((asOfMs) => rowOf(log, asOfMs).accounts)).toEqual([2, 5])
  })

  test('a member that was forgotten can be added, and a list extended', () => {
    const log = corrected(
      { seq: 1, field: '/emergency', value: 'suicide' },
      { seq: 1, field: '/dataRequested/-', value: 'location' },
    )
    expect(rowOf(log)).toMatchObject({ emergency: 'suicide', dataRequested: ['subscriber', 'ip_login', 'location'] })
    expect(rowOf(log).corrected.map(({ from }) => from)).toEqual([null, null])
  })

  test('a correction of a correction is what counts', () => {
    const row = rowOf(corrected({ seq: 1, field: '/accounts', value: 50 }, { seq: 2, field: '/value', value: 5 }))
    expect(row).toMatchObject({ accounts: 5, entries: [1, 2, 3] })
  })

  test('an erased commitment corrects no value, and still is an entry about the request', () => {
    expect(rowOf(corrected({ seq: 1, field: '/c/document', value: null }))).toMatchObject({
      corrected: [],
      entries: [1, 2],
    })
  })

  test.each([
    ['of an entry that does not exist', { seq: 77, field: '/accounts', value: 5 }],
    ['of an entry that comes later', { seq: 2, field: '/accounts', value: 5 }],
    ['of no place', { seq: 1, field: '/a/b/c', value: 5 }],
    ['without a pointer', { seq: 1, field: 'accounts', value: 5 }],
    ['without a value', { seq: 1, field: '/accounts' }],
    ['of the whole data by something else', { seq: 1, field: '', value: 5 }],
  ])('a correction %s is not understood and changes nothing', (_what, data) => {
    const judged = judge(corrected(data).lines)
    expect(judged.rows).toMatchObject([{ accounts: 2, corrected: [] }])
    expect(found(judged)).toEqual(['not-understood: 2'])
  })
})

describe('transitions', () => {
  const asked: Step = ['request.clarification_asked', { questions: [] }]
  const cases: readonly (readonly [why: string, steps: readonly Step[], found: readonly string[]])[] = [
    [
      'each question can be answered once',
      [asked, asked, ['request.clarified'], ['request.clarified'], ['request.clarified']],
      ['transition: 6'],
    ],
    [
      'a challenge is resolved once',
      [
        ['request.challenged', { forum: 'court' }],
        ['challenge.resolved', { result: 'upheld' }],
        ['challenge.resolved', { result: 'upheld' }],
      ],
      ['transition: 4'],
    ],
    ['nothing to resume', [['request.resumed']], ['transition: 2']],
    ['a flag that is not there', [['flag.resolved', { flag: 1, action: 'dismissed' }]], ['transition: 2']],
    [
      'a flag resolved twice',
      [
        ['user.flagged', {}],
        ['flag.resolved', { flag: 2, action: 'dismissed' }],
        ['flag.resolved', { flag: 2, action: 'dismissed' }],
      ],
      ['transition: 4'],
    ],
    ['received twice', [['request.received', receivedData(D)]], ['transition: 2']],
    [
      'decided after its end, naming the end',
      [
        ['request.no_data', { why: 'past_retention' }],
        REVIEW,
        ['request.narrowed', { dataApproved: [] }],
        asked,
        ['request.challenged', { forum: 'court' }],
        ['request.suspended'],
        ['request.rejected', { reasons: [] }],
        ['request.withdrawn'],
      ],
      [3, 4, 5, 6, 7, 8, 9].map((seq) => `transition: 2,${seq}`),
    ],
    [
      'notice, flags and reviews of secrecy stay possible after the end',
      [
        ['request.rejected', { reasons: [] }],
        ['notice.sent', { timing: 'after', told: TOLD }],
        ['notice.deferred', { basis: 'other', until: null }],
        ['user.flagged', {}],
        ['seal.reviewed', { result: 'kept' }],
      ],
      [],
    ],
  ]
  test.each(cases)('%s', (_why, steps, expected) => {
    expect(found(judge(story({}, ...steps).lines)).filter((one) => one.startsWith('transition'))).toEqual(expected)
  })

  test('a bundle goes out once, and only after it was sealed', () => {
    const judged = judge(story({}, REVIEW, delivered('b1'), sealed('b1'), delivered('b1')).lines)
    expect(found(judged).filter((one) => one.startsWith('transition'))).toEqual(['transition: 3', 'transition: 3,5'])
  })

  test('events of a request that was never received are out of place, and make no row', () => {
    const log = testLog()
    log.add(D, 'request.reviewed', APPROVE, 'request-x')
    log.add(D, 'notice.sent', { timing: 'after', told: TOLD })
    const judged = judge(log.lines)
    expect(judged.rows).toEqual([])
    expect(judged.findings.map(({ rule, req, entries }) => [rule, req, entries])).toEqual([
      ['transition', 'request-x', [1]],
      ['transition', null, [2]],
    ])
  })
})

describe('not evaluated is never met', () => {
  const base = {
    received: {} as Line,
    review: APPROVE as Line,
    sealed: {} as Line,
    notice: { timing: 'after', told: TOLD } as Line,
  }
  const run = (changes: Partial<typeof base>) => {
    const { received, review, sealed: bundle, notice } = { ...base, ...changes }
    return judge(
      story(received, ['request.reviewed', review], sealed('b1', bundle), delivered('b1'), ['notice.sent', notice])
        .lines,
    )
  }
  const none = undefined
  test.each([
    ['review-before-disclosure', { review: { ...APPROVE, minimal: none } }],
    ['review-before-disclosure', { review: { ...APPROVE, decision: none } }],
    ['disclosed-within-scope', { review: { ...APPROVE, decision: 'approve_narrowed' } }],
    ['disclosed-within-scope', { received: { dataRequested: none } }],
    ['disclosed-within-scope', { received: { accounts: null } }],
    ['disclosed-within-scope', { received: { period: none } }],
    ['disclosed-within-scope', { sealed: { accountsDisclosed: null } }],
    ['disclosed-within-scope', { sealed: { period: { from: iso(START) } } }],
    ['identified-authority', { received: { authenticity: none } }],
    ['aes-256-only', { sealed: { enc: none } }],
    ['no-content-when-e2ee', { sealed: { dataDisclosed: none } }],
    ['no-keys-no-backdoors', { sealed: { dataDisclosed: none } }],
    ['k-anonymous-tables', { sealed: { tables: none } }],
    ['notice-complete', { notice: { timing: 'after', told: { ...TOLD, data: none } } }],
  ])('%s, where the log lacks a member', (rule, changes) => {
    const judged = run(changes)
    expect(judged.notEvaluated.filter((item) => item.rule === rule)).toMatchObject([{ rule, times: 1 }])
    const verdicts = judged.requests.flatMap(({ judgements }) => judgements.filter((one) => one.rule === rule))
    expect(verdicts.map(({ verdict }) => verdict.answer)).not.toContain('met')
    expect(found(judged)).toEqual([])
  })

  test.each([
    ['no-content-when-e2ee', { endToEndEncrypted: null }],
    ['no-content-when-e2ee', { endToEndEncrypted: false }],
    ['k-anonymous-tables', { policyK: null }],
    ['notice-given', { noticeDays: null }],
    ['seal-expired', { noticeAfterSealDays: null }],
    ['emergency-followed-up', { followUpHours: null }],
    ['retention-respected', { retentionDays: {} }],
    ['indefinite-seal-reviewed', { sealReviewDays: null }],
    ['flag-answered', { flagDays: null }],
    ['answered-in-time', { answerDays: null }],
    ['regular-audit', { auditDays: null }],
    ['key-rotation', { keyRotationDays: null }],
  ])('%s, where the policy says nothing', (rule, parameters) => {
    const log = story(
      { emergency: 'other', sealed: { basis: 'court', until: null } },
      sealed('b1', { tables: 1, dataDisclosed: ['stored_content'] }),
      delivered('b1'),
      ['user.flagged'],
    )
    const judged = judge(log.lines, { parameters, asOfMs: D + 3000 * DAY })
    expect(judged.notEvaluated.filter((item) => item.rule === rule)).toHaveLength(1)
    const verdicts = judged.requests.flatMap(({ judgements }) => judgements.filter((one) => one.rule === rule))
    expect([...verdicts, ...judged.findings.filter((finding) => finding.rule === rule)]).toEqual([])
  })

  test.each([
    [
      'one that says it was sealed later than the time looked at',
      { bundle: 'b2', createdMs: D + 4000 * DAY },
      /after the time/,
    ],
    ['one that nothing readable gives an id', { bundle: null, createdMs: null }, /folder\/b2 has no id/],
  ])('a bundle without its entry: %s', (_, fact, why) => {
    const log = story({}, sealed('b1'), delivered('b1'))
    const own = { bundle: 'b1', note: 'note of b1', path: 'b1', createdMs: D }
    const bundles = [own, { note: 'note of b2', path: 'folder/b2', ...fact }]
    const judged = judge(log.lines, { asOfMs: D + 3000 * DAY, bundles })
    expect(judged.findings.filter(({ rule }) => rule === 'bundle-logged-once')).toEqual([])
    expect(judged.notEvaluated.find(({ rule }) => rule === 'bundle-logged-once')?.why).toMatch(why)
  })

  test('bundles that were not imported, an interval that the log does not state', () => {
    const judged = judge(testLog({}).lines)
    expect(judged.notEvaluated.map(({ rule }) => rule)).toEqual([
      'bundle-logged-once',
      'retention-respected',
      'log-alive',
    ])
  })
})

describe('unusual authority', () => {
  // (x - median) / (1.4826 max(MAD, 1)) > 6: with median 2 and MAD 1 that is x > 10.8956.
  test.each([
    [10, [2, 2, 2, 2], false],
    [11, [2, 2, 2, 2], true],
    [11, [2, 2, 2], false],
    [9, [0, 0, 0, 0], false],
    [10, [0, 0, 0, 0], true],
    // median 2.5, MAD 1.5: 2.5 + 6 x 1.4826 x 1.5 = 15.8434
    [15, [1, 1, 4, 4], false],
    [16, [1, 1, 4, 4], true],
  ])('%i after %j: %j', (count, earlier, unusual) => {
    expect(isUnusual(count, earlier)).toBe(unusual)
  })

  test('half-years without any request count as zero, and each lead cites the receipts', () => {
    const log = testLog()
    const at = (year: number, month: number) => Date.UTC(year, month, 15)
    log.add(at(2025, 2), 'request.received', receivedData(at(2025, 2)), 'request-first')
    for (let i = 0; i < 10; i++) log.add(at(2027, 2), 'request.received', receivedData(at(2027, 2)), `request-${i}`)
    const leads = judge(log.lines).findings.filter(({ rule }) => rule === 'unusual-authority')
    expect(leads.map(({ entries }) => entries)).toEqual([[2, 3, 4, 5, 6, 7, 8, 9, 10, 11]])
    expect(leads[0]?.text).toContain('de-lka-1: 10 requests in 2027-H1')
  })
})

describe('what is due', () => {
  const dueOf = (log: TestLog, asOfMs: number) =>
    judge(log.lines, { asOfMs })
      .due.filter(({ req }) => req !== null)
      .map(({ kind, dueMs, overdue, entries }) => [kind, dueMs === null ? null : iso(dueMs), overdue, entries])

  test('an answer, in time and overdue', () => {
    expect(dueOf(story({}), D + DAY)).toEqual([['answer', iso(D + 30 * DAY), false, [1]]])
    expect(dueOf(story({}), D + 40 * DAY)).toEqual([['answer', iso(D + 30 * DAY), true, [1]]])
  })

  test('while the authority owes an answer there is no date', () => {
    expect(dueOf(story({}, ['request.clarification_asked', {}]), D + DAY)).toEqual([['answer', null, false, [1]]])
  })

  test('a notice, a follow-up, a flag', () => {
    const log = story({ emergency: 'other' }, REVIEW, sealed('b1'), delivered('b1'), ['user.flagged'])
    expect(dueOf(log, D + 5 * HOUR)).toEqual([
      ['follow_up', iso(D + 51 * HOUR), false, [1, 4]],
      ['notice', iso(D + 3 * HOUR + 7 * DAY), false, [4]],
      ['flag', iso(D + 4 * HOUR + 14 * DAY), false, [5]],
    ])
  })

  test('secrecy that ends, and the notice after it; a deferral to review', () => {
    const order = { sealed: { basis: 'court', until: iso(D + 20 * DAY) } }
    const log = story(
      order,
      ['request.rejected', { reasons: [] }],
      ['notice.deferred', { basis: 'other', until: null, reviewAt: iso(D + 3 * DAY) }],
    )
    expect(dueOf(log, D + 4 * DAY)).toEqual([
      ['deferral_review', iso(D + 3 * DAY), true, [3]],
      ['secrecy_order_ends', iso(D + 20 * DAY), false, [1]],
      ['secrecy_review', iso(D + 2 * HOUR + 180 * DAY), false, [3]],
    ])
    const alone = story(order, ['request.rejected', { reasons: [] }])
    expect(dueOf(alone, D + 4 * DAY)).toEqual([
      ['secrecy_order_ends', iso(D + 20 * DAY), false, [1]],
      ['notice_after_secrecy', iso(D + 27 * DAY), false, [1]],
    ])
  })

  test('the log’s own dates', () => {
    const log = testLog({ maxHeadIntervalHours: 24 })
    const due = judge(log.lines, { asOfMs: START + HOUR }).due.map(({ kind, dueMs }) => [kind, iso(dueMs ?? 0)])
    expect(due).toEqual([
      ['log_entry', iso(START + DAY)],
      ['audit', iso(START + 365 * DAY)],
      ['key_rotation', iso(START + 365 * DAY)],
    ])
  })
})
