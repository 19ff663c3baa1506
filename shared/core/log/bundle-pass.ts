/**
 * One pass over the entries of C2SP tlog-tiles bundles: leaf hashes, block roots, places. Their entries may be any
 * bytes, so there is nothing to lint in them and nothing that they claim but the place they stand at.
 */
import type { HashInto } from '../capabilities.ts'
import { hashBlock } from './block-root.ts'
import { createBreakList } from './break-list.ts'
import { BLOCK_LINES, CHUNK_LINES, type ChunkFacts } from './chunk-facts.ts'
import { createLintSink } from './lint.ts'
import { noClaims } from './recognise-line.ts'
import type { SegmentColumns } from './segment.ts'

export interface Bundle {
  readonly path: string
  readonly bytes: Uint8Array
  /** Its first entry is 256 * index of the log. */
  readonly index: number
  /** Entries that its path promises. */
  readonly width: number
}

export interface BundlePassOptions {
  readonly hashInto: HashInto
  readonly allocate: (bytes: number) => Uint8Array
  readonly columns: boolean
}

/** `bundles` follow each other in the log, and are at most 256. Entries of 0 to 65,535 bytes. */
export function passBundle({ path, bytes, index, width }: Bundle, options: BundlePassOptions): ChunkFacts {
  const { hashInto, allocate } = options
  const entries = splitBundle(bytes)
  const leafHashes = new Uint8Array(entries.length * 32)
  const lints = createLintSink()
  const message = allocate(1 + 65_536)
  message[0] = 0x00
  entries.forEach(({ from, to }, i) => {
    message.set(bytes.subarray(from, to), 1)
    hashInto(message.subarray(0, 1 + to - from), leafHashes, i * 32)
  })
  const broken = entries.find(({ isWhole }) => !isWhole)
  if (broken) {
    const expected = `entries behind their lengths, to the end of the file`
    lints.add({ code: 'bundle_unreadable', file: path, byteOffset: broken.from, expected, got: 'bytes that end early' })
  } else if (entries.length !== width) {
    const got = `${entries.length}`
    lints.add({ code: 'bundle_unreadable', file: path, byteOffset: bytes.length, expected: `${width} entries`, got })
  }
  const blockRoots = new Uint8Array(entries.length >= BLOCK_LINES ? 32 : 0)
  if (entries.length >= BLOCK_LINES) hashBlock(leafHashes, 0, allocate(1 + BLOCK_LINES * 32), hashInto, blockRoots, 0)
  const breaks = createBreakList()
  const claims = noClaims()
  claims.seq = index * BLOCK_LINES
  breaks.add(0, claims, -1)
  return {
    file: path,
    lines: entries.length,
    byteOffset: 0,
    byteLength: bytes.length,
    leafHashes,
    blockRoots,
    breaks: breaks.finish(),
    logs: [],
    last: { seq: index * BLOCK_LINES + entries.length - 1, hasPrev: false, log: -1, timeMs: Number.NaN },
    firstTimeMs: Number.NaN,
    blockMinMs: new Float64Array(Math.ceil(entries.length / BLOCK_LINES)).fill(Number.NaN),
    blockMaxMs: new Float64Array(Math.ceil(entries.length / BLOCK_LINES)).fill(Number.NaN),
    events: [],
    lints: lints.list(),
    columns: options.columns ? columnsOf(path, entries, index, leafHashes) : null,
  }
}

export interface EntrySpan {
  readonly from: number
  readonly to: number
  /** False for what is left when a length says more than there is, that length included: an entry cut short is none. */
  readonly isWhole: boolean
}

/** Up to 65,536 entries: nothing in a file is lost, whatever its lengths say. */
export function splitBundle(bytes: Uint8Array): readonly EntrySpan[] {
  const entries: EntrySpan[] = []
  let at = 0
  while (at < bytes.length && entries.length < CHUNK_LINES) {
    const from = at + 2
    const to = from + (bytes[at] as number) * 256 + (bytes[at + 1] ?? 0)
    if (from > bytes.length || to > bytes.length) {
      entries.push({ from: at, to: bytes.length, isWhole: false })
      break
    }
    entries.push({ from, to, isWhole: true })
    at = to
  }
  return entries
}

function columnsOf(file: string, entries: readonly EntrySpan[], index: number, leafHashes: Uint8Array): SegmentColumns {
  return {
    file,
    firstIndex: 0,
    lines: entries.length,
    byteOffset: Float64Array.from(entries, ({ from }) => from),
    byteLength: Uint32Array.from(entries, ({ from, to }) => to - from),
    timeMs: new Float64Array(entries.length).fill(Number.NaN),
    type: new Uint8Array(entries.length).fill(255),
    seq: Float64Array.from(entries, (_, i) => index * BLOCK_LINES + i),
    reqCode: new Int32Array(entries.length).fill(-1),
    reqIds: [],
    leafHashes: leafHashes.slice(),
  }
}
