/**
 * What a reader will take before it refuses. Each is stated in docs/formats/containers.md; an error names the one it met.
 * They stop archive bombs, not honest logs: ten million entries are about 4.5 GB.
 */
export const LIMITS = {
  /** Files in one folder or archive. A log of 100 million entries as tiles has about 790,000. */
  files: 1_000_000,
  /** Folders within folders. */
  depth: 32,
  /** Bytes of one path. */
  pathBytes: 1024,
  /** Everything an archive unpacks to. */
  unpackedBytes: 256 * 2 ** 30,
  /**
   * Bytes out per byte in, beyond the first `ratioFreeBytes`. Deflate itself ends at 1,032 (D. Fifield, "A better zip bomb", WOOT 2019).
   * Each line of a log holds a hash, which does not compress: an honest log stays below 20.
   */
  ratio: 200,
  ratioFreeBytes: 16 * 2 ** 20,
  /** Members of one .gz. Block-wise compressors write one per 64 KiB. */
  gzipMembers: 1_000_000,
} as const
