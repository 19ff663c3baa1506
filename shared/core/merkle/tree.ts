/**
 * Merkle trees over log entries.
 *
 * Source: RFC 9162 §2.1.1, the same hashing as RFC 6962 §2.1. Entries are hashed behind a 0x00 byte and interior
 * nodes behind 0x01, so that no entry can be passed off as a node.
 *
 * A *leaf hash* is SHA-256(0x00 || entry); everything here works on leaf hashes, so that entries need not be kept.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { Hash } from '../capabilities.ts'
import { invariant } from '../input-error.ts'

/** Bytes in every hash of the tree. */
export const HASH_BYTES = 32

/** Used wherever no faster `hash` is handed in. */
export const defaultHash: Hash = (message) => sha256(message)

/** SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array, hash: Hash = defaultHash): Uint8Array {
  const message = new Uint8Array(1 + entry.length)
  message.set(entry, 1)
  return hash(message)
}

/** SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array, hash: Hash = defaultHash): Uint8Array {
  const message = new Uint8Array(1 + 2 * HASH_BYTES)
  message[0] = 0x01
  message.set(left, 1)
  message.set(right, 1 + HASH_BYTES)
  return hash(message)
}

/** Root of the tree without entries: SHA-256 of nothing. */
export const emptyRoot = (hash: Hash = defaultHash): Uint8Array => hash(new Uint8Array(0))

/** Root over all of `leafHashes`. Any number of them, also none. */
export function rootOf(leafHashes: readonly Uint8Array[], hash: Hash = defaultHash): Uint8Array {
  if (leafHashes.length === 0) return emptyRoot(hash)
  return rootOfLevel(leafHashes, hash)
}

/** As `rootOf`, over leaf hashes that lie end to end, 32 bytes each. */
export function rootOfPacked(packed: Uint8Array, hash: Hash = defaultHash): Uint8Array {
  return rootOf(unpackHashes(packed), hash)
}

/** Views, not copies. */
export function unpackHashes(packed: Uint8Array): readonly Uint8Array[] {
  invariant(packed.length % HASH_BYTES === 0, `${packed.length} bytes are no whole number of hashes`)
  return Array.from({ length: packed.length / HASH_BYTES }, (_, i) =>
    packed.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  )
}

/**
 * Pairs neighbours level by level; an odd last node moves up unchanged. That gives the tree of the RFC, whose left
 * part is the largest power of two below the width: the last node joins only once everything left of it is complete.
 */
function rootOfLevel(nodes: readonly Uint8Array[], hash: Hash): Uint8Array {
  let level = nodes
  for (;;) {
    const [first] = level
    invariant(first !== undefined, 'a level without nodes')
    if (level.length === 1) return first
    const above: Uint8Array[] = []
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] as Uint8Array
      const right = level[i + 1]
      above.push(right === undefined ? left : nodeHash(left, right, hash))
    }
    level = above
  }
}
