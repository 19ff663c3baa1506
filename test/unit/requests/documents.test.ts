import { describe, expect, test } from 'vitest'
import { findingsDocument, requestsDocument } from '#core/requests/documents.ts'
import { fitsFilter, type RequestFilter } from '#core/requests/filter.ts'
import { hoursOf } from '#core/requests/hours.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { RULE_IDS, type RuleId } from '#core/requests/rules/rule-table.ts'
import { parseSearch } from '#core/requests/search-query.ts'
import { APPROVE, DAY, HOUR, judge, receivedData, START, sealedData, TOLD, testLog } from './log-builder.ts'

const D = START + DAY
function twoRequests() {
  const log = testLog()
  log.add(
    D,
    'request.received',
    receivedData(D, { origin: { code: 'US-CA', kind: 'subnational' }, emergency: 'suicide' }),
    'request-b',
  )
  log.add(D, 'request.received', receivedData(D), 'request-a')
  log.add(D + 90 * 60_000, 'request.reviewed', APPROVE, 'request-a')
  log.add(D + 2 * HOUR, 'disclosure.sealed', sealedData('b1', { dataDisclosed: ['subscriber'] }), 'request-a')
  log.add(D + 3 * HOUR, 'disclosure.delivered', { bundle: 'b1' }, 'request-a')
  log.add(D + 4 * HOUR, 'notice.sent', { timing: 'after', told: { ...TOLD, data: false } }, 'request-a')
  log.add(D + 5 * HOUR, 'correction', { seq: 2, field: '/accounts', value: 3, why: 'miscounted' })
  log.add(D + 6 * HOUR, 'request.rejected', { reasons: [] }, 'request-b')
  return log
}

test('requests --json has the members of the format, by receipt and then id', () => {
  const { rows } = judge(twoRequests().lines)
  const document = requestsDocument({ asOfMs: D + 6 * HOUR, total: 2, filter: { origin: ['DE'] }, rows })
  expect(document).toMatchObject({
    tool: { name: 'plainview' },
    asOf: '2025-01-02T06:00:00.000Z',
    total: 2,
    shown: 2,
    filter: { origin: ['DE'] },
  })
  expect(Object.keys(document)).toEqual(['tool', 'asOf', 'total', 'shown', 'filter', 'rows'])
  expect(document.rows.map(({ req }) => req)).toEqual(['request-a', 'request-b'])
  expect(document.rows[0]).toEqual({
    req: 'request-a',
    receivedAt: '2025-01-02T00:00:00.000Z',
    origin: { code: 'DE', kind: 'state' },
    authorityType: 'police',
    instrument: 'search_warrant',
    emergency: null,
    outcome: 'disclosed_partial',
    notice: 'notified_after',
    overlays: [],
    challenge: null,
    selectors: 1,
    accounts: 3,
    accountsDisclosed: 2,
    dataRequested: ['subscriber', 'ip_login'],
    dataDisclosed: ['subscriber'],
    hours: { firstReview: 1.5, decision: 1.5, disclosure: 3, notice: 4 },
    corrected: [{ seq: 2, field: '/accounts', from: 2, to: 3, by: 7, why: 'miscounted' }],
    entries: [2, 3, 4, 5, 6, 7],
  })
})

test('findings --json counts what it lists, and lists by rule in the order of the table', () => {
  const log = twoRequests()
  log.add(D + 7 * HOUR, 'request.resumed', {}, 'request-b')
  log.add(D + 7 * HOUR, 'request.resumed', {}, 'request-a')
  const { findings, notEvaluated } = judge(log.lines)
  const document = findingsDocument({ asOfMs: D + 7 * HOUR, parameters: DEFAULT_PARAMETERS, findings, notEvaluated })
  expect(Object.keys(document)).toEqual(['tool', 'asOf', 'parameters', 'counts', 'findings', 'notEvaluated'])
  expect(document.findings.map(({ rule, entries }) => `${rule} ${entries.join(',')}`)).toEqual([
    'notice-complete 6',
    'transition 9',
    'transition 10',
  ])
  expect(document.findings[0]).toEqual({
    rule: 'notice-complete',
    severity: 'medium',
    req: 'request-a',
    entries: [6],
    at: '2025-01-02T04:00:00.000Z',
    text: 'the notice did not tell the data',
  })
  expect(document.counts).toMatchObject({ total: 3, high: 0, medium: 3, low: 0, info: 0 })
  expect(Object.keys(document.counts.byRule)).toEqual([...RULE_IDS])
  expect(Object.values(document.counts.byRule).reduce((a, b) => a + b, 0)).toBe(3)
  expect(document.notEvaluated.map(({ rule }) => rule)).toEqual(['bundle-logged-once', 'retention-respected'])
})

test('the cause of what was not evaluated says how often and where first', () => {
  const { findings } = judge([])
  const document = findingsDocument({
    asOfMs: null,
    parameters: DEFAULT_PARAMETERS,
    findings,
    notEvaluated: [
      { rule: 'aes-256-only', why: 'no enc', times: 1, firstEntry: 7 },
      { rule: 'aes-256-only', why: 'no enc', times: 3, firstEntry: 7 },
      { rule: 'log-alive', why: 'no log', times: 0, firstEntry: null },
    ],
  })
  expect(document.asOf).toBeNull()
  expect(document.notEvaluated.map(({ why }) => why)).toEqual([
    'no enc (at entry 7)',
    'no enc (3 times, first at entry 7)',
    'no log',
  ])
})

test.each([
  [0, 0],
  [179_999, 0],
  [180_000, 0.1],
  [-180_000, -0.1],
  [-179_999, 0],
  [539_999, 0.1],
  [540_000, 0.2],
  [3_600_000, 1],
  [129_600_000_000, 36_000],
])('%i ms are %d hours', (ms, hours) => {
  expect(hoursOf(ms)).toBe(hours)
})

describe('filters', () => {
  const judged = judge(twoRequests().lines)
  const shown = (filter: RequestFilter) =>
    judged.requests
      .filter(({ row, judgements }) => {
        const broken = new Set<RuleId>(
          judgements.flatMap(({ rule, verdict }) => (verdict.answer === 'broken' ? [rule] : [])),
        )
        return fitsFilter(row, broken, filter)
      })
      .map(({ row }) => row.req)
  const text = (words: string) => {
    const parsed = parseSearch(words)
    return parsed.ok && parsed.value !== null ? { text: parsed.value } : {}
  }
  const both = ['request-a', 'request-b']
  test.each<readonly [string, RequestFilter, readonly string[]]>([
    ['none', {}, both],
    ['from the millisecond of receipt', { fromMs: D }, both],
    ['from a millisecond later', { fromMs: D + 1 }, []],
    ['to the millisecond of receipt, exclusive', { toMs: D }, []],
    ['to a millisecond later', { toMs: D + 1 }, both],
    ['origin', { origin: ['US-CA'] }, ['request-b']],
    ['origins', { origin: ['US-CA', 'DE'] }, both],
    ['authority type', { authorityType: ['court'] }, []],
    ['instrument', { instrument: ['search_warrant'] }, both],
    ['outcome', { outcome: ['rejected'] }, ['request-b']],
    ['notice', { notice: ['notified_after'] }, ['request-a']],
    ['emergency', { emergency: ['suicide'] }, ['request-b']],
    ['no emergency', { emergency: ['none'] }, ['request-a']],
    ['challenge', { challenge: ['open'] }, []],
    ['never challenged', { challenge: ['none'] }, both],
    ['rule', { rule: ['notice-complete'] }, ['request-a']],
    ['text', text('landeskriminalamt'), both],
    ['text in ids', text('request-b'), ['request-b']],
    ['everything at once', { origin: ['DE'], outcome: ['rejected'] }, []],
    ['an empty list is no limit', { origin: [], rule: [] }, both],
  ])('%s', (_name, filter, expected) => {
    expect(shown(filter)).toEqual(expected)
  })
})
