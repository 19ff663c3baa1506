/**
 * Tiles as hints: which of them lead to a verified head, and the leaf hashes that are thereby proven.
 * docs/formats/log.md §5, "Expected hash".
 */
import { equalBytes } from '#core/bytes/equal.ts'
import { BLOCK_LINES } from '#core/log/chunk-facts.ts'
import type { ProvenHashes } from '#core/log/damage/atom.ts'
import type { SignedHead } from '#core/log/damage/map-damage.ts'
import type { BuiltLog } from '#core/log/log-builder.ts'
import { type BlockHint, hintFrom, proveBlocks } from '#core/log/prove-blocks.ts'
import { rootOf, rootOfPacked } from '#core/merkle/tree.ts'
import { failure } from '../io/failure.ts'
import { sha256 } from '../io/node-crypto.ts'
import { readSource } from '../io/read-source.ts'
import type { TileFile } from './classify.ts'
import type { LogSource } from './line-source.ts'

export interface ProveOptions {
  readonly tiles: readonly TileFile[]
  /** Root of what each tile holds, by path; absent where it is no tile. */
  readonly tileRoots: ReadonlyMap<string, Uint8Array>
  readonly built: BuiltLog
  readonly source: LogSource
  /** Verified heads of the log. */
  readonly heads: readonly SignedHead[]
}

export interface ProvenTiles {
  readonly hashes: ProvenHashes
  /** Tiles that do not lead to the head, in the order given. */
  readonly unproven: readonly TileFile[]
}

/** Tries the largest head first; the first that anything leads to is the one that counts. */
export async function proveTiles(options: ProveOptions): Promise<ProvenTiles> {
  const heads = [...options.heads].sort((a, b) => b.size - a.size)
  for (const head of heads) {
    if (head.size === 0) continue
    const proven = await proveAgainst(head, options)
    if (proven.blocks.some((hash) => hash !== null)) return finish(head, proven.blocks, options)
  }
  const none: ProvenHashes = { covered: [], size: 0, hashes: async () => new Uint8Array(0) }
  return { hashes: none, unproven: options.tiles }
}

async function proveAgainst(head: SignedHead, options: ProveOptions) {
  const blocks = Math.ceil(head.size / BLOCK_LINES)
  const rest = head.size % BLOCK_LINES
  const hints = await hintsFor(head.size, options)
  // The shorter block at the end is known to none of the others.
  const ends = rest === 0 ? [] : await lastBlocks(head.size, options)
  const endHints = ends.map((end) => hintFrom(0, (index) => (index === blocks - 1 ? end : null), sha256))
  return { blocks: proveBlocks(head.root, blocks, [...hints, ...endHints], sha256) }
}

/** From level-0 tiles, from each higher level of tiles, and from the lines as they stand. */
async function hintsFor(size: number, { tiles, tileRoots, built }: ProveOptions): Promise<readonly BlockHint[]> {
  const whole = Math.floor(size / BLOCK_LINES)
  const full = new Map<number, Uint8Array>()
  for (const { level, index, width, file } of tiles) {
    const root = level === 0 && width === BLOCK_LINES ? tileRoots.get(file.path) : undefined
    if (root) full.set(index, root)
  }
  const hints: BlockHint[] = [hintFrom(0, (index) => (index < whole ? (full.get(index) ?? null) : null), sha256)]
  const levels = [...new Set(tiles.map(({ level }) => level))].filter((level) => level > 0).sort((a, b) => a - b)
  for (const level of levels) {
    const rows = await rowsOf(tiles.filter((tile) => tile.level === level))
    const known = Math.floor(size / BLOCK_LINES ** level)
    hints.push(hintFrom(8 * (level - 1), (index) => (index < known ? (rows.get(index) ?? null) : null), sha256))
  }
  const lines = built.tree.blockRoots
  hints.push(hintFrom(0, (index) => (index < Math.min(whole, lines.count()) ? lines.at(index) : null), sha256))
  return hints
}

/** The hashes of one level of tiles, by their position in the level; of several versions of a tile the widest. */
async function rowsOf(tiles: readonly TileFile[]): Promise<ReadonlyMap<number, Uint8Array>> {
  const rows = new Map<number, Uint8Array>()
  for (const { file, index, width } of [...tiles].sort((a, b) => a.width - b.width)) {
    if (file.bytes !== width * 32) continue
    const bytes = await readTile(file)
    for (let i = 0; i < width; i++) rows.set(index * BLOCK_LINES + i, bytes.subarray(i * 32, i * 32 + 32))
  }
  return rows
}

async function readTile(file: TileFile['file']): Promise<Uint8Array> {
  const read = await readSource(file.source, { path: file.path, maxBytes: BLOCK_LINES * 32 })
  if (!read.ok) throw failure(read.error)
  return new Uint8Array(read.value)
}

/** Root of the shorter block at the end of a tree: from a partial tile or a wider one, and from the lines. */
async function lastBlocks(size: number, options: ProveOptions): Promise<readonly Uint8Array[]> {
  const row = await lastRow(size, options)
  const from = size - (size % BLOCK_LINES)
  const lines = size <= options.source.lines ? await options.source.leafHashes(from, size) : null
  return [row, lines].flatMap((leaves) => (leaves ? [rootOfPacked(leaves, sha256)] : []))
}

async function lastRow(size: number, { tiles }: ProveOptions): Promise<Uint8Array | null> {
  const rest = size % BLOCK_LINES
  const index = (size - rest) / BLOCK_LINES
  const wide = tiles.filter((tile) => tile.level === 0 && tile.index === index && tile.width >= rest)
  const narrowest = wide.sort((a, b) => a.width - b.width)[0]
  if (!narrowest || narrowest.file.bytes !== narrowest.width * 32) return null
  return (await readTile(narrowest.file)).subarray(0, rest * 32)
}

async function finish(
  head: SignedHead,
  blocks: readonly (Uint8Array | null)[],
  options: ProveOptions,
): Promise<ProvenTiles> {
  const { tiles, tileRoots, built, source } = options
  const fullTiles = new Map<number, TileFile>()
  for (const tile of tiles) if (tile.level === 0 && tile.width === BLOCK_LINES) fullTiles.set(tile.index, tile)
  const rest = head.size % BLOCK_LINES
  const lastIndex = blocks.length - 1
  /** Where the leaf hashes of a proven block can be read. */
  const origin = new Map<number, 'tile' | 'lines' | Uint8Array>()
  for (const [index, hash] of blocks.entries()) {
    if (hash === null) continue
    const tile = fullTiles.get(index)
    const tileRoot = tile && tileRoots.get(tile.file.path)
    const isWhole = index < lastIndex || rest === 0
    if (isWhole && tileRoot && equalBytes(tileRoot, hash)) origin.set(index, 'tile')
    else if (isWhole && index < built.tree.blockRoots.count() && equalBytes(built.tree.blockRoots.at(index), hash)) {
      origin.set(index, 'lines')
    } else if (!isWhole) {
      const row = await lastRow(head.size, options)
      if (row && equalBytes(rootOfPacked(row, sha256), hash)) origin.set(index, row)
      else if (head.size <= source.lines) {
        const lines = await source.leafHashes(index * BLOCK_LINES, head.size)
        if (equalBytes(rootOfPacked(lines, sha256), hash)) origin.set(index, 'lines')
      }
    }
  }
  const covered: { from: number; to: number }[] = []
  for (const index of [...origin.keys()].sort((a, b) => a - b)) {
    const from = index * BLOCK_LINES
    const to = Math.min(head.size, from + BLOCK_LINES)
    const last = covered.at(-1)
    if (last?.to === from) last.to = to
    else covered.push({ from, to })
  }
  const kept = new Map<number, Uint8Array>()
  const hashes = async (from: number, to: number): Promise<Uint8Array> => {
    const index = Math.floor(from / BLOCK_LINES)
    const where = origin.get(index)
    if (where === 'lines') return source.leafHashes(from, to)
    let row = typeof where === 'object' ? where : kept.get(index)
    const tile = fullTiles.get(index)
    if (!row && tile) {
      row = await readTile(tile.file)
      kept.set(index, row)
      for (const oldest of kept.keys()) if (kept.size > 64) kept.delete(oldest)
    }
    const at = index * BLOCK_LINES
    return (row ?? new Uint8Array(0)).subarray((from - at) * 32, (to - at) * 32)
  }
  const proven: ProvenHashes = { covered, size: head.size, hashes }
  return { hashes: proven, unproven: await unprovenTiles(head.size, blocks, proven, options) }
}

/** A tile is proven when what it holds has the root that follows from the proven blocks. */
async function unprovenTiles(
  size: number,
  blocks: readonly (Uint8Array | null)[],
  proven: ProvenHashes,
  { tiles, tileRoots }: ProveOptions,
): Promise<readonly TileFile[]> {
  const whole = Math.floor(size / BLOCK_LINES)
  const hint = hintFrom(0, (index) => (index < whole ? (blocks[index] ?? null) : null), sha256)
  const unproven: TileFile[] = []
  for (const tile of tiles) {
    const { level, index, width, file } = tile
    const root = file.bytes === width * 32 ? tileRoots.get(file.path) : undefined
    const expected =
      level === 0 ? await leafRoot(index, width, proven, blocks, whole) : nodeRoot(hint, level, index, width)
    if (!root || !expected || !equalBytes(root, expected)) unproven.push(tile)
  }
  return unproven
}

async function leafRoot(
  index: number,
  width: number,
  proven: ProvenHashes,
  blocks: readonly (Uint8Array | null)[],
  whole: number,
): Promise<Uint8Array | null> {
  if (width === BLOCK_LINES) return index < whole ? (blocks[index] ?? null) : null
  const from = index * BLOCK_LINES
  const isCovered = proven.covered.some((part) => from >= part.from && from + width <= part.to)
  return isCovered ? rootOfPacked(await proven.hashes(from, from + width), sha256) : null
}

/** Root over `width` nodes of the tile level `level`, which are subtrees of 256^level entries. */
function nodeRoot(hint: BlockHint, level: number, index: number, width: number): Uint8Array | null {
  if (level > 6) return null
  const nodes: Uint8Array[] = []
  for (let i = 0; i < width; i++) {
    const node = hint(8 * (level - 1), index * BLOCK_LINES + i)
    if (node === null) return null
    nodes.push(node)
  }
  return rootOf(nodes, sha256)
}
