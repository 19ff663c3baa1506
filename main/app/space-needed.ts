/** How much room an import will take, before anything is copied. An estimate on the safe side: running out is refused later as well. */
import type { OpenedEvidence } from './ports.ts'

/** Journals and what else is in flight. */
const RESERVE_BYTES = 64 * 1024 * 1024
/**
 * Index, journal and hashes for a byte of log. Measured on 1,000,000 entries of 443 bytes: 65 MB of index, as much again in the
 * journal while it is written, 32 MB of hashes: 0.37.
 */
const INDEX_PER_BYTE = 0.4
/** What a byte of a .gz unpacks to. Logs hold hashes, which do not compress: 2 to 4 were seen. */
const GZIP_RATIO = 5

export function spaceNeeded({ files }: OpenedEvidence): number {
  const copied = files.reduce((sum, { source }) => sum + source.storedBytes, 0)
  const plain = files.reduce((sum, { path, bytes }) => sum + bytes * (path.endsWith('.gz') ? GZIP_RATIO : 1), 0)
  const unpacked = files
    .filter(({ path, source }) => path.endsWith('.gz') || source.layers.length > 0)
    .reduce((sum, { path, bytes }) => sum + bytes * (path.endsWith('.gz') ? GZIP_RATIO : 1), 0)
  return Math.ceil(copied + plain * INDEX_PER_BYTE + unpacked + RESERVE_BYTES)
}
