/** The stored verdict of an import, whole as a document, and its parts as rows that other questions can be joined with. */
import type { DamageItem, VerifyDocument } from '#contract/verdict.ts'
import type { HeadRow, ShownDamage, StoredVerdict, VerdictRows } from '../app/ports/case.ts'
import type { TrustUsed } from '../app/ports/trust.ts'
import type { Reader, Store, Writer } from './driver.ts'
import { entryId } from './entry-rows.ts'
import { insertRows } from './insert-rows.ts'

export function verdictRows(db: Store): VerdictRows {
  return {
    get: async (no) => {
      const row = await db.get<{ document: string; trust: string; verifiedAtMs: number }>(
        'SELECT document, trust, verified_at_ms AS verifiedAtMs FROM verdicts WHERE evidence = ?',
        [no],
      )
      return row === null
        ? null
        : {
            document: JSON.parse(row.document) as VerifyDocument,
            trust: JSON.parse(row.trust) as TrustUsed,
            verifiedAtMs: row.verifiedAtMs,
          }
    },
    replace: (no, verdict) => db.write((tx) => replaceVerdict(tx, no, verdict)),
    heads: (no) =>
      db.all<HeadRow>('SELECT source, size, root, status, agrees FROM heads WHERE evidence = ? ORDER BY no', [no]),
    damageIn: async (no, from, to) => {
      const rows = await db.all<{ item: string; shownFirst: number; shownLines: number }>(
        `SELECT item, shown_first AS shownFirst, shown_lines AS shownLines FROM damage
         WHERE evidence = ? AND CASE shown_lines
           WHEN 0 THEN shown_first BETWEEN ? AND ?
           ELSE shown_first < ? AND shown_first + shown_lines > ?
         END ORDER BY no`,
        [no, from, to, to, from],
      )
      return rows.map((row): ShownDamage => ({ ...row, item: JSON.parse(row.item) as DamageItem }))
    },
    lintsOf: async (no, index) =>
      (
        await db.all<{ code: string }>('SELECT code FROM lints WHERE evidence = ? AND entry_index = ? ORDER BY no', [
          no,
          index,
        ])
      ).map(({ code }) => code),
  }
}

const PARTS = ['damage', 'heads', 'lints', 'log_findings'] as const

/** Takes the place of an earlier verdict. The entries must be written: damage is tied to the lines that show it. */
export async function replaceVerdict(tx: Writer, no: number, verdict: StoredVerdict): Promise<void> {
  const { document, trust, verifiedAtMs } = verdict
  for (const part of PARTS) await tx.run(`DELETE FROM ${part} WHERE evidence = ?`, [no])
  await tx.run('DELETE FROM verdicts WHERE evidence = ?', [no])
  await insertRows(
    tx,
    'verdicts',
    ['evidence', 'verified_at_ms', 'headline', 'exit', 'document', 'trust'],
    [[no, verifiedAtMs, document.headline, document.exit, JSON.stringify(document), JSON.stringify(trust)]],
  )
  await insertRows(
    tx,
    'damage',
    ['evidence', 'no', 'op', 'first', 'last', 'shown_first', 'shown_lines', 'item'],
    (await shownDamage(tx, no, document)).map(({ item, shownFirst, shownLines }, i) => {
      return [no, i, item.op, item.first, item.last, shownFirst, shownLines, JSON.stringify(item)]
    }),
  )
  await insertRows(
    tx,
    'heads',
    ['evidence', 'no', 'source', 'origin', 'size', 'root', 'status', 'agrees', 'newest'],
    document.heads.map((head, i) => {
      return [no, i, head.source, head.origin, head.size, head.root, head.status, head.agrees, head.newest ? 1 : 0]
    }),
  )
  await insertRows(
    tx,
    'lints',
    ['evidence', 'no', 'code', 'file', 'entry_index', 'item'],
    document.lints.map((lint, i) => [no, i, lint.code, lint.file, lint.index ?? null, JSON.stringify(lint)]),
  )
  await insertRows(
    tx,
    'log_findings',
    ['evidence', 'no', 'code', 'severity', 'first', 'last', 'item'],
    document.findings.map((finding, i) => {
      return [
        no,
        i,
        finding.code,
        finding.severity,
        finding.first ?? null,
        finding.last ?? null,
        JSON.stringify(finding),
      ]
    }),
  )
}

/** Indexes of damage are of the true log; the file and offset beside them say which lines of the export show it. */
async function shownDamage(tx: Reader, no: number, document: VerifyDocument): Promise<readonly ShownDamage[]> {
  const shown: ShownDamage[] = []
  for (const item of document.damage) {
    shown.push({ item, shownFirst: await lineAt(tx, no, item, document.input.entries), shownLines: shownLines(item) })
  }
  return shown
}

function shownLines(item: DamageItem): number {
  switch (item.op) {
    case 'delete':
    case 'head_cut':
    case 'tail_cut':
      return 0
    case 'insert':
      return item.count ?? 1
    default:
      return item.count ?? item.last - item.first + 1
  }
}

/** The line at or after a place; where the file has no line there, the first line of the next file that has one. */
async function lineAt(tx: Reader, no: number, item: DamageItem, entries: number): Promise<number> {
  const file = await tx.get<{ firstIndex: number | null; lines: number | null; path: string }>(
    'SELECT first_index AS firstIndex, lines, path FROM evidence_files WHERE evidence = ? AND path = ?',
    [no, item.file],
  )
  if (!file || file.firstIndex === null || file.lines === null) {
    // The damaged place is a file that is not there: what comes next by name.
    const next = await tx.get<{ firstIndex: number }>(
      `SELECT first_index AS firstIndex FROM evidence_files
       WHERE evidence = ? AND path > ? AND first_index IS NOT NULL ORDER BY first_index LIMIT 1`,
      [no, item.file],
    )
    return next?.firstIndex ?? entries
  }
  const { firstIndex, lines } = file
  let [lo, hi] = [firstIndex, firstIndex + lines]
  while (lo < hi) {
    const middle = Math.floor((lo + hi) / 2)
    const row = await tx.get<{ at: number }>('SELECT byte_offset AS at FROM entries WHERE id = ?', [
      entryId(no, middle),
    ])
    if (row !== null && row.at < item.byteOffset) lo = middle + 1
    else hi = middle
  }
  return lo
}
