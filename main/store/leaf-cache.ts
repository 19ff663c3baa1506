/**
 * Hashes that proofs are made of, kept in cache/<evidence>/: `leaves` (32 bytes a line) and `blocks` (32 bytes for every complete
 * run of 256 lines, the root of that subtree). With both, a proof reads two runs of leaves and a few thousand roots instead of every line.
 * Derived: may be deleted, is made again from the evidence.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hash } from '#core/capabilities.ts'
import { invariant } from '#core/input-error.ts'
import { TILE_WIDTH } from '#core/merkle/tile.ts'
import { HASH_BYTES, rootOfPacked } from '#core/merkle/tree.ts'

/** Hashes under one kept root, in bytes. A block is as wide as a tile (C2SP tlog-tiles): 256 lines. */
const BLOCK_BYTES = TILE_WIDTH * HASH_BYTES

export interface LeafCacheWriter {
  /** Hashes of the next lines, 32 bytes each, and the roots of their complete blocks where they are known. */
  readonly add: (leafHashes: Uint8Array, blockRoots?: Uint8Array) => Promise<void>
  /** Makes the cache visible under its name. */
  readonly finish: () => Promise<void>
  readonly abandon: () => Promise<void>
}

export function leafFile(folder: string): string {
  return join(folder, 'leaves')
}
export function blockFile(folder: string): string {
  return join(folder, 'blocks')
}

/** Writes beside the final names first: a cache is whole or absent. */
export async function writeLeafCache(folder: string, hash: Hash): Promise<LeafCacheWriter> {
  await mkdir(folder, { recursive: true })
  const names = [leafFile(folder), blockFile(folder)] as const
  const leaves = await open(`${names[0]}.new`, 'w')
  const blocks = await open(`${names[1]}.new`, 'w')
  const close = async () => {
    await leaves.close()
    await blocks.close()
  }
  let rest: Uint8Array = new Uint8Array(0)
  return {
    add: async (leafHashes, known) => {
      invariant(leafHashes.length % HASH_BYTES === 0, `${leafHashes.length} bytes of leaf hashes`)
      // Known roots count from the first of these lines: of use where that is where a block begins.
      const isAligned = rest.length === 0 && known?.length === Math.floor(leafHashes.length / BLOCK_BYTES) * HASH_BYTES
      const all = rest.length === 0 ? leafHashes : Buffer.concat([rest, leafHashes])
      const roots = isAligned && known ? known : blockRootsOf(all, hash)
      rest = all.slice(all.length - (all.length % BLOCK_BYTES))
      await writeAll(leaves, leafHashes)
      await writeAll(blocks, roots)
    },
    finish: async () => {
      await close()
      for (const name of names) await rename(`${name}.new`, name)
    },
    abandon: async () => {
      await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function blockRootsOf(leafHashes: Uint8Array, hash: Hash): Uint8Array {
  const roots: Uint8Array[] = []
  for (let at = 0; at + BLOCK_BYTES <= leafHashes.length; at += BLOCK_BYTES) {
    roots.push(rootOfPacked(leafHashes.subarray(at, at + BLOCK_BYTES), hash))
  }
  return Buffer.concat(roots)
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten
}
