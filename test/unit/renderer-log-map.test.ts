import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mapKey } from '../../renderer/charts/log-map/map-keys.ts'
import { damageMarks, headMarks, type MapDamage, type MapHead } from '../../renderer/charts/log-map/marks.ts'
import {
  around,
  inside,
  moved,
  NARROWEST,
  type Stretch,
  showing,
  whole,
  widthOf,
  zoomed,
} from '../../renderer/charts/log-map/stretch.ts'

const anyLog = fc.integer({ min: 1, max: 10_000_000 })
const anyStretch = anyLog.chain((entries) =>
  fc.record({
    entries: fc.constant(entries),
    from: fc.integer({ min: -100, max: entries + 100 }),
    width: fc.integer({ min: 1, max: entries + 100 }),
    at: fc.integer({ min: 0, max: entries - 1 }),
    factor: fc.double({ min: 0.01, max: 100, noNaN: true }),
  }),
)

function expectLegal({ from, to }: Stretch, entries: number) {
  expect(Number.isInteger(from) && Number.isInteger(to)).toBe(true)
  expect(from).toBeGreaterThanOrEqual(0)
  expect(to).toBeLessThanOrEqual(entries)
  expect(to - from).toBeGreaterThanOrEqual(Math.min(NARROWEST, entries))
}

describe('a stretch', () => {
  test('is whole entries inside the log, never too narrow, whatever is done to it', () => {
    fc.assert(
      fc.property(anyStretch, ({ entries, from, width, at, factor }) => {
        const stretch = inside({ from, to: from + width }, entries)
        expectLegal(stretch, entries)
        expectLegal(zoomed(stretch, factor, at, entries), entries)
        expectLegal(moved(stretch, factor - 50, entries), entries)
        expectLegal(around(at, Math.min(at + width, entries - 1), entries), entries)
        const shown = showing(stretch, at, entries)
        expectLegal(shown, entries)
        expect(at >= shown.from && at < shown.to).toBe(true)
      }),
    )
  })
  test('zooming in keeps the entry under the pointer where it is on the screen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (at) => {
        const before = whole(1_000_000)
        const after = zoomed(before, 0.1, at, 1_000_000)
        const place = ({ from, to }: Stretch) => (at - from) / (to - from)
        expect(Math.abs(place(before) - place(after))).toBeLessThan(0.001)
      }),
    )
  })
  test('zooming out far enough is the whole log again', () => {
    expect(zoomed({ from: 500, to: 520 }, 1000, 510, 4000)).toEqual({ from: 0, to: 4000 })
  })
})

describe('keys', () => {
  const now = { stretch: { from: 100, to: 200 }, at: 150, step: 1, entries: 1000 }
  test.each([
    ['ArrowRight', { do: 'cursor', to: 151, stretch: { from: 100, to: 200 } }],
    ['ArrowLeft', { do: 'cursor', to: 149, stretch: { from: 100, to: 200 } }],
    ['Home', { do: 'cursor', to: 0, stretch: { from: 0, to: 100 } }],
    ['End', { do: 'cursor', to: 999, stretch: { from: 900, to: 1000 } }],
    ['PageDown', { do: 'stretch', stretch: { from: 180, to: 280 } }],
    ['PageUp', { do: 'stretch', stretch: { from: 20, to: 120 } }],
    ['+', { do: 'stretch', stretch: { from: 125, to: 175 } }],
    ['-', { do: 'stretch', stretch: { from: 50, to: 250 } }],
    ['0', { do: 'stretch', stretch: { from: 0, to: 1000 } }],
    ['Enter', { do: 'open' }],
    ['x', null],
    ['Tab', null],
  ])('%s', (key, expected) => {
    expect(mapKey(key, now)).toEqual(expected)
  })
  test('the cursor stops at the ends', () => {
    expect(mapKey('ArrowRight', { ...now, at: 999 })).toMatchObject({ to: 999 })
    expect(mapKey('ArrowLeft', { ...now, at: 0 })).toMatchObject({ to: 0 })
  })
})

describe('marks', () => {
  const stretch = whole(1000)
  const heads = (count: number, tone: MapHead['tone'] = 'intact'): readonly MapHead[] =>
    Array.from({ length: count }, (_, i) => ({ at: Math.round((i * 1000) / count), tone, label: String(i) }))
  const damage = (count: number): readonly MapDamage[] =>
    Array.from({ length: count }, (_, id) => ({ id, from: id, to: id + 1, label: `changed ${id}` }))

  test('bars, heads and damage are at most 500 marks, however many there are', () => {
    const bars = 180
    const dots = headMarks(heads(5000), stretch, 1200).length
    const lines = damageMarks(damage(1000), stretch, 1200, 7)
    const drawn = lines.reduce((sum, { row, width }) => sum + 1 + (row === null ? 0 : 1) + (width > 3 ? 1 : 0), 0)
    expect(bars + dots + drawn).toBeLessThanOrEqual(500)
  })
  test('heads that fall together are one dot with the worst of their tones, and none is lost', () => {
    const marks = headMarks([...heads(300), { at: 3, tone: 'damaged', label: 'bad' }], stretch, 600)
    expect(marks.flatMap((mark) => mark.heads).length).toBe(301)
    expect(marks.filter(({ tone }) => tone === 'damaged').length).toBe(1)
    expect(marks[0]?.tone).toBe('damaged')
  })
  test('a head outside the stretch is not drawn', () => {
    expect(headMarks(heads(10), { from: 350, to: 450 }, 600).map(({ heads: [head] }) => head?.at)).toEqual([400])
  })
  test('labels never cover one another, and the chosen one always has its own', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 999 }), { maxLength: 16 }), fc.nat(15), (places, chosen) => {
        const items = places
          .toSorted((a, b) => a - b)
          .map((from, id) => ({ id, from, to: from + 1, label: `changed ${from}` }))
        const marks = damageMarks(items, stretch, 700, chosen)
        const spans = marks.flatMap(({ row, x, anchor, label }) => {
          const length = label.length * 6.3 + 16
          return row === null
            ? []
            : [{ row, from: anchor === 'start' ? x : x - length, to: anchor === 'start' ? x + length : x }]
        })
        spans.forEach((a, i) => {
          for (const b of spans.slice(i + 1)) expect(a.row !== b.row || a.to <= b.from || b.to <= a.from).toBe(true)
        })
        const mark = marks.find(({ id }) => id === chosen)
        expect(mark === undefined || mark.row !== null).toBe(true)
      }),
    )
  })
  test('with many places in sight only the chosen one is named', () => {
    const marks = damageMarks(damage(200), stretch, 900, 3)
    expect(marks.filter(({ row }) => row !== null).map(({ id }) => id)).toEqual([3])
  })
  test('a long stretch of damage is drawn as wide as it is', () => {
    const [mark] = damageMarks([{ id: 0, from: 250, to: 750, label: 'rewritten' }], stretch, 1000, null)
    expect(mark).toMatchObject({ x: 250, width: 500 })
    expect(widthOf(stretch)).toBe(1000)
  })
})
