/** Lines as the damage map sees them: passed and put together by the product, and the same as the reference takes them. */
import type { LineSource, ProvenHashes } from '#core/log/damage/atom.ts'
import { createUndoPass } from '#core/log/damage/undo-pass.ts'
import { createLineBuffer } from '#core/log/line-buffer.ts'
import { createLinePass } from '#core/log/line-pass.ts'
import { type BuiltLog, createLogBuilder } from '#core/log/log-builder.ts'
import { sha256 } from '../../../main/io/node-crypto.ts'
import { allocate, hashInto } from '../../../main/work/hash-into.ts'
import type { RefLine } from './damage-reference.ts'
import { joined, leafOf, ORIGIN } from './fixtures.ts'

export const FILE = 'entries/000000.jsonl'

export function buildLog(lines: readonly Uint8Array[], sizes: readonly number[] = []): BuiltLog {
  const builder = createLogBuilder({ hash: sha256, hashInto, sizes, isPositional: false })
  const pass = createLinePass({ file: FILE, hashInto, allocate, columns: false, lints: true, onChunk: builder.add })
  const buffer = createLineBuffer(pass.lines, allocate)
  buffer.push(joined(lines))
  buffer.end()
  pass.finish()
  return builder.finish()
}

export function sourceOf(lines: readonly Uint8Array[]): LineSource {
  const offsets = [0]
  for (const { length } of lines) offsets.push((offsets.at(-1) ?? 0) + length + 1)
  return {
    lines: lines.length,
    leafHashes: async (from, to) => Buffer.concat(lines.slice(from, to).map(leafOf)),
    bytes: async (position) => lines[position] as Uint8Array,
    undone: async (cause, onLines) => {
      const pass = createUndoPass(cause, hashInto, allocate, onLines)
      const buffer = createLineBuffer(pass.lines, allocate)
      buffer.push(joined(lines))
      buffer.end()
      pass.finish()
    },
    place: async (position) => ({ file: FILE, byteOffset: offsets[position] as number }),
  }
}

/** Of the indexes in `known` (ascending). */
export function provenOf(leaves: readonly Uint8Array[], known: readonly number[]): ProvenHashes {
  const covered: { from: number; to: number }[] = []
  for (const index of known) {
    const last = covered.at(-1)
    if (last?.to === index) last.to = index + 1
    else covered.push({ from: index, to: index + 1 })
  }
  return { covered, size: leaves.length, hashes: async (from, to) => Buffer.concat(leaves.slice(from, to)) }
}

export function refLine(line: Uint8Array): RefLine {
  const hash = leafOf(line).toString('hex')
  try {
    const { log, seq, prev } = JSON.parse(Buffer.from(line).toString('utf8'))
    const foreign = typeof log === 'string' && log !== ORIGIN
    const bytes = typeof prev === 'string' ? Buffer.from(prev, 'base64') : Buffer.alloc(0)
    const isStrict = bytes.length === 32 && bytes.toString('base64') === prev
    const claims = !foreign && Number.isSafeInteger(seq) && seq >= 0 && isStrict
    const claimed = Number.isSafeInteger(seq) && seq >= 0 ? seq : null
    return { hash, claim: claims ? { seq, prev: bytes.toString('hex') } : null, foreign, seq: claimed }
  } catch {
    return { hash, claim: null, foreign: false, seq: null }
  }
}
