import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalize } from '#core/bytes/canonical-json.ts'
import { checkIJson, isCanonicalJson, scanJson } from '#core/formats/check-ijson.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import { parseJson } from '#core/formats/parse-json.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('each breach, where it stands', () => {
  test.each([
    ['{"b":1,"a":{"x":1},"b":2}', 'duplicate_name', 19],
    ['{"a":1,"a":2}', 'duplicate_name', 7],
    ['[{"a":1,"\\u0061":2}]', 'duplicate_name', 8],
    ['{"ä":1,"\\u00e4":2}', 'duplicate_name', 8],
    ['{"":1,"":2}', 'duplicate_name', 6],
    ['{"__proto__":1}', 'proto_name', 1],
    ['{"\\u005f_proto__":1}', 'proto_name', 1],
    ['["\\ud800"]', 'lone_surrogate', 2],
    ['["\\udc00x"]', 'lone_surrogate', 2],
    ['["a\\ud800\\u0041"]', 'lone_surrogate', 3],
    ['["\\ud800\\ue000"]', 'lone_surrogate', 2],
    ['["\\ud800\\ud800\\udc00"]', 'lone_surrogate', 2],
    ['["\\ufffe"]', 'noncharacter', 2],
    ['["\\ufdd0"]', 'noncharacter', 2],
    ['["\uFDEF"]', 'noncharacter', 2],
    ['["\\ud83f\\udffe"]', 'noncharacter', 2],
    ['["\u{10FFFF}"]', 'noncharacter', 2],
    ['[1.0]', 'not_integer', 1],
    ['[1e2]', 'not_integer', 1],
    ['[-0.0]', 'not_integer', 1],
    ['[-0]', 'negative_zero', 1],
    ['[9007199254740992]', 'unsafe_integer', 1],
    ['[-9007199254740993]', 'unsafe_integer', 1],
    ['[123456789012345678901234567890]', 'unsafe_integer', 1],
    ['[1,]', 'not_json', 3],
    ['', 'not_json', 0],
    ['\uFEFF[]', 'not_json', 0],
    ['[1]\r', '', 0],
    ['[01]', 'not_json', 1],
    ['["\u0000"]', 'not_json', 2],
    ['["\\u\u0010\u0010\u0010\u0010"]', 'not_json', 2],
  ])('%j: %s at byte %i', (text, code, byte) => {
    expect(checkIJson(bytesOf(text))).toMatchObject(code === '' ? [] : [{ code, byte }])
    expect(checkIJson(bytesOf(text))).toHaveLength(code === '' ? 0 : 1)
  })

  test.each([
    '[9007199254740991,-9007199254740991,0]',
    '["\\ud83d\\ude00","\uFDCF","\uFDF0","\uFFFD","\u{1FFFD}"]',
    '{"proto":1,"__proto":2,"_proto__":3,"a__proto__":4}',
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
  ])('%s has none', (text) => {
    expect(checkIJson(bytesOf(text))).toEqual([])
  })

  test('bad UTF-8 is found where it starts', () => {
    expect(checkIJson(Uint8Array.of(0x22, 0x61, 0xed, 0xa0, 0x80, 0x22))).toMatchObject([{ code: 'not_utf8', byte: 2 }])
  })

  test('all are listed, in byte order, up to a hundred', () => {
    const codes = checkIJson(bytesOf('{"b":-0,"a":1.5,"b":"\\ud800"}')).map(({ code, byte }) => [code, byte])
    expect(codes).toEqual([
      ['negative_zero', 5],
      ['not_integer', 12],
      ['duplicate_name', 16],
      ['lone_surrogate', 21],
    ])
    expect(checkIJson(bytesOf(`[${Array(101).fill('-0').join()}]`))).toHaveLength(100)
  })

  test('a part of a larger buffer is looked at, and not a byte beyond', () => {
    const bytes = bytesOf('xx{"a":"\\ud83d"}\\ude00yy')
    expect(checkIJson(bytes, 2, 16)).toMatchObject([{ code: 'lone_surrogate', byte: 8 }])
    expect(checkIJson(bytesOf('"\\u0041"'), 0, 6)).toMatchObject([{ code: 'not_json', byte: 1 }])
    expect(checkIJson(bytesOf('[1]23'), 0, 2)).toMatchObject([
      { code: 'not_json', byte: 2, got: 'the end of the text' },
    ])
  })
})

test('the members of the top-level object are given by their places', () => {
  const bytes = bytesOf(' {"a" : {"b":1} ,"cd":"x"}')
  const text = new TextDecoder().decode(bytes)
  const { members } = scanJson(bytes)
  const [a, b, c, d, e, f, g, h] = members
  expect([text.slice(a, b), text.slice(c, d), text.slice(e, f), text.slice(g, h)]).toEqual([
    'a',
    '{"b":1}',
    'cd',
    '"x"',
  ])
  expect(members).toHaveLength(8)
  expect(scanJson(bytesOf('[{"a":1}]')).members).toEqual([])
})

describe('canonical form', () => {
  const CASES = ['arrays', 'french', 'structures', 'unicode', 'values', 'weird']

  test.each(CASES)('RFC 8785 vector %s', (name) => {
    const parsed = parseJson(readFileSync(`test/vectors/jcs/input/${name}.json`), name)
    expect(parsed.ok && canonicalize(parsed.value)).toBe(readFileSync(`test/vectors/jcs/output/${name}.json`, 'utf8'))
  })

  test.each(CASES)('the scanner finds %s canonical only after canonicalisation', (name) => {
    const input = readFileSync(`test/vectors/jcs/input/${name}.json`)
    const output = readFileSync(`test/vectors/jcs/output/${name}.json`)
    expect(scanJson(output).notCanonicalAt).toBe(-1)
    expect(scanJson(input).notCanonicalAt).toBeGreaterThanOrEqual(0)
  })

  test.each([
    ['{"a":1,"b":2}', -1],
    ['{"a":1, "b":2}', 7],
    ['{"b":1,"a":2}', 7],
    ['[1] ', 3],
    ['["\\/"]', 2],
    ['["\\u000a"]', 2],
    ['["\\u001f"]', -1],
    ['["\\u001F"]', 2],
    ['["\\u0041"]', 2],
    ['["\\n\\"\\\\"]', -1],
    ['{"\u20ac":1,"\u{1F600}":2,"\uFB33":3}', -1],
    ['{"\uFB33":3,"\u{1F600}":2}', 9],
  ])('%j departs from it at %i', (text, at) => {
    expect(scanJson(bytesOf(text)).notCanonicalAt).toBe(at)
    expect(isCanonicalJson(bytesOf(text))).toBe(at === -1)
  })

  const integer = fc.maxSafeInteger()
  const json = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false),
      integer,
      fc.string({ unit: 'binary' }).filter((text) => !/[\uFDD0-\uFDEF]|[\uFFFE\uFFFF]|\p{Cn}/u.test(text)),
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value')) as fc.Arbitrary<JsonValue>,
    ),
  })).value

  test('what canonicalize writes is canonical and reads back; JSON.stringify is canonical exactly if it is the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        const canonical = canonicalize(value)
        expect(JSON.parse(canonical)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(scanJson(bytesOf(canonical)).notCanonicalAt).toBe(-1)
        const plain = JSON.stringify(value)
        expect(scanJson(bytesOf(plain)).notCanonicalAt === -1).toBe(plain === canonical)
      }),
      { numRuns: 500 },
    )
  })
})

test('the scanner and the parser agree on every mutilated text, and neither throws', () => {
  const seed = '{"a":[1,-2.5e3,"x\\u00e4\\n\u20ac"],"b":{"c":null,"d":true},"e":""}'
  const FATAL = ['not_json', 'not_utf8', 'too_deep']
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 3 }),
      fc.nat(80),
      fc.boolean(),
      (changes, cutAt, cut) => {
        const whole = bytesOf(seed)
        for (const [at, byte] of changes) whole[at % whole.length] = byte
        const bytes = cut ? whole.slice(0, cutAt) : whole
        const breaches = checkIJson(bytes)
        const parsed = parseJson(bytes, 'x')
        expect(breaches.some(({ code }) => FATAL.includes(code))).toBe(!parsed.ok)
        let oracle = true
        try {
          JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
        } catch {
          oracle = false
        }
        expect(parsed.ok).toBe(oracle)
      },
    ),
    { numRuns: 5000 },
  )
})
