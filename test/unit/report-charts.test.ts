/** Shares in a stack to 100 %: of the whole, never of what happens to be shown. Expected values by hand. */
import { expect, test } from 'vitest'
import { type ChartModel, type Mark, sharesAt } from '#report/chart-model.ts'
import { chartSvg } from '#report/svg.ts'

const exact = (value: number): Mark => ({ state: 'exact', value })
const HIDDEN: Mark = { state: 'suppressed' }
const model = (whole: Mark, parts: readonly Mark[]): ChartModel => ({
  id: 'c',
  title: 'Outcomes',
  kind: 'stacked100',
  isHorizontal: true,
  unit: 'request',
  n: 'n = 60',
  period: '2025-H2',
  source: 'Log x',
  alt: 'Outcomes',
  categories: [{ id: 'court', label: 'Court' }],
  series: parts.map((mark, at) => ({ id: `s${at}`, label: `S${at}`, color: 'accent', marks: [mark] })),
  wholes: [whole],
  breaks: [],
  notes: [],
  tables: ['t'],
  empty: null,
})

test('60 received, 18 and 19 shown, the rest hidden: 30 %, 31.7 %, and 38.3 % hidden', () => {
  const { parts, hidden } = sharesAt(model(exact(60), [exact(18), exact(19), HIDDEN, HIDDEN]), 0)
  expect(parts.map((part) => (part === null ? null : Math.round(part * 10) / 10))).toEqual([30, 31.7, null, null])
  expect(Math.round((hidden ?? 0) * 10) / 10).toBe(38.3)
})

test('with the whole hidden nothing is drawn but that something is hidden', () => {
  const chart = model(HIDDEN, [exact(8), HIDDEN])
  expect(sharesAt(chart, 0)).toEqual({ parts: [null, null], hidden: null })
  const svg = chartSvg(chart)
  expect(svg).toContain('Court: further parts are hidden')
  expect(svg).not.toContain('Court, S0')
})

test('without hidden parts they are all of it', () => {
  expect(sharesAt(model(exact(4), [exact(1), exact(3)]), 0)).toEqual({ parts: [25, 75], hidden: null })
  expect(sharesAt(model(exact(0), [exact(0), exact(0)]), 0)).toEqual({ parts: [null, null], hidden: null })
})

test('bars of a stack are as long as their share: 30 and 70 of the way from the tick at 0 % to that at 100 %', () => {
  const svg = chartSvg(model(exact(60), [exact(18), exact(42)]))
  const widths = [...svg.matchAll(/<title>Court, S\d: \d+<\/title><rect x="[\d.]+" y="[\d.]+" width="([\d.]+)"/g)]
  const tick = (label: string) => Number(new RegExp(`<text x="([\\d.]+)"[^>]*>${label} %</text>`).exec(svg)?.[1])
  const whole = tick('100') - tick('0')
  expect(widths.map(([, width]) => Math.round((1000 * Number(width)) / whole))).toEqual([300, 700])
})
