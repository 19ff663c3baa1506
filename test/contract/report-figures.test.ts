/**
 * Every figure of every table leads to its requests: as many as the figure says, and those that a plain reading of the
 * request list gives, hidden figures too.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Input, Output } from '#contract/contract.ts'
import { makeSampleExport } from '../../main/io/write-export.ts'
import { asker } from './asker.ts'
import { hosts, type StartedHost } from './hosts.ts'

type Row = Output<'requests.list'>['rows'][number]
interface Cell {
  readonly state: string
  readonly value: number | null
  readonly numerator: number | null
  readonly denominator: number | null
  readonly min: number | null
  readonly max: number | null
  readonly entries: number | null
}
interface Table {
  readonly id: string
  readonly rederivable: boolean
  readonly rowDimension: string
  readonly columns: readonly { readonly id: string; readonly unit: string }[]
  readonly rows: readonly { readonly id: string; readonly cells: readonly Cell[] }[]
}

const folder = mkdtempSync(join(tmpdir(), 'plainview-figures-'))
const log = join(folder, 'log')
let host: StartedHost
let where: { readonly caseId: string; readonly evidenceId: string }
let all: readonly Row[] = []

const { ask, ended } = asker((name, input) => host.call(name, input))
async function listed(filter: NonNullable<Input<'requests.list'>['filter']>): Promise<readonly Row[]> {
  const rows: Row[] = []
  let cursor: string | null = null
  do {
    const page: Output<'requests.list'> = await ask('requests.list', { ...where, filter, limit: 150, cursor })
    rows.push(...page.rows)
    cursor = page.nextCursor
    if (cursor === null) expect(page.matching).toBe(rows.length)
  } while (cursor !== null)
  return rows
}

beforeAll(async () => {
  const made = await makeSampleExport(log, { requests: 900, seed: 'figures', years: 2 })
  expect(made.ok).toBe(true)
  const direct = hosts.find(({ kind }) => kind === 'cli')
  if (!direct) throw new Error('no host')
  host = await direct.start(log)
  const { caseId } = await ask('cases.create', { name: 'figures' })
  where = { caseId, evidenceId: await ended(await ask('evidence.import', { caseId, pickedId: host.pickedId })) }
  await ended(await ask('requests.derive', where))
  all = await listed({})
}, 120_000)
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The first month, from 1, and how many months. */
const MONTHS: Readonly<Record<string, readonly [number, number]>> = {
  '': [1, 12],
  H1: [1, 6],
  H2: [7, 6],
  Q1: [1, 3],
  Q2: [4, 3],
  Q3: [7, 3],
  Q4: [10, 3],
}
const BEFORE: Readonly<Record<string, string>> = { '2025': '2024', '2025-H2': '2025-H1', '2025-Q3': '2025-Q2' }

function within(period: string): (row: Row) => boolean {
  const [year = '', part = ''] = period.split('-')
  const [month, months] = MONTHS[part] ?? [0, 0]
  const [fromMs, toMs] = [Date.UTC(Number(year), month - 1), Date.UTC(Number(year), month - 1 + months)]
  return ({ receivedAtMs }) => receivedAtMs >= fromMs && receivedAtMs < toMs
}
const isDisclosed = ({ outcome }: Row) => outcome === 'disclosed_full' || outcome === 'disclosed_partial'
const country = ({ origin: { kind, code } }: Row) =>
  kind === 'state' || kind === 'subnational' ? (code ?? '').slice(0, 2) : null

const POPULATION: Readonly<Record<string, (row: Row) => boolean>> = {
  'orders-to-act': ({ section }) => section === 'order_to_act',
  preservation: ({ section }) => section === 'preservation',
  'national-security': ({ section }) => section === 'national_security',
  rejections: ({ section, outcome }) => section === 'request' && outcome === 'rejected',
  challenges: ({ section, challenge }) => section === 'request' && challenge !== null,
  'user-flags': ({ section, flags }) => section === 'request' && flags.raised > 0,
}
const IN_ROW: Readonly<Record<string, (row: Row, value: string) => boolean>> = {
  authority_type: ({ authority }, value) => authority.type === value,
  instrument: ({ instrument }, value) => instrument === value,
  requested: ({ dataRequested }, value) => dataRequested.some((one) => one === value),
  disclosed: (row, value) => row.bundles > 0 && row.dataDisclosed.some((one) => one === value),
  outcome: ({ outcome }, value) => outcome === value,
  reason: ({ rejectReasons }, value) => rejectReasons.some((one) => one === value),
  forum: ({ challenge }, value) => challenge?.forum === value,
  emergency: ({ emergency }, value) => emergency === value,
  notice: ({ notice }, value) => notice === value,
  told: ({ noticeComplete }, value) => noticeComplete === (value === 'all_four'),
}
const CONTENT = ['stored_content', 'live_content']
const KEYS = ['encryption_key', 'technical_capability']
const GLANCE: Readonly<Record<string, (row: Row) => boolean>> = {
  received: () => true,
  accounts: ({ accounts }) => accounts !== 0,
  disclosed: isDisclosed,
  accounts_disclosed: (row) => disclosedAccounts(row) !== 0,
  rejected: ({ outcome }) => outcome === 'rejected',
  challenged: ({ challenge }) => challenge !== null,
  no_data: ({ outcome }) => outcome === 'no_data',
  content_disclosed: (row) => row.bundles > 0 && row.dataDisclosed.some((one) => CONTENT.includes(one)),
  keys_demanded: ({ dataRequested }) => dataRequested.some((one) => KEYS.includes(one)),
}
const STEPS = { first_review: 'firstReview', decision: 'decision', disclosure: 'disclosure', notice: 'notice' } as const

function disclosedAccounts({ accounts, accountsDisclosed }: Row): number | null {
  return accounts === null || accountsDisclosed === null ? accountsDisclosed : Math.min(accounts, accountsDisclosed)
}

function inColumn(table: string, column: string): (row: Row) => boolean {
  const outcomes = ['disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'suspended', 'pending']
  if (table === 'challenges' && column !== 'received') {
    return ({ challenge }) => (challenge?.result ?? 'open') === column
  }
  if ([...outcomes, 'withdrawn'].includes(column)) return ({ outcome }) => outcome === column
  if (column === 'disclosed_any') return isDisclosed
  if (column === 'accounts') return ({ accounts }) => accounts !== 0
  if (column === 'accounts_disclosed') return (row) => disclosedAccounts(row) !== 0
  return () => true
}

/** Requests of one count column, read off the list. */
function expected(report: string, table: Table, row: string, column: string): readonly string[] {
  const isBefore = column === 'received_before' || column === 'before'
  const period = table.rowDimension === 'period' ? row : isBefore ? (BEFORE[report] ?? '') : report
  const population = POPULATION[table.id] ?? (({ section }: Row) => section === 'request')
  const own = all.filter(within(period)).filter(population)
  const fits = (): ((one: Row) => boolean) => {
    if (table.id === 'glance') return GLANCE[row] ?? (() => false)
    if (table.id === 'durations') {
      const step = STEPS[row as keyof typeof STEPS]
      return ({ elapsedMs }) => (elapsedMs[step] === null) === (column === 'without')
    }
    if (row === 'total' || table.rowDimension === 'period') return inColumn(table.id, column)
    if (table.rowDimension === 'origin') {
      const named = table.rows.map(({ id }) => id).filter((id) => id.length === 2)
      const inRow = (one: Row) => (row === 'other' ? !named.includes(country(one) ?? '') : country(one) === row)
      return (one) => inRow(one) && inColumn(table.id, column)(one)
    }
    return (one) => IN_ROW[table.rowDimension]?.(one, row) === true && inColumn(table.id, column)(one)
  }
  return own
    .filter(fits())
    .map(({ req }) => req)
    .sort()
}

describe.each(['2025-H2', '2025', '2025-Q3'])('in the report of %s', (period) => {
  let tables: readonly Table[] = []
  let reportId = ''
  beforeAll(async () => {
    const definition = { title: 'Requests', publisher: '', period, threshold: 5 }
    reportId = await ended(await ask('reports.build', { ...where, definition }))
    const { base64 } = await ask('reports.file', { caseId: where.caseId, reportId, path: 'report.json' })
    tables = JSON.parse(Buffer.from(base64, 'base64').toString('utf8')).tables
  }, 60_000)

  test('every figure gives exactly its requests, and their sum, units and entries are those of the figure', async () => {
    let [figures, hidden] = [0, 0]
    for (const table of tables.filter(({ id }) => id !== 'child-safety')) {
      for (const { id: row, cells } of table.rows) {
        for (const [at, cell] of cells.entries()) {
          const { id: column = '' } = table.columns[at] ?? {}
          const place = `${table.id}/${row}/${column}`
          const { counts } = await ask('reports.behind', {
            caseId: where.caseId,
            reportId,
            table: table.id,
            row,
            column,
          })
          const isRatio = ['change', 'disclosed_share'].includes(column)
          expect([place, counts.length]).toEqual([place, isRatio ? 2 : 1])
          for (const { behind, requests, value, unknown } of counts) {
            const rows = await listed({ behind })
            const reqs = rows.map(({ req }) => req).sort()
            expect([place, reqs.length]).toEqual([place, requests])
            if (!(table.id === 'durations' && column !== behind.column)) {
              expect([place, reqs]).toEqual([place, expected(period, table, row, behind.column)])
            }
            // What is not certain stands beside the sum, and makes the figure no exact one.
            if (cell.state === 'exact') expect([place, unknown]).toEqual([place, 0])
            if (cell.state === 'unknown' && !isRatio) expect([place, unknown > 0]).toEqual([place, true])
            expect(value).toBeGreaterThanOrEqual(0)
          }
          const [one, other] = counts
          figures++
          if (cell.state === 'suppressed') hidden++
          if (cell.state === 'exact' && !isRatio && !['median', 'p90'].includes(column)) {
            expect([place, one?.value, one?.entries]).toEqual([place, cell.value, cell.entries])
          }
          if (cell.state === 'exact' && column === 'disclosed_share') {
            expect([place, other?.value, one?.value]).toEqual([place, cell.numerator, cell.denominator])
          }
          if (cell.state === 'exact' && column === 'change') {
            expect([place, (one?.value ?? 0) - (other?.value ?? 0), other?.value]).toEqual([
              place,
              cell.numerator,
              cell.denominator,
            ])
          }
          if (cell.state === 'band') {
            expect([place, (one?.value ?? -1) >= (cell.min ?? 0), (one?.value ?? 0) <= (cell.max ?? 0)]).toEqual([
              place,
              true,
              true,
            ])
          }
        }
      }
    }
    expect(figures).toBeGreaterThan(400)
    expect(hidden).toBeGreaterThan(20)
  }, 240_000)

  test('reports to child safety bodies lead to their entries', async () => {
    const table = tables.find(({ id }) => id === 'child-safety')
    const [cell] = table?.rows[0]?.cells ?? []
    const figure = { table: 'child-safety', row: 'total', column: 'reports' }
    const { counts, reports } = await ask('reports.behind', { caseId: where.caseId, reportId, ...figure })
    expect(counts).toEqual([])
    expect([reports?.total, reports?.entries.reduce((sum, one) => sum + (one.reports ?? 0), 0)]).toEqual([
      cell?.entries,
      cell?.value,
    ])
    for (const { entry } of reports?.entries ?? []) {
      const found = await ask('verify.entry', { ...where, index: entry.index ?? -1 })
      expect(JSON.stringify(found)).toContain('childsafety.reported')
    }
  })
})

describe('the requests behind a figure', () => {
  const behind = { period: '2025-H2', table: 'outcomes', row: 'rejected', column: 'received' }

  test('can be narrowed, searched, ordered, counted by facet and exported like any others', async () => {
    const rejected = all
      .filter(within('2025-H2'))
      .filter(({ section, outcome }) => section === 'request' && outcome === 'rejected')
    const police = rejected.filter(({ authority }) => authority.type === 'police')
    expect((await listed({ behind, authorityType: ['police'] })).length).toBe(police.length)
    const facets = await ask('requests.facets', { ...where, filter: { behind } })
    expect(facets.matching).toBe(rejected.length)
    expect(facets.outcome).toEqual([{ value: 'rejected', count: rejected.length }])
    const [one] = police
    expect((await listed({ behind, text: `id:${one?.req}` })).map(({ req }) => req)).toEqual([one?.req])
    const sorted = await ask('requests.list', {
      ...where,
      filter: { behind },
      sort: { by: 'accounts', descending: true },
      limit: 1,
    })
    expect(sorted.rows[0]?.accounts).toBe(Math.max(...rejected.map(({ accounts }) => accounts ?? 0)))
    const { text, account } = await ask('requests.export', {
      ...where,
      filter: { behind },
      format: 'json',
      cursor: null,
    })
    expect(JSON.parse(text)).toMatchObject({ shown: rejected.length, filter: { behind } })
    expect(account.filter).toBe('behind: Requests by outcome · Rejected · Received · 2025-H2')
  })

  test.each([
    [{ ...behind, table: 'no-such-table' }],
    [{ ...behind, column: 'no-such-column' }],
    [{ ...behind, period: '2025-H3' }],
    [{ ...behind, table: 'child-safety', row: 'total', column: 'reports' }],
  ])('a figure that counts no requests is refused, with what was asked for: %j', async (figure) => {
    const answer = await host.call('requests.list', { ...where, filter: { behind: figure } })
    expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })
})
