/** What the threads of a verification are asked to do, and what they answer: plain data that crosses thread borders. */
import type { InputError } from '#core/input-error.ts'
import type { ChunkFacts } from '#core/log/chunk-facts.ts'
import type { UndoneLines, Wholesale } from '#core/log/damage/undo-pass.ts'
import type { HashedLines } from '#core/log/hash-pass.ts'
import type { Result } from '#core/result.ts'
import type { EvidenceFile } from '../app/ports.ts'

export interface BundleFile {
  readonly file: EvidenceFile
  /** Position of the bundle in the log: its first entry is 256 * index. */
  readonly index: number
  /** Entries that its path promises, 1 to 256. */
  readonly width: number
}

export type Job =
  /** Everything about the lines of one segment. */
  | { readonly kind: 'lines'; readonly file: EvidenceFile; readonly columns: boolean }
  /** Their hashes and places again. */
  | { readonly kind: 'rehash'; readonly file: EvidenceFile }
  /** Their hashes as if one accident had happened to each line and were undone. */
  | { readonly kind: 'undo'; readonly file: EvidenceFile; readonly cause: Wholesale }
  /** Some of its lines, whole; numbers from 0, ascending. */
  | { readonly kind: 'pick'; readonly file: EvidenceFile; readonly lines: readonly number[] }
  /** Everything about the entries of up to 256 entry bundles in a row. */
  | { readonly kind: 'bundles'; readonly bundles: readonly BundleFile[]; readonly columns: boolean }
  /** SHA-256 of whole files; `tiles` of up to 256 hashes also give the root of what they hold. */
  | { readonly kind: 'files'; readonly files: readonly EvidenceFile[]; readonly tiles: boolean }

export interface FileFacts {
  readonly path: string
  /** 64 hex digits, of the file as it is in the export. */
  readonly sha256: string
  readonly gzip: { readonly members: number; readonly trailingAt: number | null } | null
  /** Of a tile: 32 bytes; null where its length is no whole number of hashes, 1 to 256. */
  readonly tileRoot: Uint8Array | null
}

export type JobPart =
  | { readonly kind: 'chunk'; readonly facts: ChunkFacts }
  | { readonly kind: 'hashed'; readonly hashed: HashedLines }
  | { readonly kind: 'undone'; readonly undone: UndoneLines }
  | { readonly kind: 'picked'; readonly lines: readonly Uint8Array[] }

export type JobReport = Result<readonly FileFacts[], InputError>

export interface JobHooks {
  readonly signal?: AbortSignal | undefined
  /** Bytes of the export read, since the last call; for lines of a .gz, compressed ones. */
  readonly onBytes: (bytes: number) => void
  /** Work goes on when the promise resolves. */
  readonly onPart: (part: JobPart) => Promise<void>
}
