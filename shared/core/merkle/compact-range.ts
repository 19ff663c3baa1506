/**
 * The state from which a tree can be continued: the roots of the complete subtrees that a size is made of, one for
 * each bit that is set in it. O(log n) hashes for any number of entries; the root of any size that was passed
 * through can be taken on the way, since a state is a value and never changes.
 *
 * Source: RFC 9162 §2.1.1-2.1.2 (the algorithm for the root with a stack).
 */
import type { Hash } from '../capabilities.ts'
import { invariant } from '../input-error.ts'
import { defaultHash, emptyRoot, nodeHash } from './tree.ts'

export interface CompactRange {
  /** Entries covered, from index 0. At most 2^53-1. */
  readonly size: number
  /** Roots of complete subtrees, widest first: one for each bit set in `size`. */
  readonly roots: readonly Uint8Array[]
}

export const EMPTY_RANGE: CompactRange = { size: 0, roots: [] }

export const appendLeaf = (range: CompactRange, leafHash: Uint8Array, hash: Hash = defaultHash): CompactRange =>
  appendSubtree(range, 0, leafHash, hash)

/** Appends many at once; one array is copied, not one for each entry. */
export function appendLeaves(
  range: CompactRange,
  leafHashes: Iterable<Uint8Array>,
  hash: Hash = defaultHash,
): CompactRange {
  const roots = [...range.roots]
  let size = range.size
  for (const leafHash of leafHashes) {
    push(roots, size, 0, leafHash, hash)
    size += 1
  }
  return { size, roots }
}

/**
 * Appends 2^level entries by the root of their subtree. `range.size` has to be a multiple of 2^level: otherwise the
 * subtree is no node of the tree.
 */
export function appendSubtree(
  range: CompactRange,
  level: number,
  root: Uint8Array,
  hash: Hash = defaultHash,
): CompactRange {
  const roots = [...range.roots]
  push(roots, range.size, level, root, hash)
  return { size: range.size + 2 ** level, roots }
}

/** As many equal-sized neighbours as there are become one: like the carry when adding to a binary number. */
function push(roots: Uint8Array[], size: number, level: number, root: Uint8Array, hash: Hash): void {
  const width = 2 ** level
  invariant(size % width === 0, `a subtree of ${width} entries cannot stand at ${size}`)
  invariant(size + width <= Number.MAX_SAFE_INTEGER, `${size} + ${width} entries cannot be counted`)
  let node = root
  for (let position = size / width; position % 2 === 1; position = (position - 1) / 2) {
    const left = roots.pop()
    invariant(left !== undefined, 'fewer roots than bits in the size')
    node = nodeHash(left, node, hash)
  }
  roots.push(node)
}

/** Root of the whole tree at this size. */
export function rangeRoot(range: CompactRange, hash: Hash = defaultHash): Uint8Array {
  const narrowest = range.roots.at(-1)
  if (narrowest === undefined) return emptyRoot(hash)
  return range.roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, hash), narrowest)
}
