/**
 * JSON as RFC 8259 has it, from bytes, with the byte where it goes wrong.
 *
 * Why not JSON.parse: it takes a string (so bad UTF-8 has been repaired before it looks), says where only in words,
 * drops a repeated name without a trace, and follows any depth. Here a repeated name keeps its last value, as
 * everywhere, and is listed; UTF-8 is strict (§8.1), a byte order mark is refused, depth stops at MAX_JSON_DEPTH.
 * What is legal JSON but not I-JSON (RFC 7493) is the business of `checkIJson`; `parseIJson` refuses it.
 */
import { decodeUtf8, firstInvalidUtf8 } from '../bytes/utf8.ts'
import type { InputError, InputErrorCode } from '../input-error.ts'
import { quote } from '../input-error.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import { checkIJson } from './check-ijson.ts'
import type { JsonValue } from './json-value.ts'
import { MAX_JSON_DEPTH } from './json-value.ts'

export interface RepeatedName {
  readonly name: string
  /** Of the opening quote of the repetition. */
  readonly byte: number
}

export type ParsedJson =
  | { readonly ok: true; readonly value: JsonValue; readonly repeatedNames: readonly RepeatedName[] }
  | { readonly ok: false; readonly error: InputError }

interface Parser {
  readonly bytes: Uint8Array
  readonly repeatedNames: RepeatedName[]
  at: number
  depth: number
  failure: { code: InputErrorCode; byte: number; expected: string } | null
}

/** `file` names the input in errors. Never throws. */
export function parseJson(bytes: Uint8Array, file: string): ParsedJson {
  const parser: Parser = { bytes, repeatedNames: [], at: 0, depth: 0, failure: null }
  const value = parseValue(parser)
  if (parser.failure === null) {
    skipWhiteSpace(parser)
    if (parser.at < bytes.length) fail(parser, 'the end of the JSON text')
  }
  if (value !== undefined && parser.failure === null) return { ok: true, value, repeatedNames: parser.repeatedNames }
  const { code, byte, expected } = parser.failure ?? { code: 'not_json' as const, byte: 0, expected: 'a JSON value' }
  return err({ code, place: { file, byte }, expected, got: gotAt(bytes, byte) })
}

/** As `parseJson`, and refuses what is not I-JSON in our profile: repeated names, lone surrogates, fractions, … */
export function parseIJson(bytes: Uint8Array, file: string): Result<JsonValue, InputError> {
  const parsed = parseJson(bytes, file)
  if (!parsed.ok) return parsed
  const [breach] = checkIJson(bytes)
  if (breach === undefined) return ok(parsed.value)
  const { byte, expected, got } = breach
  return err({ code: 'not_ijson', place: { file, byte }, expected, got })
}

function gotAt(bytes: Uint8Array, byte: number): string {
  if (byte >= bytes.length) return 'the end of the input'
  const piece = bytes.subarray(byte, byte + 16)
  const unprintable = piece.findIndex((unit) => unit < 0x20 || unit > 0x7e)
  const text = String.fromCharCode(...(unprintable < 0 ? piece : piece.subarray(0, unprintable)))
  return text === '' ? `byte 0x${(bytes[byte] ?? 0).toString(16).padStart(2, '0')}` : quote(text)
}

function fail(parser: Parser, expected: string, byte = parser.at, code: InputErrorCode = 'not_json'): undefined {
  parser.failure ??= { code, byte, expected }
  return undefined
}

function skipWhiteSpace(parser: Parser): void {
  const { bytes } = parser
  for (;;) {
    const byte = bytes[parser.at]
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return
    parser.at++
  }
}

/** undefined = failed, and `parser.failure` says how. */
function parseValue(parser: Parser): JsonValue | undefined {
  skipWhiteSpace(parser)
  switch (parser.bytes[parser.at]) {
    case 0x7b:
      return nested(parser, parseObject)
    case 0x5b:
      return nested(parser, parseArray)
    case 0x22:
      return parseString(parser)
    case 0x74:
      return parseWord(parser, 'true', true)
    case 0x66:
      return parseWord(parser, 'false', false)
    case 0x6e:
      return parseWord(parser, 'null', null)
    default:
      return parseNumber(parser)
  }
}

function nested(parser: Parser, parse: (parser: Parser) => JsonValue | undefined): JsonValue | undefined {
  if (parser.depth === MAX_JSON_DEPTH) {
    return fail(parser, `nesting of at most ${MAX_JSON_DEPTH} levels`, parser.at, 'limit_exceeded')
  }
  parser.at++
  parser.depth++
  const value = parse(parser)
  parser.depth--
  return value
}

function parseWord(parser: Parser, word: string, value: JsonValue): JsonValue | undefined {
  for (let i = 0; i < word.length; i++) {
    if (parser.bytes[parser.at + i] !== word.charCodeAt(i)) return fail(parser, `"${word}"`)
  }
  parser.at += word.length
  return value
}

/** After a member or element: true at a comma, false at `close`, undefined on anything else. */
function parseSeparator(parser: Parser, close: number): boolean | undefined {
  skipWhiteSpace(parser)
  const byte = parser.bytes[parser.at]
  if (byte !== 0x2c && byte !== close) return fail(parser, `"," or "${String.fromCharCode(close)}"`)
  parser.at++
  return byte === 0x2c
}

function parseArray(parser: Parser): JsonValue | undefined {
  const values: JsonValue[] = []
  skipWhiteSpace(parser)
  if (parser.bytes[parser.at] === 0x5d) {
    parser.at++
    return values
  }
  for (;;) {
    const value = parseValue(parser)
    if (value === undefined) return undefined
    values.push(value)
    const more = parseSeparator(parser, 0x5d)
    if (more === undefined) return undefined
    if (!more) return values
  }
}

function parseObject(parser: Parser): JsonValue | undefined {
  const members: Record<string, JsonValue> = Object.create(null)
  skipWhiteSpace(parser)
  if (parser.bytes[parser.at] === 0x7d) {
    parser.at++
    return members
  }
  for (;;) {
    skipWhiteSpace(parser)
    const byte = parser.at
    if (parser.bytes[byte] !== 0x22) return fail(parser, 'a member name in double quotes')
    const name = parseString(parser)
    if (name === undefined) return undefined
    skipWhiteSpace(parser)
    if (parser.bytes[parser.at] !== 0x3a) return fail(parser, '":"')
    parser.at++
    const value = parseValue(parser)
    if (value === undefined) return undefined
    if (name in members) parser.repeatedNames.push({ name, byte })
    members[name] = value
    const more = parseSeparator(parser, 0x7d)
    if (more === undefined) return undefined
    if (!more) return members
  }
}

/** At the opening quote. Plain stretches are decoded whole; escapes one at a time. */
function parseString(parser: Parser): string | undefined {
  const { bytes } = parser
  let text = ''
  let start = ++parser.at
  for (;;) {
    const byte = bytes[parser.at]
    if (byte === undefined) return fail(parser, 'a closing double quote')
    if (byte < 0x20) return fail(parser, 'control characters in a string to be escaped')
    if (byte !== 0x22 && byte !== 0x5c) {
      parser.at++
      continue
    }
    const stretch = decodeUtf8(bytes, start, parser.at)
    if (stretch === null) return fail(parser, 'UTF-8', firstInvalidUtf8(bytes, start, parser.at), 'not_utf8')
    text += stretch
    parser.at++
    if (byte === 0x22) return text
    const unit = parseEscape(parser)
    if (unit === undefined) return undefined
    text += unit
    start = parser.at
  }
}

const ESCAPES: Readonly<Record<number, string>> = {
  34: '"',
  92: '\\',
  47: '/',
  98: '\b',
  102: '\f',
  110: '\n',
  114: '\r',
  116: '\t',
}

/** Behind the backslash. */
function parseEscape(parser: Parser): string | undefined {
  const byte = parser.bytes[parser.at] ?? 0
  const short = ESCAPES[byte]
  if (short !== undefined) {
    parser.at++
    return short
  }
  const digits = String.fromCharCode(...parser.bytes.subarray(parser.at + 1, parser.at + 5))
  if (byte !== 0x75 || !/^[0-9A-Fa-f]{4}$/.test(digits)) return fail(parser, 'an escape of RFC 8259 §7', parser.at - 1)
  parser.at += 5
  return String.fromCharCode(Number.parseInt(digits, 16))
}

/** RFC 8259 §6, anchored where it is tried. */
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y

function parseNumber(parser: Parser): number | undefined {
  const { bytes, at } = parser
  let end = at
  while (isNumberByte(bytes[end])) end++
  if (end === at) return fail(parser, 'a JSON value')
  const digits = decodeUtf8(bytes, at, end) ?? ''
  NUMBER.lastIndex = 0
  const matched = NUMBER.exec(digits)?.[0].length ?? 0
  if (matched !== digits.length) return fail(parser, 'a number of RFC 8259 §6', at + matched)
  const value = Number(digits)
  if (!Number.isFinite(value)) return fail(parser, 'a number that an IEEE 754 double can hold')
  parser.at = end
  return value
}

const isNumberByte = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x45 || byte === 0x65)
