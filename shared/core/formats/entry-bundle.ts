/**
 * Entry bundles: up to 256 log entries in one file, each behind its length.
 *
 * Source: C2SP tlog-tiles, "Log entries": big-endian uint16 length, then as many bytes, and so on to the end of the
 * file. An entry of 0 bytes is an entry.
 */
import type { InputError } from '../input-error.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'

/** Entries of a full bundle: the width of a tile. */
export const MAX_BUNDLE_ENTRIES = 256

/** 256 entries of 65,535 bytes with their lengths. */
export const MAX_BUNDLE_BYTES = MAX_BUNDLE_ENTRIES * (2 + 0xffff)

export interface BundleEntry {
  /** A view into the bundle. */
  readonly bytes: Uint8Array
  /** Of the entry's first byte, behind its length. */
  readonly byteOffset: number
}

/** `width`: entries that the file's path promises, 1 to 256. */
export function parseEntryBundle(
  bytes: Uint8Array,
  width: number,
  file: string,
): Result<readonly BundleEntry[], InputError> {
  const entries: BundleEntry[] = []
  let at = 0
  while (at < bytes.length) {
    if (entries.length === width) {
      const got = `${bytes.length - at} bytes more`
      return err({ code: 'bad_field', place: { file, byte: at }, expected: `the end after ${width} entries`, got })
    }
    const field = `entry ${entries.length}`
    const high = bytes[at]
    const low = bytes[at + 1]
    if (high === undefined || low === undefined) {
      const got = `the end of the file at byte ${bytes.length}`
      return err({ code: 'bad_field', place: { file, field, byte: at }, expected: 'a length of two bytes', got })
    }
    const byteOffset = at + 2
    const end = byteOffset + high * 256 + low
    if (end > bytes.length) {
      const got = `the end of the file after ${bytes.length - byteOffset}`
      return err({
        code: 'bad_field',
        place: { file, field, byte: at },
        expected: `${end - byteOffset} bytes, as the length says`,
        got,
      })
    }
    entries.push({ bytes: bytes.subarray(byteOffset, end), byteOffset })
    at = end
  }
  if (entries.length < width) {
    const got = `${entries.length}`
    return err({ code: 'missing_field', place: { file, byte: at }, expected: `${width} entries`, got })
  }
  return ok(entries)
}
