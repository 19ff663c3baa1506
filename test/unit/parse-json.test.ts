import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkIJson } from '#core/formats/check-ijson.ts'
import { parseIJson, parseJson } from '#core/formats/parse-json.ts'
import { decodeUtf8 } from '../../main/io/node-crypto.ts'

const SUITE = 'test/vectors/json-test-suite'
const names = readdirSync(SUITE).filter((name) => name.endsWith('.json'))
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the JSON parsing test suite', () => {
  const accepted = names.filter((name) => name.startsWith('y_'))
  const refused = names.filter((name) => name.startsWith('n_'))

  test('is complete', () => {
    expect([accepted.length, refused.length]).toEqual([95, 188])
  })

  test.each(accepted)('%s is accepted and means what JSON.parse says', (name) => {
    const bytes = readFileSync(`${SUITE}/${name}`)
    expect(parseJson(bytes, name)).toMatchObject({ ok: true })
    expect(parseJson(bytes, name)).toHaveProperty('value', JSON.parse(bytes.toString('utf8')))
    expect(parseJson(bytes, name, decodeUtf8)).toEqual(parseJson(bytes, name))
    expect(checkIJson(bytes).filter(({ code }) => code === 'not_json' || code === 'not_utf8')).toEqual([])
  })

  test.each(refused)('%s is refused, at a byte inside it or just behind', (name) => {
    const bytes = readFileSync(`${SUITE}/${name}`)
    const parsed = parseJson(bytes, name)
    expect(parsed).toEqual(parseJson(bytes, name, decodeUtf8))
    expect(parsed.ok).toBe(false)
    if (parsed.ok) return
    expect(parsed.error.place.file).toBe(name)
    expect(parsed.error.place.byte).toBeGreaterThanOrEqual(0)
    expect(parsed.error.place.byte).toBeLessThanOrEqual(bytes.length)
    const scanned = checkIJson(bytes).map(({ code }) => code)
    expect(scanned.some((code) => code === 'not_json' || code === 'not_utf8' || code === 'too_deep')).toBe(true)
  })
})

describe('where it goes wrong', () => {
  test.each([
    ['', 0, 'the end of the input'],
    ['\uFEFF{}', 0, 'byte 0xef'],
    ['{"a":1,}', 7, '"}"'],
    ['{"a":1 "b":2}', 7, '"\\"b\\":2}"'],
    ['[1,2', 4, 'the end of the input'],
    ['{"a":01}', 6, '"1}"'],
    ['[1] x', 4, '"x"'],
    ['"a\u0001"', 2, 'byte 0x01'],
    ['"\\x41"', 1, '"\\\\x41\\""'],
    ['[1e400]', 1, '"1e400]"'],
    ['{"ä":tru}', 6, '"tru}"'],
    ['{"\u{1F600}":1 x', 10, '"x"'],
    ['["\u20ac" 1]', 7, '"1]"'],
  ])('%j fails at byte %i', (text, byte, got) => {
    expect(parseJson(bytesOf(text), 'x.json')).toMatchObject({ error: { place: { file: 'x.json', byte }, got } })
  })

  test('a control character is called that, not a missing quote', () => {
    const error = { expected: 'control characters in a string to be escaped' }
    expect(parseJson(bytesOf('"a\nb"'), 'x')).toMatchObject({ error })
    expect(parseJson(bytesOf('"ab'), 'x')).toMatchObject({ error: { expected: 'a closing double quote' } })
  })

  test('bad UTF-8 is named as such, with its own byte', () => {
    const bytes = Uint8Array.of(0x22, 0x61, 0xc0, 0xaf, 0x22)
    expect(parseJson(bytes, 'x')).toMatchObject({ error: { code: 'not_utf8', place: { byte: 2 }, got: 'byte 0xc0' } })
  })

  test.each([63, 64])('%i levels are read', (depth) => {
    expect(parseJson(bytesOf('['.repeat(depth) + ']'.repeat(depth)), 'x').ok).toBe(true)
    expect(checkIJson(bytesOf('['.repeat(depth) + ']'.repeat(depth)))).toEqual([])
  })

  test('65 levels are one too many', () => {
    const bytes = bytesOf(`${'[{"a":'.repeat(32)}[]${'}]'.repeat(32)}`)
    expect(parseJson(bytes, 'x')).toMatchObject({ error: { code: 'limit_exceeded', place: { byte: 192 } } })
    expect(checkIJson(bytes)).toMatchObject([{ code: 'too_deep', byte: 192 }])
  })
})

describe('nothing is lost silently', () => {
  test('a repeated name keeps its last value and is listed with its byte', () => {
    const parsed = parseJson(bytesOf('{"a":1,"b":2,"\\u0061":3}'), 'x')
    expect(parsed).toMatchObject({ value: { a: 3, b: 2 }, repeatedNames: [{ name: 'a', byte: 13 }] })
  })

  test('repetitions are listed in the order of the text, each at its byte', () => {
    const parsed = parseJson(bytesOf('{"é":1,"\u{1F600}":{"a":1,"a":2},"é":3}'), 'x')
    expect(parsed).toMatchObject({
      value: { é: 3, '\u{1F600}': { a: 2 } },
      repeatedNames: [
        { name: 'a', byte: 22 },
        { name: 'é', byte: 29 },
      ],
    })
  })

  test('__proto__, constructor and toString are ordinary members', () => {
    const parsed = parseJson(bytesOf('{"__proto__":{"polluted":1},"toString":2}'), 'x')
    expect(parsed.ok && Object.entries(parsed.value ?? {})).toEqual([
      ['__proto__', { polluted: 1 }],
      ['toString', 2],
    ])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(parsed.ok && Object.getPrototypeOf(parsed.value)).toBeNull()
    expect(parseJson(bytesOf('{}'), 'x')).not.toHaveProperty('value.toString')
  })

  test.each([
    ['{"a":1,"a":2}', 7],
    ['{"__proto__":1}', 1],
    ['[9007199254740992]', 1],
    ['[1.5]', 1],
    ['["\\ud800"]', 2],
  ])('parseIJson refuses %s', (text, byte) => {
    expect(parseIJson(bytesOf(text), 'x')).toMatchObject({ error: { code: 'not_ijson', place: { byte } } })
  })

  test('parseIJson gives the value of what is I-JSON', () => {
    expect(parseIJson(bytesOf('{"b":[1,"ä"],"a":null}'), 'x')).toEqual({ ok: true, value: { b: [1, 'ä'], a: null } })
  })
})
