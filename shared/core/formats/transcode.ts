/**
 * Other encodings of text into UTF-8, so that one reader serves them all. UTF-16 is recognised by its byte order mark;
 * windows-1252 only when the caller names it, because every byte string is valid in it.
 *
 * Sources: RFC 2781 §3 (UTF-16), WHATWG Encoding Standard, index-windows-1252.
 */
import type { InputError } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'

export type TextEncoding = 'utf-8' | 'utf-16' | 'windows-1252'

/** Code points of 0x80-0x9F; the five unassigned bytes map to the control of the same number. */
const WINDOWS_1252 = [
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
  0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
]

function sink(expected: number) {
  let bytes = new Uint8Array(expected + 16)
  let length = 0
  return {
    put(point: number): void {
      if (length + 4 > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2)
        larger.set(bytes)
        bytes = larger
      }
      if (point < 0x80) bytes[length++] = point
      else if (point < 0x800) {
        bytes[length++] = 0xc0 | (point >> 6)
        bytes[length++] = 0x80 | (point & 0x3f)
      } else if (point < 0x10000) {
        bytes[length++] = 0xe0 | (point >> 12)
        bytes[length++] = 0x80 | ((point >> 6) & 0x3f)
        bytes[length++] = 0x80 | (point & 0x3f)
      } else {
        bytes[length++] = 0xf0 | (point >> 18)
        bytes[length++] = 0x80 | ((point >> 12) & 0x3f)
        bytes[length++] = 0x80 | ((point >> 6) & 0x3f)
        bytes[length++] = 0x80 | (point & 0x3f)
      }
    },
    finish: () => bytes.subarray(0, length),
  }
}

/** The encoding a byte order mark names; UTF-8 without one. */
export function encodingByMark(bytes: Uint8Array): TextEncoding {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  return isUtf16 ? 'utf-16' : 'utf-8'
}

/** @returns UTF-8 bytes without a byte order mark of another encoding; UTF-8 comes back as it is */
export function toUtf8(bytes: Uint8Array, encoding: TextEncoding, file: string): Result<Uint8Array, InputError> {
  switch (encoding) {
    case 'utf-8':
      return ok(bytes)
    case 'windows-1252': {
      const out = sink(bytes.length * 2)
      for (const byte of bytes) out.put(byte >= 0x80 && byte < 0xa0 ? (WINDOWS_1252[byte - 0x80] as number) : byte)
      return ok(out.finish())
    }
    case 'utf-16': {
      const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff
      const start = isBigEndian || (bytes[0] === 0xff && bytes[1] === 0xfe) ? 2 : 0
      const refuse = (byte: number, got: string) =>
        err({ code: 'bad_csv', place: { file, byte }, expected: 'well-formed UTF-16', got } as const)
      if ((bytes.length - start) % 2 !== 0) return refuse(bytes.length - 1, 'an odd number of bytes')
      const unit = (at: number) =>
        isBigEndian
          ? ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
          : ((bytes[at + 1] as number) << 8) | (bytes[at] as number)
      const out = sink(bytes.length)
      for (let at = start; at < bytes.length; at += 2) {
        const first = unit(at)
        if (first < 0xd800 || first > 0xdfff) {
          out.put(first)
          continue
        }
        const second = first < 0xdc00 && at + 2 < bytes.length ? unit(at + 2) : 0
        if (second < 0xdc00 || second > 0xdfff) return refuse(at, 'a lone surrogate')
        out.put(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
        at += 2
      }
      return ok(out.finish())
    }
  }
}
