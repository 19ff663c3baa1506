/** The charts of a report as data: which there are, where they break, what they say when there is nothing to draw, what fits. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SolveLp } from '#core/capabilities.ts'
import type { Cell } from '#core/metrics/cell.ts'
import { CHART_DRAFTS } from '#report/chart-drafts.ts'
import { layoutOf, wrapText } from '#report/chart-layout.ts'
import { type ChartModel, MAX_MARKS } from '#report/chart-model.ts'
import { CHART_COLORS, chartColor, darkChartCss, hatchOf } from '#report/chart-palette.ts'
import { textsOf } from '#report/chart-texts.ts'
import { captionOf, twinAsText, twinOf } from '#report/chart-words.ts'
import { chartsOf } from '#report/charts.ts'
import type { ReportDefinition } from '#report/definition.ts'
import type { ReportDocument } from '#report/document.ts'
import { chartSvg, SVG_WIDTHS } from '#report/svg.ts'
import { loadSolveLp } from '../../main/work/highs-lp.ts'
import { chartModels } from '../support/chart-models.ts'
import { type FoldedSample, foldEvents, sampleEvents } from '../support/sample-log.ts'
import { sampleReport } from '../support/sample-report.ts'

let solveLp: SolveLp
let log: FoldedSample
let report: ReportDocument
beforeAll(async () => {
  solveLp = await loadSolveLp()
  log = foldEvents(sampleEvents(400, 'charts'))
  report = sampleReport(log, solveLp).document
}, 120_000)

function chart(document: ReportDocument, id: string): ChartModel {
  const found = chartsOf(document).find((one) => one.id === id)
  if (!found) throw new Error(`no chart ${id}`)
  return found
}

type Changed = { -readonly [K in keyof ReportDocument]: ReportDocument[K] }
function changed(change: (document: Changed) => void): ReportDocument {
  const copy = structuredClone(report) as Changed
  change(copy)
  return copy
}

const OLD: ReportDefinition['imported'][number] = {
  id: 'imported-1',
  section: 'over-time',
  title: 'Before',
  rowHead: 'Half-year',
  unit: 'request',
  columns: [
    { id: 'received', label: 'Received' },
    { id: 'disclosed_any', label: 'Disclosed' },
  ],
  rows: [
    { label: 'H2 2022', values: [31, 9] },
    { label: '2022 H1', values: ['hidden', 8] },
    { label: '2023-H1', values: [null, 7] },
    // Not older than the log's own, no period, and another kind of period: none of them belongs in front.
    { label: '2024-H1', values: [99, 1] },
    { label: 'total', values: [130, 25] },
    { label: '2021', values: [60, 20] },
  ],
  file: 'old.csv',
  sha256: 'a'.repeat(64),
}

test('every chart that docs/formats/report.md lists is there, with n, unit, period, source and the table it is drawn from', () => {
  const charts = chartsOf(report)
  expect(charts.map(({ id }) => id)).toEqual([
    'outcomes-over-time',
    'requests-and-accounts',
    'top-countries',
    'outcomes-by-authority',
    'instruments',
    'requested-and-disclosed',
    'rejection-reasons',
    'challenge-results',
    'notice',
    'national-security',
    'review-steps',
    'hours',
  ])
  for (const one of charts) {
    const caption = captionOf(one)
    expect(caption).toMatch(/\bn\b.*Unit: [a-z].*Period: 20\d\d-H\d.*head of size 1000/)
    expect(one.alt.startsWith(`${one.title}. `)).toBe(true)
    for (const table of one.tables) expect(report.tables.map(({ id }) => id)).toContain(table)
    // The SVG by itself says all of it, wide and narrow.
    for (const width of Object.values(SVG_WIDTHS)) {
      const said = [...chartSvg(one, { width }).matchAll(/<text[^>]*>([^<]*)<\/text>/g)]
        .map(([, text]) => text)
        .join(' ')
      for (const word of [one.title, caption, ...one.notes].join(' ').split(' ')) {
        const plain = word.replaceAll('&', '&amp;')
        expect(said.replaceAll(' ', '')).toContain(plain)
      }
      for (const { label } of one.empty === null ? one.series : []) expect(said).toContain(label)
    }
  }
})

test('n over time is the sum of the requests of the periods shown, by hand', () => {
  const table = report.tables.find(({ id }) => id === 'over-time')
  const at = table?.columns.findIndex(({ id }) => id === 'received') ?? -1
  const sum = table?.rows.reduce((total, { cells }) => total + (cells[at]?.value ?? Number.NaN), 0)
  expect(chart(report, 'outcomes-over-time').n).toBe(`n = ${sum} requests in ${table?.rows.length} periods`)
})

test('the steps of a review begin with what was received', () => {
  const { categories, series } = chart(report, 'review-steps')
  expect(categories[0]?.label).toBe('Requests received')
  const glance = report.tables.find(({ id }) => id === 'glance')?.rows.find(({ id }) => id === 'received')
  expect(series[0]?.marks[0]).toEqual({ state: 'exact', value: glance?.cells[0]?.value })
})

test('a sum that not every request states is a lower bound in every form, never a plain number', () => {
  const lower = changed((document) => {
    const table = document.tables.find(({ id }) => id === 'over-time')
    const at = table?.columns.findIndex(({ id }) => id === 'accounts') ?? -1
    Object.assign(table?.rows[0]?.cells[at] as Cell, { state: 'unknown', value: null, min: 17, entries: null })
  })
  const model = chart(lower, 'requests-and-accounts')
  expect(model.series[1]?.marks[0]).toEqual({ state: 'at_least', min: 17 })
  expect(twinOf(model).rows[0]?.cells[1]).toBe('at least 17')
  expect(model.notes.join(' ')).toContain('≥')
  expect(chartSvg(model)).toContain('>≥ 17</text>')
})

describe('breaks', () => {
  test('there is none where nothing changes', () => {
    for (const one of chartsOf(report)) expect([one.id, one.breaks]).toEqual([one.id, []])
  })

  test('figures from before the log began stand in front, in order, and the log begins with a break', () => {
    const { document } = sampleReport(log, solveLp, { imported: [OLD] })
    const model = chart(document, 'requests-and-accounts')
    expect(model.categories.slice(0, 4).map(({ label }) => label)).toEqual(['2022 H1', '2022 H2', '2023 H1', '2023 H2'])
    expect(model.series[0]?.marks.slice(0, 3)).toEqual([
      { state: 'suppressed' },
      { state: 'exact', value: 31 },
      { state: 'none', why: 'unknown' },
    ])
    expect(model.series[1]?.marks.slice(0, 3)).toEqual(Array(3).fill({ state: 'none', why: 'absent' }))
    expect(model.breaks).toEqual([
      {
        at: 3,
        label: 'from the log',
        why: 'Figures before 2023 H2 are from old.csv, from before the log began: they cannot be re-derived, and may count differently. They do not state: accounts.',
      },
    ])
    for (const said of [model.alt, model.notes.join(' ')]) expect(said).toContain('from before the log began')
    expect(model.tables).toEqual(['over-time', 'imported-1'])
    // Its outcomes are not stated: no stack is made up from a part of them.
    expect(chart(document, 'outcomes-over-time').breaks).toEqual([])
  })

  test.each([
    ['2023-10-04T09:00:00.000Z', [{ at: 1, label: 'log since 2023-10-04' }]],
    ['2023-07-01T00:00:00.000Z', []],
    ['2022-10-04T09:00:00.000Z', []],
  ])('a log that begins on %s inside a period shown', (firstEntryAt, expected) => {
    const document = changed((copy) => {
      copy.log = { ...copy.log, firstEntryAt }
    })
    expect(chart(document, 'outcomes-over-time').breaks).toMatchObject(expected)
    expect(chart(document, 'outcomes-over-time').breaks.length).toBe(expected.length)
  })

  test.each([
    ['2025-11-03T12:00:00.000Z', true],
    ['2025-12-30T23:59:59.999Z', true],
    ['2025-12-31T00:00:00.000Z', false],
    ['2026-01-01T00:00:00.000Z', false],
  ])('as of %s the last period is not over: %s', (asOf, isPartial) => {
    const document = changed((copy) => {
      copy.asOf = asOf
    })
    const over = chart(document, 'outcomes-over-time')
    expect(over.breaks.length).toBe(isPartial ? 1 : 0)
    if (isPartial) {
      expect(over.breaks[0]).toMatchObject({ at: over.categories.length - 1, label: `up to ${asOf.slice(0, 10)}` })
      expect(chartSvg(over)).toContain(`>up to ${asOf.slice(0, 10)}</text>`)
    }
    // The charts of the one period say it, too.
    expect(chart(document, 'notice').notes.join(' ').includes('2025 H2 is not over')).toBe(isPartial)
  })

  test('a document from before the first entry was said has no break for it', () => {
    const document = changed((copy) => {
      const { firstEntryAt: _gone, ...rest } = copy.log
      copy.log = rest as ReportDocument['log']
    })
    expect(chart(document, 'outcomes-over-time').breaks).toEqual([])
  })
})

describe('nothing to draw', () => {
  const emptied = (state: Partial<Cell>) =>
    chart(
      changed((document) => {
        for (const { cells } of document.tables.find(({ id }) => id === 'durations')?.rows ?? [])
          for (const cell of cells) Object.assign(cell, state)
      }),
      'hours',
    )
  test.each([
    [{ state: 'not_applicable', value: null } as const, /not applicable|No figure is applicable/],
    [{ state: 'exact', value: 0 } as const, /Every figure is 0\./],
  ])('%j is said in words', (state, words) => {
    const model = emptied(state)
    expect(model.empty).toMatch(words)
    expect(model.alt).toMatch(words)
    expect(chartSvg(model)).toContain(`>${model.empty}</text>`)
  })
  test('hidden figures are something: they are drawn, without a scale that would put numbers to them', () => {
    const model = emptied({ state: 'suppressed', value: null })
    expect(model.empty).toBeNull()
    expect(layoutOf(model, 720).ticks).toEqual([])
    expect(chartSvg(model).match(/>hidden<\/text>/g)?.length).toBe(9)
  })
})

test('no chart has more than 500 marks, with as many rows as a table can have', () => {
  const full = changed((document) => {
    // By country: ten, others, no country. Everything else: the closed lists of the format.
    document.tables = document.tables.map((table) => {
      const [row] = table.rows
      if (!row || table.id !== 'by-country') return table
      return { ...table, rows: Array.from({ length: 13 }, (_, at) => ({ ...row, id: `x${at}` })) }
    })
  })
  for (const one of chartsOf(full))
    expect(one.series.reduce((sum, { marks }) => sum + marks.length, 0)).toBeLessThanOrEqual(MAX_MARKS)
  const many = {
    ...OLD,
    rows: Array.from({ length: 500 }, (_, at) => ({ label: `${1500 + at}-H1`, values: [at, at] })),
  }
  const model = chart(sampleReport(log, solveLp, { imported: [many] }).document, 'requests-and-accounts')
  expect(model.categories.length).toBeLessThan(30)
  expect(model.categories[0]?.label).toBe('1984 H1')
})

test('everything that is written stands inside the picture, whatever the labels and the width', () => {
  fc.assert(
    fc.property(
      chartModels(['stacked', 'stacked100', 'grouped', 'lines', 'pareto', 'dumbbell', 'range']),
      fc.constantFrom(288, 340, 500, 720, 1100),
      (model, width) => {
        const layout = layoutOf(model, width)
        expect(layout.plot.width).toBeGreaterThanOrEqual(40)
        for (const { x, y, text, anchor, size } of textsOf(model, layout).texts) {
          // Plex Sans: half an em a character, narrower than what the layout reckons with.
          const length = text.length * size * 0.5
          const from = anchor === 'start' ? x : anchor === 'end' ? x - length : x - length / 2
          expect({ text, from: from >= -1, to: from + length <= width + 1 }).toEqual({ text, from: true, to: true })
          expect({ text, inside: y > 0 && y <= layout.height }).toEqual({ text, inside: true })
        }
      },
    ),
    { numRuns: 300, seed: 11 },
  )
})

test.each([
  ['Order to provide information', 12, 2, ['Order to', 'provide…']],
  ['2026 H1', 5, 3, ['2026', 'H1']],
  ['Donaudampfschifffahrt', 8, 2, ['Donaudam', 'pfschif…']],
  ['short', 20, 1, ['short']],
  ['', 20, 1, ['']],
])('%j in lines of %i', (text, most, lines, expected) => {
  expect(wrapText(text, most, lines)).toEqual(expected)
})

describe('colours', () => {
  /** Relative luminance (WCAG 2.2), as the eye and a grey printer see it. */
  function lightness(hex: string): number {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return 116 * Math.cbrt(luminance) - 16
  }
  const dark = new Map(
    [...darkChartCss().matchAll(/\.f-([a-z-]+)\{fill:(#[0-9a-f]{6})\}/g)].map(([, name, hex]) => [name, hex]),
  )

  test.each(['light', 'dark'])('series of one chart stay apart in greyscale, by lightness or by hatch: %s', (theme) => {
    const shade = (name: string) =>
      lightness((theme === 'dark' ? dark.get(name) : CHART_COLORS[chartColor(name)]) ?? '')
    const look = (name: string) => JSON.stringify(hatchOf(name) ?? null)
    for (const { id, kind, columns } of CHART_DRAFTS) {
      // Lines differ by marker and dash.
      if (kind === 'lines') continue
      for (const [at, a] of columns.entries()) {
        for (const b of columns.slice(at + 1)) {
          const isApart = look(a.color) !== look(b.color) || Math.abs(shade(a.color) - shade(b.color)) >= 15
          expect({ chart: id, a: a.color, b: b.color, isApart }).toMatchObject({ isApart: true })
        }
      }
    }
  })

  test('the screen and the dark report have every colour', () => {
    const css = readFileSync('renderer/charts/ReportChart.css', 'utf8')
    for (const name of Object.keys(CHART_COLORS)) {
      expect(css).toContain(`--chart-${name}:`)
      expect(dark.has(name)).toBe(true)
    }
  })
})

test('the table goes to a spreadsheet as tab-separated lines, with title and source', () => {
  const lines = twinAsText(chart(report, 'requested-and-disclosed')).split('\n')
  expect(lines[0]).toBe('Data asked for, and data disclosed')
  expect(lines[1]).toBe('\tAsked for\tDisclosed')
  expect(lines[2]).toMatch(/^Subscriber details\t\d+\t\d+$/)
  expect(lines.at(-2)).toContain('head of size 1000')
})
