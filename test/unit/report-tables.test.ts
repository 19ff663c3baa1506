import { beforeAll, describe, expect, test } from 'vitest'
import type { SolveLp } from '#core/capabilities.ts'
import type { Cell } from '#core/metrics/cell.ts'
import { percentOf } from '#core/metrics/cell.ts'
import { asKnown } from '#core/metrics/count-relations.ts'
import { medianHours, p90Hours } from '#core/metrics/duration.ts'
import { leakCheck } from '#core/metrics/leak-check.ts'
import { parsePeriod, periodOf, periodsUpTo, previousPeriod } from '#core/metrics/period.ts'
import { type BuiltTables, buildTables } from '#core/metrics/report-tables.ts'
import { bandOf } from '#core/metrics/special-tables.ts'
import { loadSolveLp } from '../../main/work/highs-lp.ts'
import { type PlainRequest, plainRequests } from '../support/report-reference.ts'
import { type FoldedSample, foldEvents, sampleEvents } from '../support/sample-log.ts'

let log: FoldedSample
let built: BuiltTables
let plain: readonly PlainRequest[]
let solveLp: SolveLp
const K = 5

beforeAll(async () => {
  solveLp = await loadSolveLp()
  log = foldEvents(sampleEvents(2500, '7'))
  plain = plainRequests(log.events)
  built = build('2025-H2')
})

function build(id: string, threshold = K): BuiltTables {
  const period = parsePeriod(id)
  if (!period.ok) throw new Error(id)
  return buildTables({ rows: log.rows, facts: log.facts, period: period.value, threshold, solveLp })
}
const from = (from: string, to: string) => (request: PlainRequest) =>
  request.at >= Date.parse(from) && request.at < Date.parse(to)
const now = () => plain.filter(from('2025-07-01', '2026-01-01'))
const earlier = () => plain.filter(from('2025-01-01', '2025-07-01'))
const requests = (all: readonly PlainRequest[]) => all.filter(({ section }) => section === 'request')

/** row id -> column id -> cell */
function cells(id: string): Record<string, Record<string, Cell>> {
  const table = built.tables.find((one) => one.id === id)
  if (!table) throw new Error(`no table ${id}`)
  return Object.fromEntries(
    table.rows.map((row) => [
      row.id,
      Object.fromEntries(table.columns.map(({ id: column }, at) => [column, row.cells[at] as Cell])),
    ]),
  )
}

/** The figure is printed as it is, or hidden for a reason that the rules allow. */
function agrees(cell: Cell | undefined, value: number, isExact: boolean): void {
  if (cell === undefined) throw new Error('no cell')
  if (cell.state === 'suppressed') {
    expect(isExact).toBe(false)
    expect([cell.value, cell.min, cell.max, cell.numerator, cell.denominator, cell.entries]).toEqual(
      Array(6).fill(null),
    )
    return
  }
  if (cell.state === 'unknown') {
    expect(cell.min).toBe(value)
    return
  }
  expect({ value: cell.value, state: cell.state }).toEqual({ value, state: 'exact' })
  if (!isExact) expect(value === 0 || value >= K).toBe(true)
}

const OUTCOMES = ['disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'withdrawn', 'suspended', 'pending']
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

describe('every figure is recomputed from the lines by another program', () => {
  /** The columns most tables share, for one group of requests. */
  function checkRow(
    row: Record<string, Cell>,
    own: readonly PlainRequest[],
    earlier: readonly PlainRequest[],
    isExact: boolean,
  ): void {
    for (const [column, cell] of Object.entries(row)) {
      if (column === 'received') agrees(cell, own.length, isExact)
      else if (column === 'received_before') agrees(cell, earlier.length, isExact)
      else if (OUTCOMES.includes(column)) agrees(cell, own.filter(({ outcome }) => outcome === column).length, isExact)
      else if (column === 'disclosed_any')
        agrees(cell, own.filter(({ outcome }) => outcome?.startsWith('disclosed')).length, isExact)
      else if (column === 'accounts') agrees(cell, sum(own.map(({ accounts }) => accounts ?? 0)), false)
      else if (column === 'accounts_disclosed')
        agrees(cell, sum(own.map(({ accountsDisclosed }) => accountsDisclosed)), false)
      else if (column === 'disclosed_share' && cell.state === 'exact') {
        const part = own.filter(({ outcome }) => outcome?.startsWith('disclosed')).length
        expect(cell).toMatchObject({ numerator: part, denominator: own.length })
        expect(own.length).toBeGreaterThanOrEqual(K)
        expect(Math.abs((cell.value ?? 0) - (100 * part) / own.length)).toBeLessThanOrEqual(0.05 + 1e-9)
      } else if (column === 'change' && cell.state === 'exact') {
        expect(cell).toMatchObject({ numerator: own.length - earlier.length, denominator: earlier.length })
      } else if (column !== 'disclosed_share' && column !== 'change') throw new Error(`unchecked column ${column}`)
    }
  }

  test('over time', () => {
    const table = cells('over-time')
    expect(Object.keys(table)).toEqual(['2023-H2', '2024-H1', '2024-H2', '2025-H1', '2025-H2'])
    for (const [id, row] of Object.entries(table)) {
      const [year, half] = [id.slice(0, 4), id.at(-1)]
      const own =
        half === '1' ? from(`${year}-01-01`, `${year}-07-01`) : from(`${year}-07-01`, `${Number(year) + 1}-01-01`)
      checkRow(row, requests(plain.filter(own)), [], true)
    }
  })

  test('by country: the ten with most requests, ties by code, and all others', () => {
    const table = cells('by-country')
    const numbers = new Map<string, number>()
    for (const { origin } of requests(now())) if (origin !== 'none') numbers.set(origin, (numbers.get(origin) ?? 0) + 1)
    const top = [...numbers]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, 10)
      .map(([code]) => code)
    expect(Object.keys(table)).toEqual([...top, 'other', 'total'])
    for (const [id, row] of Object.entries(table)) {
      const belongs = ({ origin }: PlainRequest) =>
        id === 'total' || (id === 'other' ? !top.includes(origin) : origin === id)
      checkRow(row, requests(now()).filter(belongs), requests(earlier()).filter(belongs), true)
    }
  })

  test.each([
    ['by-authority', 'authority', false],
    ['by-instrument', 'instrument', true],
    ['cross-border', 'instrument', true],
  ] as const)('%s', (id, member, isExact) => {
    for (const [row, columns] of Object.entries(cells(id))) {
      const belongs = (request: PlainRequest) => row === 'total' || request[member] === row
      checkRow(
        columns,
        requests(now()).filter(belongs),
        requests(earlier()).filter(belongs),
        isExact || row === 'total',
      )
    }
  })

  test('outcomes, and that they sum to received', () => {
    const table = cells('outcomes')
    for (const [row, columns] of Object.entries(table)) {
      const belongs = ({ outcome }: PlainRequest) => row === 'total' || outcome === row
      checkRow(columns, requests(now()).filter(belongs), requests(earlier()).filter(belongs), true)
    }
    expect(sum(OUTCOMES.map((outcome) => table[outcome]?.received?.value ?? Number.NaN))).toBe(
      table.total?.received?.value,
    )
  })

  test('rejections by reason', () => {
    for (const [row, columns] of Object.entries(cells('rejections'))) {
      const rejected = (all: readonly PlainRequest[]) =>
        requests(all).filter(
          ({ outcome, reasons }) => outcome === 'rejected' && (row === 'total' || reasons.includes(row)),
        )
      checkRow(columns, rejected(now()), rejected(earlier()), row === 'total')
    }
  })

  test('challenges by forum and result', () => {
    for (const [row, columns] of Object.entries(cells('challenges'))) {
      const own = requests(now()).filter(({ challenge }) => challenge && (row === 'total' || challenge.forum === row))
      for (const [column, cell] of Object.entries(columns)) {
        agrees(
          cell,
          column === 'received' ? own.length : own.filter(({ challenge }) => challenge?.result === column).length,
          false,
        )
      }
    }
  })

  test.each([
    ['data-requested', 'requested'],
    ['data-disclosed', 'disclosed'],
  ] as const)('%s', (id, member) => {
    for (const [row, columns] of Object.entries(cells(id))) {
      agrees(columns[member], requests(now()).filter((request) => request[member].includes(row)).length, false)
    }
  })

  test('emergencies, preservation, flags', () => {
    for (const [row, columns] of Object.entries(cells('emergency'))) {
      agrees(columns.received, requests(now()).filter(({ emergency }) => emergency === row).length, false)
    }
    for (const [row, columns] of Object.entries(cells('preservation'))) {
      const own = now().filter(
        ({ section, instrument }) => section === 'preservation' && (row === 'total' || instrument === row),
      )
      agrees(columns.received, own.length, true)
    }
    for (const [row, columns] of Object.entries(cells('user-flags'))) {
      const own = requests(now()).filter(({ flags, outcome }) => flags > 0 && (row === 'total' || outcome === row))
      agrees(columns.flagged, own.length, false)
      agrees(columns.flags, sum(own.map(({ flags }) => flags)), false)
    }
  })

  test('at a glance', () => {
    const table = cells('glance')
    const own = requests(now())
    agrees(table.received?.now, own.length, true)
    agrees(table.received?.before, requests(earlier()).length, true)
    agrees(table.disclosed?.now, own.filter(({ outcome }) => outcome?.startsWith('disclosed')).length, true)
    agrees(table.rejected?.now, own.filter(({ outcome }) => outcome === 'rejected').length, true)
    agrees(table.no_data?.now, own.filter(({ outcome }) => outcome === 'no_data').length, true)
    agrees(table.challenged?.now, own.filter(({ challenge }) => challenge).length, false)
    agrees(table.accounts?.now, sum(own.map(({ accounts }) => accounts ?? 0)), false)
    agrees(table.accounts_disclosed?.now, sum(own.map(({ accountsDisclosed }) => accountsDisclosed)), false)
    agrees(
      table.content_disclosed?.now,
      own.filter(({ disclosed }) => disclosed.some((c) => c.endsWith('_content'))).length,
      false,
    )
    agrees(
      table.keys_demanded?.now,
      own.filter(({ requested }) => requested.includes('encryption_key') || requested.includes('technical_capability'))
        .length,
      false,
    )
  })

  test('national security in bands of 500 only', () => {
    for (const row of Object.values(cells('national-security'))) {
      for (const cell of Object.values(row)) expect(cell).toMatchObject({ state: 'band', value: null, entries: null })
    }
  })

  test('how long it took: median and 90th percentile, the undecided beside', () => {
    const members = {
      first_review: 'firstReviewMs',
      decision: 'decisionMs',
      disclosure: 'deliveryMs',
      notice: 'noticeMs',
    } as const
    const table = cells('durations')
    let shown = 0
    for (const [row, member] of Object.entries(members)) {
      const all = requests(now())
      const times = all.flatMap((request) => request[member] ?? []).sort((a, b) => a - b)
      const middle = ((times[Math.ceil(times.length / 2) - 1] ?? 0) + (times[Math.floor(times.length / 2)] ?? 0)) / 2
      const hours = (ms: number) => Math.round(ms / 360_000) / 10
      agrees(table[row]?.with, times.length, false)
      agrees(table[row]?.without, all.length - times.length, false)
      // The entries behind a time tell of how many requests it is.
      if (table[row]?.with?.state === 'suppressed') {
        expect(table[row]).toMatchObject({ median: { state: 'suppressed' }, p90: { state: 'suppressed' } })
        continue
      }
      shown++
      expect(table[row]?.median).toMatchObject({ value: hours(middle), entries: 2 * times.length })
      expect(table[row]?.p90?.value).toBe(hours(times[Math.ceil(times.length * 0.9 - 1e-9) - 1] ?? 0))
    }
    expect(shown).toBeGreaterThan(1)
  })
})

test('nothing small can be worked out from the tables of any period and threshold', () => {
  for (const [id, threshold] of [
    ['2024-H1', 5],
    ['2025', 5],
    ['2025-Q4', 5],
    ['2025-H2', 10],
    ['2025-H2', 3],
  ] as const) {
    const { hidden, all } = build(id, threshold)
    const { keys, primary, secondary: notSmall, floor } = hidden
    expect(hidden.finished).toBe(true)
    const tables = all.map((table) => asKnown(table, keys))
    expect(leakCheck({ tables, primary, notSmall, floor, threshold, solveLp })).toEqual({
      leaks: [],
      contradictions: [],
      finished: true,
    })
  }
})

test('the same rows in another order give the same tables', () => {
  const period = parsePeriod('2025-H2')
  if (!period.ok) throw new Error('period')
  const again = buildTables({
    rows: [...log.rows].reverse(),
    facts: log.facts,
    period: period.value,
    threshold: K,
    solveLp,
  })
  expect(JSON.stringify(again.tables)).toBe(JSON.stringify(built.tables))
})

describe('periods', () => {
  test.each([
    ['2025', '2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2024'],
    ['2025-H1', '2025-01-01T00:00:00.000Z', '2025-07-01T00:00:00.000Z', '2024-H2'],
    ['2025-H2', '2025-07-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2025-H1'],
    ['2024-Q1', '2024-01-01T00:00:00.000Z', '2024-04-01T00:00:00.000Z', '2023-Q4'],
    ['2024-Q4', '2024-10-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z', '2024-Q3'],
  ])('%s is [%s, %s) after %s', (id, start, end, before) => {
    const period = parsePeriod(id)
    if (!period.ok) throw new Error(id)
    expect(period.value).toMatchObject({ fromMs: Date.parse(start), toMs: Date.parse(end) })
    expect(previousPeriod(period.value).id).toBe(before)
    expect(periodOf(period.value.kind, Date.parse(start)).id).toBe(id)
    expect(periodOf(period.value.kind, Date.parse(end) - 1).id).toBe(id)
    expect(periodOf(period.value.kind, Date.parse(start) - 1).id).toBe(before)
  })
  test.each(['2025-H3', '2025-Q5', '25', '2025-h1', ' 2025', '2025-H2x', '__proto__'])('%s is no period', (text) => {
    expect(parsePeriod(text)).toMatchObject({ ok: false, error: { place: { field: 'period' } } })
  })
  test('no period before the log began', () => {
    const last = parsePeriod('2025-H2')
    if (!last.ok) throw new Error('period')
    expect(periodsUpTo(last.value, 8, Date.parse('2024-07-01T00:00:00.000Z')).map(({ id }) => id)).toEqual([
      '2024-H2',
      '2025-H1',
      '2025-H2',
    ])
    expect(periodsUpTo(last.value, 8, Date.parse('2024-06-30T23:59:59.999Z'))[0]?.id).toBe('2024-H1')
  })
})

describe('arithmetic on integers', () => {
  test.each([
    [1, 3, 33.3],
    [2, 3, 66.7],
    [1, 16, 6.3], // 6.25, half away from zero
    [1, 8, 12.5],
    [3, 2000, 0.2], // 0.15
    [-1, 16, -6.3],
    [1, 1000, 0.1],
    [1, 2001, 0],
  ])('%i of %i is %f %', (a, b, expected) => expect(percentOf(a, b)).toBe(expected))
  test.each([
    [[], null, null],
    [[360_000], 0.1, 0.1],
    [[0, 360_000], 0.1, 0.1], // 0.05 rounds away from zero
    [[3_600_000, 7_200_000, 10_800_000], 2, 3],
    [Array.from({ length: 10 }, (_, i) => (i + 1) * 3_600_000), 5.5, 9],
    [Array.from({ length: 11 }, (_, i) => (i + 1) * 3_600_000), 6, 10],
  ])('median and 90th percentile of %j', (values, median, p90) => {
    expect(medianHours(values)).toBe(median)
    expect(p90Hours(values)).toBe(p90)
  })
  test.each([
    [0, 0, 499],
    [499, 0, 499],
    [500, 500, 999],
    [999, 500, 999],
    [1000, 1000, 1499],
  ])('%i is in the band %i to %i', (value, min, max) => expect(bandOf(value)).toEqual([min, max]))
})
