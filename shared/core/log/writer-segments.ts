/** Where the lines of an export go: `entries/<NNNNNN>.jsonl`, 65,536 lines each (docs/formats/log.md §2). */
export const SEGMENT_LINES = 65_536

/** @param extension `.jsonl`, or `.jsonl.gz` */
export const segmentPath = (segment: number, extension: '.jsonl' | '.jsonl.gz' = '.jsonl'): string =>
  `entries/${String(segment).padStart(6, '0')}${extension}`
