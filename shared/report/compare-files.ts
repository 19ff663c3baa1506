/** A published file beside what it should be, named as closely as the format allows: CSV by cell, anything else whole. */

import { equalBytes } from '#core/bytes/equal.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import type { ReportFile } from './files.ts'
import type { CellDifference } from './verify-report.ts'

/** At most so many cells are named for one file. */
const MAX_NAMED = 50

const whole = (path: string, published: string, computed: string): CellDifference => ({
  table: '(file)',
  row: path,
  column: '',
  published,
  computed,
  entries: null,
})

/** Fields of one record; the files compared here have no line ends inside fields. */
function fields(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
}

function compareCsv(path: string, published: string, computed: string): readonly CellDifference[] {
  const [a, b] = [published.split('\r\n'), computed.split('\r\n')]
  if (a.length !== b.length) return [whole(path, `${a.length - 1} lines`, `${b.length - 1} lines`)]
  const header = fields(b[0] ?? '')
  const found: CellDifference[] = []
  for (const [at, line] of b.entries()) {
    if (a[at] === line) continue
    const [was, is] = [fields(a[at] ?? ''), fields(line)]
    if (was.length !== is.length) {
      found.push(whole(`${path}, line ${at + 1}`, `${was.length} fields`, `${is.length} fields`))
      continue
    }
    for (const [column, value] of is.entries()) {
      if (was[column] === value) continue
      const isLong = path === 'data.csv'
      found.push({
        table: path,
        row: isLong ? `${is[1]} / ${is[3]} / ${is[5]}` : (is[0] ?? `line ${at + 1}`),
        column: header[column] ?? `field ${column + 1}`,
        published: was[column] ?? null,
        computed: value,
        entries: null,
      })
    }
  }
  return found.slice(0, MAX_NAMED)
}

/** @param found null: the file is missing */
export function compareFiles(expected: ReportFile, found: Uint8Array | null): readonly CellDifference[] {
  if (found === null) return [whole(expected.path, 'missing', `${expected.bytes.length} bytes`)]
  if (equalBytes(found, expected.bytes)) return []
  const [published, computed] = [decodeUtf8(found), decodeUtf8(expected.bytes)]
  if (expected.mediaType === 'text/csv' && published !== null && computed !== null) {
    const cells = compareCsv(expected.path, published, computed)
    if (cells.length > 0) return cells
  }
  const at = expected.bytes.findIndex((byte, i) => byte !== found[i])
  return [
    whole(
      expected.path,
      `${found.length} bytes, different from byte ${at < 0 ? expected.bytes.length : at}`,
      `${expected.bytes.length} bytes`,
    ),
  ]
}
