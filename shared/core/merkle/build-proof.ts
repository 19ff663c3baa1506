/**
 * Making proofs, from a lookup of the hashes of complete subtrees.
 *
 * Source: RFC 9162 §2.1.3.1 (PATH) and §2.1.4.1 (PROOF, SUBPROOF).
 */
import type { Hash } from '../capabilities.ts'
import { MAX_TREE_SIZE } from './proof.ts'
import { defaultHash, nodeHash } from './tree.ts'

/**
 * Hash of the complete subtree of 2^level entries that begins at entry index * 2^level; level 0 = leaf hashes.
 * undefined where it is not known. Only asked for subtrees that lie wholly inside the tree.
 */
export type HashAt = (level: number, index: bigint) => Uint8Array | undefined

/**
 * Hashes from the leaf's sibling up.
 * @returns null where `index` is not in the tree, or the lookup lacks a hash
 */
export function inclusionProof(
  index: bigint,
  size: bigint,
  hashAt: HashAt,
  hash: Hash = defaultHash,
): readonly Uint8Array[] | null {
  if (index < 0n || index >= size || size > MAX_TREE_SIZE) return null
  return collect(path(index, 0n, size, hashAt, hash))
}

/**
 * That the tree of `size2` entries begins with that of `size1`. Empty for equal sizes.
 * @returns null unless 0 < size1 <= size2, or where the lookup lacks a hash
 */
export function consistencyProof(
  size1: bigint,
  size2: bigint,
  hashAt: HashAt,
  hash: Hash = defaultHash,
): readonly Uint8Array[] | null {
  if (size1 <= 0n || size1 > size2 || size2 > MAX_TREE_SIZE) return null
  return collect(subproof(size1, 0n, size2, true, hashAt, hash))
}

/** Root of the tree of `size` entries, which may be any, by the same lookup. */
export function rootAt(size: bigint, hashAt: HashAt, hash: Hash = defaultHash): Uint8Array | null {
  return size <= 0n || size > MAX_TREE_SIZE ? null : (rangeHash(0n, size, hashAt, hash) ?? null)
}

type Hashes = readonly (Uint8Array | undefined)[]

function collect(hashes: Hashes): readonly Uint8Array[] | null {
  const known = hashes.filter((hash) => hash !== undefined)
  return known.length === hashes.length ? known : null
}

/** PATH(m, D[lo:hi]), with m counted from 0 of the whole tree. */
function path(m: bigint, lo: bigint, hi: bigint, hashAt: HashAt, hash: Hash): Hashes {
  if (hi - lo === 1n) return []
  const split = lo + largestPowerOfTwoBelow(hi - lo)
  return m < split
    ? [...path(m, lo, split, hashAt, hash), rangeHash(split, hi, hashAt, hash)]
    : [...path(m, split, hi, hashAt, hash), rangeHash(lo, split, hashAt, hash)]
}

/** SUBPROOF(m, D[lo:hi], b), with m counted from 0 of the whole tree. */
function subproof(m: bigint, lo: bigint, hi: bigint, b: boolean, hashAt: HashAt, hash: Hash): Hashes {
  if (m === hi) return b ? [] : [rangeHash(lo, hi, hashAt, hash)]
  const split = lo + largestPowerOfTwoBelow(hi - lo)
  return m <= split
    ? [...subproof(m, lo, split, b, hashAt, hash), rangeHash(split, hi, hashAt, hash)]
    : [...subproof(m, split, hi, false, hashAt, hash), rangeHash(lo, split, hashAt, hash)]
}

/** MTH(D[lo:hi]); `lo` is always a multiple of the next power of two, so that complete parts can be looked up. */
function rangeHash(lo: bigint, hi: bigint, hashAt: HashAt, hash: Hash): Uint8Array | undefined {
  const width = hi - lo
  if ((width & (width - 1n)) === 0n) {
    const level = width.toString(2).length - 1
    return hashAt(level, lo >> BigInt(level))
  }
  const split = lo + largestPowerOfTwoBelow(width)
  const left = rangeHash(lo, split, hashAt, hash)
  const right = left && rangeHash(split, hi, hashAt, hash)
  return left && right && nodeHash(left, right, hash)
}

/** Largest power of two smaller than `width`, which is at least 2. */
const largestPowerOfTwoBelow = (width: bigint): bigint => 1n << BigInt((width - 1n).toString(2).length - 1)
