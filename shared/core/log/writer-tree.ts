/**
 * The tree of a log that grows: roots at any moment, tiles as they fill, inclusion proofs for entries chosen while
 * they pass. Memory: one tile a level, and the hashes of level 1 and above (n/256 of them).
 *
 * Source: RFC 9162 §2.1.1 for the tree, C2SP tlog-tiles for the tiles.
 */
import type { Hash } from '../capabilities.ts'
import { inclusionProof } from '../merkle/build-proof.ts'
import { appendSubtree, type CompactRange, EMPTY_RANGE, rangeRoot } from '../merkle/compact-range.ts'
import { hashAtFromTiles, TILE_HEIGHT, TILE_WIDTH, type Tile } from '../merkle/tile.ts'
import { HASH_BYTES } from '../merkle/tree.ts'

export interface TileBytes {
  readonly tile: Tile
  readonly hashes: Uint8Array
}

export interface TreeBuilder {
  readonly size: () => number
  readonly append: (leafHash: Uint8Array) => void
  readonly root: () => Uint8Array
  /** The tiles that are not full, of the tree as it is now. */
  readonly partialTiles: () => readonly TileBytes[]
  /** From now on the leaf hashes around this index are kept, so that `prove` can be asked. */
  readonly keep: (index: number) => void
  /** @returns null where the leaf hashes around `index` were not kept */
  readonly prove: (index: number) => readonly Uint8Array[] | null
}

interface Level {
  readonly hashes: Uint8Array
  count: number
  /** Full tiles before this one. */
  index: number
}

/** @param onTile called with each tile as it fills; the bytes are the receiver's own */
export function createTreeBuilder(hash: Hash, onTile: (tile: TileBytes) => void = () => undefined): TreeBuilder {
  const levels: Level[] = []
  const kept = new Map<string, Uint8Array>()
  const wanted = new Set<number>()
  let size = 0

  // In place, pair by pair: the byte in front of a pair is free by then, and takes the 0x01 of an interior node.
  const scratch = new Uint8Array(1 + TILE_WIDTH * HASH_BYTES)
  const rootOfFull = (hashes: Uint8Array): Uint8Array => {
    scratch.set(hashes, 1)
    for (let nodes = TILE_WIDTH; nodes > 1; nodes /= 2) {
      for (let pair = 0; pair < nodes / 2; pair++) {
        const at = pair * 2 * HASH_BYTES
        scratch[at] = 0x01
        scratch.set(hash(scratch.subarray(at, at + 1 + 2 * HASH_BYTES)), 1 + pair * HASH_BYTES)
      }
    }
    return scratch.slice(1, 1 + HASH_BYTES)
  }

  const place = (level: number, node: Uint8Array): void => {
    const own = levels[level] ?? { hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES), count: 0, index: 0 }
    levels[level] = own
    own.hashes.set(node, own.count * HASH_BYTES)
    own.count++
    if (own.count < TILE_WIDTH) return
    const full = own.hashes.slice()
    if (level > 0 || wanted.has(own.index)) kept.set(`${level}/${own.index}`, full)
    onTile({ tile: { level, index: own.index, width: TILE_WIDTH }, hashes: full })
    own.count = 0
    own.index++
    place(level + 1, rootOfFull(full))
  }
  const root = (): Uint8Array => {
    let range: CompactRange = EMPTY_RANGE
    for (let level = levels.length - 1; level >= 0; level--) {
      const { hashes, count } = levels[level] as Level
      for (let i = 0; i < count; i++) {
        range = appendSubtree(range, level * TILE_HEIGHT, hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES), hash)
      }
    }
    return rangeRoot(range, hash).slice()
  }
  const hashAt = hashAtFromTiles((level, index) => {
    const open = levels[level]
    return open?.index === index ? open.hashes.subarray(0, open.count * HASH_BYTES) : kept.get(`${level}/${index}`)
  }, hash)
  return {
    size: () => size,
    append: (leafHash) => {
      place(0, leafHash)
      size++
    },
    root,
    partialTiles: () =>
      levels.flatMap(({ hashes, count, index }, level) =>
        count === 0 ? [] : [{ tile: { level, index, width: count }, hashes: hashes.slice(0, count * HASH_BYTES) }],
      ),
    keep: (index) => void wanted.add(Math.floor(index / TILE_WIDTH)),
    prove: (index) => inclusionProof(BigInt(index), BigInt(size), hashAt, hash),
  }
}
