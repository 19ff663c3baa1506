/**
 * The repaired sequence: every line where it belongs, every changed or missing one by the hash that is expected there.
 * If it gives the root of a verified head, the damage map below that head is certain.
 */
import type { Hash, HashInto } from '../../capabilities.ts'
import { appendSubtree, type CompactRange, EMPTY_RANGE } from '../../merkle/compact-range.ts'
import { BLOCK_LINES, CHUNK_LINES } from '../chunk-facts.ts'
import { BLOCK_LEVEL, createTreeFold, type TreeFold } from '../tree-fold.ts'
import type { LineSource } from './atom.ts'
import type { Alignment } from './raw-damage.ts'

/** Indexes of the true log, from the agreed beginning on, in order and without gaps. */
export type Part =
  | { readonly kind: 'lines'; readonly index: number; readonly len: number; readonly pos: number }
  | { readonly kind: 'hash'; readonly index: number; readonly len: 1; readonly hash: Uint8Array }
  | { readonly kind: 'unknown'; readonly index: number; readonly len: number }

export interface RepairOptions {
  readonly alignment: Alignment
  readonly agreed: number
  /** null where nothing is expected. */
  readonly expectedAt: (index: number) => Promise<Uint8Array | null>
}

/** Stops after the first part whose hash is not known: no root can be had beyond it. */
export async function repairedParts({ alignment, agreed, expectedAt }: RepairOptions): Promise<readonly Part[]> {
  const { damage, inPlace } = alignment
  const pieces = [
    ...inPlace.filter(({ index }) => index >= agreed).map((lines) => ({ ...lines, isThere: true })),
    ...damage.flatMap(({ op, index, len, pos }) => {
      if (op === 'insert' || op === 'duplicate') return []
      return [{ pos, index, len, isThere: op === 'move' }]
    }),
  ].sort((a, b) => a.index - b.index)
  const parts: Part[] = []
  for (const { index, len, pos, isThere } of pieces) {
    if (isThere) {
      parts.push({ kind: 'lines', index, len, pos })
      continue
    }
    for (let i = index; i < index + len; i++) {
      const hash = await expectedAt(i)
      if (hash === null) {
        parts.push({ kind: 'unknown', index: i, len: index + len - i })
        return parts
      }
      parts.push({ kind: 'hash', index: i, len: 1, hash })
    }
  }
  return parts
}

export interface RefoldOptions {
  readonly parts: readonly Part[]
  readonly agreed: number
  readonly source: LineSource
  /** The tree over the lines as they stand. */
  readonly tree: TreeFold
  /** Sizes of heads beyond the agreed beginning. */
  readonly sizes: readonly number[]
  readonly hash: Hash
  readonly hashInto: HashInto
}

/** @returns the tree over the repaired sequence, as far as all hashes are known */
export async function refold({ parts, agreed, source, tree, sizes, hash, hashInto }: RefoldOptions): Promise<TreeFold> {
  const blocks = Math.floor(agreed / BLOCK_LINES)
  let from: CompactRange = EMPTY_RANGE
  for (let b = 0; b < blocks; b++) from = appendSubtree(from, BLOCK_LEVEL, tree.blockRoots.at(b).slice(), hash)
  const fold = createTreeFold({ hash, hashInto, sizes, from })
  if (agreed > from.size) fold.append(await source.leafHashes(from.size, agreed), NO_ROOTS)
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0)
  const split = new Set(sizes.filter((size) => size % BLOCK_LINES !== 0).map((size) => Math.floor(size / BLOCK_LINES)))
  for (const part of parts) {
    if (part.kind === 'unknown' || part.index >= largest) break
    if (part.kind === 'hash') fold.append(part.hash, NO_ROOTS)
    else await appendLines(fold, part, { source, tree, split })
  }
  return fold
}

const NO_ROOTS = new Uint8Array(0)

async function appendLines(
  fold: TreeFold,
  { pos, len, index }: Extract<Part, { kind: 'lines' }>,
  { source, tree, split }: { source: LineSource; tree: TreeFold; split: ReadonlySet<number> },
): Promise<void> {
  const end = pos + len
  const isAligned = (pos - index) % BLOCK_LINES === 0
  for (let at = pos; at < end; ) {
    const size = index + at - pos
    const blockEnd = at + BLOCK_LINES
    const canSkip = isAligned && size % BLOCK_LINES === 0 && blockEnd <= end && !split.has(size / BLOCK_LINES)
    if (canSkip) {
      fold.appendBlocks(tree.blockRoots.at(at / BLOCK_LINES))
      at = blockEnd
      continue
    }
    const toBlock = isAligned ? BLOCK_LINES - (size % BLOCK_LINES) : CHUNK_LINES
    const to = Math.min(end, at + toBlock)
    fold.append(await source.leafHashes(at, to), NO_ROOTS)
    at = to
  }
}
