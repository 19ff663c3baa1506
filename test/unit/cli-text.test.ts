import { describe, expect, test } from 'vitest'
import { parseCount, parseTimeOption } from '../../main/hosts/cli/options.ts'
import { cells, columns, counted, figure, hanging, wrap } from '../../main/hosts/cli/text-layout.ts'
import { size } from '../../main/hosts/cli/verify/verdict-text.ts'
import { visible } from '../../main/hosts/cli/visible.ts'

describe('times on the command line', () => {
  test.each([
    ['2026-03-01T09:30:00Z', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01t09:30:00z', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00.5Z', '2026-03-01T09:30:00.500Z'],
    ['2026-03-01T09:30:00.007Z', '2026-03-01T09:30:00.007Z'],
    ['2026-03-01T00:30:00+02:00', '2026-02-28T22:30:00.000Z'],
    ['2026-02-28T23:30:00-01:45', '2026-03-01T01:15:00.000Z'],
    ['2024-02-29T12:00:00+00:00', '2024-02-29T12:00:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseTimeOption(text, '--as-of')).toEqual({ ok: true, value: instant })
  })

  test.each([
    '2026-03-01',
    '2026-03-01T09:30Z',
    '2026-03-01T09:30:00',
    '2026-03-01 09:30:00Z',
    '2026-02-29T00:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T09:60:00Z',
    '2026-03-01T09:30:60Z',
    '2026-03-01T09:30:00.0001Z',
    '2026-03-01T09:30:00+24:00',
    '2026-03-01T09:30:00+00:60',
    'now',
    '',
  ])('%j is refused', (text) => {
    expect(parseTimeOption(text, '--as-of')).toMatchObject({
      ok: false,
      error: { code: 'bad_option', place: { field: '--as-of' }, got: JSON.stringify(text) },
    })
  })
})

describe('counts on the command line', () => {
  test.each([
    ['0', 0],
    ['7', 7],
    ['9007199254740991', 9007199254740991],
  ])('%s', (text, value) => {
    expect(parseCount(text, 'index')).toEqual({ ok: true, value })
  })
  test.each(['', '-1', '+1', '01', '1.0', '1e3', '0x10', ' 1', '9007199254740992', '１'])('%j is refused', (text) => {
    expect(parseCount(text, 'index')).toMatchObject({ ok: false, error: { code: 'bad_option' } })
  })
})

describe('text from evidence', () => {
  test.each([
    ['plain, ünïcödé, 漢字, עברית, 😀', 'plain, ünïcödé, 漢字, עברית, 😀'],
    ['a\u001b[31mred', 'a\\u{1b}[31mred'],
    ['line\nbreak\r\ttab', 'line\\u{a}break\\u{d}\\u{9}tab'],
    ['\u202eabc\u2066', '\\u{202e}abc\\u{2066}'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['no\u00a0break', 'no\\u{a0}break'],
    ['filler\u3164', 'filler\\u{3164}'],
    ['half \ud800 pair', 'half \\u{d800} pair'],
    ['\u0085\u2028', '\\u{85}\\u{2028}'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })
})

describe('setting text', () => {
  test('lines are as long as they may be, and a long word is not cut', () => {
    expect(wrap('aa bb cc dd', 5)).toEqual(['aa bb', 'cc dd'])
    expect(wrap('aa bb cc dd', 4)).toEqual(['aa', 'bb', 'cc', 'dd'])
    expect(wrap('a abcdefghij b', 4)).toEqual(['a', 'abcdefghij', 'b'])
  })
  test('what follows the first line stands under it', () => {
    expect(hanging('  x Label', 'one two three four five six seven', 12, 34)).toBe(
      '  x Label   one two three four\n            five six seven\n',
    )
  })
  test('columns line up, wide characters too, and no line ends in a space', () => {
    const table = columns(
      [{ title: 'name' }, { title: 'n', align: 'right' }, { title: '' }],
      [
        ['漢字', '1', 'x'],
        ['abc', '1,000', ''],
      ],
      2,
    )
    expect(table).toBe('  name      n\n  漢字      1  x\n  abc   1,000\n')
    expect(cells('漢字e\u0301')).toBe(5)
  })
  test('figures', () => {
    expect([0, 999, 1000, 1234567].map(figure)).toEqual(['0', '999', '1,000', '1,234,567'])
    expect([counted(1, 'entry', 'entries'), counted(2, 'entry', 'entries'), counted(0, 'byte')]).toEqual([
      '1 entry',
      '2 entries',
      '0 bytes',
    ])
    expect([0, 999, 1000, 1_960_000, 2_500_000_000].map(size)).toEqual([
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '2.0 MB',
      '2.5 GB',
    ])
  })
})
