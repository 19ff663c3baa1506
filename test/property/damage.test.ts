import { expect, test } from 'vitest'
import { damageReport, told } from '../soak/damage-report.ts'

const RUNS = 30

test('damaged logs: every place found, nothing invented, named exactly', async () => {
  const report = await damageReport(RUNS, true)
  expect(told(report)).toEqual([])
  expect(report.exact).toBe(report.places)
  expect(report.places).toBeGreaterThan(2 * RUNS)
}, 300_000)

test('clean logs: no alarm', async () => {
  const report = await damageReport(RUNS, false)
  expect(told(report)).toEqual([])
}, 300_000)
