import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { atomsOfBytes, atomsOfText } from '../../renderer/ui/text/atoms.ts'
import { revealedIn, runsOf } from '../../renderer/ui/text/runs.ts'

const bytes = (...values: readonly number[]) => Uint8Array.from(values)
const utf8 = (text: string) => new TextEncoder().encode(text)
/** What a reader gets to see, hidden characters in brackets. */
const seen = (text: string) =>
  atomsOfText(text)
    .map(({ kind, shown }) => (kind === 'plain' || kind === 'rtl' || kind === 'look-alike' ? shown : `[${shown}]`))
    .join('')
const kindsOf = (text: string) => atomsOfText(text).map(({ kind }) => kind)

describe('what cannot be seen is named', () => {
  test.each([
    ['right-to-left override', 'a\u202eb', 'a[RLO]b'],
    ['isolates', '\u2067x\u2069', '[RLI]x[PDI]'],
    ['zero width space', 'a\u200bb', 'a[ZWSP]b'],
    ['byte order mark', '\ufeffx', '[BOM]x'],
    ['soft hyphen', 'in\u00advoice', 'in[SHY]voice'],
    ['no-break space', 'a\u00a0b', 'a[NBSP]b'],
    ['tab and line feed', '\ta\n', '[TAB]a[LF]'],
    ['escape', '\u001b[31m', '[ESC][31m'],
    ['delete', '\u007f', '[DEL]'],
    ['C1 control', '\u0085', '[NEL]'],
    ['Hangul filler', '\u3164', '[U+3164]'],
    ['tag characters', '\u{e0041}', '[U+E0041]'],
    ['private use', '\ue000', '[U+E000]'],
    ['noncharacter', '\uffff', '[U+FFFF]'],
    ['lone surrogate', '\ud83d', '[U+D83D]'],
  ])('%s', (_name, text, shown) => {
    expect(seen(text)).toBe(shown)
  })

  test('ordinary text of any script is left alone', () => {
    for (const text of ['Landgericht Köln', 'Москва, суд', 'Αθήνα', '東京地方裁判所', 'é', '🙂', 'İstanbul'])
      expect(seen(text)).toBe(text)
  })
})

describe('look-alikes', () => {
  test('a Cyrillic a in a Latin word is marked, with what it passes for', () => {
    const atoms = atomsOfText('p\u0430ypal')
    expect(atoms.filter(({ kind }) => kind !== 'plain')).toEqual([
      { kind: 'look-alike', from: 1, to: 3, shown: '\u0430', code: 'U+0430', like: 'a' },
    ])
  })
  test('a word made of look-alikes only is a disguise', () => {
    expect(new Set(kindsOf('\u0441\u0440\u0430'))).toEqual(new Set(['look-alike']))
  })
  test('a Russian word with letters of its own is none, nor is a word of two letters', () => {
    expect(new Set(kindsOf('Россия на суде'))).toEqual(new Set(['plain']))
  })
  test('full width and mathematical letters are marked', () => {
    expect(kindsOf('\uff21')).toEqual(['look-alike'])
    expect(kindsOf('\u{1d400}')).toEqual(['look-alike'])
  })
  test('a letter and its mark apart are told from the composed letter', () => {
    expect(kindsOf('K\u00f6ln')).toEqual(['plain', 'plain', 'plain', 'plain'])
    expect(atomsOfText('Ko\u0308ln')[2]).toMatchObject({ kind: 'form', like: '\u00f6' })
  })
})

describe('bytes that are no UTF-8 are shown one by one', () => {
  test.each([
    ['a lone continuation byte', bytes(0x80), ['80']],
    ['an overlong slash', bytes(0xc0, 0xaf), ['C0', 'AF']],
    ['an overlong slash in three bytes', bytes(0xe0, 0x80, 0xaf), ['E0', '80', 'AF']],
    ['an encoded surrogate', bytes(0xed, 0xa0, 0x80), ['ED', 'A0', '80']],
    ['beyond U+10FFFF', bytes(0xf4, 0x90, 0x80, 0x80), ['F4', '90', '80', '80']],
    ['cut off', bytes(0xe2, 0x82), ['E2', '82']],
    ['bytes that never occur', bytes(0xff, 0xfe), ['FF', 'FE']],
  ])('%s', (_name, input, shown) => {
    const atoms = atomsOfBytes(input)
    expect(atoms.map((atom) => atom.shown)).toEqual(shown)
    expect(new Set(atoms.map(({ kind }) => kind))).toEqual(new Set(['broken']))
  })

  test('any bytes are covered once, in order, and agree with the platform about what is valid', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
        const atoms = atomsOfBytes(input)
        let at = 0
        for (const atom of atoms) {
          expect(atom.from).toBe(at)
          at = atom.to
        }
        expect(at).toBe(input.length)
        const isValid = !atoms.some(({ kind }) => kind === 'broken')
        let decodes = true
        try {
          new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input)
        } catch {
          decodes = false
        }
        expect(isValid).toBe(decodes)
      }),
      { numRuns: 2000 },
    )
  })

  test('valid text gives the same atoms from bytes and from the string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(atomsOfBytes(utf8(text))).toEqual(atomsOfText(text))
      }),
    )
  })
})

describe('runs', () => {
  test('plain characters are joined, hidden ones stand alone, marks cut where they begin and end', () => {
    const runs = runsOf(atomsOfText('ab\u202ecd'), [{ from: 1, to: 5 }])
    expect(runs.map(({ shown, marked }) => [shown, marked])).toEqual([
      ['a', false],
      ['b', true],
      ['RLO', true],
      ['cd', false],
    ])
  })
  test('a range that touches a character marks all of it', () => {
    expect(runsOf(atomsOfText('xöy'), [{ from: 2, to: 3 }]).map(({ shown, marked }) => [shown, marked])).toEqual([
      ['x', false],
      ['ö', true],
      ['y', false],
    ])
  })
  test('the account counts each hidden character once, with its first place', () => {
    expect(revealedIn(atomsOfText('a\u200b\u200b\u202eb'))).toEqual([
      { kind: 'invisible', code: 'U+200B', firstAt: 1, count: 2 },
      { kind: 'bidi', code: 'U+202E', firstAt: 7, count: 1 },
    ])
  })
})
