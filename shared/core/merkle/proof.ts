/**
 * Checking proofs: that an entry is in a tree, and that one tree continues another.
 *
 * Source: RFC 9162 §2.1.3.2 and §2.1.4.2. The variable names are those of the RFC, so that the two can be read side
 * by side. Whatever the arguments are, the answer is true or false: proofs come from the other side.
 */
import { equalBytes } from '../bytes/equal.ts'
import type { Hash } from '../capabilities.ts'
import { defaultHash, HASH_BYTES, nodeHash } from './tree.ts'

/** Largest tree a checkpoint can name (docs/formats/notes-and-proofs.md). */
export const MAX_TREE_SIZE = 2n ** 63n - 1n

/** A path has at most one hash for each level of the largest tree; a consistency proof at most one more. */
const MAX_PROOF_HASHES = 64

export interface Inclusion {
  readonly leafHash: Uint8Array
  /** From 0. */
  readonly index: bigint
  /** Entries in the tree. */
  readonly size: bigint
  readonly root: Uint8Array
  /** From the leaf's sibling up. */
  readonly proof: readonly Uint8Array[]
  readonly hash?: Hash
}

export interface Consistency {
  readonly size1: bigint
  readonly root1: Uint8Array
  readonly size2: bigint
  readonly root2: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly hash?: Hash
}

/** RFC 9162 §2.1.3.2: is the entry with `leafHash` at `index` of the tree of `size` entries with `root`? */
export function verifyInclusion({ leafHash, index, size, root, proof, hash = defaultHash }: Inclusion): boolean {
  if (!isSize(size) || !isIndexBelow(index, size)) return false
  if (!isHash(leafHash) || !isHash(root) || !isProof(proof)) return false
  let fn = index
  let sn = size - 1n
  let r = leafHash
  for (const p of proof) {
    if (sn === 0n) return false
    if (isOdd(fn) || fn === sn) {
      r = nodeHash(p, r, hash)
      while (!isOdd(fn) && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      r = nodeHash(r, p, hash)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && equalBytes(r, root)
}

/**
 * RFC 9162 §2.1.4.2: does the tree of `size2` entries begin with the tree of `size1` entries?
 *
 * Size 0 is refused: every tree continues the empty one, so such a proof would prove nothing. Equal sizes need equal
 * roots and no hashes; sizes that differ need at least one.
 */
export function verifyConsistency({ size1, root1, size2, root2, proof, hash = defaultHash }: Consistency): boolean {
  if (!isSize(size1) || !isSize(size2) || size1 > size2) return false
  if (!isHash(root1) || !isHash(root2) || !isProof(proof)) return false
  if (size1 === size2) return proof.length === 0 && equalBytes(root1, root2)
  if (proof.length === 0) return false
  const isPowerOfTwo = (size1 & (size1 - 1n)) === 0n
  const [first, ...rest] = isPowerOfTwo ? [root1, ...proof] : proof
  if (first === undefined) return false
  let fn = size1 - 1n
  let sn = size2 - 1n
  while (isOdd(fn)) {
    fn >>= 1n
    sn >>= 1n
  }
  let fr = first
  let sr = first
  for (const c of rest) {
    if (sn === 0n) return false
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(c, fr, hash)
      sr = nodeHash(c, sr, hash)
      while (!isOdd(fn) && fn !== 0n) {
        fn >>= 1n
        sn >>= 1n
      }
    } else {
      sr = nodeHash(sr, c, hash)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && equalBytes(fr, root1) && equalBytes(sr, root2)
}

const isOdd = (value: bigint): boolean => (value & 1n) === 1n

const isSize = (value: unknown): value is bigint => typeof value === 'bigint' && value > 0n && value <= MAX_TREE_SIZE

const isIndexBelow = (value: unknown, size: bigint): value is bigint =>
  typeof value === 'bigint' && value >= 0n && value < size

/** By its tag and not by `instanceof`, so that arrays of another realm count. */
const isHash = (value: unknown): value is Uint8Array =>
  Object.prototype.toString.call(value) === '[object Uint8Array]' && (value as Uint8Array).length === HASH_BYTES

const isProof = (value: unknown): value is readonly Uint8Array[] =>
  Array.isArray(value) && value.length <= MAX_PROOF_HASHES && value.every(isHash)
