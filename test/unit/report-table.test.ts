/** One row of counts as it is printed: which share is a number, which is hidden, unknown or not applicable. */
import { describe, expect, test } from 'vitest'
import type { RawCount, RawTable } from '#core/metrics/raw-table.ts'
import { reportTable } from '#core/metrics/report-table.ts'
import type { TableSpec } from '#core/metrics/table-spec.ts'
import type { ReportDocument } from '#report/document.ts'
import { insertFigures } from '#report/figures.ts'
import { manifestOf } from '#report/files.ts'
import { sha256 } from '../../main/io/node-crypto.ts'

const spec: TableSpec = {
  id: 'by-authority',
  section: 'by-authority',
  population: {},
  rows: 'authority_type',
  total: false,
  columns: [
    { kind: 'count', id: 'part', measure: 'request', where: {} },
    { kind: 'count', id: 'whole', measure: 'request', where: {} },
    { kind: 'ratio', id: 'share', numerator: 'part', denominator: 'whole' },
    { kind: 'change', id: 'change', now: 'part', before: 'whole' },
  ],
}
const count = (key: string, value: number, unknown: number): RawCount => ({
  key,
  measure: 'request',
  cut: {},
  period: '2025-H2',
  counted: { value, unknown, entries: 2 * value },
  isExact: false,
})
/** Share and change of a part of a whole; `unknown` requests do not state their number. */
function cells(
  part: number,
  whole: number,
  hidden: readonly string[] = [],
  unknown: readonly [number, number] = [0, 0],
) {
  const own = new Map([
    ['part', count('p', part, unknown[0])],
    ['whole', count('w', whole, unknown[1])],
  ])
  const raw: RawTable = { spec, rows: ['court'], counts: new Map([['court', own]]), zeroRows: 0 }
  const [row] = reportTable(raw, { hidden: new Set(hidden), threshold: 5 }).rows
  return row?.cells ?? []
}

describe('shares', () => {
  test('carry both numbers, and the entries behind what they count', () => {
    expect(cells(6, 8).slice(2)).toMatchObject([
      { state: 'exact', value: 75, numerator: 6, denominator: 8, entries: 12 },
      { state: 'exact', value: -25, numerator: -2, denominator: 8, entries: 28 },
    ])
  })
  test.each([
    ['their part is hidden', cells(6, 8, ['p']), 'suppressed'],
    ['their whole is hidden', cells(6, 8, ['w']), 'suppressed'],
    ['they are of fewer than the threshold', cells(3, 4), 'suppressed'],
    ['they are of nothing', cells(0, 0), 'not_applicable'],
    ['a part does not state its number', cells(6, 8, [], [1, 0]), 'unknown'],
    ['the whole does not state its number', cells(6, 8, [], [0, 1]), 'unknown'],
  ])('are no number where %s', (_why, all, state) => {
    expect(all.slice(2).map((cell) => [cell.state, cell.value, cell.numerator, cell.entries])).toEqual([
      [state, null, null, null],
      [state, null, null, null],
    ])
  })
  test('five is enough', () => expect(cells(3, 5)[2]).toMatchObject({ state: 'exact', value: 60 }))
  test('a sum that some do not state is at least what is stated, and hidden all the same', () => {
    expect(cells(6, 8, [], [1, 0])[0]).toMatchObject({ state: 'unknown', min: 6, value: null, entries: null })
    expect(cells(6, 8, ['p'], [1, 0])[0]).toMatchObject({ state: 'suppressed', min: null })
  })
})

test('a reference that names no figure is said to, and never a number', () => {
  expect(insertFigures('{{no-table/a/b}} of {{x}}', { tables: [] })).toBe('[no such figure] of {{x}}')
})

test('the manifest says which files are the same on every build', () => {
  const document = { log: {}, period: { id: '2025' }, revision: { number: 1 } } as unknown as ReportDocument
  const file = (path: string) => ({ path, mediaType: '', bytes: new Uint8Array() })
  const { files } = manifestOf(document, [file('report.json')], [file('report.pdf')], sha256)
  expect(files.map(({ path, deterministic }) => [path, deterministic])).toEqual([
    ['report.json', true],
    ['report.pdf', false],
  ])
})
