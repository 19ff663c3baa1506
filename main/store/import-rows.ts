/** The two tables that let an import survive a crash: what was listed, and which of it is copied already. */
import { stat } from 'node:fs/promises'
import type { UnfinishedImport } from '../app/ports/case.ts'
import type { ByteSource, EvidenceFile, EvidenceKind, OpenedEvidence, SkippedFile } from '../app/ports.ts'
import type { Reader, Writer } from './driver.ts'
import { fileRefusal } from './file-refusal.ts'
import { insertRows } from './insert-rows.ts'

/** Where a file of the export is within its object: everything of a `ByteSource` except the path. */
export type Packing = Omit<ByteSource, 'file'>

/** One file of the export, by the number of the file on disk that holds it. */
export interface ListedFile {
  readonly path: string
  readonly bytes: number
  readonly container: number
  readonly packing: Packing
}

export interface Listing {
  readonly files: readonly ListedFile[]
  readonly skipped: readonly SkippedFile[]
}

/** A file on disk that has to be copied: a file of a folder, or an archive. */
export interface ContainerRow {
  readonly no: number
  readonly source: string
  readonly bytes: number
  readonly modifiedAtMs: number
  /** null: not copied yet. */
  readonly sha256: string | null
}

export async function beginImport(
  tx: Writer,
  started: Pick<UnfinishedImport, 'evidenceId' | 'sourcePath' | 'startedAtMs' | 'asOf'>,
  evidence: OpenedEvidence,
): Promise<void> {
  const sources = [...new Set(evidence.files.map(({ source }) => source.file))]
  const numbers = new Map(sources.map((source, no) => [source, no] as const))
  const files = evidence.files.map(({ path, bytes, source: { file, ...packing } }): ListedFile => {
    return { path, bytes, container: numbers.get(file) ?? -1, packing }
  })
  const listing: Listing = { files, skipped: evidence.skipped ?? [] }
  await tx.run(
    'INSERT INTO imports (evidence_id, name, kind, source_path, started_at_ms, as_of, size_bytes, listing) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    [
      started.evidenceId,
      evidence.name,
      evidence.kind,
      started.sourcePath,
      started.startedAtMs,
      started.asOf,
      files.reduce((sum, { bytes }) => sum + bytes, 0),
      JSON.stringify(listing),
    ],
  )
  const rows = await Promise.all(
    sources.map(async (source, no) => {
      const { bytes, modifiedAtMs } = await lookAt(source, nameOf(evidence.files, source))
      return [started.evidenceId, no, source, bytes, modifiedAtMs] as const
    }),
  )
  await insertRows(tx, 'import_objects', ['evidence_id', 'no', 'source_file', 'bytes', 'modified_at_ms'], rows)
}

/** Size and time of last change: what says later that a source is still the same. */
export async function lookAt(source: string, name: string): Promise<{ bytes: number; modifiedAtMs: number }> {
  try {
    const { size, mtimeMs } = await stat(source)
    return { bytes: size, modifiedAtMs: Math.round(mtimeMs) }
  } catch (error) {
    throw fileRefusal(error, name)
  }
}

function nameOf(files: readonly EvidenceFile[], source: string): string {
  return files.find((file) => file.source.file === source)?.path ?? ''
}

interface ImportRow extends Omit<UnfinishedImport, 'bytesDone'> {
  readonly listing: string
}

const COLUMNS = `evidence_id AS evidenceId, name, kind, source_path AS sourcePath, started_at_ms AS startedAtMs, as_of AS asOf,
  size_bytes AS sizeBytes`

export async function unfinishedImports(db: Reader): Promise<readonly UnfinishedImport[]> {
  const rows = await db.all<Omit<UnfinishedImport, 'bytesDone'> & { share: number }>(
    `SELECT ${COLUMNS}, (
       SELECT COALESCE(SUM(CASE WHEN sha256 IS NULL THEN 0 ELSE bytes END) * 1.0 / NULLIF(SUM(bytes), 0), 0)
       FROM import_objects o WHERE o.evidence_id = imports.evidence_id
     ) AS share
     FROM imports ORDER BY started_at_ms, evidence_id`,
  )
  return rows.map(({ share, ...row }) => ({ ...row, bytesDone: Math.floor(row.sizeBytes * share) }))
}

export async function readImport(
  db: Reader,
  evidenceId: string,
): Promise<{
  started: Omit<UnfinishedImport, 'bytesDone'>
  listing: Listing
  containers: readonly ContainerRow[]
} | null> {
  const row = await db.get<ImportRow>(`SELECT ${COLUMNS}, listing FROM imports WHERE evidence_id = ?`, [evidenceId])
  if (row === null) return null
  const { listing, ...started } = row
  const containers = await db.all<ContainerRow>(
    `SELECT no, source_file AS source, bytes, modified_at_ms AS modifiedAtMs, sha256
     FROM import_objects WHERE evidence_id = ? ORDER BY no`,
    [evidenceId],
  )
  return { started, listing: JSON.parse(listing) as Listing, containers }
}

/** The evidence again, read from its objects. */
export function evidenceFrom(
  name: string,
  kind: EvidenceKind,
  skipped: readonly SkippedFile[],
  files: readonly { readonly path: string; readonly bytes: number; readonly file: string; readonly packing: Packing }[],
): OpenedEvidence {
  return {
    kind,
    name,
    files: files.map(({ path, bytes, file, packing }) => ({ path, bytes, source: { ...packing, file } })),
    skipped,
  }
}

export async function deleteImport(tx: Writer, evidenceId: string): Promise<void> {
  await tx.run('DELETE FROM import_objects WHERE evidence_id = ?', [evidenceId])
  await tx.run('DELETE FROM imports WHERE evidence_id = ?', [evidenceId])
}
