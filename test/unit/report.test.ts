import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SolveLp } from '#core/capabilities.ts'
import type { BuiltReport } from '#report/build.ts'
import { niceTicks } from '#report/chart-layout.ts'
import { chartsOf } from '#report/charts.ts'
import { compareFiles } from '#report/compare-files.ts'
import { dataCsv, tableCsv } from '#report/csv.ts'
import { parseDefinition } from '#report/definition.ts'
import type { ReportDocument } from '#report/document.ts'
import { cellText, formatNumber, insertFigures } from '#report/figures.ts'
import { reportFiles } from '#report/files.ts'
import { runGate } from '#report/gate.ts'
import { documentChecks, publicationChecks } from '#report/gate-checks.ts'
import { renderWords, reportHtml } from '#report/html.ts'
import { githubChecks } from '#report/import-github.ts'
import { chartSvg } from '#report/svg.ts'
import { compareReports } from '#report/verify-report.ts'
import { sha256 } from '../../main/io/node-crypto.ts'
import { readTable } from '../../main/io/read-table.ts'
import { loadSolveLp } from '../../main/work/highs-lp.ts'
import { random } from '../support/count-tables.ts'
import { type FoldedSample, foldEvents, sampleEvents } from '../support/sample-log.ts'
import { sampleReport } from '../support/sample-report.ts'

let log: FoldedSample
let solveLp: SolveLp
let built: BuiltReport
let report: ReportDocument

beforeAll(async () => {
  solveLp = await loadSolveLp()
  log = foldEvents(sampleEvents(1500, '11'))
  built = sampleReport(log, solveLp)
  report = built.document
})

type Draft = { -readonly [K in keyof ReportDocument]: ReportDocument[K] }
const copy = (): Draft => structuredClone(report)
interface Loose {
  [member: string]: never
}
const cellsOf = (document: ReportDocument) =>
  document.tables.flatMap((table) =>
    table.rows.flatMap((row) =>
      row.cells.map((cell, at) => ({
        table,
        row,
        column: table.columns[at]?.id ?? '',
        cell: cell as unknown as Loose,
      })),
    ),
  )

test('the sample report passes its own gate and leak check', () => {
  expect(built.obstacles).toEqual([])
  expect(built.gate.checked).toBeGreaterThan(300)
  expect(report.tables.length).toBeGreaterThan(18)
  expect(report.sections.length).toBe(24)
})

describe('verifying a published report', () => {
  test('every cell of an unchanged report matches', () => {
    const result = compareReports(report, structuredClone(report))
    expect(result.differences).toEqual([])
    expect(result.cells).toEqual({ match: cellsOf(report).length, mismatch: 0, cannotCheck: 0 })
  })

  test('500 random changes of one cell are each named by table, row and column', () => {
    const next = random(4)
    for (let i = 0; i < 500; i++) {
      const changed = copy()
      const all = cellsOf(changed)
      const target = all[Math.floor(next() * all.length)]
      if (!target) throw new Error('no cell')
      const { cell, table, row, column } = target
      const kind = Math.floor(next() * 4)
      const number = cell as unknown as {
        value: number | null
        state: string
        entries: number | null
        numerator: number | null
      }
      if (kind === 0 || number.value === null) {
        if (number.value === null) {
          number.value = 7
          number.state = 'exact'
        } else number.value += next() < 0.5 ? 1 : -1
      } else if (kind === 1) number.state = 'suppressed'
      else if (kind === 2) number.entries = (number.entries ?? 0) + 1
      else number.value = number.value === 0 ? 1 : number.value * 10
      const { differences } = compareReports(changed, report)
      expect(differences.map((d) => [d.table, d.row, d.column])).toEqual([[table.id, row.id, column]])
    }
  })

  test('two swapped rows are found, by figures or by order', () => {
    const changed = copy()
    const table = changed.tables.find(({ id }) => id === 'over-time') as unknown as {
      rows: { id: string; cells: unknown }[]
    }
    const [a, b] = table.rows
    if (!a || !b) throw new Error('rows')
    ;[a.cells, b.cells] = [b.cells, a.cells]
    expect(compareReports(changed, report).differences.length).toBeGreaterThan(5)
    const ordered = copy()
    const reordered = ordered.tables.find(({ id }) => id === 'over-time')
    if (!reordered) throw new Error('table')
    ;(reordered.rows as unknown as unknown[]).reverse()
    expect(compareReports(ordered, report).differences).toMatchObject([{ table: 'over-time', row: '(order of rows)' }])
  })

  test('a table that was left out, or added, is found', () => {
    const without = copy()
    without.tables = without.tables.filter(({ id }) => id !== 'rejections')
    expect(compareReports(without, report).differences).toMatchObject([{ table: 'rejections', row: '(whole table)' }])
    expect(compareReports(report, without).differences.every(({ table }) => table === 'rejections')).toBe(true)
  })

  test('one request dropped from the log changes figures that are named', () => {
    const dropped = log.rows.find(
      ({ receivedAtMs, section }) => section === 'request' && receivedAtMs >= Date.parse('2025-07-01'),
    )
    const shorter = { ...log, rows: log.rows.filter((row) => row !== dropped) }
    const { differences } = compareReports(report, sampleReport(shorter, solveLp).document)
    expect(differences.map(({ table, row, column }) => `${table}/${row}/${column}`)).toContain(
      'over-time/2025-H2/received',
    )
  })

  test('figures from before the log began cannot be checked, and are counted so', () => {
    const external = copy()
    const [first] = external.tables as unknown as { rederivable: boolean; rows: { cells: unknown[] }[] }[]
    if (!first) throw new Error('table')
    first.rederivable = false
    const result = compareReports(external, report)
    expect(result.cells.cannotCheck).toBe(first.rows.reduce((sum, row) => sum + row.cells.length, 0))
    expect(result.differences).toEqual([])
  })

  test('a changed file beside report.json is named, by cell where it is CSV', () => {
    for (const file of reportFiles(report, sha256)) {
      expect(compareFiles(file, file.bytes)).toEqual([])
      expect(compareFiles(file, null)).toMatchObject([{ row: file.path, published: 'missing' }])
      const changed = file.bytes.slice()
      const digit = changed.findLastIndex((byte) => byte >= 0x30 && byte <= 0x38)
      changed[digit] = (changed[digit] ?? 0) + 1
      const found = compareFiles(file, changed)
      expect(found.length).toBe(1)
      expect(found[0]?.table === file.path || found[0]?.row === file.path).toBe(true)
    }
  })
})

describe('the gate', () => {
  const failing = (document: ReportDocument) => runGate(documentChecks(document)).failures.map(({ rule }) => rule)
  const set = (document: ReportDocument, table: string, row: string, column: string, member: string, value: number) => {
    const found = cellsOf(document).find((one) => one.table.id === table && one.row.id === row && one.column === column)
    if (!found) throw new Error('no such cell')
    ;(found.cell as unknown as Record<string, number>)[member] = value
  }
  test.each([
    ['an outcome that is one too many', 'over-time', '2025-H2', 'rejected', 'value', 9999, 'parts-equal-total'],
    ['a total that is no sum', 'by-country', 'total', 'received', 'value', 1, 'parts-equal-total'],
    [
      'more disclosed than received',
      'over-time',
      '2025-H1',
      'disclosed_any',
      'value',
      99999,
      'disclosed-at-most-received',
    ],
    [
      'more accounts disclosed than asked for',
      'over-time',
      '2025-H2',
      'accounts_disclosed',
      'value',
      99999999,
      'accounts-disclosed-at-most-accounts',
    ],
    ['a share that is not the ratio', 'over-time', '2025-H2', 'disclosed_share', 'value', 12.3, 'percent-is-the-ratio'],
    ['a numerator of its own', 'over-time', '2025-H2', 'disclosed_share', 'numerator', 3, 'percent-is-the-ratio'],
    ['a glance that says something else', 'glance', 'rejected', 'now', 'value', 4321, 'parts-equal-total'],
  ])('stops %s', (_name, table, row, column, member, value, rule) => {
    const changed = copy()
    const accounts = cellsOf(changed).find(
      (one) => one.table.id === 'over-time' && one.row.id === '2025-H2' && one.column === 'accounts',
    )
    // A lower bound cannot be held against what was disclosed: make it a number here.
    if (accounts) Object.assign(accounts.cell, { state: 'exact', value: 100 })
    set(changed, table, row, column, member, value)
    expect(failing(changed)).toContain(rule)
  })

  test('a share within half a unit of its last digit passes, one beyond it does not', () => {
    const figure = (cell: string, value: number) => ({ cell, value, unit: 'request' })
    const check = (percent: number) =>
      runGate([
        {
          rule: 'percent-is-the-ratio',
          percent: figure('p', percent),
          numerator: figure('a', 1),
          denominator: figure('b', 8),
          tolerance: 0.05,
        },
      ]).failures.length
    expect([12.5, 12.45, 12.55, 12.44, 12.56].map(check)).toEqual([0, 0, 0, 1, 1])
  })

  test('halves against the year: equal, unequal, and one half only', () => {
    const year = sampleReport(log, solveLp, { period: '2025' }).document
    const h1 = sampleReport(log, solveLp, { period: '2025-H1' }).document
    expect(runGate(publicationChecks([year, h1, report])).failures).toEqual([])
    expect(runGate(publicationChecks([year, h1, report])).checked).toBeGreaterThan(5)
    const wrong = structuredClone(h1)
    set(wrong, 'over-time', '2025-H1', 'received', 'value', 1)
    expect(runGate(publicationChecks([year, wrong, report])).failures).toMatchObject([{ rule: 'halves-equal-year' }])
    const one = runGate(publicationChecks([year, h1]))
    expect(one.failures).toEqual([])
    expect(one.notApplicable.length).toBeGreaterThan(5)
  })

  test("GitHub's figures: disclosed exceeds received in three rows of 2021; the country file differs in 2021, 2022 and 2025", async () => {
    const folder = 'test/vectors/github-transparency'
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.csv'))
    const tables = await Promise.all(
      names.map(async (name) => {
        const read = await readTable(join(folder, name), {}, basename(name))
        if (!read.ok) throw new Error(JSON.stringify(read.error))
        return { name: basename(name), table: read.value.table }
      }),
    )
    const checks = githubChecks(tables)
    if (!checks.ok) throw new Error(JSON.stringify(checks.error))
    const { failures, notApplicable } = runGate(checks.value)
    const exceeding = failures.filter(({ rule }) => rule === 'disclosed-at-most-received')
    expect(exceeding.map(({ figures }) => figures)).toEqual([
      [269, 183],
      [170, 94],
      [64, 22],
    ])
    const parts = failures.filter(({ rule }) => rule === 'parts-equal-total')
    expect(parts.map(({ figures }) => figures.at(-1))).toEqual([92, 18, 18])
    expect(parts.map(({ cells }) => cells.at(-1))).toEqual(
      [4, 19, 25].map((line) => `requests_received_and_disclosed.csv, line ${line}, count_requests_received`),
    )
    expect(failures.length).toBe(6)
    // 2025 and 2024 have figures by type for the first half only.
    expect(notApplicable.length).toBeGreaterThan(0)
  })
})

describe('exports', () => {
  test('no exporter writes a null as 0 or as a dash', () => {
    for (const { cell, table, row, column } of cellsOf(report)) {
      const { value, state } = cell as unknown as { value: number | null; state: string }
      if (value !== null) continue
      const text = cellText(cell as never)
      expect({ where: `${table.id}/${row.id}/${column}`, isBad: /^(?:0|-|–|)$/.test(text) }).toMatchObject({
        isBad: false,
      })
      expect(state).not.toBe('exact')
    }
    const records = parse(dataCsv(report), { columns: true }) as Record<string, string>[]
    const hidden = records.filter(({ state }) => state === 'suppressed')
    expect(hidden.length).toBe(report.suppression.hiddenCells)
    for (const line of hidden)
      expect([line.value, line.min, line.max, line.numerator, line.denominator, line.entries]).toEqual(
        Array(6).fill(''),
      )
    expect(records.filter(({ state, value }) => state !== 'exact' && value !== '')).toEqual([])
    expect(records.filter(({ state, value }) => state === 'exact' && value === '')).toEqual([])
    const html = reportHtml(report)
    expect(html).toContain('<span class="hidden">hidden</span>')
    expect(html).not.toMatch(/<td>(?:-|–|—|null|undefined|NaN)?<\/td>/)
  })

  test('data.csv holds every cell of report.json, by another reader', () => {
    const records = parse(dataCsv(report), { columns: true }) as Record<string, string>[]
    const expected = cellsOf(report).map(({ table, row, column, cell }) => {
      const { value, state, entries } = cell as unknown as {
        value: number | null
        state: string
        entries: number | null
      }
      return [
        table.id,
        row.id,
        column,
        state,
        value === null ? '' : String(value),
        entries === null ? '' : String(entries),
      ]
    })
    expect(records.map((r) => [r.table, r.row, r.column, r.state, r.value, r.entries])).toEqual(expected)
  })

  test('no table has two columns of the same name, and datapackage.json names them as they are', () => {
    const files = new Map(reportFiles(report, sha256).map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]))
    const { resources } = JSON.parse(files.get('datapackage.json') ?? '') as {
      resources: { path: string; schema: { fields: { name: string }[] } }[]
    }
    expect(resources.length).toBe(report.tables.length + 1)
    for (const { path, schema } of resources) {
      const header = (files.get(path) ?? '').split('\r\n')[0]?.split(',') ?? []
      expect([path, header.length]).toEqual([path, new Set(header).size])
      expect([path, schema.fields.map(({ name }) => name)]).toEqual([path, header])
    }
    const [table] = report.tables
    if (!table) throw new Error('no table')
    const columns = [{ id: 'label', label: 'Label', unit: 'request', definition: '' }]
    expect(tableCsv({ ...table, rowDimension: 'imported', columns })).toMatch(
      /^imported,label_of_row,label,label_state[,\r]/,
    )
  })

  test('outcomes sum to received in every exported table that has them', () => {
    let tables = 0
    for (const table of report.tables) {
      const lines = parse(tableCsv(table), { columns: true }) as Record<string, string>[]
      for (const line of lines) {
        const parts = [
          'disclosed_full',
          'disclosed_partial',
          'rejected',
          'no_data',
          'withdrawn',
          'suspended',
          'pending',
        ].map((id) => line[id])
        if (parts.some((part) => part === undefined || part === '') || line.received === '') continue
        tables++
        expect(parts.reduce((sum, part) => sum + Number(part), 0)).toBe(Number(line.received))
      }
    }
    expect(tables).toBeGreaterThan(20)
  })

  test('a text that a spreadsheet would run gets an apostrophe, a number never', () => {
    const changed = copy()
    const [table] = changed.tables as unknown as { title: string; rows: { label: string }[] }[]
    if (!table?.rows[0]) throw new Error('table')
    table.rows[0].label = '=1+1'
    expect(dataCsv(changed)).toContain(",'=1+1,")
    expect(dataCsv(report)).not.toMatch(/,'-?\d/)
  })

  test('two builds give the same bytes of every file', () => {
    const [a, b] = [reportFiles(report, sha256), reportFiles(sampleReport(log, solveLp).document, sha256)]
    expect(a.map(({ path }) => path)).toEqual(b.map(({ path }) => path))
    for (const [at, file] of a.entries())
      expect(Buffer.from(file.bytes).equals(Buffer.from(b[at]?.bytes ?? []))).toBe(true)
  })

  test('the HTML file has a policy that forbids scripts and network, and none in it', () => {
    const html = reportHtml(report)
    expect(html).toContain("default-src 'none'")
    expect(html).not.toMatch(/<script|<img|<link|<iframe|\bon\w+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/i)
  })

  test('hostile words stay words', () => {
    const html = renderWords(
      '<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![i](https://evil.example/a.png) **bold**',
      report,
    )
    expect(html).not.toMatch(/<script|javascript:|<img/)
    expect(html).toContain('<strong>bold</strong>')
  })

  test('figures in words are references; one that names nothing stops publishing', () => {
    expect(insertFigures('{{over-time/2025-H2/received}}', report)).toMatch(/^\d/)
    const wrong = sampleReport(log, solveLp, {
      words: { glance: 'We got {{over-time/1999-H2/received}} and {{nonsense}}.' },
    })
    expect(wrong.broken.map(({ reference }) => reference)).toEqual(['{{over-time/1999-H2/received}}', '{{nonsense}}'])
    expect(wrong.obstacles.length).toBe(2)
  })
})

describe('charts', () => {
  test('each carries the numbers of its table', () => {
    const charts = chartsOf(report)
    expect(charts.length).toBe(12)
    for (const chart of charts) {
      const table = report.tables.find(({ id }) => id === chart.tables[0])
      for (const series of chart.series) {
        if (chart.id === 'requested-and-disclosed' && series.id === 'disclosed') continue
        const at = table?.columns.findIndex(({ id }) => id === series.id) ?? -1
        for (const [i, category] of chart.categories.entries()) {
          const cell = table?.rows.find(({ id }) => id === category.id)?.cells[at]
          const mark = series.marks[i]
          if (cell?.state === 'suppressed') expect(mark).toEqual({ state: 'suppressed' })
          if (cell?.state === 'exact') expect(mark).toEqual({ state: 'exact', value: cell.value })
          if (cell?.state === 'not_applicable') expect(mark).toEqual({ state: 'none', why: 'not_applicable' })
        }
      }
    }
  })
  test('each has title, text for those who cannot see it, number of requests, period and source; hidden marks are hatched', () => {
    for (const chart of chartsOf(report)) {
      const svg = chartSvg(chart)
      expect(svg).toContain('<title id=')
      expect(svg).toContain('role="img"')
      expect(svg).toContain(report.period.id)
      expect(svg.replace(/<\/text><text[^>]*>/g, ' ')).toContain('head of size 1000')
      const hidden = chart.series.some(({ marks }) => marks.some(({ state }) => state === 'suppressed'))
      expect(svg.includes('-suppressed)"')).toBe(hidden)
      expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    }
  })
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [7, [0, 2, 4, 6, 8]],
    [100, [0, 50, 100]],
    [1200, [0, 500, 1000, 1500]],
  ])('ticks up to %i', (max, ticks) => expect(niceTicks(max)).toEqual(ticks))
})

test.each([
  [0, '0'],
  [1234567, '1,234,567'],
  [-12.5, '\u221212.5'],
  [999, '999'],
])('the number %f is written %s', (value, text) => expect(formatNumber(value)).toBe(text))

test.each([
  [{ period: '2025-H3' }, 'period'],
  [{ period: '2025-H2', threshold: 1 }, 'threshold'],
  [{ period: '2025-H2', threshold: 101 }, 'threshold'],
  [{ period: '2025-H2', preset: 'x' }, 'preset'],
  [{ period: '2025-H2', withoutSections: ['nope'] }, 'withoutSections'],
  [{ period: '2025-H2', withoutSections: ['suppression'] }, 'withoutSections'],
  [{ period: '2025-H2', words: { nope: 'x' } }, 'words.nope'],
  [{ period: '2025-H2', footnotes: [{}] }, 'footnotes.0'],
  [{ period: '2025-H2', figures: 3 }, 'figures'],
])('the definition %j is refused by field', (value, field) => {
  expect(parseDefinition(value as never, 'd.json')).toMatchObject({ ok: false, error: { place: { field } } })
})
