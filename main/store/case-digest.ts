/**
 * One hash over everything a case derived from its evidence: equal for two cases that imported the same evidence with the same
 * trust, however often one of them was interrupted. Left out are the clock (when it was imported) and chance (ids handed out).
 */
import { createHash } from 'node:crypto'
import type { Reader } from './driver.ts'

/** Rows read at a time from a large table. */
const PAGE = 10_000

/** Hex SHA-256. */
export async function caseDigest(db: Reader): Promise<string> {
  const hash = createHash('sha256')
  const add = (table: string, rows: readonly unknown[]) => {
    for (const row of rows) hash.update(`${table}\t${JSON.stringify(row)}\n`)
  }
  add('objects', await db.all('SELECT sha256, bytes FROM objects ORDER BY sha256'))
  add('imports', await db.all('SELECT name, kind, size_bytes, listing FROM imports ORDER BY name, size_bytes'))
  const evidence = await db.all<{ no: number }>('SELECT no FROM evidence ORDER BY digest, no')
  for (const { no } of evidence) {
    add(
      'evidence',
      await db.all(
        `SELECT name, kind, origin, digest, size_bytes, skipped, entries, first_time_ms, last_time_ms FROM evidence WHERE no = ?`,
        [no],
      ),
    )
    for (const { table, columns, order } of PARTS) {
      add(table, await db.all(`SELECT ${columns} FROM ${table} WHERE evidence = ? ORDER BY ${order}`, [no]))
    }
    await addEntries(db, no, add)
  }
  return hash.digest('hex')
}

const PARTS = [
  { table: 'evidence_files', columns: 'no, path, bytes, sha256, object, packing, first_index, lines', order: 'no' },
  { table: 'request_ids', columns: 'code % 4294967296 AS code, req', order: 'code' },
  { table: 'verdicts', columns: 'headline, exit, document, trust', order: 'evidence' },
  { table: 'damage', columns: 'no, op, first, last, shown_first, shown_lines, item', order: 'no' },
  { table: 'heads', columns: 'no, source, origin, size, root, status, agrees, newest', order: 'no' },
  { table: 'lints', columns: 'no, code, file, entry_index, item', order: 'no' },
  { table: 'log_findings', columns: 'no, code, severity, first, last, item', order: 'no' },
] as const

async function addEntries(db: Reader, no: number, add: (table: string, rows: readonly unknown[]) => void) {
  const span = 2 ** 32
  for (let from = no * span; ; ) {
    const rows = await db.all<{ id: number }>(
      `SELECT id, file, byte_offset, byte_length, time_ms, type, seq, req % ${span} AS req FROM entries
       WHERE id >= ? AND id < ? ORDER BY id LIMIT ${PAGE}`,
      [from, (no + 1) * span],
    )
    add(
      'entries',
      rows.map(({ id, ...row }) => ({ index: id % span, ...row })),
    )
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    from = last.id + 1
  }
}
