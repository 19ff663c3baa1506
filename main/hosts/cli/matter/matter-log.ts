/** One pass over a log for a matter: the lines wanted, and their proofs against the newest head that the log agrees with. */
import type { VerifyDocument } from '#contract/verdict.ts'
import { decodeBase64, encodeBase64 } from '#core/bytes/base64.ts'
import type { InputError } from '#core/input-error.ts'
import { inclusionPaths } from '#core/merkle/inclusion-paths.ts'
import { verifyInclusion } from '#core/merkle/proof.ts'
import { MAX_NOTE_BYTES } from '#core/note/note.ts'
import { formatTlogProof } from '#core/note/tlog-proof.ts'
import { type LogEntry, parseLogLine } from '#core/requests/log-entry.ts'
import { ok, type Result } from '#core/result.ts'
import type { MatterLine } from '../../../app/matter/matter-files.ts'
import { type MatterHead, newestHead, whyNoProof } from '../../../app/matter/matter-head.ts'
import type { EntryCite } from '../../../app/ports/requests.ts'
import type { OpenedEvidence } from '../../../app/ports.ts'
import { sha256 } from '../../../io/node-crypto.ts'
import { readSource } from '../../../io/read-source.ts'
import { eachEntry } from '../proof/entries-of.ts'

/** A line and what it says. */
export interface ReadMatterLine extends MatterLine {
  readonly entry: LogEntry
}

export interface MatterLines {
  readonly lines: ReadonlyMap<number, ReadMatterLine>
  readonly cite: (seqs: readonly number[]) => readonly EntryCite[]
}

/** As newestHead, with its note. Null: no head of the export is one. */
export async function readHead(
  evidence: OpenedEvidence,
  verdict: VerifyDocument,
): Promise<Result<MatterHead | null, InputError>> {
  const head = newestHead(verdict, (path) => evidence.files.some((file) => file.path === path))
  const file = evidence.files.find(({ path }) => path === head?.source)
  if (head === null || file === undefined) return ok(null)
  const note = await readSource(file.source, { path: file.path, maxBytes: MAX_NOTE_BYTES })
  return note.ok ? ok({ ...head, note: note.value }) : note
}

export async function readMatterLines(
  evidence: OpenedEvidence,
  indexes: readonly number[],
  head: MatterHead,
): Promise<Result<MatterLines, InputError>> {
  const wanted = new Set(indexes)
  const last = Math.max(head.size - 1, ...indexes)
  const paths = inclusionPaths(
    [...wanted].filter((index) => index < head.size),
    head.size,
    sha256,
  )
  /** Lines whose claimed seq is another than their place: of damaged logs only. */
  const moved = new Map<number, number>()
  const left = new Set<number>()
  let previousTimeMs = 0
  const read = new Map<number, { readonly entry: LogEntry; readonly bytes: Uint8Array; readonly leaf: Uint8Array }>()
  let count = 0
  const passed = await eachEntry(evidence, last + 1, (message) => {
    const leaf = sha256(message)
    const line = Buffer.from(message.buffer, message.byteOffset + 1, message.length - 1)
    const entry = parseLogLine(line.toString('utf8'), { index: count, previousTimeMs })
    previousTimeMs = entry.timeMs
    if (entry.seq !== count) {
      left.add(count)
      if (!moved.has(entry.seq)) moved.set(entry.seq, count)
    }
    if (wanted.has(count)) read.set(count, { entry, bytes: Uint8Array.from(line), leaf: Uint8Array.from(leaf) })
    paths.add(leaf)
    count += 1
    return count <= last
  })
  if (!passed.ok) return passed
  const root = decodeBase64(head.root)
  const lines = new Map<number, ReadMatterLine>()
  for (const [index, { entry, bytes, leaf }] of [...read].sort(([a], [b]) => a - b)) {
    const path = paths.proof(index)
    const at = { leafHash: leaf, index: BigInt(index), size: BigInt(head.size) }
    const holds = path !== null && root !== null && verifyInclusion({ ...at, root, proof: path })
    lines.set(index, {
      entry,
      index,
      bytes,
      leafHash: encodeBase64(leaf),
      proof: holds ? formatTlogProof({ extra: null, index: at.index, proof: path, checkpoint: head.note }) : null,
      whyNoProof: holds ? null : whyNoProof(index, head),
    })
  }
  const indexOf = (seq: number): number | null => moved.get(seq) ?? (seq < count && !left.has(seq) ? seq : null)
  return ok({ lines, cite: (seqs) => seqs.map((seq) => ({ seq, index: indexOf(seq) })) })
}
