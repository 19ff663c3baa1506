/** The gate on tables made by hand: each sum, bound and share that it looks at, right and then wrong by one. */
import { describe, expect, test } from 'vitest'
import { type Cell, exactCell, hiddenCell, ratioCell, type Unit } from '#core/metrics/cell.ts'
import type { DocumentTable, ReportDocument } from '#report/document.ts'
import { runGate } from '#report/gate.ts'
import { documentChecks } from '#report/gate-checks.ts'
import { compareReports } from '#report/verify-report.ts'

const unitOf = (column: string): Unit => (column.startsWith('accounts') ? 'account' : 'request')

/** Numbers are exact counts; a cell is taken as it is. */
function tableOf(id: string, columns: readonly string[], rows: Readonly<Record<string, readonly (number | Cell)[]>>) {
  const table: DocumentTable = {
    id,
    section: 'outcomes',
    title: id,
    rowDimension: 'outcome',
    rowHead: '',
    columns: columns.map((column) => ({
      id: column,
      label: column,
      unit: column === 'disclosed_share' ? 'percent' : unitOf(column),
      definition: `${id}/${column}`,
    })),
    rows: Object.entries(rows).map(([row, cells]) => ({
      id: row,
      label: row,
      cells: cells.map((cell, at) =>
        typeof cell === 'number' ? exactCell(cell, unitOf(columns[at] ?? ''), `${id}/${columns[at]}`, cell) : cell,
      ),
    })),
    zeroRows: 0,
    source: '',
    rederivable: true,
  }
  return { tables: [table], period: { id: '2025-H2' } } as unknown as ReportDocument
}
const failing = (document: ReportDocument) => runGate(documentChecks(document)).failures.map(({ cells }) => cells)
const OUTCOMES = ['disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'withdrawn', 'suspended', 'pending']
const RESULTS = ['withdrawn', 'narrowed', 'upheld', 'quashed', 'open', 'other']
const named = (cells: readonly string[] | undefined, cell: string) => expect(cells).toContain(cell)

describe('each rule passes what is right, and names what is not', () => {
  test.each([
    ['outcomes', OUTCOMES, 'any / court / received'],
    ['results of challenges', RESULTS, 'any / court / received'],
  ] as const)('%s sum to received', (_name, parts, cell) => {
    const columns = ['received', ...parts]
    const ones = parts.map(() => 1)
    expect(failing(tableOf('any', columns, { court: [parts.length, ...ones] }))).toEqual([])
    named(failing(tableOf('any', columns, { court: [parts.length + 1, ...ones] }))[0], cell)
  })

  test('disclosed in full and in part are those disclosed', () => {
    const columns = ['disclosed_full', 'disclosed_partial', 'disclosed_any']
    expect(failing(tableOf('any', columns, { court: [2, 1, 3] }))).toEqual([])
    named(failing(tableOf('any', columns, { court: [2, 1, 4] }))[0], 'any / court / disclosed_any')
  })

  test('the numbers of a share are those of its columns', () => {
    const columns = ['received', 'disclosed_any', 'disclosed_share']
    const share = (a: number, b: number) => ratioCell(a, b, 'any/disclosed_share', 1)
    expect(failing(tableOf('any', columns, { court: [8, 4, share(4, 8)] }))).toEqual([])
    const top = failing(tableOf('any', columns, { court: [8, 4, share(5, 8)] }))
    expect(top).toEqual([['any / court / disclosed_share (numerator)', 'any / court / disclosed_any']])
    const bottom = failing(tableOf('any', columns, { court: [8, 4, share(4, 9)] }))
    expect(bottom).toEqual([['any / court / disclosed_share (denominator)', 'any / court / received']])
  })

  test.each([
    'by-country',
    'by-authority',
    'by-instrument',
    'outcomes',
    'challenges',
    'preservation',
    'notice',
    'user-flags',
  ])('the rows of %s sum to its total, in one unit', (id) => {
    expect(failing(tableOf(id, ['accounts'], { a: [2], b: [1], total: [3] }))).toEqual([])
    named(failing(tableOf(id, ['accounts'], { a: [2], b: [1], total: [4] }))[0], `${id} / total / accounts`)
    const other = exactCell(1, 'request', `${id}/accounts`, 1)
    const [units] = failing(tableOf(id, ['accounts'], { a: [2], b: [other], total: [3] }))
    expect(units).toEqual([`${id} / a / accounts`, `${id} / b / accounts`])
  })

  test('what cannot be checked is not applicable, never passed', () => {
    const hidden = hiddenCell('request', 'notice/received')
    const result = runGate(documentChecks(tableOf('notice', ['received'], { a: [2], b: [hidden], total: [3] })))
    expect(result.notApplicable).toMatchObject([{ rule: 'parts-equal-total', cell: 'notice / total / received' }])
    const figure = (value: number | null) => ({ cell: `figure ${value}`, value, unit: 'request' })
    const none = runGate([
      { rule: 'parts-equal-total', parts: [], whole: figure(0) },
      {
        rule: 'percent-is-the-ratio',
        percent: figure(0),
        numerator: figure(0),
        denominator: figure(0),
        tolerance: 0.05,
      },
    ])
    expect(none).toMatchObject({ checked: 0, failures: [] })
    expect(none.notApplicable.map(({ why }) => why)).toEqual(['no parts are published', 'figure 0 is 0'])
  })
})

describe('verifying cell by cell', () => {
  const document = (cell: Cell) => tableOf('any', ['disclosed_share'], { court: [cell] })
  const share = ratioCell(4, 8, 'any/disclosed_share', 12)

  test('a share whose numbers were changed and whose percentage was not is a difference, with the entries behind it', () => {
    for (const change of [{ numerator: 5 }, { denominator: 9 }, { entries: 13 }, { definition: 'x' }, { rule: 'x' }]) {
      const { differences } = compareReports(document({ ...share, ...change }), document(share))
      expect(differences).toMatchObject([{ table: 'any', row: 'court', column: 'disclosed_share', entries: 12 }])
    }
  })

  test('a cell that the report on its own would have shown cannot be checked where it is hidden', () => {
    const hidden = document(hiddenCell('percent', 'any/disclosed_share'))
    expect(compareReports(hidden, hidden).cells).toEqual({ match: 1, mismatch: 0, cannotCheck: 0 })
    const beside = compareReports(hidden, hidden, document(share))
    expect(beside.cells).toEqual({ match: 0, mismatch: 0, cannotCheck: 1 })
    expect(beside.notCheckable).toMatchObject([{ table: 'any', why: expect.stringContaining('1 hidden beyond') }])
    expect(compareReports(hidden, document(share), document(share)).cells.mismatch).toBe(1)
  })
})
