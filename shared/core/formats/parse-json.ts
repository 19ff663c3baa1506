/**
 * JSON as RFC 8259 has it, from bytes, with the byte where it goes wrong.
 *
 * Why not JSON.parse: it takes a string (so bad UTF-8 has been repaired before it looks), says where only in words,
 * drops a repeated name without a trace, and follows any depth. Here a repeated name keeps its last value, as
 * everywhere, and is listed; UTF-8 is strict (§8.1), a byte order mark is refused, depth stops at MAX_JSON_DEPTH.
 * What is legal JSON but not I-JSON (RFC 7493) is the business of `checkIJson`; `parseIJson` refuses it.
 */
import { decodeUtf8, firstInvalidUtf8, utf8Length } from '../bytes/utf8.ts'
import type { DecodeUtf8 } from '../capabilities.ts'
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

const decodeUtf8Here: DecodeUtf8 = (bytes) => decodeUtf8(bytes)

interface Parser {
  readonly text: string
  /** `unit`: code units into `text`; bytes are counted once, at the end. */
  readonly repeated: { readonly name: string; readonly unit: number }[]
  at: number
  depth: number
  failure: { code: InputErrorCode; unit: number; expected: string } | null
}

/** `file` names the input in errors; `decode` may be the host's, which is faster for long inputs. Never throws. */
export function parseJson(bytes: Uint8Array, file: string, decode: DecodeUtf8 = decodeUtf8Here): ParsedJson {
  const text = decode(bytes)
  if (text === null) {
    const byte = firstInvalidUtf8(bytes)
    return err({ code: 'not_utf8', place: { file, byte }, expected: 'UTF-8', got: gotAt(bytes, byte) })
  }
  const parser: Parser = { text, repeated: [], at: 0, depth: 0, failure: null }
  const value = parseValue(parser)
  if (parser.failure === null) {
    skipWhiteSpace(parser)
    if (parser.at < text.length) fail(parser, 'the end of the JSON text')
  }
  if (value !== undefined && parser.failure === null) return { ok: true, value, repeatedNames: placesOf(parser) }
  const { code, unit, expected } = parser.failure ?? { code: 'not_json' as const, unit: 0, expected: 'a JSON value' }
  const byte = utf8Length(text, unit)
  return err({ code, place: { file, byte }, expected, got: gotAt(bytes, byte) })
}

/** In the order of the text, counting its bytes only once. */
function placesOf({ text, repeated }: Parser): readonly RepeatedName[] {
  let unit = 0
  let byte = 0
  return repeated
    .toSorted((a, b) => a.unit - b.unit)
    .map((found) => {
      byte += utf8Length(text.slice(unit, found.unit))
      unit = found.unit
      return { name: found.name, byte }
    })
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

function fail(parser: Parser, expected: string, unit = parser.at, code: InputErrorCode = 'not_json'): undefined {
  parser.failure ??= { code, unit, expected }
  return undefined
}

function skipWhiteSpace(parser: Parser): void {
  const { text } = parser
  for (;;) {
    const unit = text.charCodeAt(parser.at)
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
    parser.at++
  }
}

/** undefined = failed, and `parser.failure` says how. */
function parseValue(parser: Parser): JsonValue | undefined {
  skipWhiteSpace(parser)
  switch (parser.text.charCodeAt(parser.at)) {
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
  if (!parser.text.startsWith(word, parser.at)) return fail(parser, `"${word}"`)
  parser.at += word.length
  return value
}

/** After a member or element: true at a comma, false at `close`, undefined on anything else. */
function parseSeparator(parser: Parser, close: number): boolean | undefined {
  skipWhiteSpace(parser)
  const unit = parser.text.charCodeAt(parser.at)
  if (unit !== 0x2c && unit !== close) return fail(parser, `"," or "${String.fromCharCode(close)}"`)
  parser.at++
  return unit === 0x2c
}

function parseArray(parser: Parser): JsonValue | undefined {
  const values: JsonValue[] = []
  skipWhiteSpace(parser)
  if (parser.text.charCodeAt(parser.at) === 0x5d) {
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
  if (parser.text.charCodeAt(parser.at) === 0x7d) {
    parser.at++
    return members
  }
  for (;;) {
    skipWhiteSpace(parser)
    const unit = parser.at
    if (parser.text.charCodeAt(unit) !== 0x22) return fail(parser, 'a member name in double quotes')
    const name = parseString(parser)
    if (name === undefined) return undefined
    skipWhiteSpace(parser)
    if (parser.text.charCodeAt(parser.at) !== 0x3a) return fail(parser, '":"')
    parser.at++
    const value = parseValue(parser)
    if (value === undefined) return undefined
    if (name in members) parser.repeated.push({ name, unit })
    members[name] = value
    const more = parseSeparator(parser, 0x7d)
    if (more === undefined) return undefined
    if (!more) return members
  }
}

/** At the opening quote. Plain stretches are taken whole; escapes one at a time. */
function parseString(parser: Parser): string | undefined {
  const { text } = parser
  let value = ''
  let start = parser.at + 1
  for (;;) {
    let at = start
    let unit = text.charCodeAt(at)
    while (unit >= 0x20 && unit !== 0x22 && unit !== 0x5c) unit = text.charCodeAt(++at)
    parser.at = at
    if (unit < 0x20) return fail(parser, 'control characters in a string to be escaped')
    if (unit !== 0x22 && unit !== 0x5c) return fail(parser, 'a closing double quote')
    const stretch = text.slice(start, at)
    parser.at++
    if (unit === 0x22) return value === '' ? stretch : value + stretch
    const escaped = parseEscape(parser)
    if (escaped === undefined) return undefined
    value += stretch + escaped
    start = parser.at
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Behind the backslash. */
function parseEscape(parser: Parser): string | undefined {
  const short = ESCAPES[parser.text.charAt(parser.at)]
  if (short !== undefined) {
    parser.at++
    return short
  }
  const sequence = parser.text.slice(parser.at, parser.at + 5)
  if (!/^u[0-9A-Fa-f]{4}$/.test(sequence)) return fail(parser, 'an escape of RFC 8259 §7', parser.at - 1)
  parser.at += 5
  return String.fromCharCode(Number.parseInt(sequence.slice(1), 16))
}

/** RFC 8259 §6, anchored where it is tried; up to whatever follows, so that a number ends where its characters do. */
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const NUMBER_CHARACTERS = /[-+.0-9eE]*/y

function parseNumber(parser: Parser): number | undefined {
  const characters = matchAt(NUMBER_CHARACTERS, parser)
  if (characters === '') return fail(parser, 'a JSON value')
  const digits = matchAt(NUMBER, parser)
  if (digits !== characters) return fail(parser, 'a number of RFC 8259 §6', parser.at + digits.length)
  const value = Number(digits)
  if (!Number.isFinite(value)) return fail(parser, 'a number that an IEEE 754 double can hold')
  parser.at += digits.length
  return value
}

function matchAt(pattern: RegExp, { text, at }: Parser): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}
