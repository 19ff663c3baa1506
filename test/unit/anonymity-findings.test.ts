import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelledK } from '#core/anonymity/bookkeeping.ts'
import { sharedRows } from '#core/anonymity/compare-releases.ts'
import { measureAnonymity, measureTable } from '#core/anonymity/measure.ts'
import type { MeasureOptions } from '#core/anonymity/measure-options.ts'
import { toTable } from '#core/anonymity/table.ts'

type Row = Readonly<Record<string, string>>
const findings = (table: readonly Row[], options: Partial<MeasureOptions> = {}) =>
  measureAnonymity(table, { quasi: ['g'], ...options }).findings
const codes = (table: readonly Row[], options: Partial<MeasureOptions> = {}) =>
  findings(table, options).map(({ code }) => code)
const rowsOf = (...values: readonly string[]) => values.map((g) => ({ g, s: 'x' }))

describe('rows against the source', () => {
  const table = rowsOf('a', 'a', 'b', 'b')
  test.each([
    [3, ['rows_added'], /3 rows, the table has 4: 1 more/],
    [4, [], /^$/],
    [5, ['rows_lost'], /5 rows, the table has 4: 1 \(20\.00 %\) are lost/],
  ])('a source of %i rows', (sourceRows, expected, text) => {
    const found = findings(table, { sourceRows })
    expect(found.map(({ code }) => code)).toEqual(expected)
    expect(found.map((one) => one.text).join()).toMatch(text)
  })
  test('suppressed rows are told with their share, beside those that are lost', () => {
    const found = findings([...table, { g: '*', s: 'x' }], { sourceRows: 10 })
    expect(found.map(({ code }) => code)).toEqual(['rows_lost', 'suppressed_rows'])
    expect(found[0]?.text).toContain('5 (50.00 %) are lost, and 1 more are suppressed')
    expect(found[1]?.text).toContain('1 of 5 rows (20.00 %)')
  })
  test('a row suppressed in one of two quasi-identifiers is told apart', () => {
    const mixed = [
      { g: 'a', h: '*' },
      { g: '*', h: '*' },
      { g: 'a', h: 'b' },
    ]
    const found = findings(mixed, { quasi: ['g', 'h'] })
    expect(found.map(({ code, text }) => [code, text.slice(0, 9)])).toEqual([
      ['suppressed_rows', '1 of 3 ro'],
      ['partly_suppressed', '1 of 3 ro'],
    ])
  })
  test.each([-1, 1.5, Number.NaN])('%s rows of the source are refused by name', (sourceRows) => {
    expect(measureTable(table, { quasi: ['g'], sourceRows })).toMatchObject({
      ok: false,
      error: { place: { field: 'sourceRows' } },
    })
  })
})

describe('the k of a label', () => {
  test.each([
    ['adult_k5.csv', 5],
    ['adult-k=10.csv.gz', 10],
    ['k_3', 3],
    ['Release, k ≥ 25', 25],
    ['5-anonymous extract', 5],
    ['table, 12 anonymised', 12],
    ['k2 and k7', 7],
    ['book5.csv', null],
    ['k5a.csv', null],
    ['k = 0', null],
    ['2024-k.csv', null],
    ['k=0.5', null],
    ['people', null],
  ])('"%s" promises %s', (label, expected) => {
    expect(labelledK(label)).toBe(expected)
  })
  const table = rowsOf('a', 'a', 'b', 'b', 'b')
  test.each([
    [1, [/k = 1, but k is 2: better/]],
    [2, []],
    [3, [/k = 3, but k is 2$/]],
  ])('a label of k = %i on a table of k = 2', (k, expected) => {
    const found = findings(table, { label: `release_k${k}.csv` })
    expect(found.map(({ code }) => code)).toEqual(expected.map(() => 'label_mismatch'))
    for (const [at, text] of expected.entries()) expect(found[at]?.text).toMatch(text)
  })
  test('a claim with another k than the label is told', () => {
    const [found] = findings(table, { label: 'k=2', claims: ['k=3'] })
    expect(found).toMatchObject({ code: 'label_mismatch', text: 'the label "k=2" says k = 2, but the claim is k=3' })
  })
  test('with a person column it is the persons that the label is held against', () => {
    const people = ['1', '1', '2'].map((p) => ({ g: 'a', p }))
    expect(codes(people, { person: 'p', label: 'k=3' })).toEqual(['label_mismatch'])
    expect(codes(people, { person: 'p', label: 'k=2' })).toEqual([])
  })
})

describe('releases that repeat each other', () => {
  const table = rowsOf('a', 'a', 'b', 'c')
  const compare = (other: readonly Row[]) => findings(table, { releases: [{ name: 'other.csv', table: other }] })
  test('the same rows in another order of rows and columns are a copy', () => {
    const copy = [...table].reverse().map(({ g, s }) => ({ s, g }))
    expect(compare(copy)).toMatchObject([{ code: 'same_release', text: expect.stringContaining('all 4 rows') }])
  })
  test('the same rows with one column more are the same by the columns both have', () => {
    const more = table.map((row, at) => ({ ...row, id: `row ${at}` }))
    expect(compare(more)).toMatchObject([{ code: 'same_release', text: expect.stringContaining('compared by g, s') }])
  })
  test('a release inside a larger one is told with how much of it is there', () => {
    expect(compare([...table, { g: 'z', s: 'x' }])).toMatchObject([
      { code: 'overlapping_release', text: expect.stringMatching(/4 rows .*100\.00 %.*all of this table/) },
    ])
    expect(compare(table.slice(1))).toMatchObject([
      { code: 'overlapping_release', text: expect.stringMatching(/3 rows .*75\.00 %.*all of "other.csv"/) },
    ])
  })
  test('rows repeated in one release are not found more often than the other has them', () => {
    // One of the two rows a is there: 1 of 4 rows is no overlap to speak of, though every row of the other is an a.
    expect(compare(rowsOf('a', 'y', 'y', 'y'))).toEqual([])
    expect(sharedRows(toTable(table), toTable(rowsOf('a', 'a', 'a'))).rows).toBe(2)
  })
  test('tables without a common column, and empty ones, say nothing', () => {
    expect(compare([{ q: 'a' }])).toEqual([])
    expect(compare([])).toEqual([])
  })
  test('shared rows are those that pairing one by one finds', () => {
    const cell = fc.constantFrom('a', 'b', ' a', '')
    const tables = fc.array(fc.record({ g: cell, s: cell }), { maxLength: 12 })
    fc.assert(
      fc.property(tables, tables, (a, b) => {
        const left = b.map((row) => JSON.stringify([row.g.trim(), row.s.trim()]))
        let expected = 0
        for (const row of a) {
          const at = left.indexOf(JSON.stringify([row.g.trim(), row.s.trim()]))
          if (at < 0) continue
          left.splice(at, 1)
          expected++
        }
        const [one, other] = [toTable(a), toTable(b)]
        expect(sharedRows(one, other).rows).toBe(a.length === 0 || b.length === 0 ? 0 : expected)
      }),
    )
  })
})

describe('one value in several spellings', () => {
  test('case, spacing and both at once, also in a sensitive column', () => {
    expect(codes(rowsOf('New York', 'new york'))).toEqual(['case_variants'])
    expect(codes(rowsOf('New York', 'New  York'))).toEqual(['spacing_variants'])
    expect(codes(rowsOf('New York', 'new  york'))).toEqual(['case_variants'])
    expect(codes(rowsOf('New York', 'New\u00a0York', 'NEW YORK'))).toEqual(['case_variants', 'spacing_variants'])
    const flu = [
      { g: 'a', s: 'Flu' },
      { g: 'a', s: 'flu' },
    ]
    expect(findings(flu, { sensitive: ['s:categorical'] })).toMatchObject([{ code: 'case_variants', column: 's' }])
  })
  test('a letter with a mark, composed or not, and a character that shows nothing', () => {
    expect(codes(rowsOf('Zürich', 'Zu\u0308rich'))).toEqual(['spacing_variants'])
    expect(codes(rowsOf('North', 'No\u200brth'))).toEqual([])
    expect(codes(rowsOf('North', 'North\u200b'))).toEqual(['spacing_variants'])
  })
  test('numbers and different words are left alone', () => {
    expect(codes(rowsOf('1', '1.0', '-1', '+1'))).toEqual([])
    expect(codes(rowsOf('North', 'South'))).toEqual([])
  })
})

test('a mark that may mean "missing" is asked about until it is named', () => {
  expect(findings(rowsOf('a', '?', 'NA'))).toMatchObject([
    { code: 'looks_missing', column: 'g', examples: ['?', 'NA'] },
  ])
  expect(codes(rowsOf('a', '?', 'NA'), { missing: ['NA'] })).toEqual(['looks_missing'])
  expect(codes(rowsOf('a', '?', 'NA'), { missing: ['NA', '?'] })).toEqual([])
})
