/** Hashes of subtrees of a log in a case, from the two derived files of the store: what inclusion proofs are made of. */
import type { Hash } from '#core/capabilities.ts'
import { type HashAt, inclusionProof } from '#core/merkle/build-proof.ts'
import { verifyInclusion } from '#core/merkle/proof.ts'
import { TILE_HEIGHT, TILE_WIDTH } from '#core/merkle/tile.ts'
import { HASH_BYTES, rootOfPacked } from '#core/merkle/tree.ts'
import type { EvidenceBytes } from './ports/case.ts'

interface Target {
  readonly index: number
  /** Of the tree, at most the number of lines. */
  readonly size: number
  readonly root: Uint8Array
  readonly leafHash: Uint8Array
}

/**
 * The hashes that prove that the line is in the tree, or null where they do not lead to `root`. Derived files that are missing
 * are made again by the store; ones that lead elsewhere are made again here, once.
 */
export async function provePresence(
  bytes: EvidenceBytes,
  no: number,
  target: Target,
  hash: Hash,
): Promise<readonly Uint8Array[] | null> {
  const proof = await tryProof(bytes, no, target, hash)
  if (proof) return proof
  await bytes.forgetDerived(no)
  return tryProof(bytes, no, target, hash)
}

async function tryProof(bytes: EvidenceBytes, no: number, target: Target, hash: Hash) {
  const [index, size] = [BigInt(target.index), BigInt(target.size)]
  const hashAt = await lookup(bytes, no, target, hash)
  const proof = inclusionProof(index, size, hashAt, hash)
  const holds = proof && verifyInclusion({ leafHash: target.leafHash, index, size, root: target.root, proof, hash })
  return holds ? proof : null
}

/** Everything a proof asks for lies in the block of the line, in the last block of the tree, or above whole blocks. */
async function lookup(bytes: EvidenceBytes, no: number, { index, size }: Target, hash: Hash): Promise<HashAt> {
  const blockRoots = await bytes.blockRoots(no)
  const blocks = new Map<number, Uint8Array>()
  for (const block of new Set([blockOf(index), blockOf(size - 1)])) {
    blocks.set(block, await bytes.leafHashes(no, block * TILE_WIDTH, Math.min(size, (block + 1) * TILE_WIDTH)))
  }
  return (level, at) => {
    const width = 2 ** level
    const first = Number(at) * width
    if (level >= TILE_HEIGHT) return rootOfSlice(blockRoots, first / TILE_WIDTH, width / TILE_WIDTH, hash)
    const leaves = blocks.get(blockOf(first))
    return leaves && rootOfSlice(leaves, first % TILE_WIDTH, width, hash)
  }
}

const blockOf = (index: number) => Math.floor(index / TILE_WIDTH)

function rootOfSlice(packed: Uint8Array, from: number, count: number, hash: Hash): Uint8Array | undefined {
  const slice = packed.subarray(from * HASH_BYTES, (from + count) * HASH_BYTES)
  return slice.length === count * HASH_BYTES ? rootOfPacked(slice, hash) : undefined
}
