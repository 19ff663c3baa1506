import { digits, failure, refusal } from './failure.ts'
import { LIMITS } from './limits.ts'

/** What the directory of an archive says of a member. */
export interface Announced {
  readonly fileName: string
  readonly uncompressedSize: number
  readonly compressedSize: number
}

/** Bombs are refused by what they announce; that they keep to it is checked while reading. */
export function checkUnpacked(members: readonly Announced[], name: string): void {
  let total = 0
  for (const { fileName, uncompressedSize, compressedSize } of members) {
    if (uncompressedSize > LIMITS.ratioFreeBytes && uncompressedSize > compressedSize * LIMITS.ratio) {
      throw failure(
        refusal(
          'limit_exceeded',
          { file: fileName },
          `at most ${LIMITS.ratio} bytes out per compressed byte (limit: ratio)`,
          `${digits(uncompressedSize)} bytes out of ${digits(compressedSize)}`,
        ),
      )
    }
    total += uncompressedSize
  }
  if (total > LIMITS.unpackedBytes) {
    throw failure(
      refusal(
        'limit_exceeded',
        { file: name },
        `at most ${digits(LIMITS.unpackedBytes)} bytes unpacked (limit: unpackedBytes)`,
        digits(total),
      ),
    )
  }
}
