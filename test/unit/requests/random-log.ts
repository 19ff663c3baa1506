/** Random logs: mostly sensible demands, with every kind of nonsense mixed in. */
import fc from 'fast-check'
import { EVENT_TYPES } from '#core/requests/enumerations.ts'
import { DAY, iso, type Line, START } from './log-builder.ts'

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values)
const REQS = ['request-a', 'request-b', 'request-c', 'request-d'] as const
const req = oneOf(...REQS)
const category = oneOf('subscriber', 'ip_login', 'location', 'stored_content', 'moon_phase')
const categories = fc.oneof(
  { weight: 9, arbitrary: fc.uniqueArray(category, { maxLength: 4 }) },
  { weight: 1, arbitrary: oneOf<unknown>(null, 'x', [7]) },
)
const count = oneOf<unknown>(0, 1, 2, 3, null, -1, 1.5, '2')
const time = fc.integer({ min: -5, max: 400 }).map((days) => iso(START + days * DAY))
const until = fc.oneof(
  { weight: 3, arbitrary: time },
  { weight: 2, arbitrary: oneOf<unknown>(null, undefined, 'soon') },
)
const bundle = oneOf('b1', 'b2', 'b3')
const nonsense = oneOf<unknown>(undefined, null, 5, '', 'nonsense', [], {}, true)
const rare = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 14, arbitrary: arbitrary as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: nonsense })
const period = fc.record({ from: time, to: time })

const received = fc.record({
  authority: rare(
    fc.record({
      id: oneOf('a1', 'a2', ''),
      name: oneOf('LKA', null),
      type: oneOf('police', 'court', 'sheriff', undefined),
    }),
  ),
  origin: rare(fc.record({ code: oneOf('DE', 'US-CA', undefined), kind: oneOf('state', 'subnational', 'galactic') })),
  instrument: rare(oneOf('search_warrant', 'nsl', 'epoc_pr', 'preservation_request', 'royal_decree', 'other')),
  temporal: rare(oneOf('stored', 'both')),
  emergency: oneOf<unknown>(undefined, undefined, null, 'suicide', 'boredom'),
  reason: rare(fc.constant('fraud')),
  dataRequested: categories,
  period: rare(period),
  selectors: count,
  accounts: count,
  channel: rare(oneOf('email', 'treaty')),
  authenticity: rare(oneOf('verified', 'unverified', 'fraudulent')),
  sealed: fc.option(rare(fc.record({ basis: oneOf('court', 'statute'), until })), { freq: 3 }),
  sameAs: fc.option(oneOf<unknown>(...REQS, 'request-z', 5), { freq: 4 }),
  follows: fc.option(req, { freq: 4 }),
  receivedAt: rare(time),
})

const DATA: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  'request.received': received,
  'request.reviewed': fc.record({
    lawful: rare(fc.boolean()),
    relevant: oneOf<unknown>(true, true, false, undefined),
    minimal: oneOf<unknown>(true, true, false, undefined),
    decision: rare(oneOf('approve', 'approve_narrowed', 'challenge', 'reject', 'clarify', 'suspend')),
  }),
  'request.narrowed': fc.record({ dataApproved: categories, period: rare(period), accounts: count }),
  'request.challenged': fc.record({ forum: rare(oneOf('authority', 'court', 'treaty_body')) }),
  'challenge.resolved': fc.record({ result: rare(oneOf('withdrawn', 'narrowed', 'upheld', 'quashed')) }),
  'request.rejected': fc.record({ reasons: oneOf<unknown>([], ['no_legal_basis'], ['because'], null) }),
  'request.no_data': fc.record({ why: rare(oneOf('no_such_account', 'past_retention')) }),
  'disclosure.sealed': fc.record({
    bundle: rare(fc.record({ id: bundle, note: oneOf('n1', 'n2') })),
    dataDisclosed: categories,
    period: rare(period),
    accountsDisclosed: count,
    oldestDataAt: rare(fc.record({ subscriber: time, moon_phase: time })),
    enc: rare(oneOf('A256GCM', 'A128GCM')),
    tables: count,
    anonymity: rare(fc.array(fc.record({ k: oneOf<unknown>(4, 5, '6', 'x') }), { maxLength: 2 })),
  }),
  'disclosure.delivered': fc.record({ bundle: rare(bundle), channel: rare(oneOf('email')) }),
  'notice.sent': fc.record({
    accounts: count,
    timing: rare(oneOf('before', 'after')),
    told: rare(
      fc.record({ authorityType: fc.boolean(), reason: fc.boolean(), data: fc.boolean(), timeframe: fc.boolean() }),
    ),
  }),
  'notice.deferred': fc.record({
    basis: rare(oneOf('court_order', 'statute', 'emergency', 'no_contact', 'risk_to_person', 'other')),
    until,
    reviewAt: rare(time),
  }),
  'seal.reviewed': fc.record({ result: rare(oneOf('kept', 'lifted', 'shortened')) }),
  'flag.resolved': fc.record({ flag: fc.nat(30), action: rare(oneOf('dismissed')) }),
  'log.opened': fc.record({ maxHeadIntervalHours: rare(oneOf(24, 0)) }),
  'key.rotated': fc.record({ purpose: rare(oneOf('storage', 'transport')) }),
  'childsafety.reported': fc.record({ to: rare(oneOf('NCMEC')), reports: count }),
  correction: fc.record({
    seq: fc.oneof({ weight: 9, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: nonsense }),
    field: rare(
      oneOf(
        '/instrument',
        '/accounts',
        '/authority/type',
        '/dataRequested/0',
        '/dataRequested/-',
        '/sameAs',
        '/receivedAt',
        '/value',
        '/field',
        '/bundle/id',
        '/c/document',
        '/nowhere/at/all',
        '',
        '/~2',
      ),
    ),
    value: rare(
      oneOf<unknown>(
        'court',
        'search_warrant',
        0,
        4,
        'request-a',
        ['location'],
        null,
        '2025-02-01T00:00:00.000Z',
        '/accounts',
      ),
    ),
    why: fc.constant('typing error'),
  }),
}

const type = fc.oneof(
  { weight: 4, arbitrary: fc.constant('request.received') },
  { weight: 2, arbitrary: oneOf('disclosure.sealed', 'disclosure.delivered', 'notice.deferred', 'correction') },
  { weight: 10, arbitrary: oneOf(...EVENT_TYPES) },
)
const line = type.chain((name) =>
  fc.record({
    type: fc.constant(name),
    data: DATA[name] ?? fc.constant({}),
    req,
    stepHours: fc.oneof({ weight: 12, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.constant(-30) }),
    oddity: fc.nat(60),
  }),
)

export interface RandomLog {
  readonly lines: readonly unknown[]
  readonly asOfMs: number
}

export const randomLog: fc.Arbitrary<RandomLog> = fc
  .record({
    steps: fc.array(line, { maxLength: 35 }),
    asOfDays: fc.integer({ min: 0, max: 500 }),
    toEnd: fc.boolean(),
    moved: fc.option(fc.tuple(fc.nat(34), fc.nat(34)), { freq: 4 }),
  })
  .map(({ steps, asOfDays, toEnd, moved }) => {
    let at = START
    const lines = steps.map(({ type: name, data, req: id, stepHours, oddity }, seq): unknown => {
      at += stepHours * 3_600_000
      const whole: Line = { v: 1, log: 'test/log', seq, time: iso(at), type: name, req: id, data }
      if (oddity === 0) return null
      if (oddity === 1) return { ...whole, v: 2 }
      if (oddity === 2) return { ...whole, type: 'request.teleported' }
      if (oddity === 3) return { ...whole, time: 'yesterday' }
      if (oddity === 4) return { ...whole, req: undefined }
      if (oddity === 5) return { ...whole, data: [] }
      if (oddity === 6) return { ...whole, seq: Math.max(0, seq - 1) }
      return JSON.parse(JSON.stringify(whole))
    })
    const [from = 0, to = 0] = moved ?? []
    if (from < lines.length) lines.splice(to, 0, ...lines.splice(from, 1))
    return { lines, asOfMs: toEnd ? at : START + asOfDays * DAY }
  })

/** Anything at all, where a line of a log should be. */
export const garbageLines: fc.Arbitrary<readonly unknown[]> = fc.array(
  fc.oneof(
    fc.jsonValue(),
    fc.record({
      v: fc.constant(1),
      seq: fc.jsonValue(),
      time: fc.jsonValue(),
      type: oneOf(...EVENT_TYPES),
      req: oneOf('request-a', 'request-b'),
      data: fc.jsonValue(),
    }),
    oneOf(...EVENT_TYPES).chain((name) =>
      fc.record({
        v: fc.constant(1),
        type: fc.constant(name),
        req: req,
        data: fc.dictionary(
          oneOf(
            'authority',
            'sealed',
            'bundle',
            'anonymity',
            'told',
            'field',
            'seq',
            'value',
            '__proto__',
            'oldestDataAt',
            'period',
            'until',
          ),
          fc.jsonValue(),
        ),
      }),
    ),
  ),
  { maxLength: 20 },
)
