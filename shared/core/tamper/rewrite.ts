/**
 * What whoever holds the keys can do.
 *
 * `fork`: signs a second history of the same length. The entries stay as they are; `checkpoint` is signed over a tree
 * in which one entry says something else, and contradicts the head kept in `heads/`.
 *
 * `backdate`: an entry that was written late, with a time long before. From the start: the chain, the tiles, every
 * later head and its cosignatures are in order, since a witness looks at trees and not at times. All that shows it is
 * a head that was cosigned before the entry existed, longer before than heads may be apart.
 */
import type { Hash } from '../capabilities.ts'
import { isJsonObject } from '../formats/json-value.ts'
import { type InputError, quote } from '../input-error.ts'
import { HOUR_MS } from '../instant.ts'
import { createTreeBuilder, type TileBytes } from '../log/writer-tree.ts'
import { leafHash } from '../merkle/tree.ts'
import { err, ok, type Result } from '../result.ts'
import type { Random } from '../sample/random.ts'
import { editLine, readLine, recite, relink, retime } from './change-line.ts'
import { APART } from './plan.ts'
import type { HeadNote } from './resign.ts'

/** Roots that the rewritten log has at the sizes of its heads. */
export interface Rewriting {
  /** Lines in order, each once; @returns the line that takes its place */
  readonly line: (line: Uint8Array) => Uint8Array
  /** Of the tree after the lines so far. */
  readonly root: () => Uint8Array
  readonly size: () => number
  readonly partialTiles: () => readonly TileBytes[]
}

/** The second history of a fork: the lines pass unchanged, the tree has another entry at `at`. */
export function createFork(at: number, random: Random, hash: Hash): Rewriting {
  const tree = createTreeBuilder(hash)
  return {
    line: (line) => {
      tree.append(leafHash(tree.size() === at ? editLine(line, random) : line, hash))
      return line
    },
    root: tree.root,
    size: tree.size,
    partialTiles: tree.partialTiles,
  }
}

export interface Backdated {
  readonly index: number
  /** Unix milliseconds. */
  readonly timeMs: number
}

/** Picks entries behind a cosigned head, and times that no entry behind it can have. */
export function planBackdating(
  heads: readonly HeadNote[],
  entries: number,
  intervalHours: number,
  times: number,
  random: Random,
): Result<readonly Backdated[], InputError> {
  const cosigned = heads
    .filter(({ cosignedMs, size }) => cosignedMs !== null && size > 0)
    .sort((a, b) => a.size - b.size)
  const lowest = cosigned[0]?.size
  const highest = Math.min(entries, cosigned.at(-1)?.size ?? 0) - 2
  const picked: Backdated[] = []
  for (let tries = 0; lowest !== undefined && picked.length < times && tries < 20_000; tries++) {
    const index = random.between(lowest, highest)
    const head = cosigned.findLast(({ size }) => size <= index)
    if (index > highest || head === undefined || head.cosignedMs === null) continue
    if (picked.some((other) => Math.abs(other.index - index) <= APART)) continue
    const timeMs = head.cosignedMs - intervalHours * HOUR_MS - random.between(HOUR_MS, 30 * HOUR_MS)
    picked.push({ index, timeMs })
  }
  if (picked.length === times) return ok(picked.sort((a, b) => a.index - b.index))
  return err({
    code: 'bad_option',
    place: { file: 'tamper', field: 'op' },
    expected: `${times} entries behind a cosigned head`,
    got: `${cosigned.length} cosigned heads of ${quote(entries)} entries`,
  })
}

/** The log with those entries, from the first of them on. */
export function createBackdating(
  backdated: readonly Backdated[],
  headSizes: ReadonlySet<number>,
  hash: Hash,
  onTile: (tile: TileBytes) => void,
): Rewriting {
  const tree = createTreeBuilder(hash, onTile)
  const times = new Map(backdated.map(({ index, timeMs }) => [index, timeMs]))
  const first = backdated[0]?.index ?? Number.POSITIVE_INFINITY
  const roots = new Map<number, Uint8Array>()
  let prev: Uint8Array | null = null
  return {
    line: (line) => {
      const index = tree.size()
      const timeMs = times.get(index)
      let changed = timeMs === undefined ? line : retime(line, timeMs)
      if (index > first) {
        const cited = citedSize(line)
        const root = cited === null || cited <= first ? undefined : roots.get(cited)
        changed = relink(root === undefined ? changed : recite(changed, root), prev ?? new Uint8Array(32))
      }
      prev = leafHash(changed, hash)
      tree.append(prev)
      if (headSizes.has(tree.size())) roots.set(tree.size(), tree.root())
      return changed
    },
    root: tree.root,
    size: tree.size,
    partialTiles: tree.partialTiles,
  }
}

const AUDIT = '"type":"audit.performed"'

/** The head that an audit names. Looked for as text first: almost no line is one. */
function citedSize(line: Uint8Array): number | null {
  if (!holdsText(line, AUDIT)) return null
  const data = readLine(line)?.data
  const head = isJsonObject(data) ? data.head : undefined
  const size = isJsonObject(head) ? head.size : undefined
  return typeof size === 'number' ? size : null
}

/** ASCII `text` within the last 60 bytes, where the type of a canonical line stands. */
function holdsText(line: Uint8Array, text: string): boolean {
  for (let from = Math.max(0, line.length - 60); from + text.length <= line.length; from++) {
    let i = 0
    while (i < text.length && line[from + i] === text.charCodeAt(i)) i++
    if (i === text.length) return true
  }
  return false
}
