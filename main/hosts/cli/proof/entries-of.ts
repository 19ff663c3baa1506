/** The entries of an opened log in order, as raw bytes, without judging them. */
import { MAX_BUNDLE_BYTES, parseEntryBundle } from '#core/formats/entry-bundle.ts'
import type { InputError } from '#core/input-error.ts'
import { createLineBuffer, MAX_HASHED_LINE_BYTES } from '#core/log/line-buffer.ts'
import { parseTilePath, TILE_WIDTH } from '#core/merkle/tile.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { EvidenceFile, OpenedEvidence } from '../../../app/ports.ts'
import { gunzipped, readSource, streamSource } from '../../../io/read-source.ts'

/** `message` is 0x00 and the entry, as it is hashed (RFC 6962 §2.1); good during the call only. False stops. */
export type OnEntry = (message: Uint8Array, file: string) => boolean

export function eachEntry(evidence: OpenedEvidence, size: number, onEntry: OnEntry): Promise<Result<null, InputError>> {
  return evidence.kind === 'tlog-tiles' ? eachInBundles(evidence.files, size, onEntry) : eachLine(evidence, onEntry)
}

/** Segments in the order of their numbers. */
function segmentsOf({ kind, files }: OpenedEvidence): readonly EvidenceFile[] {
  if (kind === 'jsonl' || kind === 'jsonl.gz') return files
  return files.filter(({ path }) => /^entries\/\d{6}\.jsonl(\.gz)?$/.test(path)) // sorted by path, so by number
}

async function eachLine(evidence: OpenedEvidence, onEntry: OnEntry): Promise<Result<null, InputError>> {
  for (const { path, source } of segmentsOf(evidence)) {
    let goesOn = true
    // Every line ends in a line feed, that of a last one without is put behind it by the line buffer.
    const lines = createLineBuffer((bytes, from, to) => {
      for (let start = from; goesOn && start < to; ) {
        const end = bytes.indexOf(0x0a, start)
        bytes[start - 1] = 0 // the line feed before, no longer needed
        goesOn = onEntry(bytes.subarray(start - 1, end), path)
        start = end + 1
      }
    }, Buffer.allocUnsafe)
    let isTooLong = false
    const isGz = evidence.kind === 'jsonl.gz' || path.endsWith('.gz')
    const read = await streamSource(isGz ? gunzipped(source) : source, { path }, (chunk) => {
      isTooLong = !lines.push(chunk)
      return isTooLong || !goesOn ? false : undefined
    })
    if (!read.ok) return read
    if (isTooLong)
      return err({
        code: 'too_large',
        place: { file: path },
        expected: `lines of at most ${MAX_HASHED_LINE_BYTES} bytes`,
        got: 'a longer one',
      })
    if (!goesOn) return ok(null)
    lines.end()
    if (!goesOn) return ok(null)
  }
  return ok(null)
}

/** The bundles a tree of `size` entries needs; of partial ones the narrowest that is wide enough. */
async function eachInBundles(
  files: readonly EvidenceFile[],
  size: number,
  onEntry: OnEntry,
): Promise<Result<null, InputError>> {
  const byIndex = new Map<number, { readonly width: number; readonly file: EvidenceFile }[]>()
  for (const file of files) {
    const tile = parseTilePath(file.path)
    if (tile?.level === 'entries')
      byIndex.set(tile.index, [...(byIndex.get(tile.index) ?? []), { width: tile.width, file }])
  }
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const needed = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
    const [bundle] = (byIndex.get(index) ?? []).filter(({ width }) => width >= needed).sort((a, b) => a.width - b.width)
    if (!bundle) return ok(null) // the log ends here
    const { path, source } = bundle.file
    const bytes = await readSource(source, { path, maxBytes: MAX_BUNDLE_BYTES })
    if (!bytes.ok) return bytes
    const entries = parseEntryBundle(bytes.value, bundle.width, path)
    if (!entries.ok) return entries
    for (const entry of entries.value) {
      if (!onEntry(Buffer.concat([Buffer.alloc(1), entry.bytes]), path)) return ok(null)
    }
  }
  return ok(null)
}
