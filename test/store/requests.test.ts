/** Requests and findings through the contract, on a sample log imported by the real judge; held against the fold in memory. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Input, Name, Output } from '#contract/contract.ts'
import { contract } from '#contract/contract.ts'
import type { RequestFilter } from '#contract/requests-view.ts'
import { requestsDocument } from '#core/requests/documents.ts'
import { type EvaluatedRequest, evaluateLog } from '#core/requests/evaluate.ts'
import { createFold } from '#core/requests/fold.ts'
import { parseLogLine } from '#core/requests/log-entry.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { matchesSearch, searchedFields } from '#core/requests/search-match.ts'
import { parseSearch } from '#core/requests/search-query.ts'
import { createSurvey } from '#core/requests/survey.ts'
import { makeSampleExport } from '../../main/io/write-export.ts'
import { verifyEvidence } from '../../main/work/verify-evidence.ts'
import { type Fixture, fixture } from './app-fixture.ts'
import { temporaryFolder } from './temp-folder.ts'

const root = temporaryFolder()
const exportFolder = join(root, 'export')
let it: Fixture
let where: { caseId: string; evidenceId: string }
let lines: readonly string[]
/** The same log, folded and judged in memory. */
let requests: readonly EvaluatedRequest[]
let evaluation: ReturnType<typeof evaluateLog>

beforeAll(async () => {
  mkdirSync(root, { recursive: true })
  const made = await makeSampleExport(exportFolder, { requests: 700, findings: true, seed: 'requests' })
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  lines = readFileSync(join(exportFolder, 'entries/000000.jsonl'), 'utf8').split('\n').slice(0, -1)
  const entries = lines.map((line, index) => parseLogLine(line, { index, previousTimeMs: 0 }))
  const survey = createSurvey()
  for (const entry of entries) survey.add(entry)
  const asOfMs = survey.lastTimeMs() ?? 0
  const fold = createFold({ asOfMs, corrections: survey.correctionsAsOf(asOfMs) })
  for (const entry of entries) fold.add(entry)
  const all: EvaluatedRequest[] = []
  const options = { asOfMs, parameters: DEFAULT_PARAMETERS, bundles: null, cosigned: [] }
  evaluation = evaluateLog(fold.result(), options, (request) => all.push(request))
  requests = all

  it = fixture(join(root, 'app'), { verify: verifyEvidence })
  const { caseId } = await ask('cases.create', { name: 'Heron' })
  const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(exportFolder) })
  where = { caseId, evidenceId: (await done(jobId)).result ?? '' }
  await done((await ask('requests.derive', where)).jobId)
}, 120_000)

afterAll(async () => {
  await it.app.close()
  expect(it.bugs).toEqual([])
})

/** The answer, which also has to be exactly what the contract says. */
async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await it.app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
  return contract[name].output.parse(answer.value) as Output<N>
}
async function refused<N extends Name>(name: N, input: Input<N>): Promise<string> {
  const answer = await it.app.call(name, input)
  return answer.ok ? 'answered' : answer.error.code
}
async function done(jobId: string) {
  for (;;) {
    const status = await ask('jobs.status', { jobId })
    if (status.state === 'failed') throw new Error(JSON.stringify(status.error))
    if (status.state !== 'running') return status
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

type Sort = NonNullable<Input<'requests.list'>['sort']>
async function everyPage(filter: RequestFilter, limit: number, sort: Sort = { by: 'received' }) {
  const reqs: string[] = []
  let cursor: string | null = null
  do {
    const page: Output<'requests.list'> = await ask('requests.list', { ...where, filter, sort, cursor, limit })
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    reqs.push(...page.rows.map(({ req }) => req))
    cursor = page.nextCursor
  } while (cursor !== null)
  return reqs
}

/** What the filter says, in plain words of JavaScript. */
function expected(filter: RequestFilter): readonly EvaluatedRequest[] {
  const text = parseSearch(filter.text ?? '')
  return requests.filter(({ row }) => {
    const findings = evaluation.findings.filter(({ req }) => req === row.req)
    const worst = ['high', 'medium', 'low', 'info'].find((severity) =>
      findings.some((one) => one.severity === severity),
    )
    const fits = (wanted: readonly string[] | undefined, values: readonly string[]) =>
      wanted === undefined || wanted.length === 0 || wanted.some((value) => values.includes(value))
    return (
      row.receivedAtMs >= (filter.fromMs ?? 0) &&
      row.receivedAtMs < (filter.toMs ?? Number.POSITIVE_INFINITY) &&
      fits(filter.section, [row.section]) &&
      fits(filter.origin, [row.origin.code ?? '']) &&
      fits(filter.authorityType, [row.authority.type]) &&
      fits(filter.instrument, [row.instrument]) &&
      fits(filter.outcome, [row.outcome ?? 'none']) &&
      fits(filter.notice, [row.notice]) &&
      fits(filter.emergency, [row.emergency ?? 'none']) &&
      fits(filter.challenge, [row.challenge === null ? 'none' : (row.challenge.result ?? 'open')]) &&
      fits(filter.overlay, row.overlays) &&
      fits(filter.requested, row.dataRequested) &&
      fits(filter.disclosed, row.dataDisclosed) &&
      fits(
        filter.rule,
        findings.map(({ rule }) => rule),
      ) &&
      fits(filter.severity, [worst ?? 'none']) &&
      (!text.ok || text.value === null || matchesSearch(searchedFields(row), text.value))
    )
  })
}

const some = <T>(...values: readonly T[]) =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) })
const filters: fc.Arbitrary<RequestFilter> = fc.record(
  {
    fromMs: fc.integer({ min: Date.UTC(2023, 6, 1), max: Date.UTC(2026, 5, 1) }),
    toMs: fc.integer({ min: Date.UTC(2023, 6, 1), max: Date.UTC(2026, 6, 1) }),
    section: some<'request' | 'preservation' | 'uk_ipa'>('request', 'preservation', 'uk_ipa'),
    origin: some('DE', 'US', 'FR', 'GB', 'ZZ'),
    authorityType: some<'police' | 'court' | 'prosecutor'>('police', 'court', 'prosecutor'),
    instrument: some<'search_warrant' | 'emergency_request' | 'epoc'>('search_warrant', 'emergency_request', 'epoc'),
    outcome: some<'rejected' | 'disclosed_full' | 'none' | 'pending'>('rejected', 'disclosed_full', 'none', 'pending'),
    notice: some<'notified_after' | 'sealed_by_law'>('notified_after', 'sealed_by_law'),
    emergency: some<'none' | 'threat_to_life'>('none', 'threat_to_life'),
    challenge: some<'none' | 'upheld' | 'open'>('none', 'upheld', 'open'),
    overlay: some<'narrowed' | 'user_flagged'>('narrowed', 'user_flagged'),
    requested: some<'subscriber' | 'location' | 'stored_content'>('subscriber', 'location', 'stored_content'),
    disclosed: some<'subscriber' | 'payment'>('subscriber', 'payment'),
    severity: some<'high' | 'none'>('high', 'none'),
    text: fc.constantFrom(
      'fraud',
      'police OR polizei',
      'reason:betrug',
      '-reason:fraud',
      '"search_warrant"',
      'NOT (a OR b)',
      'de',
      'authority:police -fraud',
    ),
  },
  { requiredKeys: [] },
)

describe('the list', () => {
  test('every filter finds what the fold says, in order of receipt, however it is cut into pages', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1, max: 500 }), async (filter, limit) => {
        const reqs = expected(filter).map(({ row }) => row.req)
        expect(await everyPage(filter, Math.max(limit, Math.ceil(reqs.length / 20)))).toEqual(reqs)
        const page = await ask('requests.list', { ...where, filter, limit: 1 })
        expect(page.matching).toBe(reqs.length)
        expect(page.account).toMatchObject({ shown: Math.min(1, reqs.length), total: requests.length })
      }),
      { numRuns: 120 },
    )
  }, 120_000)

  test.each([
    ['received', ({ row }: EvaluatedRequest) => row.receivedAtMs],
    ['accounts', ({ row }: EvaluatedRequest) => row.accounts],
    ['decision', ({ row }: EvaluatedRequest) => row.elapsedMs.decision],
    ['noticeTime', ({ row }: EvaluatedRequest) => row.elapsedMs.notice],
    ['origin', ({ row }: EvaluatedRequest) => row.origin.code],
    ['findings', ({ row }: EvaluatedRequest) => evaluation.findings.filter(({ req }) => req === row.req).length],
  ] as const)('sorted by %s, unknown values last in both directions, ties by receipt', async (by, keyOf) => {
    for (const descending of [false, true]) {
      const place = new Map(requests.map(({ row }, at) => [row.req, at]))
      const order = requests.toSorted((a, b) => {
        const [x, y] = [keyOf(a), keyOf(b)]
        if (x === null || y === null)
          return x === y ? (place.get(a.row.req) ?? 0) - (place.get(b.row.req) ?? 0) : x === null ? 1 : -1
        const compared = x < y ? -1 : x > y ? 1 : 0
        if (compared !== 0) return descending ? -compared : compared
        const tie = (place.get(a.row.req) ?? 0) - (place.get(b.row.req) ?? 0)
        return by === 'received' && descending ? -tie : tie
      })
      expect(await everyPage({}, 90, { by, descending })).toEqual(order.map(({ row }) => row.req))
    }
  })

  test('facets count what each value would give, the other filters staying as they are', async () => {
    const filter: RequestFilter = { outcome: ['rejected', 'disclosed_full'], origin: ['DE', 'US'] }
    const facets = await ask('requests.facets', { ...where, filter })
    expect(facets.matching).toBe(expected(filter).length)
    for (const { value, count } of facets.outcome) {
      expect(count).toBe(expected({ ...filter, outcome: [value as 'rejected'] }).length)
    }
    for (const { value, count } of facets.rule) {
      expect(count).toBe(expected({ ...filter, rule: [value as 'transition'] }).length)
    }
    for (const { value, count } of facets.severity) {
      expect(count).toBe(expected({ ...filter, severity: [value as 'high'] }).length)
    }
    const sum = (counts: readonly { count: number }[]) => counts.reduce((total, { count }) => total + count, 0)
    expect([sum(facets.instrument), sum(facets.notice), sum(facets.halfYear), sum(facets.section)]).toEqual(
      Array(4).fill(facets.matching),
    )
  })

  test('a cursor or search that makes no sense is refused', async () => {
    expect(await refused('requests.list', { ...where, cursor: 'x' })).toBe('bad_request')
    expect(await refused('requests.list', { ...where, filter: { text: '"open' } })).toBe('refused')
    expect(await refused('requests.list', { ...where, evidenceId: 'ev_ffffffffffffffff' })).toBe('not_found')
  })
})

describe('one request', () => {
  test('every story is read from the lines themselves, with hash, corrections and rules', async () => {
    const chosen = requests.filter(
      ({ row, findings }, at) =>
        row.corrected.length > 0 || row.duplicates.length > 0 || findings.length > 0 || at % 40 === 0,
    )
    expect(chosen.length).toBeGreaterThan(30)
    for (const { row, history, judgements } of chosen) {
      const page = await ask('requests.get', { ...where, req: row.duplicates[0] ?? row.req })
      expect(page.row.req).toBe(row.req)
      expect(page.story.map(({ entry }) => entry.seq)).toEqual([...row.entries])
      for (const { entry, dataJson, type } of page.story) {
        const line = JSON.parse(lines[entry.index ?? -1] ?? 'null')
        expect([line.seq, line.type, JSON.stringify(line.data)]).toEqual([entry.seq, type, dataJson])
      }
      expect(page.story.flatMap(({ corrections }) => corrections.map(({ by }) => by.seq))).toEqual(
        row.corrected.map(({ by }) => by),
      )
      const answers = page.rules
        .filter(({ rule }) => rule !== 'retention-respected')
        .map(({ rule, answer }) => `${rule} ${answer}`)
      expect(answers).toEqual(judgements.map(({ rule, verdict }) => `${rule} ${verdict.answer}`))
      expect(page.findings.map(({ rule, entries }) => [rule, entries.map(({ seq }) => seq)])).toEqual(
        evaluation.findings.filter(({ req }) => req === row.req).map(({ rule, entries }) => [rule, entries]),
      )
      expect(page.scope.disclosed).toHaveLength(
        history.events.filter(({ type }) => type === 'disclosure.sealed').length,
      )
      const received = page.story.find(({ type }) => type === 'request.received')
      expect(received?.decides).toContain('received')
      const entry = await ask('verify.entry', { ...where, index: received?.entry.index ?? -1 })
      expect(received?.leafHash).toBe(entry.leafHash)
      expect(await ask('requests.of-entry', { ...where, index: entry.index })).toEqual({ req: row.req })
    }
  }, 60_000)

  test('an id that was never received is not found', async () => {
    expect(await refused('requests.get', { ...where, req: 'no-such-request' })).toBe('not_found')
  })
})

describe('findings', () => {
  test('groups by rule, severity and request each add up to all of them', async () => {
    for (const by of ['rule', 'severity', 'request'] as const) {
      const { groups, total } = await ask('findings.groups', { ...where, by, limit: 500 })
      expect(total).toBe(evaluation.findings.length)
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(total)
    }
    const { notEvaluated } = await ask('findings.groups', { ...where, by: 'rule' })
    expect(notEvaluated).toMatchObject(evaluation.notEvaluated)
  })

  test('are listed in the order of the rules, page by page', async () => {
    const ids: string[] = []
    const rules: string[] = []
    let cursor: string | null = null
    do {
      const page: Output<'findings.list'> = await ask('findings.list', { ...where, cursor, limit: 7 })
      ids.push(...page.findings.map(({ findingId }) => findingId))
      rules.push(...page.findings.map(({ rule, entries }) => `${rule} ${entries.map(({ seq }) => seq)}`))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(rules).toEqual(evaluation.findings.map(({ rule, entries }) => `${rule} ${entries}`))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('what is due comes by date', async () => {
    const { items, counts } = await ask('requests.due', { ...where, limit: 500 })
    expect(items.map(({ kind, dueMs }) => `${kind} ${dueMs}`).sort()).toEqual(
      evaluation.due
        .slice(0, 500)
        .map(({ kind, dueMs }) => `${kind} ${dueMs}`)
        .sort(),
    )
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(evaluation.due.length)
  })

  async function everyDue(asked: Omit<Input<'requests.due'>, 'caseId' | 'evidenceId'>) {
    const items: Output<'requests.due'>['items'] = []
    let cursor: string | null = null
    let total = 0
    do {
      const page: Output<'requests.due'> = await ask('requests.due', { ...where, ...asked, cursor, limit: 23 })
      items.push(...page.items)
      cursor = page.nextCursor
      total = page.account.total
    } while (cursor !== null)
    expect(items.length).toBe(total)
    return items
  }

  test('what is overdue comes first, then what is coming, each by date', async () => {
    const items = await everyDue({})
    const order = items.map(({ overdue, dueMs }) => [overdue ? 0 : 1, dueMs ?? Number.MAX_SAFE_INTEGER] as const)
    expect(order).toEqual(order.toSorted(([a, x], [b, y]) => a - b || x - y))
    expect(new Set(items.map(({ overdue }) => overdue)).size).toBe(2)
    const overdue = await everyDue({ overdue: true })
    const coming = await everyDue({ overdue: false })
    expect([...overdue, ...coming]).toEqual(items)
    expect(overdue.length).toBe(evaluation.due.filter((one) => one.overdue).length)
  })

  test('a date is known by its request, and asked for by kind and by when', async () => {
    const kind = ['secrecy_order_ends' as const, 'deferral_ends' as const]
    const items = await everyDue({ kind })
    expect(items.length).toBe(evaluation.due.filter((one) => kind.some((each) => each === one.kind)).length)
    expect(items.length).toBeGreaterThan(3)
    for (const { req, about } of items) {
      const row = requests.find((one) => one.row.req === req)?.row
      expect(about).toEqual({
        origin: row?.origin,
        authority: row?.authority,
        instrument: row?.instrument,
        outcome: row?.outcome,
      })
    }
    const [, second] = items
    const early = await everyDue({ kind, toMs: second?.dueMs ?? 0 })
    expect(early.length).toBe(items.filter(({ dueMs }) => (dueMs ?? 0) < (second?.dueMs ?? 0)).length)
  })
})

describe('exports', () => {
  test('what is due goes out as a table, and the work log says so', async () => {
    const { text, fileName, account, nextCursor } = await ask('requests.due-export', { ...where, overdue: true })
    const rows = parse(text, { columns: true }) as Record<string, string>[]
    const items = (await ask('requests.due', { ...where, overdue: true, limit: 500 })).items
    expect([fileName.slice(-4), nextCursor, account.shown, rows.length]).toEqual([
      '.csv',
      null,
      items.length,
      items.length,
    ])
    expect(rows.map(({ req, what, overdue }) => [req, what, overdue])).toEqual(
      items.map(({ req, kind }) => [req ?? '', kind, 'yes']),
    )
    const [entry] = (await ask('worklog.list', { caseId: where.caseId })).entries
    expect(entry).toMatchObject({ type: 'work.exported', canUndo: false })
    expect(entry?.text).toContain(`${items.length} dates as csv`)
    expect(entry?.text).toContain('overdue')
  })

  test('findings go out as they are filtered', async () => {
    const filter = { severity: ['high' as const] }
    const { text, account } = await ask('findings.export', { ...where, filter, format: 'json' })
    const high = evaluation.findings.filter(({ severity }) => severity === 'high')
    const document = JSON.parse(text)
    expect(document.findings.map(({ rule, req }: { rule: string; req: string }) => `${rule} ${req}`)).toEqual(
      high.map(({ rule, req }) => `${rule} ${req}`),
    )
    expect([account.shown, account.total, account.filter]).toEqual([
      high.length,
      evaluation.findings.length,
      'severity: high',
    ])
    const csv = await ask('findings.export', { ...where, filter, format: 'csv' })
    expect((parse(csv.text, { columns: true }) as unknown[]).length).toBe(high.length)
  })

  test('JSON is the document of the command line, byte for byte, however many pieces it comes in', async () => {
    const { derivation } = await ask('requests.state', where)
    for (const filter of [{}, { outcome: ['rejected' as const] }, { text: 'no-such-word-anywhere' }]) {
      const { text } = await ask('requests.export', { ...where, filter, format: 'json' })
      const rows = expected(filter).map(({ row }) => row)
      const document = requestsDocument({ asOfMs: derivation?.asOfMs ?? 0, total: requests.length, filter, rows })
      expect(text).toBe(`${JSON.stringify(document, null, 2)}\n`)
    }
  })

  test('CSV has a row per request and runs no formula', async () => {
    const { text, account } = await ask('requests.export', { ...where, format: 'csv' })
    const records: Record<string, string>[] = parse(text, { columns: true })
    expect(records.map(({ req }) => req?.replace(/^'/, ''))).toEqual(requests.map(({ row }) => row.req))
    expect(account).toMatchObject({ shown: requests.length, total: requests.length })
    const dangerous = records
      .flatMap((record) => Object.entries(record))
      .filter(
        ([name, cell]) => !/^(hours|accounts|selectors|findings|corrected)/.test(name) && /^[=+\-@\t\r]/.test(cell),
      )
    expect(dangerous).toEqual([])
    // Ids may begin with a minus: there is one in this log, or the test shows nothing.
    expect(requests.some(({ row }) => row.req.startsWith('-'))).toBe(true)
  })
})

describe('policy', () => {
  test('a new policy is said to differ from the derivation, and counts after deriving again', async () => {
    const before = await ask('rules.policy', { caseId: where.caseId })
    expect(before.isOwn).toBe(false)
    const text = JSON.stringify({
      format: 'plainview-rules/v1',
      parameters: { policyK: null },
      sentences: { 'aes-256-only': 'Ours.' },
    })
    expect(await refused('rules.set-policy', { caseId: where.caseId, text: '{}' })).toBe('refused')
    await ask('rules.set-policy', { caseId: where.caseId, text })
    expect((await ask('requests.state', where)).derivation?.policyChanged).toBe(true)
    await done((await ask('requests.derive', where)).jobId)
    const { findings } = await ask('findings.list', {
      ...where,
      filter: { rule: ['k-anonymous-tables', 'aes-256-only'] },
    })
    expect(findings.map(({ rule, sentence }) => [rule, sentence])).toEqual([['aes-256-only', 'Ours.']])
    await ask('rules.reset-policy', { caseId: where.caseId })
    await done((await ask('requests.derive', where)).jobId)
    expect((await ask('requests.state', where)).derivation?.policyChanged).toBe(false)
    expect((await ask('findings.groups', { ...where, by: 'rule' })).total).toBe(evaluation.findings.length)
  })

  test('an earlier as-of time knows less', async () => {
    const asOf = '2024-12-31T23:59:59.999Z'
    await done((await ask('requests.derive', { ...where, asOf })).jobId)
    const { derivation, matching } = await ask('requests.list', { ...where, limit: 1 })
    expect(derivation.asOfMs).toBe(Date.parse(asOf))
    expect(matching).toBeLessThan(requests.length)
    expect(matching).toBeGreaterThan(100)
    const { rows } = await ask('requests.list', { ...where, limit: 500, sort: { by: 'received', descending: true } })
    expect(Math.max(...rows.map(({ receivedAtMs }) => receivedAtMs))).toBeLessThanOrEqual(Date.parse(asOf))
    await done((await ask('requests.derive', where)).jobId)
    expect((await ask('requests.list', { ...where, limit: 1 })).matching).toBe(requests.length)
  })
})

test('ids of requests whose notice stands as asked are found, those of duplicates too', async () => {
  const theCase = await it.app.cases.get(where.caseId)
  const { no } = (await theCase.evidence.byId(where.evidenceId)) ?? { no: -1 }
  const ids = requests.flatMap(({ row: { req, duplicates } }) => [req, ...duplicates])
  expect(ids.length).toBeGreaterThan(requests.length)
  for (const notice of new Set(requests.map(({ row }) => row.notice))) {
    const own = requests.filter(({ row }) => row.notice === notice)
    const expected = own.flatMap(({ row: { req, duplicates } }) => [req, ...duplicates])
    const found = await theCase.requests.idsWithNotice(no, notice, ['nobody', ...ids])
    expect(found.toSorted(), notice).toEqual(expected.toSorted())
  }
})
