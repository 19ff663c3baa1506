/**
 * Inclusion proofs of several entries from one pass over a log of any length: every perfect subtree that a path needs is
 * kept when it is complete, and nothing else. n - 1 hashes in all, however many proofs are wanted.
 *
 * Source: RFC 9162 §2.1.3.1 (paths) and §2.1.1 (a range of a tree is a chain of perfect subtrees, the largest first).
 */
import type { Hash } from '../capabilities.ts'
import { nodeHash } from './tree.ts'

export interface InclusionPaths {
  /** Takes the leaf hashes of the tree in order; false when the tree is complete. */
  readonly add: (leafHash: Uint8Array) => boolean
  /** From the leaf's sibling up; null where the tree was never complete, or the entry was not asked for. */
  readonly proof: (index: number) => readonly Uint8Array[] | null
}

interface Range {
  readonly from: number
  readonly to: number
}

const keyOf = (from: number, size: number): string => `${from}+${size}`

/** @param indexes entries below `size` */
export function inclusionPaths(indexes: readonly number[], size: number, hash: Hash): InclusionPaths {
  const asides = new Map(indexes.map((index) => [index, rangesAside(index, 0, size)]))
  const wanted = new Set([...asides.values()].flat().flatMap((range) => perfectIn(range).map(({ key }) => key)))
  const kept = new Map<string, Uint8Array>()
  /** Perfect subtrees not yet joined, sizes descending: the binary digits of the count so far. */
  const open: { readonly from: number; readonly size: number; readonly hash: Uint8Array }[] = []
  let count = 0

  function keep(from: number, width: number, root: Uint8Array): void {
    const key = keyOf(from, width)
    if (wanted.has(key)) kept.set(key, Uint8Array.prototype.slice.call(root))
    open.push({ from, size: width, hash: root })
  }

  return {
    add(leafHash) {
      if (count >= size) return false
      keep(count, 1, Uint8Array.prototype.slice.call(leafHash))
      count += 1
      for (;;) {
        const right = open.at(-1)
        const left = open.at(-2)
        if (left === undefined || right === undefined || left.size !== right.size) break
        open.splice(-2)
        keep(left.from, left.size * 2, nodeHash(left.hash, right.hash, hash))
      }
      return count < size
    },
    proof(index) {
      const ranges = asides.get(index)
      if (ranges === undefined || count < size) return null
      const path: Uint8Array[] = []
      for (const range of ranges) {
        const roots = perfectIn(range).flatMap(({ key }) => kept.get(key) ?? [])
        const root = joined(roots, hash)
        if (root === null) return null
        path.push(root)
      }
      return path
    },
  }
}

/** The ranges beside the path from entry `index` to the root of [from, to), from the leaf up. */
function rangesAside(index: number, from: number, to: number): readonly Range[] {
  if (to - from <= 1) return []
  const middle = from + largestPower(to - from - 1)
  return index < middle
    ? [...rangesAside(index, from, middle), { from: middle, to }]
    : [...rangesAside(index, middle, to), { from, to: middle }]
}

/** The largest power of two that is at most n; n >= 1, below 2^53. */
function largestPower(n: number): number {
  let power = 1
  while (power * 2 <= n) power *= 2
  return power
}

function perfectIn({ from, to }: Range): readonly { readonly key: string }[] {
  const found: { readonly key: string }[] = []
  for (let at = from; at < to; ) {
    const width = largestPower(to - at)
    found.push({ key: keyOf(at, width) })
    at += width
  }
  return found
}

/** Right to left: the last subtrees are the deepest. */
function joined(roots: readonly Uint8Array[], hash: Hash): Uint8Array | null {
  let root: Uint8Array | null = null
  for (const left of roots.toReversed()) root = root === null ? left : nodeHash(left, root, hash)
  return root
}
