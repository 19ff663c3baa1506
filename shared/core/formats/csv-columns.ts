/**
 * CSV into dictionary-coded columns, in one pass over the bytes.
 *
 * Source: RFC 4180, with the usual variants: separator `,` `;` TAB or `|`, line ends LF, CRLF or CR, a byte order mark,
 * the last line without an end. A quote inside a cell that does not begin with one stands for itself (41°55'21"N).
 * Nothing is repaired: a row of another length, text after a closing quote, or a header that occurs twice is refused
 * with its line.
 *
 * Cells are never made into strings one by one. Each is hashed as it is read and looked up among the distinct cells of
 * its column, so that a million rows cost about as much as reading their bytes.
 */
import { type Column, columnBuilder, type Table } from '../anonymity/table.ts'
import { decodeUtf8, firstInvalidUtf8 } from '../bytes/utf8.ts'
import { type InputError, type InputErrorCode, quote } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'

export interface CsvLimits {
  readonly maxColumns: number
  readonly maxRows: number
}
/** Far beyond a released table; below what 250 MB of columns can hold for a handful of them. */
export const CSV_LIMITS: CsvLimits = { maxColumns: 4096, maxRows: 50_000_000 }

export type Separator = ',' | ';' | '\t' | '|'
const SEPARATORS: readonly Separator[] = [',', ';', '\t', '|']

export interface CsvTable {
  readonly table: Table
  readonly separator: Separator
  /** Line of each record is not kept; a record's line is its number + 1 while no cell holds a line end. */
  readonly hasMultilineCells: boolean
}

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/** Distinct cells of one column: open addressing on a 32-bit FNV-1a hash, bytes in an arena. */
function dictionary(expectedRows: number) {
  let slots = new Int32Array(64).fill(-1)
  let mask = 63
  let hashes = new Int32Array(32)
  let starts = new Int32Array(33)
  let arena = new Uint8Array(1024)
  let size = 0
  let codes = new Int32Array(Math.max(16, expectedRows))
  let rows = 0

  function grow(): void {
    const larger = new Int32Array(slots.length * 4).fill(-1)
    mask = larger.length - 1
    for (let code = 0; code < size; code++) {
      let slot = (hashes[code] as number) & mask
      while (larger[slot] !== -1) slot = (slot + 1) & mask
      larger[slot] = code
    }
    slots = larger
  }
  function isEqual(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = starts[code] as number
    if ((starts[code + 1] as number) - start !== to - from) return false
    for (let i = from, j = start; i < to; i++, j++) if (bytes[i] !== arena[j]) return false
    return true
  }
  function remember(hash: number, bytes: Uint8Array, from: number, to: number): number {
    const start = starts[size] as number
    const end = start + to - from
    if (end > arena.length) {
      const larger = new Uint8Array(Math.max(end, arena.length * 2))
      larger.set(arena)
      arena = larger
    }
    for (let i = from, j = start; i < to; i++, j++) arena[j] = bytes[i] as number
    if (size + 2 > starts.length) {
      const larger = new Int32Array(starts.length * 2)
      larger.set(starts)
      starts = larger
      const moreHashes = new Int32Array(hashes.length * 2)
      moreHashes.set(hashes)
      hashes = moreHashes
    }
    starts[size + 1] = end
    hashes[size] = hash
    return size++
  }
  return {
    add(bytes: Uint8Array, from: number, to: number, hash: number): void {
      const mixed = hash ^ (hash >>> 15)
      let slot = mixed & mask
      let code = slots[slot] as number
      while (code !== -1 && !(hashes[code] === mixed && isEqual(code, bytes, from, to))) {
        slot = (slot + 1) & mask
        code = slots[slot] as number
      }
      if (code === -1) {
        code = remember(mixed, bytes, from, to)
        slots[slot] = code
        if (size * 2 > slots.length) grow()
      }
      if (rows === codes.length) {
        const larger = new Int32Array(codes.length * 2)
        larger.set(codes)
        codes = larger
      }
      codes[rows++] = code
    },
    /** Trims each distinct cell and joins those that then are equal. */
    finish(name: string): Column {
      const builder = columnBuilder(name, size)
      for (let code = 0; code < size; code++) {
        builder.add(decodeUtf8(arena, starts[code] as number, starts[code + 1] as number) ?? '')
      }
      const distinct = builder.finish()
      const own = codes.subarray(0, rows)
      if (distinct.values.length !== size)
        for (let row = 0; row < rows; row++) own[row] = distinct.codes[own[row] as number] as number
      // Where nothing was joined, the builder's codes are 0..size-1 in order: `own` is right as it is.
      return { name, codes: own, values: distinct.values, trimmed: distinct.trimmed }
    },
  }
}

/** The separator that occurs most in the first record, outside quotes; a comma when none does. */
function guessSeparator(bytes: Uint8Array, from: number): Separator {
  const counts = new Map<number, number>(SEPARATORS.map((separator) => [separator.charCodeAt(0), 0]))
  let isQuoted = false
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte === QUOTE) isQuoted = !isQuoted
    else if (!isQuoted && (byte === LF || byte === CR)) break
    else if (!isQuoted && counts.has(byte)) counts.set(byte, (counts.get(byte) as number) + 1)
  }
  let best: Separator = ','
  for (const separator of SEPARATORS) {
    if ((counts.get(separator.charCodeAt(0)) as number) > (counts.get(best.charCodeAt(0)) as number)) best = separator
  }
  return best
}

const FNV_OFFSET = 0x811c9dc5 | 0
const FNV_PRIME = 0x01000193

export interface CsvOptions {
  /** Guessed from the header when absent. */
  readonly separator?: Separator
  readonly limits?: CsvLimits
}

/**
 * @param bytes UTF-8, with or without a byte order mark (see transcode.ts for other encodings)
 * @param file name for errors
 * @returns columns with trimmed values; an InputError with the line of the first record that cannot be read
 */
export function parseCsvColumns(
  bytes: Uint8Array,
  file: string,
  options: CsvOptions = {},
): Result<CsvTable, InputError> {
  const limits = options.limits ?? CSV_LIMITS
  const invalid = firstInvalidUtf8(bytes)
  if (invalid >= 0) {
    return err({
      code: 'not_utf8',
      place: { file, byte: invalid, line: lineOf(bytes, invalid) },
      expected: 'UTF-8 (or name the encoding)',
      got: `byte 0x${(bytes[invalid] as number).toString(16).padStart(2, '0')}`,
    })
  }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let at = hasMark ? 3 : 0
  const end = bytes.length
  const separator = options.separator ?? guessSeparator(bytes, at)
  const SEPARATOR = separator.charCodeAt(0)
  let line = 1
  let hasMultilineCells = false

  const refuse = (code: InputErrorCode, expected: string, got: string, field?: string): Result<never, InputError> =>
    err({ code, place: { file, line, ...(field === undefined ? {} : { field }) }, expected, got })

  /** Where the cell just read is: in `source` from `from` to `to`, with its hash; `ended` is what came after it. */
  let source = bytes
  let from = 0
  let to = 0
  let hash = 0
  let ended: 'cell' | 'record' | 'file' = 'cell'
  let scratch = new Uint8Array(256)

  function endOfRecord(): void {
    ended = 'record'
    at += bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1
  }
  /** After a cell: a separator, a line end, or the end. False when something else stands there. */
  function closeCell(): boolean {
    if (at >= end) ended = 'file'
    else if (bytes[at] === SEPARATOR) {
      ended = 'cell'
      at++
    } else if (bytes[at] === LF || bytes[at] === CR) endOfRecord()
    else return false
    return true
  }
  /** Reads the cell at `at`; a reason when it cannot be read. */
  function readCell(): string | null {
    source = bytes
    hash = FNV_OFFSET
    if (at < end && bytes[at] === QUOTE) return readQuoted()
    from = at
    while (at < end) {
      const byte = bytes[at] as number
      if (byte === SEPARATOR || byte === LF || byte === CR) break
      hash = Math.imul(hash ^ byte, FNV_PRIME)
      at++
    }
    to = at
    closeCell()
    return null
  }
  function readQuoted(): string | null {
    at++
    from = at
    let escapes = 0
    for (; ; at++) {
      if (at >= end) return 'a quoted cell that does not end'
      const byte = bytes[at] as number
      if (byte === QUOTE) {
        if (bytes[at + 1] !== QUOTE) break
        escapes++
        at++
      } else if (byte === LF || (byte === CR && bytes[at + 1] !== LF)) {
        line++
        hasMultilineCells = true
      }
      hash = Math.imul(hash ^ byte, FNV_PRIME)
    }
    to = at
    at++
    if (escapes > 0) {
      if (scratch.length < to - from) scratch = new Uint8Array((to - from) * 2)
      let length = 0
      for (let i = from; i < to; i++) {
        scratch[length++] = bytes[i] as number
        if (bytes[i] === QUOTE) i++
      }
      source = scratch
      from = 0
      to = length
    }
    return closeCell() ? null : `${quote(String.fromCharCode(bytes[at] as number))} after a closing quote`
  }

  const names: string[] = []
  if (at >= end) return refuse('bad_csv', 'a header line', 'an empty file')
  do {
    const wrong = readCell()
    if (wrong !== null) return refuse('bad_csv', 'a cell of the header', wrong)
    const name = decodeUtf8(source, from, to) ?? ''
    if (names.includes(name)) return refuse('duplicate', 'each column name once', quote(name))
    if (names.length >= limits.maxColumns) {
      return refuse('limit_exceeded', `at most ${limits.maxColumns} columns`, 'more')
    }
    names.push(name)
  } while (ended === 'cell')
  line++

  const dictionaries = names.map(() => dictionary(Math.min(1 << 20, Math.ceil((end - at) / (names.length * 2 + 1)))))
  let rows = 0
  while (at < end) {
    const startLine = line
    let column = 0
    do {
      const wrong = readCell()
      if (wrong !== null) return refuse('bad_csv', `column ${column + 1} of ${names.length} as RFC 4180 cell`, wrong)
      if (column < names.length) dictionaries[column]?.add(source, from, to, hash)
      column++
    } while (ended === 'cell')
    if (column !== names.length) {
      line = startLine
      return refuse('bad_csv', `${names.length} cells, as in the header`, `${column} cells`)
    }
    line++
    if (++rows > limits.maxRows) return refuse('limit_exceeded', `at most ${limits.maxRows} rows`, 'more')
  }
  return ok({
    table: { rows, columns: names.map((name, i) => (dictionaries[i] as ReturnType<typeof dictionary>).finish(name)) },
    separator,
    hasMultilineCells,
  })
}

function lineOf(bytes: Uint8Array, at: number): number {
  let line = 1
  for (let i = 0; i < at; i++) if (bytes[i] === LF) line++
  return line
}
