/**
 * Where the members of an archive lie. Members that share bytes unpack to more than any limit foresees (D. Fifield,
 * "A better zip bomb", WOOT 2019); bytes that belong to none are where two readers find different members.
 */
import { digits, failure, refusal } from './failure.ts'

export interface Span {
  readonly path: string
  /** Offset of the local header. */
  readonly start: number
  /** One past the last byte of the data. */
  readonly end: number
  /** A data descriptor follows the data (general purpose bit 3). */
  readonly hasDescriptor: boolean
}

/** APPNOTE 4.3.9: CRC and two sizes, in 4 or (zip64) 8 bytes each, with or without a signature. */
const DESCRIPTOR_BYTES: readonly number[] = [12, 16, 20, 24]
/** APPNOTE 4.3.16; 4.3.14 without an extensible sector and 4.3.15. */
const END_RECORD_BYTES = 22
const ZIP64_RECORDS_BYTES = 56 + 20

export interface DirectoryPlace {
  readonly start: number
  /** One past its last entry. */
  readonly end: number
  readonly fileBytes: number
  readonly commentBytes: number
}

/** `spans` in the order of their start. */
export function checkLayout(spans: readonly Span[], directory: DirectoryPlace, name: string): void {
  let end = 0
  let descriptor = false
  const step = (path: string, start: number) => {
    if (start < end) {
      throw failure(
        refusal(
          'bad_archive',
          { file: name, byte: start },
          'members that do not overlap',
          `${path} begins within the one before`,
        ),
      )
    }
    const gap = start - end
    if (gap > 0 && !(descriptor && DESCRIPTOR_BYTES.includes(gap))) {
      throw failure(
        refusal(
          'bad_archive',
          { file: name, byte: end },
          'every byte to belong to a member',
          `${digits(gap)} that belong to none`,
        ),
      )
    }
  }
  for (const span of spans) {
    step(span.path, span.start)
    end = span.end
    descriptor = span.hasDescriptor
  }
  step('the directory', directory.start)
  const after = directory.fileBytes - directory.commentBytes - END_RECORD_BYTES - directory.end
  if (after !== 0 && after !== ZIP64_RECORDS_BYTES) {
    throw failure(
      refusal(
        'bad_archive',
        { file: name, byte: directory.end },
        'the end records behind the last entry of the directory',
        `${digits(after)} bytes of something else`,
      ),
    )
  }
}
