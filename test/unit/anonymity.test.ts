import { describe, expect, test } from 'vitest'
import { parseClaim } from '#core/anonymity/claims.ts'
import { entropyL } from '#core/anonymity/exact-entropy.ts'
import { measureAnonymity, measureTable } from '#core/anonymity/measure.ts'
import type { AnonymityResult, MeasureOptions } from '#core/anonymity/measure-options.ts'
import { repairStatement, repairTable } from '#core/anonymity/repair.ts'
import { random } from '../support/count-tables.ts'

/** `x:3 y:2` under one key: rows of class `key` with sensitive value x three times and y twice. */
function rows(classes: Readonly<Record<string, string>>): { g: string; s: string }[] {
  return Object.entries(classes).flatMap(([g, members]) =>
    members.split(' ').flatMap((member) => {
      const [s = '', times = '1'] = member.split(':')
      return Array.from({ length: Number(times) }, () => ({ g, s }))
    }),
  )
}

const measure = (table: readonly Record<string, string>[], options: Partial<MeasureOptions> = {}) =>
  measureAnonymity(table, { quasi: ['g'], sensitive: ['s:categorical'], ...options })
const verdict = (result: AnonymityResult, at = 0) => result.claims[at]?.verdict

describe('exactness at the threshold', () => {
  test('n equally frequent values have an entropy l of exactly n, n = 2..1000', () => {
    for (let n = 2; n <= 1000; n++) {
      expect(entropyL(Array.from({ length: n }, () => 7))).toBe(n)
    }
  })

  test.each([2, 3, 7, 10, 97, 1000])(
    'a class of %i equally frequent values holds entropyL at n and fails just above',
    (n) => {
      const table = Array.from({ length: n }, (_, i) => ({ g: 'a', s: String(i) }))
      const result = measure(table, { claims: [`entropyL=${n}`, `entropyL=${n}.0000001`] })
      expect(result.claims.map((claim) => claim.verdict)).toEqual(['holds', 'fails'])
      expect(result.sensitive.s?.entropyL).toBe(n)
    },
  )

  test('t = 31/160 holds at 0.19375 and fails at 0.19374', () => {
    // Table: 160 rows, 80 of each value. Class a: 40 rows with 80/160 + 31/160 = 27.75/40 would be no count, so 160 in the
    // class: x 111, y 49 of 160 against 160 of 320 in the table: |111/160 - 1/2| = 31/160.
    const table = rows({ a: 'x:111 y:49', b: 'x:49 y:111' })
    const result = measure(table, { claims: ['t=0.19375', 't=0.19374'] })
    expect(result.sensitive.s?.exact.t).toBe('31/160')
    expect(result.claims.map((claim) => claim.verdict)).toEqual(['holds', 'fails'])
  })

  test('1/5 is not above a risk threshold of 0.2, though in doubles some sums say so', () => {
    const table = rows({ a: 'x:5', b: 'x:4' })
    expect(measure(table, { riskThreshold: '0.2' }).risk.recordsAtRisk).toBe(4)
    expect(measure(table, { riskThreshold: '0.19999999999999999999' }).risk.recordsAtRisk).toBe(9)
  })

  test.each([
    ['k=4', 'holds'],
    ['k=5', 'fails'],
    ['l=2', 'holds'],
    ['l=3', 'fails'],
    ['alpha=0.75', 'holds'],
    ['alpha=0.7499', 'fails'],
    ['recursive=3:2', 'fails'],
    ['recursive=3.01:2', 'holds'],
  ] as const)('%s at the boundary %s', (claim, expected) => {
    // Class a: x 3, y 1. Class b: x 3, y 2.
    expect(verdict(measure(rows({ a: 'x:3 y:1', b: 'x:3 y:2' }), { claims: [claim] }))).toBe(expected)
  })
})

describe('definitions that tools get wrong', () => {
  test('surrounding space does not split a class, and that is told; 01, 1 and 1.0 stay three values', () => {
    const table = ['1', ' 1', '01', '1.0'].map((g) => ({ g, s: 'x' }))
    const result = measure(table)
    expect(result.classes).toBe(3)
    expect(result.findings.map(({ code }) => code)).toContain('trimmed_merged')
  })

  test('suppressed rows are in no class but in the baseline of the twin', () => {
    const table = [...rows({ a: 'x:2 y:2' }), ...rows({ '*': 'x:4' })]
    const result = measure(table)
    expect(result.table).toMatchObject({ rows: 8, suppressedRows: 4, suppressedShare: 0.5 })
    expect(result).toMatchObject({ k: 4, classes: 1 })
    // Against the counted rows the one class is the table: 0. Against all 8 rows x is 6/8: |2/4 - 6/8| = 1/4.
    expect(result.sensitive.s).toMatchObject({ t: 0, tWithSuppressed: 0.25 })
  })

  test('a verdict that turns with the baseline is said', () => {
    const table = [...rows({ a: 'x:2 y:2' }), ...rows({ '*': 'x:4' })]
    const result = measure(table, { claims: ['t=0.2'] })
    expect(verdict(result)).toBe('holds')
    expect(result.conventions.find(({ figure }) => figure.startsWith('baseline'))).toMatchObject({
      value: 0,
      alternatives: [{ value: 0.25 }],
      flips: true,
      flippedClaims: ['t=0.2'],
    })
  })

  test('missing quasi-identifiers: own value, wildcard and left out are all computed', () => {
    // a: 3 rows, b: 2 rows, missing: 1 row. Own value: k 1. Wildcard: the missing row matches all 6, a matches 4, b 3.
    const table = rows({ a: 'x:3', b: 'x:2', '': 'x' })
    const result = measure(table, { claims: ['k=2', 'k=3'] })
    expect(result.k).toBe(1)
    const convention = result.conventions.find(({ figure }) => figure === 'missing quasi-identifiers')
    expect(convention).toMatchObject({ value: 1, alternatives: [{ value: 3 }, { value: 2 }], flips: true })
    expect(convention?.flippedClaims).toEqual(['k=2', 'k=3'])
  })

  test('NA, ? and 0 are values unless they are named as missing', () => {
    const table = rows({ a: 'x:2 NA:1', b: 'x:2 ?:1' })
    expect(measure(table).sensitive.s?.distinctL).toBe(2)
    expect(measure(table, { missing: ['NA', '?'] }).sensitive.s?.distinctL).toBe(1)
  })

  test('a missing sensitive value is not a value', () => {
    const table = [...rows({ a: 'x:2' }), { g: 'a', s: '' }]
    const result = measure(table, { claims: ['l=2'] })
    expect(result.sensitive.s?.distinctL).toBe(1)
    expect(result.conventions.find(({ figure }) => figure === 'missing values: s')).toMatchObject({
      value: 1,
      alternatives: [{ value: 2 }],
      flips: true,
    })
  })

  test('recursive (c, l) sorts descending and is strict: 10, 4, 2, 1 needs c > 10/3 for l = 3 and c > 10 for l = 4', () => {
    const result = measure(rows({ a: 'w:10 x:4 y:2 z:1' }), { claims: ['recursive=10:4', 'recursive=10.001:4'] })
    expect(result.sensitive.s?.recursiveC).toMatchObject({ '2': 10 / 7, '3': 10 / 3, '4': 10 })
    expect(result.claims.map((claim) => claim.verdict)).toEqual(['fails', 'holds'])
  })

  test('recursive (c, l) with fewer than l values cannot be satisfied by any c', () => {
    const result = measure(rows({ a: 'x:3 y:1' }), { claims: ['recursive=1000:3'] })
    expect(result.sensitive.s?.recursiveC['3']).toBeNull()
    expect(verdict(result)).toBe('cannot be satisfied')
  })

  test('the scale of t is never guessed', () => {
    const result = measureAnonymity(rows({ a: '1:2 2:1', b: '10:3' }), {
      quasi: ['g'],
      sensitive: ['s'],
      claims: ['t=0.5'],
    })
    expect(result.sensitive.s).toMatchObject({ scale: 'undeclared', t: null })
    expect(result.sensitive.s?.tCategorical).not.toBeNull()
    expect(result.sensitive.s?.tOrdered).not.toBeNull()
    expect(verdict(result)).toBe('undecidable')
    const words = measureAnonymity(rows({ a: 'x', b: 'y' }), { quasi: ['g'], sensitive: ['s'] })
    expect(words.sensitive.s).not.toHaveProperty('tOrdered')
  })

  test('ordered t goes by rank of the numbers, not by text: 9 comes before 10', () => {
    // Li 2007: m = 3 ranks 1, 9, 10. Class a all 1: cumulated differences 1-1/3, 1-2/3 -> (2/3 + 1/3)/2 = 1/2.
    const table = rows({ a: '1:2', b: '9:2', c: '10:2' })
    expect(measureAnonymity(table, { quasi: ['g'], sensitive: ['s:ordered'] }).sensitive.s).toMatchObject({ t: 0.5 })
    // By text the order would be 1, 10, 9 and class b would be the far end.
    const far = measureAnonymity(rows({ b: '9:2', a: '1:2 10:2' }), { quasi: ['g'], sensitive: ['s:ordered'] })
    expect(far.sensitive.s?.exact.t).toBe('1/3')
  })

  test('the salary table of the paper: 0.167 for the ordered distance', () => {
    // Li 2007, example 3: salaries 3k..11k; the class {6k, 8k, 11k} has distance 0.167 = 1/6, the class {3k, 4k, 5k} 0.375.
    const table = [
      ...['3', '4', '5'].map((s) => ({ g: '1', s })),
      ...['6', '8', '11'].map((s) => ({ g: '2', s })),
      ...['7', '9', '10'].map((s) => ({ g: '3', s })),
    ]
    const result = measureTable(table, { quasi: ['g'], sensitive: ['s:ordered'], claims: ['t=0.375', 't=0.3749'] })
    if (!result.ok) throw new Error('not measured')
    expect(result.value.sensitive.s?.t).toBe(0.375)
    expect(result.value.claims.map((claim) => claim.verdict)).toEqual(['holds', 'fails'])
    const failing = result.value.claims[1]?.classes.map(({ key }) => key.g)
    expect(failing).toEqual(['1'])
  })

  test('equal numbers in two spellings are one rank and a finding', () => {
    const table = rows({ a: '1:1 1.0:1', b: '2:2' })
    const result = measureAnonymity(table, { quasi: ['g'], sensitive: ['s:ordered'] })
    expect(result.sensitive.s?.t).toBe(0.5)
    expect(result.findings.map(({ code }) => code)).toContain('numbers_spelled_twice')
  })

  test('an order of words can be given', () => {
    const spec = { name: 's', scale: 'ordered' as const, order: ['low', 'middle', 'high'] }
    const table = rows({ a: 'low:2', b: 'middle:2', c: 'high:2' })
    expect(measureAnonymity(table, { quasi: ['g'], sensitive: [spec] }).sensitive.s?.t).toBe(0.5)
    const none = measureAnonymity(table, { quasi: ['g'], sensitive: ['s:ordered'], claims: ['t=0.9'] })
    expect(none.sensitive.s?.t).toBeNull()
    expect(verdict(none)).toBe('undecidable')
  })

  test('enhanced beta that no beta allows names the pairs', () => {
    // Class a: x 1/1, table x 1/2: gain 1 > -ln 0.5 = 0.693.
    const result = measure(rows({ a: 'x:2', b: 'y:2' }), {
      claims: ['enhancedBeta=5', 'basicBeta=1', 'basicBeta=0.99'],
    })
    expect(result.sensitive.s).toMatchObject({ basicBeta: 1, enhancedBeta: 'unsatisfiable', delta: 'infinite' })
    expect(result.sensitive.s?.enhancedBetaPairs).toMatchObject([
      { value: 'x', q: '2/2', p: '2/4' },
      { value: 'y', q: '2/2', p: '2/4' },
    ])
    expect(result.claims.map((claim) => claim.verdict)).toEqual(['cannot be satisfied', 'holds', 'fails'])
  })

  test('several sensitive columns: each alone, and the others as quasi-identifiers', () => {
    const table = [
      { g: 'a', s: 'x', u: '1' },
      { g: 'a', s: 'y', u: '2' },
    ]
    const result = measureAnonymity(table, { quasi: ['g'], sensitive: ['s', 'u'], claims: ['l=2'] })
    expect(verdict(result)).toBe('holds')
    expect(result.combined).toMatchObject({ s: { distinctL: 1 }, u: { distinctL: 1 } })
    expect(result.conventions.find(({ figure }) => figure === 'several sensitive columns')).toMatchObject({
      value: 2,
      alternatives: [{ value: 1 }],
      flips: true,
    })
  })

  test('k over persons, with the rows beside it', () => {
    const table = [
      { g: 'a', p: '1' },
      { g: 'a', p: '1' },
      { g: 'a', p: '2' },
      { g: 'b', p: '3' },
      { g: 'b', p: '3' },
      { g: 'b', p: '3' },
    ]
    const result = measureAnonymity(table, { quasi: ['g'], person: 'p', claims: ['k=2', 'k=1'] })
    expect(result).toMatchObject({ k: 1, kRows: 3 })
    expect(result.claims.map((claim) => claim.verdict)).toEqual(['fails', 'holds'])
    expect(result.conventions.find(({ figure }) => figure === 'k')).toMatchObject({ flips: true })
  })

  test('journalist, marketer and k-map need every class in the population', () => {
    const table = rows({ a: 'x:2', b: 'x:1' })
    const population = {
      table: [
        { g: 'a', n: '10' },
        { g: 'b', n: '4' },
      ],
      count: 'n',
    }
    // J / sum F = 2/14; (1/n) sum f/F = (2/10 + 1/4)/3 = 0.15.
    expect(measure(table, { population, claims: ['kMap=4', 'kMap=5'] })).toMatchObject({
      risk: { journalist: 0.15, marketer: 0.15, kMap: 4 },
      claims: [{ verdict: 'holds' }, { verdict: 'fails' }],
    })
    const without = measureTable(table, { quasi: ['g'], population: { table: [{ g: 'a' }, { g: 'a' }] } })
    expect(without).toMatchObject({ ok: false, error: { place: { file: 'population' } } })
    expect(verdict(measure(table, { claims: ['kMap=2'] }))).toBe('undecidable')
  })

  test('an empty table has no k: not 0, not Infinity', () => {
    const result = measure([], { claims: ['k=2'] })
    expect(result).toMatchObject({ k: null, classes: 0, risk: { prosecutorMax: null } })
    expect(verdict(result)).toBe('undecidable')
  })

  test('a comma in a cell does not join two classes', () => {
    const table = [
      { a: 'x,y', b: 'z', s: '1' },
      { a: 'x', b: 'y,z', s: '1' },
    ]
    expect(measureAnonymity(table, { quasi: ['a', 'b'] })).toMatchObject({ k: 1, classes: 2 })
  })
})

test('a failing claim lists every class that fails it: key, rows, counts, inequality', () => {
  const result = measure(rows({ a: 'x:2', b: 'x:1 y:1', c: 'x:5' }), { claims: ['k=3', 'l=2'] })
  expect(result.claims[0]).toMatchObject({
    verdict: 'fails',
    achieved: 2,
    failing: 2,
    classes: [
      { key: { g: 'a' }, size: 2, rows: [1, 2], inequality: '2 < 3' },
      { key: { g: 'b' }, size: 2, rows: [3, 4], inequality: '2 < 3' },
    ],
  })
  expect(result.claims[1]?.classes).toMatchObject([{ key: { g: 'a' }, counts: { x: 2 } }, { key: { g: 'c' } }])
})

test.each([
  ['k', 'metric=threshold'],
  ['q=3', 'one of k'],
  ['k=-1', 'decimal number'],
  ['k=five', 'decimal number'],
  ['recursive=3', 'whole l'],
  ['t=0.3:2', 'one threshold'],
])('the claim %s is refused: %s', (text, expected) => {
  const claim = parseClaim(text)
  expect(claim).toMatchObject({ ok: false, error: { expected: expect.stringContaining(expected) } })
})

test.each([
  [{ quasi: ['nope'] }, 'a column of the table'],
  [{ quasi: ['g'], sensitive: ['g'] }, 'one role'],
  [{ quasi: ['g'], claims: ['t(g)=1'] }, 'a sensitive column that was named'],
  [{ quasi: ['g'], riskThreshold: '1e-3' }, 'a decimal'],
])('options %j are refused by name', (options, expected) => {
  expect(measureTable([{ g: 'a' }], options)).toMatchObject({
    ok: false,
    error: { expected: expect.stringContaining(expected) },
  })
})

describe('columns that look like people', () => {
  const codes = (table: readonly Record<string, string>[]) =>
    measureAnonymity(table, { quasi: [] }).findings.map(({ code, column }) => `${code} ${column}`)
  test.each([
    ['e-mail', 'ana@example.org'],
    ['phone', '+49 30 901820'],
    ['address', '192.0.2.17'],
    ['address', '2001:db8::17'],
    ['device', '490154203237518'],
    ['device', '00:1b:44:11:3a:b7'],
    ['ad', '38400000-8cf0-11bd-b23e-10b96e40000d'],
  ])('%s written like %s', (name, value) => {
    expect(codes([{ [name]: value }, { [name]: '' }])).toEqual([`direct_identifier ${name}`])
  })
  test('a plain number, a date and a region are none', () => {
    expect(codes([{ count: '12345', when: '2026-01-01', region: 'North' }])).toEqual([])
  })
  test('an undeclared column of nearly unique values', () => {
    expect(codes(Array.from({ length: 50 }, (_, i) => ({ ref: `r${i}` })))).toEqual(['nearly_unique ref'])
  })
  test('one value spelled in two cases', () => {
    const result = measureAnonymity(rows({ North: 'x', north: 'x' }), { quasi: ['g'] })
    expect(result.findings).toMatchObject([{ code: 'case_variants', column: 'g', examples: ['North', 'north'] }])
  })
})

describe('repair by suppression', () => {
  test('k = 5 removes exactly the rows of classes smaller than 5', () => {
    const next = random(5)
    const table = Array.from({ length: 3000 }, () => ({
      a: String(Math.floor(next() * 12)),
      b: String(Math.floor(next() * 40)),
      s: 'x',
    }))
    const size = new Map<string, number>()
    for (const { a, b } of table) size.set(`${a}/${b}`, (size.get(`${a}/${b}`) ?? 0) + 1)
    const small = table.map(({ a, b }) => ((size.get(`${a}/${b}`) ?? 0) < 5 ? 1 : 0))
    const repair = repairTable(table, { quasi: ['a', 'b'], claims: ['k=5'] })
    if (!repair.ok) throw new Error('not repaired')
    expect([...repair.value.lost]).toEqual(small)
    expect(repair.value.rowsLost).toBe(small.filter(Boolean).length)
    expect(repair.value.after.claims).toMatchObject([{ verdict: 'holds' }])
  })

  test.each(['l=2', 't=0.2', 'alpha=0.6', 'basicBeta=0.5', 'recursive=3:2', 'entropyL=1.8', 'delta=2'])(
    'a repair for %s verifies and says what it cost',
    (claim) => {
      const next = random(9)
      const table = Array.from({ length: 400 }, () => ({
        g: String(Math.floor(next() ** 2 * 20)),
        s: 'uvw'[Math.floor(next() ** 1.3 * 3)] ?? 'u',
      }))
      const repair = repairTable(table, { quasi: ['g'], sensitive: ['s:categorical'], claims: ['k=3', claim] })
      if (!repair.ok) throw new Error(JSON.stringify(repair.error))
      expect(repair.value.after.claims.map((done) => done.verdict)).toEqual(['holds', 'holds'])
      expect(repair.value.after.table.rows).toBe(400 - repair.value.rowsLost)
      expect(repairStatement(repair.value, 'removed')).toContain(`${repair.value.rowsLost} of 400 rows`)
    },
  )

  test('a claim that no rows can meet is refused', () => {
    expect(
      repairTable(rows({ a: 'x:2', b: 'x:3' }), { quasi: ['g'], sensitive: ['s'], claims: ['l=2'] }),
    ).toMatchObject({
      ok: false,
      error: { got: 'no row is left' },
    })
  })
})
