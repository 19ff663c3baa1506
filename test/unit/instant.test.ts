import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInstant, halfYearName, halfYearOf, halfYearStartMs, parseInstant } from '#core/instant.ts'

const FIRST = Date.UTC(0, 0, 1) - (Date.UTC(1900, 0, 1) - Date.parse('0000-01-01T00:00:00.000Z'))

describe('instants against the engine’s own Date', () => {
  test('every instant of four-digit years is written as Date writes it and read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: Date.parse('9999-12-31T23:59:59.999Z') }), (ms) => {
        const text = new Date(ms).toISOString()
        expect(formatInstant(ms)).toBe(text)
        expect(parseInstant(text)).toBe(ms)
      }),
      { numRuns: 5000 },
    )
  })

  test.each([
    '0000-01-01T00:00:00.000Z',
    '1600-02-29T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    '2000-02-29T12:00:00.001Z',
    '2023-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59.999Z',
  ])('%s is read and written back', (text) => {
    const ms = parseInstant(text)
    expect(ms).toBe(Date.parse(text))
    expect(formatInstant(ms ?? Number.NaN)).toBe(text)
  })

  test.each([
    '',
    '2026-03-01',
    '2026-03-01T09:30:00Z',
    '2026-03-01T09:30:00.00Z',
    '2026-03-01T09:30:00.0000Z',
    '2026-03-01 09:30:00.000Z',
    '2026-03-01T09:30:00.000+00:00',
    '2026-03-01t09:30:00.000z',
    '2026-13-01T09:30:00.000Z',
    '2026-00-01T09:30:00.000Z',
    '2026-02-29T09:30:00.000Z',
    '1900-02-29T09:30:00.000Z',
    '2026-04-31T09:30:00.000Z',
    '2026-01-00T09:30:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T09:60:00.000Z',
    '2026-12-31T23:59:60.000Z',
    '2026-01-01T09:30:00.-01Z',
    '2026-01-01T0x:30:00.000Z',
    '２026-01-01T09:30:00.000Z',
  ])('%j is not an instant', (text) => {
    expect(parseInstant(text)).toBeNull()
  })

  test('half-years turn at the first of January and July, to the millisecond', () => {
    expect(halfYearName(halfYearOf(Date.parse('2026-06-30T23:59:59.999Z')))).toBe('2026-H1')
    expect(halfYearName(halfYearOf(Date.parse('2026-07-01T00:00:00.000Z')))).toBe('2026-H2')
    expect(halfYearStartMs(halfYearOf(Date.parse('2026-09-09T00:00:00.000Z')))).toBe(Date.UTC(2026, 6, 1))
    expect(halfYearStartMs(halfYearOf(Date.parse('2026-02-09T00:00:00.000Z')))).toBe(Date.UTC(2026, 0, 1))
  })
})
