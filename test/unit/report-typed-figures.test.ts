import { describe, expect, test } from 'vitest'
import { typedFigures } from '#report/typed-figures.ts'

const tables = [
  {
    id: 'outcomes',
    columns: [{ id: 'received' }, { id: 'change' }],
    rows: [
      { id: 'rejected', cells: [{ text: '361' }, { text: '6.5 %' }] },
      { id: 'total', cells: [{ text: '2,242' }, { text: 'hidden' }] },
    ],
  },
]
const typed = (text: string) => typedFigures(text, tables).map((one) => [one.typed, ...one.references])

describe('figures typed into the words of a report', () => {
  test('are found with the reference that shows the same, thousands apart or not', () => {
    expect(typed('We rejected 361 of 2,242 requests, or 2242.')).toEqual([
      ['361', '{{outcomes/rejected/received}}'],
      ['2,242', '{{outcomes/total/received}}'],
      ['2242', '{{outcomes/total/received}}'],
    ])
    expect(typed('That is 6.5 % more.')).toEqual([['6.5', '{{outcomes/rejected/change}}']])
  })

  test('are found where no table shows them', () => {
    expect(typed('About 900 people')).toEqual([['900']])
  })

  test('are not taken for times, periods, references, code, links, names or single digits', () => {
    const text =
      'In 2025-H2, 2024 and on 2025-07-01: {{outcomes/rejected/received}}, `361`, https://x.example/361, A361, 5 kinds.'
    expect(typed(text)).toEqual([])
  })

  test('stand where they are said to', () => {
    const text = 'Of {{outcomes/total/received}} we rejected 361.'
    expect(typedFigures(text, tables).map(({ at }) => text.slice(at, at + 3))).toEqual(['361'])
  })
})
