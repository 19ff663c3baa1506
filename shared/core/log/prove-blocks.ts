/**
 * Which hashes of blocks lead to a verified head: docs/formats/log.md §5, "Expected hash".
 *
 * A tile is a hint from whoever had the export in hands. Several hints (tiles of each level, the lines as they stand)
 * may disagree, each being right in places. So the head's root is followed downwards: a pair of hashes is believed when
 * it hashes to a believed one, and then both of the pair are.
 */
import { equalBytes } from '../bytes/equal.ts'
import type { Hash } from '../capabilities.ts'
import { nodeHash } from '../merkle/tree.ts'

/** Hashes of subtrees of 2^level blocks that one source claims; null where it has none. */
export type BlockHint = (level: number, index: number) => Uint8Array | null

/** Candidates for the hash of one range; more are not tried. */
const MAX_CANDIDATES = 16

/**
 * @param blocks of 256 entries, the last one perhaps shorter
 * @returns the hash of each block, null where no hint leads to `root`
 */
export function proveBlocks(
  root: Uint8Array,
  blocks: number,
  hints: readonly BlockHint[],
  hash: Hash,
): readonly (Uint8Array | null)[] {
  const proven = new Array<Uint8Array | null>(blocks).fill(null)
  const memo = new Map<string, readonly Uint8Array[]>()

  /** `deep`: also what parts of different hints give together. */
  const candidates = (lo: number, hi: number, deep: boolean): readonly Uint8Array[] => {
    const key = `${lo}-${hi}${deep}`
    const known = memo.get(key)
    if (known) return known
    const width = hi - lo
    const level = Math.log2(width)
    const found: Uint8Array[] = []
    if (Number.isInteger(level)) for (const hint of hints) addNew(found, hint(level, lo / width))
    if (width > 1 && (deep || found.length === 0)) {
      const split = lo + largestPowerOfTwoBelow(width)
      for (const left of candidates(lo, split, deep)) {
        for (const right of candidates(split, hi, deep)) {
          if (found.length < MAX_CANDIDATES) addNew(found, nodeHash(left, right, hash))
        }
      }
    }
    memo.set(key, found)
    return found
  }
  const provePair = (lo: number, hi: number, expected: Uint8Array, deep: boolean): boolean => {
    const split = lo + largestPowerOfTwoBelow(hi - lo)
    for (const left of candidates(lo, split, deep)) {
      for (const right of candidates(split, hi, deep)) {
        if (!equalBytes(nodeHash(left, right, hash), expected)) continue
        prove(lo, split, left)
        prove(split, hi, right)
        return true
      }
    }
    return false
  }
  const prove = (lo: number, hi: number, expected: Uint8Array): void => {
    if (hi - lo === 1) proven[lo] = expected
    else if (!provePair(lo, hi, expected, false)) provePair(lo, hi, expected, true)
  }
  if (blocks > 0) prove(0, blocks, root)
  return proven
}

function addNew(list: Uint8Array[], hash: Uint8Array | null): void {
  if (hash && !list.some((known) => equalBytes(known, hash))) list.push(hash)
}

function largestPowerOfTwoBelow(width: number): number {
  let power = 1
  while (power * 2 < width) power *= 2
  return power
}

/** A hint from hashes of one level: those above are hashed from them, once each. */
export function hintFrom(baseLevel: number, at: (index: number) => Uint8Array | null, hash: Hash): BlockHint {
  const memo = new Map<number, Map<number, Uint8Array | null>>()
  const hint: BlockHint = (level, index) => {
    if (level < baseLevel) return null
    if (level === baseLevel) return at(index)
    const row = memo.get(level) ?? new Map<number, Uint8Array | null>()
    memo.set(level, row)
    const known = row.get(index)
    if (known !== undefined) return known
    const left = hint(level - 1, index * 2)
    const right = left && hint(level - 1, index * 2 + 1)
    const node = left && right ? nodeHash(left, right, hash) : null
    row.set(index, node)
    return node
  }
  return hint
}
