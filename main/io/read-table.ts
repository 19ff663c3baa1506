/** A released table from a CSV file, plain or .gz, in the encodings it is met in. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { Table } from '#core/anonymity/table.ts'
import { parseCsvColumns, type Separator } from '#core/formats/csv-columns.ts'
import { encodingByMark, type TextEncoding, toUtf8 } from '#core/formats/transcode.ts'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { pullFrom } from './byte-pull.ts'
import { digits, refusal, toInputError } from './failure.ts'
import { type GzipReport, gunzip } from './gunzip.ts'
import { CHUNK_BYTES, streamSource } from './read-source.ts'

/** The whole table is held while it is read. Ten million rows of ordinary width are below it. */
export const MAX_TABLE_BYTES = 2 ** 30

export interface TableFile {
  readonly table: Table
  /** Of the file as it is on disk, hex. */
  readonly sha256: string
  readonly bytes: number
  readonly separator: Separator
  /** Columns of the header row as bytes were read; for options that name several. */
  readonly names: readonly string[]
}

export interface TableFormat {
  readonly encoding?: TextEncoding
  readonly separator?: Separator
}

export interface ReadHooks {
  readonly signal?: AbortSignal
  /** Bytes of the file read so far, of how many. */
  readonly onBytes?: (done: number, total: number) => void
}

/** @param place what errors call the file */
export async function readTable(
  path: string,
  format: TableFormat = {},
  place = path,
  { signal, onBytes }: ReadHooks = {},
): Promise<Result<TableFile, InputError>> {
  let storedBytes: number
  try {
    const found = await stat(path)
    if (!found.isFile()) return err(refusal('unreadable', { file: place }, 'a file', 'something else'))
    storedBytes = found.size
  } catch (caught) {
    return err(toInputError(caught, place))
  }
  if (storedBytes > MAX_TABLE_BYTES) {
    return err(refusal('too_large', { file: place }, `at most ${digits(MAX_TABLE_BYTES)} bytes`, digits(storedBytes)))
  }
  const stored = Buffer.alloc(storedBytes)
  let length = 0
  const read = await streamSource(
    { file: path, offset: 0, storedBytes, layers: [] },
    { path: place, maxBytes: storedBytes, ...(signal && { signal }) },
    (chunk) => {
      chunk.copy(stored, length)
      length += chunk.length
      onBytes?.(length, storedBytes)
    },
  )
  return read.ok ? tableFromBytes(stored.subarray(0, length), format, place) : read
}

/** As `readTable`, of a file that is in memory: what a bundle held. */
export async function tableFromBytes(
  stored: Uint8Array,
  { encoding, separator }: TableFormat,
  place: string,
): Promise<Result<TableFile, InputError>> {
  const plain = stored[0] === 0x1f && stored[1] === 0x8b ? await unpacked(stored, place) : ok(stored)
  if (!plain.ok) return plain
  const utf8 = toUtf8(plain.value, encoding ?? encodingByMark(plain.value), place)
  if (!utf8.ok) return utf8
  const parsed = parseCsvColumns(utf8.value, place, separator === undefined ? {} : { separator })
  if (!parsed.ok) return parsed
  return ok({
    table: parsed.value.table,
    sha256: createHash('sha256').update(stored).digest('hex'),
    bytes: stored.length,
    separator: parsed.value.separator,
    names: parsed.value.table.columns.map(({ name }) => name),
  })
}

/** What a .gz holds, all its members one after another. */
async function unpacked(stored: Uint8Array, place: string): Promise<Result<Uint8Array, InputError>> {
  const noteTrailing = (found: GzipReport): void => {
    trailingAt = found.trailingAt
  }
  async function* whole(): AsyncGenerator<Buffer> {
    yield Buffer.from(stored.buffer, stored.byteOffset, stored.length)
  }
  const parts: Buffer[] = []
  let length = 0
  let trailingAt: number | null = null
  try {
    for await (const chunk of gunzip(pullFrom(whole()), place, CHUNK_BYTES, noteTrailing)) {
      length += chunk.length
      if (length > MAX_TABLE_BYTES) {
        return err(refusal('too_large', { file: place }, `at most ${digits(MAX_TABLE_BYTES)} bytes unpacked`, 'more'))
      }
      parts.push(Buffer.from(chunk))
    }
  } catch (caught) {
    return err(toInputError(caught, place))
  }
  if (trailingAt !== null) {
    return err(
      refusal('bad_archive', { file: place, byte: trailingAt }, 'the end of the file', 'bytes that are no gzip'),
    )
  }
  return ok(Buffer.concat(parts))
}
