/** What planning needs to know of an export: which files are segments, which heads there are, whether tiles know every entry. */
import { tilePath, tilesOfLevel } from '../merkle/tile.ts'
import type { HeadNote } from './resign.ts'

const SEGMENT = /^entries\/(\d{1,9})\.jsonl(?:\.gz)?$/

/** Paths of the segments, in number order. */
export function segmentPaths(paths: readonly string[]): readonly string[] {
  return paths
    .flatMap((path) => {
      const match = SEGMENT.exec(path)
      return match === null ? [] : [{ path, number: Number(match[1]) }]
    })
    .sort((a, b) => a.number - b.number)
    .map(({ path }) => path)
}

export const isHeadPath = (path: string): boolean => path === 'checkpoint' || /^heads\/\d+\.note$/.test(path)

export const headSizesOf = (heads: readonly HeadNote[]): readonly number[] =>
  [...new Set(heads.map(({ size }) => size))].sort((a, b) => a - b)

/** Is there a level-0 tile for each entry of a tree of this size? Looks at names only. */
export function hasLeafTiles(paths: ReadonlySet<string>, size: number): boolean {
  for (const tile of tilesOfLevel(0, size)) if (!paths.has(tilePath(tile))) return false
  return size > 0
}
