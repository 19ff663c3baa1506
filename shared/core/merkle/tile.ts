/**
 * Tiles: pieces of a Merkle tree as files, 256 hashes wide.
 *
 * Source: C2SP tlog-tiles. `tile/<L>/<N>[.p/<W>]` holds the hashes of the complete subtrees of 256^L entries from
 * N * 256 on, end to end; `tile/entries/<N>[.p/<W>]` holds entries. N is written in groups of three digits, all but
 * the last behind an `x`: 1234067 is `x001/x234/067`. W, 1 to 255, is the width of a tile that is not full.
 */
import type { Hash } from '../capabilities.ts'
import type { InputError } from '../input-error.ts'
import { quote } from '../input-error.ts'
import type { Result } from '../result.ts'
import { err, ok } from '../result.ts'
import type { HashAt } from './build-proof.ts'
import { defaultHash, HASH_BYTES, rootOfPacked } from './tree.ts'

/** Levels of the tree that one level of tiles stands for: 2^8 = 256 hashes. */
export const TILE_HEIGHT = 8
export const TILE_WIDTH = 256

export interface Tile {
  /** 0 = leaf hashes; 'entries' = the entries themselves. */
  readonly level: number | 'entries'
  /** Position within the level, from 0. */
  readonly index: number
  /** Hashes or entries, 1 to 256; 256 = full. */
  readonly width: number
}

export function tilePath({ level, index, width }: Tile): string {
  const groups = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  }
  return `tile/${level}/${groups.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

const TILE_PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** @returns null unless `path` is exactly what `tilePath` would write for some tile */
export function parseTilePath(path: string): Tile | null {
  const match = TILE_PATH.exec(path)
  if (match === null) return null
  const [, level = '', groups = '', width] = match
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  const isPossible =
    (tile.level === 'entries' || tile.level <= 63) && tile.width <= TILE_WIDTH && Number.isSafeInteger(tile.index)
  return isPossible && tilePath(tile) === path ? tile : null
}

/** A tile of hashes as read from `file`: refused unless it has exactly the bytes that its width asks for. */
export function checkTileBytes(bytes: Uint8Array, { width }: Tile, file: string): Result<Uint8Array, InputError> {
  const expected = width * HASH_BYTES
  if (bytes.length === expected) return ok(bytes)
  const got = `${bytes.length} bytes`
  return err({
    code: bytes.length > expected ? 'too_large' : 'bad_field',
    place: { file },
    expected: `${expected} bytes (${width} hashes of ${HASH_BYTES}, as ${quote(`${file}`)} says)`,
    got,
  })
}

/** The hashes of a tile, end to end; of a partial one, those there are. undefined where there is no such tile. */
export type TileHashes = (level: number, index: number) => Uint8Array | undefined

/** Looks up complete subtrees in tiles: those between the levels that tiles store are hashed from the level below. */
export function hashAtFromTiles(tiles: TileHashes, hash: Hash = defaultHash): HashAt {
  return (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT)
    const within = level % TILE_HEIGHT
    const first = index << BigInt(within)
    const hashes = tiles(tileLevel, Number(first / BigInt(TILE_WIDTH)))
    const from = Number(first % BigInt(TILE_WIDTH)) * HASH_BYTES
    const to = from + 2 ** within * HASH_BYTES
    return hashes === undefined || hashes.length < to ? undefined : rootOfPacked(hashes.subarray(from, to), hash)
  }
}

/** The tiles of one level for a tree of `size` entries: all full ones, then the partial one if there is one. */
export function* tilesOfLevel(level: number, size: number): Generator<Tile> {
  const hashes = Math.floor(size / TILE_WIDTH ** level)
  const full = Math.floor(hashes / TILE_WIDTH)
  for (let index = 0; index < full; index++) yield { level, index, width: TILE_WIDTH }
  if (hashes % TILE_WIDTH > 0) yield { level, index: full, width: hashes % TILE_WIDTH }
}
