/**
 * What the application needs from outside, one interface per capability. No node:, no SQL, no electron here;
 * hosts build the real ones, tests build fakes that pass the same suites.
 */
import type { InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'

/** Where some bytes are: plain data, so that it can be handed to a worker. */
export interface ByteSource {
  /** Absolute path on this machine. Never leaves main. */
  readonly file: string
  /** First stored byte, for a member of an archive. */
  readonly offset: number
  readonly storedBytes: number
  /** To undo, outermost first: ['deflate-raw'] for a zip member, then 'gzip' for a .gz inside it. */
  readonly layers: readonly ('deflate-raw' | 'gzip')[]
  /** What the archive says this member unpacks to; readers hold it to that. */
  readonly unpacked?: { readonly bytes: number; readonly crc32: number }
}

export type EvidenceKind = 'folder' | 'zip' | 'jsonl' | 'jsonl.gz' | 'note' | 'tlog-tiles' | 'bundles'

export interface EvidenceFile {
  /** Relative to the export's root, with `/`. */
  readonly path: string
  /** Size of the file as it is in the export (a .gz counts compressed, a zip member uncompressed). */
  readonly bytes: number
  /** Gives those `bytes` (so: without the layer of a .gz itself). */
  readonly source: ByteSource
}

/** Something on disk recognised as evidence, listed but not yet read. Files are sorted by path (code unit order). */
export interface OpenedEvidence {
  readonly kind: EvidenceKind
  /** Last part of the path it was given by; for showing only. */
  readonly name: string
  readonly files: readonly EvidenceFile[]
  /** Found and left alone, sorted likewise. To be said, as nothing in them was verified. */
  readonly skipped?: readonly SkippedFile[]
}

export interface SkippedFile {
  /** `outside`: relative to the root all the same, so it begins with `../`. */
  readonly path: string
  /** symlink: never followed; special: a device, pipe or socket; outside: beside the folder that is the export. */
  readonly why: 'symlink' | 'special' | 'outside'
}

/**
 * Reads a source through everything it is packed in, in order (main/io/read-source.ts). A chunk is good until `onChunk` returns
 * or its promise resolves; false stops early.
 */
export type SourceStream = (
  source: ByteSource,
  options: {
    readonly path: string
    readonly maxBytes?: number
    readonly sha256?: boolean
    readonly signal?: AbortSignal
  },
  // biome-ignore lint/suspicious/noConfusingVoidType: a callback that returns nothing goes on
  onChunk: (chunk: Uint8Array) => void | false | Promise<void | false>,
) => Promise<Result<{ readonly bytes: number; readonly sha256: string | null }, InputError>>
