/**
 * A case on disk, as the application sees it. The real one is main/store; rows are found, written and read back there,
 * and nothing is judged.
 */
import type { DamageItem, VerifyDocument } from '#contract/verdict.ts'
import type { SegmentColumns } from '#core/log/segment.ts'
import type { Result } from '#core/result.ts'
import type { EvidenceKind, OpenedEvidence } from '../ports.ts'
import type { BundleRows, BundleRun } from './bundles.ts'
import type { RequestRows } from './requests.ts'
import type { TrustUsed } from './trust.ts'
import type { WorkLog } from './work-log.ts'

export type CaseState = 'ready' | 'newer_schema' | 'foreign' | 'missing' | 'damaged'

/** Why a case cannot be opened, in one sentence for the user. */
export interface WhyNot {
  readonly state: Exclude<CaseState, 'ready'>
  readonly detail: string
}

export interface CaseInfo {
  readonly name: string
  readonly createdAtMs: number
  readonly evidenceCount: number
  readonly entryCount: number
  /** Evidence as imported, together with case.sqlite. */
  readonly sizeBytes: number
  readonly readOnly: boolean
}

export interface CaseLibrary {
  /** A new case in `folder`, which must not hold one. */
  readonly create: (folder: string, name: string, nowMs: number) => Promise<OpenCase>
  /** A new case under another name, until it is kept. */
  readonly createDraft: (folder: string, name: string, nowMs: number) => Promise<CaseDraft>
  readonly open: (folder: string) => Promise<Result<OpenCase, WhyNot>>
  /** What a closed case holds, without changing anything. */
  readonly inspect: (folder: string) => Promise<Result<CaseInfo, WhyNot>>
}

export interface CaseDraft {
  readonly openCase: OpenCase
  /** Puts the closed case in its place. */
  readonly keep: () => Promise<void>
  /** Removes what was not kept. */
  readonly drop: () => Promise<void>
}

/** Methods throw a refusal (shared/contract/refusal.ts) where the case is damaged, busy, read-only or out of space. */
export interface OpenCase {
  readonly folder: string
  readonly readOnly: boolean
  readonly info: () => Promise<CaseInfo>
  readonly rename: (name: string) => Promise<void>
  readonly evidence: EvidenceRows
  readonly entries: EntryRows
  readonly verdicts: VerdictRows
  readonly bundles: BundleRows
  readonly imports: Imports
  readonly bytes: EvidenceBytes
  readonly requests: RequestRows
  readonly workLog: WorkLog
  readonly close: () => Promise<void>
}

/** One finished import. */
export interface EvidenceRow {
  /** Part of every entry's id; from 1. */
  readonly no: number
  readonly evidenceId: string
  readonly name: string
  readonly kind: EvidenceKind
  readonly origin: string | null
  readonly digest: string
  readonly importedAtMs: number
  readonly sizeBytes: number
  readonly fileCount: number
  readonly entries: number
  readonly firstTimeMs: number | null
  readonly lastTimeMs: number | null
  readonly headline: string | null
  readonly exit: number | null
}

export interface EvidenceRows {
  /** Newest first. */
  readonly list: () => Promise<readonly EvidenceRow[]>
  readonly byId: (evidenceId: string) => Promise<EvidenceRow | null>
  readonly files: (no: number) => Promise<readonly StoredFile[]>
  /** Finished imports with exactly these paths and sizes: candidates for "seen before". */
  readonly sameListing: (
    files: readonly { readonly path: string; readonly bytes: number }[],
  ) => Promise<readonly EvidenceRow[]>
}

/** A file of an import: what it is, and where in the evidence folder its bytes are. */
export interface StoredFile {
  readonly no: number
  readonly path: string
  readonly bytes: number
  /** Hex, of the file as it was in the export. */
  readonly sha256: string
  /** Of the object in evidence/ that holds it: itself, or the archive it came in. */
  readonly object: string
  /** Position of its first line among all lines of the export, and their number; null where it holds no entries. */
  readonly firstIndex: number | null
  readonly lines: number | null
}

/** One line of the index. */
export interface EntryRow {
  readonly index: number
  readonly file: number
  readonly path: string
  readonly byteOffset: number
  readonly byteLength: number
  readonly timeMs: number | null
  /** Position in EVENT_TYPES; 255 = not understood. */
  readonly type: number
  readonly seq: number | null
  readonly req: string | null
}

export interface MapBin {
  readonly from: number
  readonly to: number
  readonly bytes: number
  readonly firstTimeMs: number | null
  readonly lastTimeMs: number | null
  /** Entries of the type asked for. */
  readonly ofType: number
}

export interface EntryRows {
  readonly page: (no: number, from: number, limit: number) => Promise<readonly EntryRow[]>
  /** At these places, in the order of the log. */
  readonly at: (no: number, indexes: readonly number[]) => Promise<readonly EntryRow[]>
  /** Of any of these types, in the order of the log. */
  readonly ofTypes: (no: number, types: readonly number[]) => Promise<readonly EntryRow[]>
  /** `bounds` are ascending: bin i covers [bounds[i], bounds[i + 1]). */
  readonly bins: (no: number, bounds: readonly number[], type: number) => Promise<readonly MapBin[]>
}

/** A place of damage and the lines of the export that show it. */
export interface ShownDamage {
  readonly item: DamageItem
  /** Position among the lines as they are now; for something missing, the line before which it should stand. */
  readonly shownFirst: number
  /** 0 for something missing. */
  readonly shownLines: number
}

export interface StoredVerdict {
  readonly document: VerifyDocument
  readonly trust: TrustUsed
  readonly verifiedAtMs: number
}

/** A head the verdict looked at: one of the export's, or a remembered one. */
export interface HeadRow {
  readonly source: string
  readonly size: number
  /** Base64. */
  readonly root: string
  readonly status: string
  readonly agrees: string
}

export interface VerdictRows {
  readonly get: (no: number) => Promise<StoredVerdict | null>
  readonly replace: (no: number, verdict: StoredVerdict) => Promise<void>
  readonly heads: (no: number) => Promise<readonly HeadRow[]>
  /** Damage shown in lines [from, to), missing lines at `to` included; in order. */
  readonly damageIn: (no: number, from: number, to: number) => Promise<readonly ShownDamage[]>
  readonly lintsOf: (no: number, index: number) => Promise<readonly string[]>
}

/** What is kept of an import while it runs, so that a crash loses nothing. */
export interface UnfinishedImport {
  readonly evidenceId: string
  readonly name: string
  readonly kind: EvidenceKind
  readonly startedAtMs: number
  /** The judging time it was started with; null: freshness is not judged. */
  readonly asOf: string | null
  /** Of the evidence, in bytes. */
  readonly sizeBytes: number
  /** Copied and read back. */
  readonly bytesDone: number
  readonly sourcePath: string
}

export interface ImportHooks {
  readonly signal: AbortSignal
  /** Bytes since the last call. */
  readonly onBytes: (bytes: number) => void
}

/** Everything a finished import adds, apart from its entries. */
export interface ImportedFacts {
  readonly verdict: StoredVerdict | null
  /** Of disclosure bundles. */
  readonly bundles?: BundleRun | null
  readonly origin: string | null
  readonly importedAtMs: number
  /** Hex SHA-256 of every file, by path. */
  readonly sha256: ReadonlyMap<string, string>
}

export interface Imports {
  readonly unfinished: () => Promise<readonly UnfinishedImport[]>
  /** Keeps everybody else, other processes too, from importing into this case until the returned function is called. */
  readonly lock: () => Promise<() => Promise<void>>
  readonly begin: (
    started: Omit<UnfinishedImport, 'bytesDone' | 'name' | 'kind' | 'sizeBytes'>,
    evidence: OpenedEvidence,
  ) => Promise<void>
  /** Bytes that have to be read: whole files, an archive once. */
  readonly bytesToCopy: (evidenceId: string) => Promise<{ readonly total: number; readonly done: number }>
  /** Copies what is not copied yet into evidence/, hashed while it is read. Answers with the copy, ready to be read. */
  readonly copy: (evidenceId: string, hooks: ImportHooks) => Promise<OpenedEvidence>
  /**
   * Runs `derive`, which reads the copy and hands every segment over in order, and commits its rows with the facts it answers with, in
   * one transaction. Anything thrown leaves no row behind, nor does a file whose hash is not the one it was copied with.
   */
  readonly commit: (
    evidenceId: string,
    derive: (onSegment: (columns: SegmentColumns) => Promise<void>) => Promise<ImportedFacts>,
  ) => Promise<void>
  /** As if it had never started. */
  readonly discard: (evidenceId: string) => Promise<void>
}

/** Bytes read back from the evidence folder. Derived copies (cache/) are made again where they are missing or wrong. */
export interface EvidenceBytes {
  /** The evidence as it was imported, from its copy in the case. */
  readonly opened: (evidenceId: string) => Promise<OpenedEvidence>
  /** Stored bytes of a line, at most `maxBytes` of them. */
  readonly line: (row: EntryRow, no: number, maxBytes: number) => Promise<Uint8Array>
  /** A small file of the import, whole; null where there is none of that name. */
  readonly file: (no: number, path: string, maxBytes: number) => Promise<Uint8Array | null>
  /** RFC 6962 hashes of lines [from, to), 32 bytes each. */
  readonly leafHashes: (no: number, from: number, to: number) => Promise<Uint8Array>
  /** Roots of complete runs of 256 lines, 32 bytes each, from the first line on. */
  readonly blockRoots: (no: number) => Promise<Uint8Array>
  /** Throws the derived copies away: they are made again when they are needed next. */
  readonly forgetDerived: (no: number) => Promise<void>
}
