import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from '#core/bytes/base64.ts'
import { concatBytes, equalBytes } from '#core/bytes/equal.ts'
import { decodeHex, encodeHex } from '#core/bytes/hex.ts'
import { decodeUtf8, encodeUtf8, firstInvalidUtf8 } from '#core/bytes/utf8.ts'
import { decodeUtf8 as platformDecodeUtf8, randomBytesOf } from '../../main/io/node-crypto.ts'

const anyBytes = fc.uint8Array({ maxLength: 200 })

describe('hex', () => {
  test('agrees with Buffer in both directions', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(encodeHex(bytes)).toBe(Buffer.from(bytes).toString('hex'))
        expect(decodeHex(encodeHex(bytes))).toEqual(bytes)
      }),
    )
  })
  test.each(['0', 'AB', '0g', '0x', ' 0', '0\n'])('%j is refused', (text) => {
    expect(decodeHex(text)).toBeNull()
  })
})

describe('base64', () => {
  // RFC 4648 §10
  test.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('RFC 4648 §10: %j', (text, base64) => {
    expect(encodeBase64(Buffer.from(text))).toBe(base64)
    expect(decodeBase64(base64)).toEqual(new Uint8Array(Buffer.from(text)))
    expect(encodeBase64Url(Buffer.from(text))).toBe(base64.replaceAll('=', ''))
    expect(decodeBase64Url(base64.replaceAll('=', ''))).toEqual(new Uint8Array(Buffer.from(text)))
  })

  test('agrees with Buffer in both alphabets', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(encodeBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'))
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes)
        expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(bytes)
      }),
    )
  })

  test.each(['Zg', 'Zg=', 'Zg===', 'Zh==', 'Zm9=', 'Zm9v\n', ' Zm9', 'Zm-_', 'Z===', '====', '=', 'Zg==Zg==', 'Zmä='])(
    '%j is refused',
    (text) => {
      expect(decodeBase64(text)).toBeNull()
    },
  )
  test.each(['Zg==', 'Zh', 'Z', 'Zm9', 'Zm+/', 'Zm9v '])('%j is refused as base64url', (text) => {
    expect(decodeBase64Url(text)).toBeNull()
  })

  test('every four characters decode exactly if they are what some bytes encode to', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 4, unit: fc.constantFrom(...'AQgwZ/+=-_') }), (text) => {
        const bytes = Buffer.from(text, 'base64')
        expect(decodeBase64(text) !== null).toBe(bytes.toString('base64') === text)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('UTF-8', () => {
  /** The platform's decoder, which main hands in. */
  const strict = platformDecodeUtf8

  test('every code point goes there and back', () => {
    for (let point = 0; point <= 0x10ffff; point += point < 0x3000 ? 1 : 61) {
      if (point >= 0xd800 && point <= 0xdfff) continue
      const text = String.fromCodePoint(point)
      const bytes = encodeUtf8(text)
      if (Buffer.compare(bytes, Buffer.from(text)) !== 0 || decodeUtf8(bytes) !== text) expect.fail(point.toString(16))
    }
  })

  test.each([
    ['c080', 0],
    ['c1bf', 0],
    ['e09fbf', 0],
    ['eda080', 0],
    ['edbfbf', 0],
    ['f08fbfbf', 0],
    ['f4908080', 0],
    ['f5808080', 0],
    ['80', 0],
    ['41e282', 1],
    ['4142ff', 2],
    ['e28041', 0],
    ['ed9fbf', -1],
    ['ee8080', -1],
    ['f48fbfbf', -1],
    ['efbbbf41', -1],
  ])('%s: first bad byte %i', (hex, at) => {
    const bytes = new Uint8Array(Buffer.from(hex, 'hex'))
    expect(firstInvalidUtf8(bytes)).toBe(at)
    expect(decodeUtf8(bytes)).toBe(strict(bytes))
  })

  test('a byte order mark is kept', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\uFEFFA')
  })

  test('agrees with the platform on any bytes', () => {
    const mostlyHigh = fc.array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xa0, 0xed, 0x9f, 0xf0, 0x90, 0xf4, 0x8f))
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.nat(255)), mostlyHigh), (list) => {
        const bytes = Uint8Array.from(list)
        expect(decodeUtf8(bytes)).toBe(strict(bytes))
        expect(firstInvalidUtf8(bytes) === -1).toBe(strict(bytes) !== null)
      }),
      { numRuns: 3000 },
    )
  })

  test('long texts are joined from their pieces', () => {
    const text = `${'x'.repeat(4095)}\u{1F600}${'ä'.repeat(9000)}`
    expect(decodeUtf8(Buffer.from(text))).toBe(text)
  })

  test('a lone surrogate is written as U+FFFD', () => {
    expect(encodeUtf8('a\ud800b')).toEqual(new TextEncoder().encode('a\ud800b'))
  })
})

test('bytes are equal or joined by value', () => {
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
  expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
  expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false)
  expect(concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3))
})

test('random bytes come in the number asked for, and not twice the same', () => {
  const drawn = Array.from({ length: 50 }, () => Buffer.from(randomBytesOf(32)).toString('hex'))
  expect(new Set(drawn).size).toBe(50)
  expect([...randomBytesOf(0)]).toEqual([])
  expect(drawn.every((text) => text.length === 64)).toBe(true)
})
