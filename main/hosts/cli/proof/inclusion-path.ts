/**
 * An inclusion proof from one pass over a log of any length, in constant memory: only the roots of the ranges beside the
 * path are kept, each as the O(log n) state it grows from.
 *
 * Source: RFC 9162 §2.1.3.1: the proof of an entry is the roots of the ranges that its path leaves aside.
 */
import { appendLeaves, type CompactRange, EMPTY_RANGE, rangeRoot } from '#core/merkle/compact-range.ts'
import { sha256 } from '../../../io/node-crypto.ts'

interface Aside {
  readonly from: number
  readonly to: number
  state: CompactRange
}

/** Leaf hashes waiting to be joined; joining many at once copies the state once. */
const BATCH = 4096

export interface PathBuilder {
  /** Takes the leaf hashes of the tree in order; false when the tree is complete. */
  readonly add: (leafHash: Uint8Array) => boolean
  /** From the leaf's sibling up; null until the tree is complete. */
  readonly proof: () => readonly Uint8Array[] | null
  readonly leafHash: () => Uint8Array | null
}

export function pathBuilder(index: number, size: number): PathBuilder {
  const up: readonly Aside[] = rangesAside(index, 0, size)
  const inOrder = [...up].sort((a, b) => a.from - b.from)
  let at = 0
  let next = 0
  let leaf: Uint8Array | null = null
  let waiting: Uint8Array[] = []
  const flush = () => {
    const range = inOrder[next]
    if (range && waiting.length > 0) range.state = appendLeaves(range.state, waiting, sha256)
    waiting = []
  }
  return {
    add: (leafHash) => {
      if (at === index) {
        leaf = leafHash
      } else {
        waiting.push(leafHash)
        const isRangeFull = at + 1 === inOrder[next]?.to
        if (isRangeFull || waiting.length === BATCH) flush()
        if (isRangeFull) next++
      }
      at++
      return at < size
    },
    proof: () => (at === size ? up.map(({ state }) => rangeRoot(state, sha256)) : null),
    leafHash: () => leaf,
  }
}

/** The ranges beside the path from entry `index` to the root of [from, to), from the leaf up. */
function rangesAside(index: number, from: number, to: number): readonly Aside[] {
  if (to - from === 1) return []
  let split = 1
  while (split * 2 < to - from) split *= 2
  const middle = from + split
  return index < middle
    ? [...rangesAside(index, from, middle), { from: middle, to, state: EMPTY_RANGE }]
    : [...rangesAside(index, middle, to), { from, to: middle, state: EMPTY_RANGE }]
}
