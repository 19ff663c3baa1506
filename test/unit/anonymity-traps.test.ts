/** Readings that a quick implementation gets wrong, one by one; figures worked out by hand. */
import { describe, expect, test } from 'vitest'
import { measureAnonymity, measureTable } from '#core/anonymity/measure.ts'
import type { MeasureOptions } from '#core/anonymity/measure-options.ts'

type Row = Readonly<Record<string, string>>
/** `a: 'x:3 y:1'`: of the class a, three rows with the sensitive value x and one with y. */
function rows(classes: Readonly<Record<string, string>>): Row[] {
  return Object.entries(classes).flatMap(([g, members]) =>
    members.split(' ').flatMap((member) => {
      const [s = '', times = '1'] = member.split(':')
      return Array.from({ length: Number(times) }, () => ({ g, s }))
    }),
  )
}
const measure = (table: readonly Row[], options: Partial<MeasureOptions> = {}) =>
  measureAnonymity(table, { quasi: ['g'], sensitive: ['s:categorical'], ...options })
const verdicts = (table: readonly Row[], claims: readonly string[], options: Partial<MeasureOptions> = {}) =>
  measure(table, { ...options, claims }).claims.map(({ verdict }) => verdict)

describe('which rows are in a class', () => {
  test('a row suppressed in one quasi-identifier only is in a class: the token is a value', () => {
    const table = [
      { g: 'a', h: '*' },
      { g: 'a', h: '*' },
      { g: '*', h: '*' },
    ]
    const result = measureAnonymity(table, { quasi: ['g', 'h'], claims: ['k=2'] })
    expect(result).toMatchObject({ k: 2, classes: 1, table: { suppressedRows: 1 } })
    expect(result.conventions.find(({ figure }) => figure === 'partly suppressed rows')).toMatchObject({
      value: 2,
      alternatives: [{ value: null }],
    })
  })
  test('another token is taken only when it is named', () => {
    const table = rows({ a: 'x:2', '-': 'x:1' })
    expect(measure(table)).toMatchObject({ k: 1, table: { suppressedRows: 0 } })
    expect(measure(table, { suppressed: '-' })).toMatchObject({ k: 2, table: { suppressedRows: 1 } })
  })
  test('left out, a missing quasi-identifier turns t as well as k, and that is said', () => {
    // Own value: classes a (x, y), b (x, y) and the missing one (x): t of it is 1 - 3/5 = 2/5. Left out: t = 0.
    const table = rows({ a: 'x y', b: 'x y', '': 'x' })
    const result = measure(table, { claims: ['t=0.1'] })
    expect(result.claims[0]).toMatchObject({ verdict: 'fails', achieved: 0.4 })
    expect(result.conventions.find(({ figure }) => figure === 'missing quasi-identifiers')).toMatchObject({
      flips: true,
      flippedClaims: ['t=0.1'],
    })
  })
})

describe('numbers among the quasi-identifiers', () => {
  const table = ['01', '1', '1.0', '+1', '2', '2'].map((g) => ({ g, s: 'x' }))
  test('are compared as text, and what comparing them as numbers would turn is said', () => {
    const result = measure(table, { claims: ['k=2'] })
    expect(result).toMatchObject({ k: 1, classes: 5, claims: [{ verdict: 'fails' }] })
    expect(result.conventions.find(({ figure }) => figure.startsWith('numbers among'))).toMatchObject({
      value: 1,
      alternatives: [{ value: 2 }],
      flips: true,
      flippedClaims: ['k=2'],
    })
  })
  test('are compared as numbers on request, and then the text is the other reading', () => {
    const result = measure(table, { typed: true, claims: ['k=2'] })
    expect(result).toMatchObject({ k: 2, classes: 2, claims: [{ verdict: 'holds' }] })
    expect(result.conventions.find(({ figure }) => figure.startsWith('numbers among'))).toMatchObject({
      value: 2,
      alternatives: [{ value: 1 }],
      flips: true,
    })
    expect(measure(rows({ 1: 'x', 2: 'x' })).conventions.some(({ figure }) => figure.startsWith('numbers'))).toBe(false)
  })
  test('stay what they are beyond what a double holds, and words are no numbers', () => {
    const large = ['9007199254740993', '9007199254740992', '9007199254740993.0', '0.10', '0.1', '1e3', '1000', 'x', 'X']
    expect(
      measure(
        large.map((g) => ({ g, s: 'x' })),
        { typed: true },
      ).classes,
    ).toBe(7)
  })
  test('match a population that spells them in another way', () => {
    const population = { table: [{ g: '1.00' }, { g: '01' }, { g: '1' }, { g: '1' }, { g: '2' }, { g: '2.0' }] }
    expect(measure(table, { typed: true, population }).risk).toMatchObject({ kMap: 2 })
    expect(measureTable(table, { quasi: ['g'], population }).ok).toBe(false)
  })
})

describe('diversity', () => {
  test('the designated values alone count for alphaDesignated', () => {
    const table = rows({ a: 'flu:3 hiv:1', b: 'flu:1 hiv:1' })
    const spec = { name: 's', scale: 'categorical' as const, designated: ['hiv'] }
    const options = { sensitive: [spec], claims: ['alphaDesignated=0.5', 'alphaDesignated=0.49', 'alpha=0.5'] }
    const result = measure(table, options)
    expect(result.sensitive.s).toMatchObject({ alpha: 0.75, alphaValue: 'flu', alphaDesignated: 0.5 })
    expect(result.claims.map(({ verdict }) => verdict)).toEqual(['holds', 'fails', 'fails'])
    expect(verdicts(table, ['alphaDesignated=0.5'])).toEqual(['undecidable'])
  })
  test('recursive (c, 1) is about the whole class, and c is never reached: r1 < c needs c > r1 / n', () => {
    expect(verdicts(rows({ a: 'x:1 y:1' }), ['recursive=0.5:1', 'recursive=0.51:1'])).toEqual(['fails', 'holds'])
  })
  test('a class without any value fails l, and has no share that could be largest', () => {
    const table = rows({ a: 'x y', b: ':2' })
    const result = measure(table, { claims: ['l=1', 'alpha=0.5', 't=0'] })
    expect(result.sensitive.s).toMatchObject({ distinctL: 0, entropyL: 0, alpha: 0.5, t: 0 })
    expect(result.claims.map(({ verdict }) => verdict)).toEqual(['fails', 'holds', 'holds'])
  })
  test('entropy l of 3 : 1 is 4 / 3^(3/4), below 2 although there are two values', () => {
    const table = rows({ a: 'x:3 y:1' })
    expect(measure(table).sensitive.s?.entropyL).toBeCloseTo(4 / 3 ** 0.75, 12)
    expect(verdicts(table, ['l=2', 'entropyL=2', 'entropyL=1.754'])).toEqual(['holds', 'fails', 'holds'])
  })
})

describe('closeness', () => {
  test('with one value in the table t is 0, in either scale', () => {
    expect(measure(rows({ a: '5:2', b: '5:1' }), { sensitive: ['s:ordered'] }).sensitive.s?.t).toBe(0)
    expect(measure(rows({ a: '5:2', b: '5:1' })).sensitive.s?.t).toBe(0)
  })
  test('the real gaps between the numbers are an option beside the ranks', () => {
    // Values 0, 1, 10; class a all 0, class b 1 and 10. F_q - F_p of a: 1 - 2/4 and 1 - 3/4.
    const table = rows({ a: '0:2', b: '1 10' })
    const result = measure(table, { sensitive: ['s:ordered'], gaps: true })
    expect(result.sensitive.s).toMatchObject({ t: 0.375, tGaps: (1 * 0.5 + 9 * 0.25) / 10 })
    expect(measure(table, { sensitive: ['s:ordered'] }).sensitive.s).not.toHaveProperty('tGaps')
  })
  test('a value that only suppressed rows have is none of the m values of the headline', () => {
    // Counted rows: 1 and 2, m = 2: class a is 1/2 away. With the 3 of the suppressed row m is 3.
    const table = [...rows({ a: '1:1', b: '2:1' }), { g: '*', s: '3' }]
    expect(measure(table, { sensitive: ['s:ordered'] }).sensitive.s).toMatchObject({ t: 0.5, tWithSuppressed: 0.5 })
    const far = [...rows({ a: '1:2', b: '1:1 2:1' }), ...rows({ '*': '9:4' })]
    // Headline: a against 3:1 of two ranks: 1/4. Twin: p = 3/8, 1/8, 4/8: (5/8 + 4/8) / 2.
    expect(measure(far, { sensitive: ['s:ordered'] }).sensitive.s).toMatchObject({ t: 0.25, tWithSuppressed: 0.5625 })
  })
})

describe('what is learnt', () => {
  test('delta is strict: a class like the table has 0, which is not below 0', () => {
    const table = rows({ a: 'x y', b: 'x y' })
    expect(measure(table).sensitive.s?.delta).toBe(0)
    expect(verdicts(table, ['delta=0', 'delta=0.001', 't=0'])).toEqual(['fails', 'holds', 'holds'])
  })
  test('delta is in natural logarithms, and infinite where a value is absent, though not over the present ones', () => {
    // x: 2/3 against 3/6, y: 1/3 against 3/6. ln(4/3) = 0.2877, |ln(2/3)| = 0.4055.
    expect(measure(rows({ a: 'x:2 y:1', b: 'x:1 y:2' })).sensitive.s?.delta).toBeCloseTo(Math.log(1.5), 12)
    expect(measure(rows({ a: 'x:2', b: 'x:1 y:1' })).sensitive.s).toMatchObject({
      delta: 'infinite',
      deltaPresent: Math.log(2),
    })
  })
  test('a loss is no gain: beta counts values that are more frequent in a class, delta both', () => {
    // x: 1/4 against 5/8 (a loss of 3/5), y: 3/4 against 3/8 (a gain of 1).
    const result = measure(rows({ a: 'x:1 y:3', b: 'x:4' }))
    expect(result.sensitive.s?.exact.basicBeta).toBe('1/1')
    expect(verdicts(rows({ a: 'x:1 y:3', b: 'x:4' }), ['basicBeta=1', 'basicBeta=0.999'])).toEqual(['holds', 'fails'])
  })
  test('enhanced beta asks every pair for min(beta, -ln p), not the worst alone', () => {
    // Class a: x 3/5 against 5/10: gain 1/5 <= -ln 1/2; z 1/5 against 1/10: gain 1 <= -ln 1/10. Class b: y 3/5 against 4/10: gain 1/2.
    const table = rows({ a: 'x:3 y:1 z:1', b: 'x:2 y:3' })
    expect(measure(table).sensitive.s).toMatchObject({ basicBeta: 1, enhancedBeta: 1, enhancedBetaPairs: [] })
    // x 1/1 against 9/10: the gain is 1/9 = 0.111, above -ln 0.9 = 0.105, though 1 is the largest gain and allowed.
    const other = rows({ a: 'x:1', b: 'x:8 y:1' })
    expect(measure(other).sensitive.s).toMatchObject({
      enhancedBeta: 'unsatisfiable',
      enhancedBetaPairs: [{ value: 'x', q: '1/1', p: '9/10' }],
    })
  })
})

describe('risk', () => {
  test('the mean per record is not the mean over classes', () => {
    // Classes of 1 and 3: 2 classes of 4 rows = 1/2; (1 + 1/3) / 2 = 2/3.
    expect(measure(rows({ a: 'x', b: 'x:3' })).risk).toMatchObject({
      prosecutorMax: 1,
      prosecutorAvg: 0.5,
      prosecutorAvgOverClasses: 2 / 3,
      uniqueRows: 1,
    })
  })
  test('journalist risk is the larger of two readings: here classes by people, not the mean', () => {
    // f = 1, 100; F = 4, 200. J / sum F = 2/204; (1/n) sum f/F = (1/4 + 1/2) / 101.
    const table = rows({ a: 'x:1', b: 'x:100' })
    const people = [
      { g: 'a', n: '4' },
      { g: 'b', n: '200' },
    ]
    const { risk } = measure(table, { population: { table: people, count: 'n' } })
    expect(risk.journalist).toBeCloseTo(2 / 204, 14)
    expect(risk.marketer).toBeCloseTo(0.75 / 101, 14)
  })
  test('a sample larger than its population is an error, not a risk above 1', () => {
    const population = { table: [{ g: 'a' }] }
    expect(measureTable(rows({ a: 'x:2' }), { quasi: ['g'], population })).toMatchObject({
      ok: false,
      error: { expected: 'at least 2 people in the population' },
    })
  })
  test('people of the population who are in no class of the sample change nothing', () => {
    const people = [...Array.from({ length: 4 }, () => ({ g: 'a' })), ...Array.from({ length: 90 }, () => ({ g: 'z' }))]
    expect(measure(rows({ a: 'x:2' }), { population: { table: people } }).risk).toMatchObject({
      journalist: 0.25,
      marketer: 0.25,
      kMap: 4,
    })
  })
  test('persons without an id are one each, and one person in two classes counts in both', () => {
    const table = [
      { g: 'a', p: '' },
      { g: 'a', p: '' },
      { g: 'a', p: '7' },
      { g: 'b', p: '7' },
      { g: 'b', p: '8' },
    ]
    expect(measureAnonymity(table, { quasi: ['g'], person: 'p' })).toMatchObject({ k: 2, kRows: 2 })
    expect(measureAnonymity(table.slice(0, 3), { quasi: ['g'], person: 'p' })).toMatchObject({ k: 3 })
  })
})
