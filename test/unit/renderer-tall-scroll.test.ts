import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rowForKey } from '../../renderer/ui/table/row-for-key.ts'
import { type Position, positionAfter, positionAt, sheetOf, TALLEST } from '../../renderer/ui/table/tall-scroll.ts'

const ROW = 36
const sheetFor = (rows: number, view = 568) => sheetOf(rows * ROW, view)

/** What must hold wherever the list is scrolled to: nothing outside the list, and the sheet where the position says. */
function expectLegal(sheet: ReturnType<typeof sheetFor>, { y, offset, scrollTop }: Position) {
  expect(y).toBeGreaterThanOrEqual(0)
  expect(y).toBeLessThanOrEqual(Math.max(0, sheet.total - sheet.view))
  expect(y - offset).toBeCloseTo(scrollTop, 6)
  expect(scrollTop).toBeGreaterThanOrEqual(-0.5)
  expect(scrollTop).toBeLessThanOrEqual(Math.max(0, sheet.height - sheet.view) + 0.5)
}

const anyRows = fc.integer({ min: 1, max: 20_000_000 })

describe('a list taller than a browser can show', () => {
  test('fits on a sheet of at most ten million pixels', () => {
    expect(sheetFor(1000).height).toBe(36_000)
    expect(sheetFor(20_000_000).height).toBe(TALLEST)
  })
  test('can be brought to any place, whatever its length', () => {
    fc.assert(
      fc.property(anyRows, fc.double({ min: -0.1, max: 1.1, noNaN: true }), (rows, share) => {
        const sheet = sheetFor(rows)
        expectLegal(sheet, positionAt(sheet, Math.round(sheet.total * share)))
      }),
    )
  })
  test('goes pixel by pixel under the wheel, from the first row to the last and back', () => {
    const sheet = sheetFor(3_000_000)
    let position = positionAt(sheet, 0)
    // As the browser does it: it moves the sheet, and is told where it should be.
    const wheel = (pixels: number) => {
      const before = position.y
      const scrollTop = Math.min(Math.max(0, position.scrollTop + pixels), sheet.height - sheet.view)
      position = positionAfter(sheet, position, scrollTop)
      expectLegal(sheet, position)
      return position.y - before
    }
    const notch = 500
    let steps = 0
    while (position.y < sheet.total - sheet.view && steps < 300_000) {
      const moved = wheel(notch)
      expect(moved === notch || position.y === sheet.total - sheet.view).toBe(true)
      steps++
    }
    expect(position.y).toBe(sheet.total - sheet.view)
    for (let i = 0; i < 1000; i++) expect(wheel(-notch)).toBe(-notch)
  })
  test('dragging the bar to either end shows the first and the last row', () => {
    fc.assert(
      fc.property(anyRows, fc.double({ min: 0, max: 1, noNaN: true }), (rows, from) => {
        const sheet = sheetFor(rows)
        const before = positionAt(sheet, sheet.total * from)
        const end = positionAfter(sheet, before, Math.max(0, sheet.height - sheet.view))
        const start = positionAfter(sheet, before, 0)
        expectLegal(sheet, end)
        expectLegal(sheet, start)
        // A near end is reached by the wheel's rule, which keeps the offset: the far ones must be exact.
        if (before.scrollTop > sheet.view) expect(start.y).toBe(0)
        if (sheet.height - sheet.view - before.scrollTop > sheet.view)
          expect(end.y).toBe(Math.max(0, sheet.total - sheet.view))
      }),
    )
  })
  test('dragging goes the same share of the list as of the bar', () => {
    const sheet = sheetFor(10_000_000)
    const position = positionAfter(sheet, positionAt(sheet, 0), (sheet.height - sheet.view) / 2)
    expect(Math.abs(position.y / sheet.total - 0.5)).toBeLessThan(0.02)
  })
})

describe('keys', () => {
  test.each([
    ['ArrowDown', 6],
    ['ArrowUp', 4],
    ['PageDown', 15],
    ['PageUp', 0],
    ['Home', 0],
    ['End', 99],
    ['x', null],
  ])('%s from row 5 of 100', (key, to) => {
    expect(rowForKey(key, { active: 5, count: 100, page: 10 })).toBe(to)
  })
  test('the last row is the last', () => {
    expect(rowForKey('ArrowDown', { active: 99, count: 100, page: 10 })).toBe(99)
    expect(rowForKey('PageDown', { active: 95, count: 100, page: 10 })).toBe(99)
  })
})
