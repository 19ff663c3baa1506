import { expect, test } from 'vitest'
import { possibleIds, sealedNamed } from '#report/named-requests.ts'

const words = (text: string, note = '') => ({
  sections: [{ id: 'case-studies' as const, title: 'Case studies', text, tables: [] }],
  footnotes: note === '' ? [] : [{ table: 'outcomes', row: 'rejected', column: 'received', text: note }],
})
const sealed = new Set(['q_X-8', 'R.2025/17'])

test('a request under a secrecy order is found wherever the words name it', () => {
  for (const text of ['In q_X-8 we…', 'See (q_X-8).', '**q_X-8**: no', '`q_X-8`', 'What of “q_X-8”?', 'as in q_X-8:']) {
    expect([text, sealedNamed(words(text), sealed)]).toEqual([text, [{ section: 'case-studies', req: 'q_X-8' }]])
  }
  expect(sealedNamed(words('R.2025/17. And q_X-8', 'q_X-8'), sealed).map(({ section, req }) => [section, req])).toEqual(
    [
      ['case-studies', 'R.2025/17'],
      ['case-studies', 'q_X-8'],
      ['footnote on outcomes', 'q_X-8'],
    ],
  )
})

test('other requests, and words that only contain an id, are no concern', () => {
  expect(sealedNamed(words('In q_X-9, pq_X-8 and q_X-88 nothing was sealed.'), sealed)).toEqual([])
  expect(possibleIds(words('One q_X-8, one q_X-8.'))).toEqual(['One', 'q_X-8', 'one'])
})
