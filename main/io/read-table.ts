/** A released table from a CSV file, plain or .gz, in the encodings it is met in. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import type { Table } from '#core/anonymity/table.ts'
import { parseCsvColumns, type Separator } from '#core/formats/csv-columns.ts'
import { encodingByMark, type TextEncoding, toUtf8 } from '#core/formats/transcode.ts'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { refusal, toInputError } from './failure.ts'
import { readSource } from './read-source.ts'

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

/** @param place what errors call the file */
export async function readTable(
  path: string,
  { encoding, separator }: TableFormat = {},
  place = path,
): Promise<Result<TableFile, InputError>> {
  let storedBytes: number
  try {
    const found = await stat(path)
    if (!found.isFile()) return err(refusal('unreadable', { file: place }, 'a file', 'something else'))
    storedBytes = found.size
  } catch (caught) {
    return err(toInputError(caught, place))
  }
  const stored = await readSource(
    { file: path, offset: 0, storedBytes, layers: [] },
    { path: place, maxBytes: MAX_TABLE_BYTES },
  )
  if (!stored.ok) return stored
  const isGzip = stored.value[0] === 0x1f && stored.value[1] === 0x8b
  const plain = isGzip
    ? await readSource(
        { file: path, offset: 0, storedBytes, layers: ['gzip'] },
        { path: place, maxBytes: MAX_TABLE_BYTES },
      )
    : stored
  if (!plain.ok) return plain
  const utf8 = toUtf8(plain.value, encoding ?? encodingByMark(plain.value), place)
  if (!utf8.ok) return utf8
  const parsed = parseCsvColumns(utf8.value, place, separator === undefined ? {} : { separator })
  if (!parsed.ok) return parsed
  return ok({
    table: parsed.value.table,
    sha256: createHash('sha256').update(stored.value).digest('hex'),
    bytes: storedBytes,
    separator: parsed.value.separator,
    names: parsed.value.table.columns.map(({ name }) => name),
  })
}
