import { expect, test } from 'vitest'
import { countKey } from '#core/anonymity/counts/count-system.ts'
import { countsInWords } from '#report/count-words.ts'

const key = (members: Record<string, string>) => countKey(members)

test('a count in a derivation is named by the words of the tables', () => {
  const rejected = key({
    unit: 'request',
    period: '2025-H2',
    section: 'request',
    authority_type: 'court',
    outcome: 'rejected',
  })
  const accounts = key({ unit: 'account', period: '2025', section: 'request', origin: 'DE' })
  expect(countsInWords(`${rejected} is 3, from: [${rejected}] + 12 = 15`)).toBe(
    '“Authority Court, Outcome Rejected, 2025-H2” is 3, from: [“Authority Court, Outcome Rejected, 2025-H2”] + 12 = 15',
  )
  expect(countsInWords(`[${accounts} in 2025-r1]`)).toBe('[“Country Germany, 2025, accounts” in 2025-r1]')
})

test('what is no key stays as it is', () => {
  for (const text of ['a=b', 'outcomes sum to received: 3 + 4 = 7', '']) expect(countsInWords(text)).toBe(text)
})
