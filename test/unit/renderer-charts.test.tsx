// @vitest-environment jsdom
/**
 * What is drawn, measured with the ruler that a reader has: the printed ticks of each drawing. The screen (Recharts), the
 * SVG and the table twin are held against the figures of the model, by code that shares nothing with them.
 */
import { cleanup, render } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Bridge } from '#contract/bridge.ts'
import { ok } from '#core/result.ts'
import type { ChartKind, ChartModel, Mark } from '#report/chart-model.ts'
import { chartSvg } from '#report/svg.ts'
import { BridgeProvider } from '../../renderer/api/call-context.ts'
import { ReportChart } from '../../renderer/charts/ReportChart.tsx'
import { WordsProvider } from '../../renderer/i18n/words.tsx'
import { chartModels } from '../support/chart-models.ts'

afterEach(cleanup)

const saveFile = vi.fn(async (_name: string, _type: string, _content: string | Uint8Array) => ok(true))
const bridge = { host: 'web', saveFile } as unknown as Bridge

function show(chart: ChartModel): HTMLElement {
  cleanup()
  return render(
    <WordsProvider readerLocale="de">
      <BridgeProvider value={bridge}>
        <ReportChart chart={chart} />
      </BridgeProvider>
    </WordsProvider>,
  ).container
}

/** 12,345 */
const grouped = (value: number) => value.toLocaleString('en-US')
const NONE = {
  not_applicable: 'not applicable',
  unknown: 'unknown',
  embargoed: 'not yet published',
  absent: 'not stated',
}
function inWords(mark: Mark): string {
  if (mark.state === 'suppressed') return 'hidden'
  if (mark.state === 'none') return NONE[mark.why]
  if (mark.state === 'band') return `${grouped(mark.min)}–${grouped(mark.max)}`
  return mark.state === 'at_least' ? `at least ${grouped(mark.min)}` : grouped(mark.value)
}
const figureOf = (mark: Mark | undefined) =>
  mark?.state === 'exact' ? mark.value : mark?.state === 'at_least' ? mark.min : null

/** From two printed ticks: which number stands where. */
type Ruler = (pixels: number) => number
function ruler(ticks: readonly (readonly [number, number])[]): Ruler | null {
  const [a, b] = [ticks[0], ticks.at(-1)]
  if (!a || !b || a === b) return null
  return (pixels) => a[0] + ((pixels - a[1]) / (b[1] - a[1])) * (b[0] - a[0])
}
const numberIn = (text: string | null) => Number((text ?? '').replace(/[, %]/g, ''))
const num = (element: Element, name: string) => Number(element.getAttribute(name))

/** One drawn mark: from where to where on the scale, in the figures of the ticks. */
interface Measured {
  readonly from: number
  readonly to: number
  readonly isHidden: boolean
}

interface Drawing {
  /** Printed number and place of each tick, smallest first. */
  readonly ticks: readonly (readonly [number, number])[]
  readonly ruler: Ruler | null
  readonly mark: (series: string, at: number) => Measured | null
  readonly hidden: (series: string, at: number) => boolean
  /** What is hidden of a stack, all of it together. */
  readonly rest: (at: number) => Measured | null
  readonly marks: number
}

/** Ends of a bar along the scale, or the middle of a point. */
function measure(group: Element, isHorizontal: boolean, read: Ruler | null): Measured {
  const shape = group.querySelector('rect, circle')
  if (!shape) throw new Error('a mark without a shape')
  const isHidden = (group.innerHTML.match(/url\(#[^)]*-suppressed\)/) ?? null) !== null
  const at = read ?? (() => Number.NaN)
  if (shape.tagName === 'circle') {
    const middle = at(num(shape, isHorizontal ? 'cx' : 'cy'))
    return { from: middle, to: middle, isHidden }
  }
  const [start, size] = isHorizontal
    ? [num(shape, 'x'), num(shape, 'width')]
    : [num(shape, 'y') + num(shape, 'height'), -num(shape, 'height')]
  return { from: at(start), to: at(start + size), isHidden }
}

function screenDrawing(container: HTMLElement, { isHorizontal }: ChartModel): Drawing {
  const printed = [...container.querySelectorAll('.recharts-cartesian-axis-tick-value')].map((tick) => {
    const [value, place] = [numberIn(tick.textContent), num(tick, isHorizontal ? 'x' : 'y')] as const
    return [value, place] as const
  })
  const ticks = [...printed].sort((a, b) => a[0] - b[0])
  const read = ruler(ticks)
  const groups = [...container.querySelectorAll('.ReportChart-drawing [data-mark]')]
  const find = (name: string) => groups.find((group) => group.getAttribute('data-mark') === name)
  return {
    ticks,
    ruler: read,
    mark: (series, at) => {
      const group = find(`${series}/${at}`)
      return group ? measure(group, isHorizontal, read) : null
    },
    hidden: (series, at) => find(`${series} (hidden)/${at}`) !== undefined || find(`(hidden)/${at}`) !== undefined,
    rest: (at) => {
      const group = find(`(hidden)/${at}`)
      return group ? measure(group, isHorizontal, read) : null
    },
    marks: groups.length,
  }
}

function svgDrawing(svg: string, chart: ChartModel): Drawing {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml')
  const { isHorizontal } = chart
  const plot = root.querySelector('svg > g[transform]')
  if (!plot) throw new Error('no plot')
  // A tick is the text that follows a line of the grid.
  const ticks = [...plot.querySelectorAll(':scope > path.s-rule')].map((line) => {
    const [, x, y] = /^M([\d.]+) ([\d.]+)/.exec(line.getAttribute('d') ?? '') ?? []
    return [numberIn(line.nextElementSibling?.textContent ?? null), Number(isHorizontal ? x : y)] as const
  })
  const read = ruler(ticks)
  const groups = [...plot.querySelectorAll('g > title')].map((title) => title.parentElement as Element)
  const find = (text: string) => groups.find((group) => group.querySelector('title')?.textContent?.startsWith(text))
  const name = (series: string, at: number) =>
    `${chart.categories[at]?.label}, ${chart.series.find(({ id }) => id === series)?.label}: `
  return {
    ticks,
    ruler: read,
    mark: (series, at) => {
      const group = find(name(series, at))
      const measured = group ? measure(group, isHorizontal, read) : null
      return measured?.isHidden ? null : measured
    },
    hidden: (series, at) =>
      find(`${name(series, at)}hidden`) !== undefined ||
      find(`${chart.categories[at]?.label}: further parts are hidden`) !== undefined,
    rest: (at) => {
      const group = find(`${chart.categories[at]?.label}: further parts are hidden`)
      return group ? measure(group, isHorizontal, read) : null
    },
    marks: groups.length,
  }
}

/** What a mark must measure, on its own: bars from 0 (or from the parts below), points at their value. */
function expected(chart: ChartModel, s: number, at: number): readonly [number, number] | null {
  const mark = chart.series[s]?.marks[at]
  if (mark?.state === 'band') return [mark.min, mark.max]
  const value = figureOf(mark)
  if (value === null) return null
  if (chart.kind === 'lines' || chart.kind === 'dumbbell') return [value, value]
  if (chart.kind !== 'stacked' && chart.kind !== 'stacked100') return value === 0 ? null : [0, value]
  if (value === 0) return null
  const below = chart.series.slice(0, s).reduce((sum, { marks }) => sum + (figureOf(marks[at]) ?? 0), 0)
  if (chart.kind === 'stacked') return [below, below + value]
  // A hidden whole of parts that are all shown is their sum.
  const all = chart.series.map(({ marks }) => marks[at])
  const sum = all.reduce((total, one) => total + (figureOf(one) ?? 0), 0)
  const whole = figureOf(chart.wholes?.[at]) ?? (all.some((one) => one?.state === 'suppressed') ? null : sum)
  return whole === null ? null : [(100 * below) / whole, (100 * (below + value)) / whole]
}

/** The hidden parts of a stack of a known whole are the rest of it, and no more can be seen. */
function checkRest(drawing: Drawing, chart: ChartModel, at: number, tolerance: number): void {
  const whole = figureOf(chart.wholes?.[at])
  const all = chart.series.map(({ marks }) => marks[at])
  if (whole === null || !all.some((mark) => mark?.state === 'suppressed')) return
  const sum = all.reduce((total, mark) => total + (figureOf(mark) ?? 0), 0)
  const scale = chart.kind === 'stacked' ? 1 : 100 / whole
  const found = drawing.rest(at)
  expect(Math.abs((found?.from ?? Number.NaN) - sum * scale)).toBeLessThanOrEqual(tolerance)
  expect(Math.abs((found?.to ?? Number.NaN) - whole * scale)).toBeLessThanOrEqual(tolerance)
}

function check(drawing: Drawing, chart: ChartModel, tolerance: number): void {
  for (const at of chart.categories.keys()) checkRest(drawing, chart, at, tolerance)
  for (const [s, { id, marks }] of chart.series.entries()) {
    for (const [at, mark] of marks.entries()) {
      const want = expected(chart, s, at)
      const found = drawing.mark(id, at)
      const where = `${chart.kind} ${id}/${at} ${JSON.stringify(mark)}`
      if (want === null) {
        expect(found, where).toBeNull()
      } else {
        expect(found, where).not.toBeNull()
        // A point's shape is as wide as the point: its middle counts.
        const isPoint = chart.kind === 'lines' || chart.kind === 'dumbbell'
        const middle = ((found?.from ?? 0) + (found?.to ?? 0)) / 2
        const [from, to] = isPoint ? [middle, middle] : [found?.from ?? 0, found?.to ?? 0]
        expect(Math.abs(from - want[0]), `${where} from ${from}`).toBeLessThanOrEqual(tolerance)
        expect(Math.abs(to - want[1]), `${where} to ${to}`).toBeLessThanOrEqual(tolerance)
      }
      const isStack = chart.wholes !== null
      const anyHidden = isStack
        ? chart.series.some((one) => one.marks[at]?.state === 'suppressed')
        : mark.state === 'suppressed'
      // Of a dumbbell, a hidden end has no place on the scale.
      if (chart.kind !== 'dumbbell') expect(drawing.hidden(id, at), `${where} hidden`).toBe(anyHidden)
    }
  }
}

const KINDS: readonly ChartKind[] = ['stacked', 'stacked100', 'grouped', 'lines', 'pareto', 'dumbbell', 'range']

/** Hundredths of a pixel, on a scale of a few hundred pixels, and thousandths of a percent. */
const toleranceOf = (read: Ruler | null) => (read === null ? 0 : Math.abs(read(0.06) - read(0)))

describe.each(KINDS)('%s', (kind) => {
  test('the screen, the SVG and the table have the figures of the model, and nothing where there is none', () => {
    fc.assert(
      fc.property(chartModels([kind]), (chart) => {
        const container = show(chart)
        const screen = screenDrawing(container, chart)
        const svg = svgDrawing(chartSvg(chart), chart)
        const figures = [...chart.series.flatMap(({ marks }) => marks), ...(chart.wholes ?? [])]
        const hasScale = figures.some((mark) => (mark.state === 'band' ? mark.max : (figureOf(mark) ?? 0)) > 0)
        expect([screen.ruler !== null, svg.ruler !== null]).toEqual([hasScale, hasScale])
        // One layout for both: otherwise the words beside the marks would stand elsewhere than the marks.
        expect(screen.ticks.map(([value]) => value)).toEqual(svg.ticks.map(([value]) => value))
        for (const [at, [, place]] of screen.ticks.entries())
          expect(Math.abs(place - (svg.ticks[at]?.[1] ?? Number.NaN))).toBeLessThan(0.5)
        if (hasScale) {
          check(screen, chart, toleranceOf(screen.ruler))
          check(svg, chart, toleranceOf(svg.ruler))
        }
        const rows = [...container.querySelectorAll('table tbody tr')]
        expect(rows.length).toBe(chart.categories.length)
        for (const [at, row] of rows.entries()) {
          const cells = [...row.querySelectorAll('td')].map(({ textContent }) => textContent)
          const wholes = chart.wholes ? [inWords(chart.wholes[at] as Mark)] : []
          const told = [...chart.series.map(({ marks }) => inWords(marks[at] as Mark)), ...wholes]
          expect(cells.slice(0, told.length)).toEqual(told)
        }
      }),
      { numRuns: 25, seed: 7 },
    )
  })
})

test('a hidden end of a dumbbell is named and hatched beside the scale, never at 0', () => {
  const marks = (...all: Mark[]) => all
  const [base] = fc.sample(chartModels(['dumbbell']), { numRuns: 1, seed: 1 })
  if (!base) throw new Error('no chart')
  const chart: ChartModel = {
    ...base,
    categories: [{ id: 'a', label: 'Payment' }],
    series: [
      { id: 's0', label: 'Asked for', color: 'second', marks: marks({ state: 'exact', value: 40 }) },
      { id: 's1', label: 'Disclosed', color: 'accent', marks: marks({ state: 'suppressed' }) },
    ],
  }
  for (const drawing of [
    show(chart).querySelector('.ReportChart-drawing'),
    new DOMParser().parseFromString(chartSvg(chart), 'image/svg+xml').querySelector('svg > g[transform]'),
  ]) {
    if (!drawing) throw new Error('no drawing')
    expect([...drawing.querySelectorAll('text')].filter(({ textContent }) => textContent === 'hidden').length).toBe(1)
    const hatched = [...drawing.querySelectorAll('rect')].filter((rect) =>
      rect.getAttribute('fill')?.includes('suppressed'),
    )
    expect(hatched.length).toBe(1)
    const scaleEnd = Math.max(...[...drawing.querySelectorAll('circle')].map((circle) => num(circle, 'cx')))
    expect(num(hatched[0] as Element, 'x')).toBeGreaterThan(scaleEnd)
    expect(drawing.querySelectorAll('circle').length).toBe(1)
  }
})

test('a break is a dashed line at its place, and no line is drawn across it', () => {
  const mark = (value: number): Mark => ({ state: 'exact', value })
  const [base] = fc.sample(chartModels(['lines']), { numRuns: 1, seed: 1 })
  if (!base) throw new Error('no chart')
  const chart: ChartModel = {
    ...base,
    categories: ['2024 H1', '2024 H2', '2025 H1', '2025 H2'].map((label) => ({ id: label, label })),
    series: [
      { id: 's0', label: 'Requests', color: 'accent', marks: [10, 20, 30, 40].map(mark) },
      { id: 's1', label: 'Accounts', color: 'second', marks: [50, 60, 70, 80].map(mark) },
    ],
    breaks: [{ at: 2, label: 'log since 2025-01-01', why: 'The log begins there.' }],
    notes: ['The log begins there.'],
  }
  const container = show(chart)
  const line = container.querySelector('.recharts-reference-line-line')
  const points = [1, 2].map((at) => num(container.querySelector(`[data-mark="s0/${at}"] circle`) as Element, 'cx'))
  expect(num(line as Element, 'x1')).toBeCloseTo(((points[0] ?? 0) + (points[1] ?? 0)) / 2, 1)
  expect(container.textContent).toContain('log since 2025-01-01')
  expect(container.querySelector('figcaption')?.textContent).toContain('The log begins there.')
  // Two unbroken parts of each line, of two points each.
  const paths = [...container.querySelectorAll('.recharts-line-curve')].map((path) => path.getAttribute('d') ?? '')
  expect(paths.map((d) => d.match(/[ML]/g)?.length)).toEqual([2, 2, 2, 2])
  const svg = chartSvg(chart)
  const [drawn = ''] =
    /<path d="(M[\d.]+ [\d.]+[^"]*)" fill="none" class="s-accent"[^>]*stroke-width="2"\/>/
      .exec(svg.slice(svg.indexOf('translate')))
      ?.slice(1) ?? []
  expect(drawn.match(/M/g)?.length).toBe(2)
  expect(svg).toContain('>log since 2025-01-01</text>')
})

test('saved as SVG a chart is the bytes of the pure writer', async () => {
  const [chart] = fc.sample(chartModels(['stacked']), { numRuns: 1, seed: 3 })
  if (!chart) throw new Error('no chart')
  saveFile.mockClear()
  const container = show(chart)
  const button = container.querySelector<HTMLButtonElement>('button[aria-label="Save as SVG: A chart"]')
  button?.click()
  await vi.waitFor(() => expect(saveFile).toHaveBeenCalled())
  expect(saveFile.mock.calls[0]).toEqual(['drawn.svg', 'image/svg+xml', chartSvg(chart)])
})

test('a chart with nothing to draw says so, and has its table all the same', () => {
  const [base] = fc.sample(chartModels(['grouped']), { numRuns: 1, seed: 1 })
  if (!base) throw new Error('no chart')
  const container = show({ ...base, empty: 'Every figure is 0.' })
  expect(container.textContent).toContain('Every figure is 0.')
  expect(container.querySelector('.ReportChart-drawing')).toBeNull()
  expect(container.querySelector('table')).not.toBeNull()
  expect(chartSvg({ ...base, empty: 'Every figure is 0.' })).toContain('>Every figure is 0.</text>')
})
