/** 1,000 damaged logs and 1,000 clean ones; `npm test` runs a few dozen (test/property/damage.test.ts). About twenty minutes. */
import { expect, test } from 'vitest'
import { damageReport, told } from './damage-report.ts'

const RUNS = 1000

test(`${RUNS} damaged logs: every place found, nothing invented, at least 99 % named exactly`, async () => {
  const report = await damageReport(RUNS, true)
  console.log(
    `${report.exact} of ${report.places} places exact, ${report.undetermined} more that nothing in the export tells`,
  )
  expect(told(report)).toEqual([])
  expect(report.exact / report.places).toBeGreaterThanOrEqual(0.99)
  expect(report.places).toBeGreaterThan(2 * RUNS)
})

test(`${RUNS} clean logs: no alarm`, async () => {
  const report = await damageReport(RUNS, false)
  expect(told(report)).toEqual([])
})
