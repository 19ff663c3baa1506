/** What readers know of the counts of a report without seeing them: every sum and bound, each on a table of its own. */
import { beforeAll, describe, expect, test } from 'vitest'
import { attack, isProtectedAbove } from '#core/anonymity/counts/attack.ts'
import type { SolveLp } from '#core/capabilities.ts'
import { systemOf } from '#core/metrics/count-relations.ts'
import { type KnownCount, type KnownTable, keyFor } from '#core/metrics/known-count.ts'
import { type LeakResult, leakCheck } from '#core/metrics/leak-check.ts'
import { TABLES } from '#core/metrics/table-spec.ts'
import { loadSolveLp } from '../../main/work/highs-lp.ts'

let solveLp: SolveLp
beforeAll(async () => {
  solveLp = await loadSolveLp()
})
const SAFE = { leaks: [], contradictions: [], finished: true }

type Cells = readonly (readonly [cut: Readonly<Record<string, string>>, value: number | null])[]

describe('what follows from the meaning of the columns', () => {
  /** Hidden cells and shown ones beside them, as a table of an earlier program might have them. */
  function tableOf(cells: Cells, threshold: number): KnownTable {
    const counts = new Map(
      cells.map(([cut, value], at) => {
        const all = { section: 'request', ...cut }
        const key = keyFor('request', '2025-H2', all)
        const count = { key, measure: 'request', cut: all, period: '2025-H2', value, isLowerBound: false }
        return [`row ${at}`, new Map([['received', count]])] as const
      }),
    )
    const spec = { id: 'any', section: 'glance', population: {}, rows: 'section', total: false, columns: [] } as const
    return { id: 'any', rows: [...counts.keys()], counts, spec, threshold }
  }
  function known(cells: Cells): LeakResult {
    const table = tableOf(cells, 5)
    const secret = [...table.counts.values()].flatMap((row) => [...row.values()]).filter(({ value }) => value === null)
    return leakCheck({ tables: [table], primary: new Set(secret.map(({ key }) => key)), threshold: 5, solveLp })
  }
  const only = (result: LeakResult) => result.leaks.map(({ min, max }) => [min, max])

  test.each([
    [
      'an emergency was disclosed or rejected, not both',
      [
        [{ emergency: 'suicide' }, 10],
        [{ emergency: 'suicide', outcome: 'rejected' }, 7],
        [{ emergency: 'suicide', disclosed_any: 'yes' }, null],
      ],
      [[0, 3]],
    ],
    [
      'parts of one dimension are at most the whole together',
      [
        [{ disclosed_any: 'yes' }, 12],
        [{ emergency: 'suicide', disclosed_any: 'yes' }, 10],
        [{ emergency: 'other', disclosed_any: 'yes' }, null],
      ],
      [[0, 2]],
    ],
    [
      'content is stored or live content',
      [
        [{ content: 'yes' }, 22],
        [{ disclosed: 'stored_content' }, 20],
        [{ disclosed: 'live_content' }, null],
      ],
      [[2, 22]],
    ],
    [
      'a demand for keys is of one of two categories',
      [
        [{ keys: 'yes' }, null],
        [{ requested: 'encryption_key' }, 2],
        [{ requested: 'technical_capability' }, 1],
      ],
      [[2, 3]],
    ],
    [
      'a category was disclosed in an answer that discloses',
      [
        [{ disclosed_any: 'yes' }, 3],
        [{ disclosed: 'device' }, null],
      ],
      [[0, 3]],
    ],
    [
      'who is yet to be told has had something disclosed',
      [
        [{ disclosed_any: 'yes' }, 20],
        [{ notice: 'not_notified' }, 17],
        [{ notice: 'delayed_pending' }, null],
      ],
      [[0, 3]],
    ],
    [
      'something was disclosed, or nothing',
      [
        [{}, 30],
        [{ disclosed_any: 'yes' }, 27],
        [{ notice: 'not_applicable_nothing_disclosed' }, null],
      ],
      [[0, 3]],
    ],
    [
      'those who came to a notice are those who were told',
      [
        [{ notice: 'notified_before' }, 6],
        [{ notice: 'notified_after' }, null],
        [{ reached: 'notice' }, 9],
      ],
      [[3, 3]],
    ],
    [
      'who was told all four things was told',
      [
        [{ notice: 'notified_before' }, 3],
        [{ notice: 'notified_after' }, 0],
        [{ told: 'all_four' }, null],
      ],
      [[0, 3]],
    ],
    [
      'with and without are all',
      [
        [{}, 30],
        [{ reached: 'decision' }, 27],
        [{ not_reached: 'decision' }, null],
      ],
      [[3, 3]],
    ],
    [
      'flagged requests of an outcome are at most those of the outcome',
      [
        [{ outcome: 'pending' }, 3],
        [{ flagged: 'yes', outcome: 'pending' }, null],
      ],
      [[0, 3]],
    ],
    [
      'two rows of a multi-valued dimension may overlap, and bind each other by nothing',
      [
        [{}, 12],
        [{ requested: 'device' }, 10],
        [{ requested: 'payment' }, null],
      ],
      [],
    ],
  ] as const)('%s', (_name, cells, expected) => {
    expect(only(known(cells))).toEqual(expected)
  })

  test('of two reports that hide a count, the one with the larger threshold is held to its word', () => {
    const cells: Cells = [
      [{}, 30],
      [{ reached: 'decision' }, 19],
      [{ not_reached: 'decision' }, null],
    ]
    const leaksAt = (...thresholds: readonly number[]) => {
      const tables = thresholds.map((threshold) => tableOf(cells, threshold))
      return only(leakCheck({ tables, primary: new Set(), threshold: 5, solveLp }))
    }
    // Eleven is no small number at 5, and one at 12.
    expect(leaksAt(5, 5)).toEqual([])
    expect(leaksAt(12, 5)).toEqual([[11, 11]])
    expect(leaksAt(5, 12)).toEqual([[11, 11]])
  })

  test('without knowing which counts are small, one that is recovered is a leak, and one that is narrowed', () => {
    const at = (received: number, reached: number) =>
      only(
        leakCheck({
          tables: [
            tableOf(
              [
                [{}, received],
                [{ emergency: 'other' }, reached],
                [{ emergency: 'suicide' }, null],
              ],
              5,
            ),
          ],
          primary: new Set(),
          threshold: 5,
          solveLp,
        }),
      )
    expect(at(13, 10)).toEqual([[0, 3]])
    expect(at(14, 10)).toEqual([])
    const exactly = tableOf(
      [
        [{}, 30],
        [{ reached: 'notice' }, 27],
        [{ not_reached: 'notice' }, null],
      ],
      5,
    )
    const result = leakCheck({ tables: [exactly], primary: new Set(), threshold: 5, solveLp })
    expect(only(result)).toEqual([[3, 3]])
    const [leak] = result.leaks
    expect(
      leakCheck({ tables: [exactly], primary: new Set(), notSmall: new Set([leak?.key ?? '']), threshold: 5, solveLp }),
    ).toEqual(SAFE)
  })
})

describe('what follows from where a count stands', () => {
  const OUTCOMES = ['disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'withdrawn', 'suspended', 'pending']
  const RESULTS = ['withdrawn', 'narrowed', 'upheld', 'quashed', 'open', 'other']
  type Figure = number | null | `at least ${number}`
  /** A table as published: rows of columns, each count of its own so that only its place says anything. */
  function placed(specId: string, rows: Readonly<Record<string, Readonly<Record<string, Figure>>>>) {
    const spec = TABLES.find(({ id }) => id === specId)
    if (!spec) throw new Error(specId)
    const counts = new Map(
      Object.entries(rows).map(([row, cells]) => [
        row,
        new Map(
          Object.entries(cells).map(([column, figure]): [string, KnownCount] => {
            const key = `${row} ${column}`
            const value = typeof figure === 'string' ? Number(figure.replace('at least ', '')) : figure
            const isLowerBound = typeof figure === 'string'
            return [column, { key, measure: 'any', cut: { place: key }, period: '2025-H2', value, isLowerBound }]
          }),
        ),
      ]),
    )
    const hidden = [...counts.values()].flatMap((row) => [...row.values()]).filter(({ value }) => value === null)
    const table: KnownTable = { id: specId, rows: Object.keys(rows), counts, spec, threshold: 5 }
    const primary = new Set(hidden.map(({ key }) => key))
    return leakCheck({ tables: [table], primary, threshold: 5, solveLp }).leaks.map(({ min, max }) => [min, max])
  }
  const all = (ids: readonly string[], figure: Figure) => Object.fromEntries(ids.map((id) => [id, figure]))

  test.each([
    [
      'outcomes sum to received',
      'by-authority',
      { court: { received: 20, ...all(OUTCOMES, 2), pending: 5, rejected: null } },
      [[5, 5]],
    ],
    ['results sum to received', 'challenges', { court: { received: 20, ...all(RESULTS, 3), upheld: null } }, [[5, 5]]],
    [
      'disclosed in full and in part are those disclosed',
      'by-authority',
      { court: { disclosed_full: 2, disclosed_partial: 1, disclosed_any: null } },
      [[3, 3]],
    ],
    [
      'accounts disclosed are at most accounts',
      'by-country',
      { DE: { accounts: 3, accounts_disclosed: null } },
      [[0, 3]],
    ],
    [
      'but not where the accounts are a lower bound',
      'by-country',
      { DE: { accounts: 'at least 3', accounts_disclosed: null } },
      [],
    ],
    [
      'nor where they are hidden and may be one',
      'by-country',
      { DE: { accounts: null, accounts_disclosed: null }, FR: { accounts: 20 }, total: { accounts: 'at least 23' } },
      [[3, 3]],
    ],
    ['each flagged request has a flag', 'user-flags', { pending: { flags: 3, flagged: null } }, [[0, 3]]],
    [
      'rows sum to the total',
      'by-authority',
      { court: { received: 10 }, police: { received: null }, total: { received: 13 } },
      [[3, 3]],
    ],
    [
      'rows of several values do not',
      'rejections',
      { not_relevant: { received: 10 }, overbroad_not_minimised: { received: null }, total: { received: 13 } },
      [],
    ],
    [
      'countries of the period before sum where the others have a row',
      'by-country',
      { DE: { received_before: 10 }, other: { received_before: null }, total: { received_before: 13 } },
      [[3, 3]],
    ],
    [
      'and do not where they have none',
      'by-country',
      { DE: { received_before: 10 }, FR: { received_before: null }, total: { received_before: 13 } },
      [],
    ],
  ] as const)('%s', (_name, specId, rows, expected) => {
    const found = placed(specId, rows as Readonly<Record<string, Readonly<Record<string, Figure>>>>)
    expect(found).toEqual(expected)
  })
})

test.each([
  [37.5, false, 375],
  [-37.5, true, 625],
  [12.5, true, 1125],
])(
  '%d %% of a thousand (a change: %s) are %i: within half a unit of the last digit, no more',
  (percent, isChange, value) => {
    const of = (cut: Readonly<Record<string, string>>, shown: number | null): KnownCount => {
      const key = keyFor('request', '2025-H2', cut)
      return { key, measure: 'request', cut, period: '2025-H2', value: shown, isLowerBound: false }
    }
    // Counts of two sections, which nothing else binds.
    const [whole, part] = [of({ section: 'request' }, 1000), of({ section: 'preservation' }, null)]
    const spec = { id: 'any', section: 'glance', population: {}, rows: 'section', total: false, columns: [] } as const
    const shares = [{ numerator: part.key, denominator: whole.key, percent, isChange, source: 'a share' }]
    const counts = new Map([
      [
        'row',
        new Map([
          ['a', whole],
          ['b', part],
        ]),
      ],
    ])
    const system = systemOf([{ id: 'any', rows: ['row'], counts, spec, shares }])
    expect(attack(system, { solveLp }).hidden).toMatchObject([{ key: part.key, min: value, max: value }])
  },
)

test.each([
  [null, [0, 4], true],
  [null, [1, 5], true],
  [null, [1, 4], false], // contains 1 and k-1, and is one too narrow
  [null, [2, 9], false],
  [null, [0, 3], false],
  [[0, 3], [0, 3], true],
  [[0, 3], [0, 2], false],
  [[0, 3], [1, 3], false],
  [[3, 3], [3, 3], true],
] as const)('at a threshold of 5, above a floor of %j, %j is protected: %s', (floor, [min, max], expected) => {
  expect(isProtectedAbove(floor === null ? undefined : { min: floor[0], max: floor[1] }, { min, max }, 5)).toBe(
    expected,
  )
})
