/**
 * The tree over all lines, grown chunk by chunk in order: block roots, and the roots at the sizes that heads name.
 * Keeps 32 bytes for each 256 lines; leaf hashes pass through.
 */
import type { Hash, HashInto } from '../capabilities.ts'
import { invariant } from '../input-error.ts'
import { appendLeaves, appendSubtree, type CompactRange, EMPTY_RANGE, rangeRoot } from '../merkle/compact-range.ts'
import { unpackHashes } from '../merkle/tree.ts'
import { hashBlock } from './block-root.ts'
import { BLOCK_LINES } from './chunk-facts.ts'
import { createHashList, type HashList } from './hash-list.ts'

/** Level of a block's root in the tree. */
export const BLOCK_LEVEL = 8

export interface TreeFold {
  /** `blockRoots`: of the blocks that are complete in these lines, counted from their first; or empty. */
  readonly append: (leafHashes: Uint8Array, blockRoots: Uint8Array) => void
  /** Whole blocks by their roots. Only after whole blocks, and where no wanted size ends within them. */
  readonly appendBlocks: (roots: Uint8Array) => void
  readonly size: () => number
  readonly root: () => Uint8Array
  /** The state to go on from. */
  readonly range: () => CompactRange
  /** At the sizes asked for, as far as they were reached. */
  readonly rootAt: (size: number) => Uint8Array | undefined
  /** Of complete blocks. */
  readonly blockRoots: HashList
  /** Leaf hashes behind the last complete block: fewer than 256. */
  readonly rest: () => Uint8Array
}

export interface FoldOptions {
  readonly hash: Hash
  readonly hashInto: HashInto
  /** Sizes whose roots are wanted, in any order. */
  readonly sizes: Iterable<number>
  /** Where to start from: complete blocks only. */
  readonly from?: CompactRange
}

export function createTreeFold({ hash, hashInto, sizes, from = EMPTY_RANGE }: FoldOptions): TreeFold {
  invariant(from.size % BLOCK_LINES === 0, `${from.size} lines are no whole number of blocks`)
  const wanted = [...new Set(sizes)].sort((a, b) => a - b)
  const roots = new Map<number, Uint8Array>()
  const blockRoots = createHashList()
  const scratch = new Uint8Array(1 + BLOCK_LINES * 32)
  const rootScratch = new Uint8Array(32)
  const block = new Uint8Array(BLOCK_LINES * 32)
  let inBlock = 0
  let range = from
  let nextWanted = 0

  /** Takes the roots of the sizes that end within the block that follows `range`, up to `upTo` lines of it. */
  const takeRoots = (leaves: Uint8Array, upTo: number): void => {
    let partial = range
    for (; nextWanted < wanted.length; nextWanted++) {
      const size = wanted[nextWanted] as number
      if (size > range.size + upTo) return
      if (size < range.size) continue
      partial = appendLeaves(
        partial,
        unpackHashes(leaves.subarray((partial.size - range.size) * 32, (size - range.size) * 32)),
        hash,
      )
      roots.set(size, rangeRoot(partial, hash).slice()) // of one leaf it would be a view of what is overwritten later
    }
  }
  const addBlock = (leaves: Uint8Array, root: Uint8Array): void => {
    takeRoots(leaves, BLOCK_LINES - 1) // the whole block is cheaper once its root is in
    range = appendSubtree(range, BLOCK_LEVEL, root.slice(), hash)
    blockRoots.add(root)
  }
  const append = (leafHashes: Uint8Array, given: Uint8Array): void => {
    let at = 0
    const isAligned = inBlock === 0 && given.length === Math.floor(leafHashes.length / 32 / BLOCK_LINES) * 32
    while (isAligned && at + block.length <= leafHashes.length) {
      const n = at / block.length
      addBlock(leafHashes.subarray(at, at + block.length), given.subarray(n * 32, n * 32 + 32))
      at += block.length
    }
    while (at < leafHashes.length) {
      const taken = Math.min(block.length - inBlock * 32, leafHashes.length - at)
      block.set(leafHashes.subarray(at, at + taken), inBlock * 32)
      inBlock += taken / 32
      at += taken
      if (inBlock < BLOCK_LINES) break
      hashBlock(block, 0, scratch, hashInto, rootScratch, 0)
      addBlock(block, rootScratch)
      inBlock = 0
    }
  }
  const whole = (): CompactRange => appendLeaves(range, unpackHashes(block.slice(0, inBlock * 32)), hash)
  const appendBlocks = (given: Uint8Array): void => {
    invariant(inBlock === 0, `${inBlock} lines of a block are there`)
    for (let at = 0; at < given.length; at += 32) {
      const next = wanted[nextWanted] ?? Number.POSITIVE_INFINITY
      invariant(next <= range.size || next >= range.size + BLOCK_LINES, `size ${next} ends within the block`)
      if (next === range.size) takeRoots(block, 0)
      range = appendSubtree(range, BLOCK_LEVEL, given.slice(at, at + 32), hash)
    }
  }
  return {
    append,
    appendBlocks,
    size: () => range.size + inBlock,
    root: () => rangeRoot(whole(), hash),
    range: whole,
    rootAt: (size) => {
      takeRoots(block, inBlock)
      return roots.get(size)
    },
    blockRoots,
    rest: () => block.slice(0, inBlock * 32),
  }
}
