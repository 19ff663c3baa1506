/** Finished imports and their files. */
import type { EvidenceRow, EvidenceRows, StoredFile } from '../app/ports/case.ts'
import type { SkippedFile } from '../app/ports.ts'
import type { Reader, Writer } from './driver.ts'
import type { FileLines } from './entry-rows.ts'
import type { Packing } from './import-rows.ts'
import { insertRows } from './insert-rows.ts'

const SELECT = `SELECT e.no, e.evidence_id AS evidenceId, e.name, e.kind, e.origin, e.digest, e.imported_at_ms AS importedAtMs,
    e.size_bytes AS sizeBytes, e.entries, e.first_time_ms AS firstTimeMs, e.last_time_ms AS lastTimeMs,
    (SELECT COUNT(*) FROM evidence_files f WHERE f.evidence = e.no) AS fileCount,
    v.headline, v.exit
  FROM evidence e LEFT JOIN verdicts v ON v.evidence = e.no`

export function evidenceRows(db: Reader): EvidenceRows {
  return {
    list: () => db.all<EvidenceRow>(`${SELECT} ORDER BY e.imported_at_ms DESC, e.no DESC`),
    byId: (evidenceId) => db.get<EvidenceRow>(`${SELECT} WHERE e.evidence_id = ?`, [evidenceId]),
    files: (no) =>
      db.all<StoredFile>(
        `SELECT no, path, bytes, sha256, object, first_index AS firstIndex, lines FROM evidence_files WHERE evidence = ? ORDER BY no`,
        [no],
      ),
    sameListing: async (files) => {
      const listing = JSON.stringify(files.map(({ path, bytes }) => [path, bytes]))
      return db.all<EvidenceRow>(
        `${SELECT} WHERE (
           SELECT COALESCE(json_group_array(json_array(path, bytes)), '[]')
           FROM (SELECT path, bytes FROM evidence_files f WHERE f.evidence = e.no ORDER BY no)
         ) = json(?) ORDER BY e.no`,
        [listing],
      )
    },
  }
}

export interface NewFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly object: string
  readonly packing: Packing
}

export interface NewEvidence {
  readonly no: number
  readonly evidenceId: string
  readonly name: string
  readonly kind: string
  readonly origin: string | null
  readonly digest: string
  readonly startedAtMs: number
  readonly importedAtMs: number
  readonly sizeBytes: number
  readonly skipped: readonly SkippedFile[]
  readonly entries: number
  readonly firstTimeMs: number | null
  readonly lastTimeMs: number | null
}

export async function insertEvidence(
  tx: Writer,
  row: NewEvidence,
  files: readonly NewFile[],
  lines: ReadonlyMap<string, FileLines>,
): Promise<void> {
  await insertRows(
    tx,
    'evidence',
    [
      'no',
      'evidence_id',
      'name',
      'kind',
      'origin',
      'digest',
      'started_at_ms',
      'imported_at_ms',
      'size_bytes',
      'skipped',
      'entries',
      'first_time_ms',
      'last_time_ms',
    ],
    [
      [
        row.no,
        row.evidenceId,
        row.name,
        row.kind,
        row.origin,
        row.digest,
        row.startedAtMs,
        row.importedAtMs,
        row.sizeBytes,
        JSON.stringify(row.skipped),
        row.entries,
        row.firstTimeMs,
        row.lastTimeMs,
      ],
    ],
  )
  await insertRows(
    tx,
    'evidence_files',
    ['evidence', 'no', 'path', 'bytes', 'sha256', 'object', 'packing', 'first_index', 'lines'],
    files.map((file, no) => {
      const { firstIndex = null, lines: count = null } = lines.get(file.path) ?? {}
      return [
        row.no,
        no,
        file.path,
        file.bytes,
        file.sha256,
        file.object,
        JSON.stringify(file.packing),
        firstIndex,
        count,
      ]
    }),
  )
}

export interface PackedFile {
  readonly no: number
  readonly path: string
  readonly bytes: number
  readonly sha256: string
  readonly object: string
  readonly packing: Packing
}

const PACKED = 'SELECT no, path, bytes, sha256, object, packing FROM evidence_files'
type PackedRow = Omit<PackedFile, 'packing'> & { readonly packing: string }

function parsePacking(row: PackedRow): PackedFile {
  return { ...row, packing: JSON.parse(row.packing) as Packing }
}

/** The files of one evidence with where their bytes are. */
export async function packedFiles(db: Reader, no: number): Promise<readonly PackedFile[]> {
  return (await db.all<PackedRow>(`${PACKED} WHERE evidence = ? ORDER BY no`, [no])).map(parsePacking)
}

export async function packedFile(db: Reader, no: number, file: number): Promise<PackedFile | null> {
  const row = await db.get<PackedRow>(`${PACKED} WHERE evidence = ? AND no = ?`, [no, file])
  return row === null ? null : parsePacking(row)
}
