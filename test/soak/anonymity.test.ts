/** Every table of 6 rows, 3 columns and 3 values, symmetric ones too, against the slow reference: a few minutes. */
import { expect, test } from 'vitest'
import { reference } from '../support/anonymity-reference.ts'
import { measured, sameFigures, smallTables } from '../support/anonymity-tables.ts'

test('all 906,192 tables of 6 rows agree with the definitions', { timeout: 1_800_000 }, () => {
  let seen = 0
  for (const rows of smallTables(6, true)) {
    seen++
    const [got, expected] = [measured(rows), reference(rows)]
    if (!sameFigures(got, expected)) expect({ rows, ...got }).toEqual({ rows, ...expected })
  }
  // Multisets of 6 out of 27: 32 over 6.
  expect(seen).toBe(906_192)
})
