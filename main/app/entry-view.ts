/** One entry as it stands in the evidence, with everything that can be said about it: its links, its proof, its damage. */
import type { Output } from '#contract/contract.ts'
import type { DamageItem } from '#contract/verdict.ts'
import { decodeBase64, encodeBase64 } from '#core/bytes/base64.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash } from '#core/capabilities.ts'
import { invariant } from '#core/input-error.ts'
import { restoreToHash } from '#core/log/damage/restore.ts'
import { HASH_BYTES, leafHash } from '#core/merkle/tree.ts'
import { formatTlogProof } from '#core/note/tlog-proof.ts'
import { provePresence } from './merkle-lookup.ts'
import type { EntryRow, HeadRow, OpenCase } from './ports/case.ts'
import { noteFrom } from './stored-notes.ts'

/** Shown of a line; the whole line is hashed. */
const SHOWN_BYTES = 65_536
/** docs/formats/log.md §3: lines are hashed up to 16 MiB. */
const LINE_BYTES = 16 * 1024 * 1024

type EntryView = Output<'verify.entry'>

/** null where there is no such line. */
export async function entryView(theCase: OpenCase, no: number, index: number, hash: Hash): Promise<EntryView | null> {
  const around = await theCase.entries.page(no, Math.max(0, index - 1), 3)
  const rowAt = (at: number) => around.find((row) => row.index === at)
  const row = rowAt(index)
  if (row === undefined) return null
  const read = async (neighbour: EntryRow | undefined) =>
    neighbour && (await theCase.bytes.line(neighbour, no, LINE_BYTES))
  const [before, line, after] = [
    await read(rowAt(index - 1)),
    await theCase.bytes.line(row, no, LINE_BYTES),
    await read(rowAt(index + 1)),
  ]
  const members = membersOf(line)
  const ownHash = leafHash(line, hash)
  const damage = (await theCase.verdicts.damageIn(no, index, index + 1)).find(({ shownLines }) => shownLines > 0)
  return {
    index,
    file: row.path,
    byteOffset: row.byteOffset,
    bytes: row.byteLength,
    rawBase64: encodeBase64(line.subarray(0, SHOWN_BYTES)),
    truncated: line.length > SHOWN_BYTES,
    seq: row.seq,
    time: stringOrNull(members.time),
    type: stringOrNull(members.type),
    req: stringOrNull(members.req),
    leafHash: encodeBase64(ownHash),
    prev: stringOrNull(members.prev),
    computedPrev: before ? encodeBase64(leafHash(before, hash)) : null,
    nextPrev: after ? stringOrNull(membersOf(after).prev) : null,
    ...(await proofOf(theCase, no, index, ownHash, hash)),
    damage: damage?.item ?? null,
    restoredBase64: damage ? restoredBytes(damage.item, line, after, hash) : null,
    lints: [...(await theCase.verdicts.lintsOf(no, index))],
  }
}

/**
 * The line as it was signed, where the damage has a cause that can be undone. What it has to hash to is told by the item, or for one of
 * several lines by the `prev` of the line that follows.
 */
function restoredBytes(item: DamageItem, line: Uint8Array, after: Uint8Array | undefined, hash: Hash): string | null {
  if (item.cause === undefined) return null
  const told = [item.expected, after && stringOrNull(membersOf(after).prev)]
  for (const expected of told.map((text) => (text ? decodeBase64(text) : null))) {
    const restored = expected && restoreToHash(line, expected, hash)
    if (restored) return encodeBase64(restored.bytes.subarray(0, SHOWN_BYTES))
  }
  return null
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** What the line says of itself, for showing; whether it says it well is in the lints. */
function membersOf(line: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(decodeUtf8(line) ?? '')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

async function proofOf(
  theCase: OpenCase,
  no: number,
  index: number,
  ownHash: Uint8Array,
  hash: Hash,
): Promise<Pick<EntryView, 'proof' | 'whyNoProof'>> {
  const heads = await theCase.verdicts.heads(no)
  const head = usableHead(heads, index)
  if (head === null) return { proof: null, whyNoProof: whyNone(heads, index) }
  const root = decodeRoot(head)
  const hashes = await provePresence(theCase.bytes, no, { index, size: head.size, root, leafHash: ownHash }, hash)
  const note = await noteFrom(theCase, no, head.source)
  if (hashes === null || note === null) {
    return {
      proof: null,
      whyNoProof: 'the copy in this case no longer gives the root it gave when it was verified: verify it again',
    }
  }
  const file = formatTlogProof({ extra: null, index: BigInt(index), proof: hashes, checkpoint: note })
  return {
    proof: {
      size: head.size,
      root: head.root,
      hashes: hashes.map(encodeBase64),
      head: head.source,
      file: decodeUtf8(file) ?? '',
    },
    whyNoProof: null,
  }
}

/** The newest head that a trusted key signed, that the log agrees with, and that covers the entry. */
function usableHead(heads: readonly HeadRow[], index: number): HeadRow | null {
  const usable = heads.filter(({ status, agrees, size }) => status === 'verified' && agrees === 'yes' && size > index)
  return usable.reduce<HeadRow | null>((best, head) => (best === null || head.size > best.size ? head : best), null)
}

function whyNone(heads: readonly HeadRow[], index: number): string {
  const verified = heads.filter(({ status }) => status === 'verified')
  if (heads.length === 0) return 'no head came with this log, so nothing says what its entries have to be'
  if (verified.length === 0) return 'no head of this log is signed by a key that is known here'
  if (verified.every(({ size }) => size <= index)) {
    return `this entry lies beyond the last verified head, which covers ${Math.max(...verified.map(({ size }) => size))} entries`
  }
  return 'the log does not give the root of any verified head that covers this entry: its bytes are not what was signed'
}

function decodeRoot({ root }: HeadRow): Uint8Array {
  const bytes = decodeBase64(root)
  invariant(bytes?.length === HASH_BYTES, `stored root ${root}`)
  return bytes
}
