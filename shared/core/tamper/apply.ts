/**
 * Carries out a plan, one segment after another, and notes where each change came to stand. Memory: one segment.
 */
import { encodeBase64 } from '../bytes/base64.ts'
import type { Hash } from '../capabilities.ts'
import { leafHash } from '../merkle/tree.ts'
import type { Random } from '../sample/random.ts'
import { editLine, flipBit, foreignLine, forgeLine, relink, withCarriageReturn } from './change-line.ts'
import type { Change, TruthItem } from './ops.ts'

export interface SegmentIn {
  /** As the result is to be found in the export. */
  readonly file: string
  /** Index of its first line. */
  readonly first: number
  /** Without line feeds. */
  readonly lines: readonly Uint8Array[]
}

export interface Tampering {
  /** Segments in order, each once. @returns the lines that are there now, without line feeds */
  readonly segment: (segment: SegmentIn) => readonly Uint8Array[]
  /** Sorted by first, then op. Complete once the last segment has passed. */
  readonly truth: () => readonly TruthItem[]
}

type Extra = Pick<TruthItem, 'count' | 'to' | 'cause' | 'expected' | 'got'>

/** What is written of one segment, and where. */
interface Output {
  readonly lineAt: (index: number) => Uint8Array
  readonly emit: (line: Uint8Array) => void
  readonly note: (op: TruthItem['op'], first: number, last: number, extra?: Extra) => void
}

export function createTampering(changes: readonly Change[], random: Random, hash: Hash): Tampering {
  const items: TruthItem[] = []
  const hashOf = (line: Uint8Array) => leafHash(line, hash)
  /** Hash of the rechained line before. */
  let chained: Uint8Array | null = null

  const noteChanged = (
    out: Output,
    op: 'edit' | 'spliced',
    { first, last }: Change,
    changed: Uint8Array,
    cause?: Extra['cause'],
  ) => {
    const hashes = { expected: encodeBase64(hashOf(out.lineAt(first))), got: encodeBase64(hashOf(changed)) }
    out.note(op, first, last, { ...(cause === undefined ? {} : { cause }), ...(first === last ? hashes : {}) })
  }

  /** What stands before `index` and is not there by right. */
  const before = (index: number, change: Change, out: Output): void => {
    if (change.op === 'insert' && change.first === index) {
      const { count } = change
      out.note('insert', index, index, { count })
      let prev = hashOf(out.lineAt(index - 1))
      for (let i = 0; i < count; i++) {
        const forged = forgeLine(out.lineAt(index - 1), index + i, prev, random)
        out.emit(forged)
        prev = hashOf(forged)
      }
    }
    if ((change.op === 'duplicate' || change.op === 'move') && change.to === index) {
      out.note(change.op, change.first, change.last, change.op === 'move' ? { to: index } : {})
      for (let i = change.first; i <= change.last; i++) out.emit(out.lineAt(i))
    }
    if (change.op === 'rechained' && change.seenFrom === index) out.note('rechained', index, change.last)
  }

  /** What became of the line at `index`, which `change` covers. */
  const instead = (index: number, change: Change, out: Output): void => {
    const line = out.lineAt(index)
    const isFirst = change.first === index
    switch (change.op) {
      case 'insert':
      case 'duplicate':
        out.emit(line)
        return
      case 'move':
        return
      case 'delete':
      case 'head_cut':
      case 'tail_cut':
        if (isFirst) out.note(change.op, change.first, change.last)
        return
      case 'edit':
      case 'bitflip': {
        const changed = change.op === 'edit' ? editLine(line, random) : flipBit(line, random)
        noteChanged(out, 'edit', change, changed, change.op === 'edit' ? undefined : 'bit_flip')
        out.emit(changed)
        return
      }
      case 'crlf':
      case 'spliced': {
        const changed = change.op === 'crlf' ? withCarriageReturn(line) : foreignLine(line, random)
        if (isFirst && change.op === 'crlf') noteChanged(out, 'edit', change, changed, 'crlf')
        if (isFirst && change.op === 'spliced') noteChanged(out, 'spliced', change, changed)
        out.emit(changed)
        return
      }
      case 'rechained': {
        const changed = chained === null ? editLine(line, random) : relink(line, chained)
        chained = hashOf(changed)
        out.emit(changed)
        return
      }
    }
  }

  const segment = ({ file, first, lines }: SegmentIn): readonly Uint8Array[] => {
    const written: Uint8Array[] = []
    let byteOffset = 0
    const out: Output = {
      lineAt: (index) => lines[index - first] ?? new Uint8Array(),
      emit: (line) => {
        written.push(line)
        byteOffset += line.length + 1
      },
      note: (op, from, last, extra = {}) =>
        items.push({ op, first: from, last, file, byteOffset, certain: true, ...extra }),
    }
    const end = first + lines.length
    // At most a handful are near any one line; looking through all of them for each of a million lines would not do.
    const near = changes.filter((change) => change.last >= first && Math.min(change.first, seenFrom(change)) < end)
    for (let index = first; index < end; index++) {
      for (const change of near) before(index, change, out)
      const change = near.find(({ first: from, last }) => from <= index && index <= last)
      if (change === undefined) out.emit(out.lineAt(index))
      else instead(index, change, out)
    }
    return written
  }
  return { segment, truth: () => [...items].sort((a, b) => a.first - b.first || (a.op < b.op ? -1 : 1)) }
}

const seenFrom = (change: Change): number => (change.op === 'rechained' ? change.seenFrom : change.first)
