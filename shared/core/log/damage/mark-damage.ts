/** Operations named as the damage map names them, with hashes, causes and how sure they are. */

import { equalBytes } from '../../bytes/equal.ts'
import type { Hash } from '../../capabilities.ts'
import { type Atom, hashAt, type LineSource } from './atom.ts'
import type { DamageOpName, Mark } from './items.ts'
import type { Alignment, RawDamage } from './raw-damage.ts'
import type { Rescued } from './rescue-last.ts'
import { type FlipBudget, type Restored, restoreLine } from './restore.ts'

export interface MarkOptions {
  readonly atoms: readonly Atom[]
  readonly alignment: Alignment
  /** Size of the largest head that the repaired sequence agrees with. */
  readonly reached: number
  readonly rescued: Rescued | null
  readonly expectedAt: (index: number) => Promise<Uint8Array | null>
  readonly source: LineSource
  readonly signed: number
  readonly hash: Hash
  readonly flips: FlipBudget
}

export async function markDamage(options: MarkOptions): Promise<Mark[]> {
  const { alignment, rescued, reached, source } = options
  const marks: Mark[] = []
  for (const raw of alignment.damage) {
    if (rescued && raw.op === 'edit' && raw.pos + raw.len - 1 === rescued.pos) {
      if (raw.len > 1) marks.push(await markOf({ ...raw, len: raw.len - 1 }, options))
    } else marks.push(await markOf(raw, options))
  }
  if (rescued) {
    const { index, pos, restored } = rescued
    marks.push({
      ...plain('edit', { op: 'edit', index, pos, len: 1, to: -1, foreign: false }, index < reached),
      cause: restored.cause,
      expected: restored.leafHash,
      got: await hashAt(source, pos),
    })
  }
  return marks
}

const plain = (op: DamageOpName, { index, len, pos, to }: RawDamage, certain: boolean): Mark => ({
  op,
  first: index,
  last: index + len - 1,
  count: 0,
  to,
  pos,
  lines: len,
  certain,
  alternatives: [],
  cause: null,
  expected: null,
  got: null,
})

async function markOf(raw: RawDamage, options: MarkOptions): Promise<Mark> {
  const { index, len, pos, to } = raw
  const { reached, source, alignment } = options
  const last = index + len - 1
  switch (raw.op) {
    case 'edit':
      return markEdit(raw, options)
    case 'delete': {
      const expected = len === 1 ? await options.expectedAt(index) : null
      const op =
        last + 1 === alignment.end && options.signed === alignment.end
          ? 'tail_cut'
          : index === 0
            ? 'head_cut'
            : 'delete'
      return { ...plain(op, raw, last < reached), lines: 0, expected }
    }
    case 'insert': {
      const got = len === 1 ? await hashAt(source, pos) : null
      return { ...plain(raw.foreign ? 'spliced' : 'insert', raw, index <= reached), last: index, count: len, got }
    }
    case 'duplicate':
    case 'move': {
      const got = len === 1 ? await hashAt(source, pos) : null
      const certain = raw.op === 'move' ? Math.max(last + 1, to) <= reached : to <= reached
      return { ...plain(raw.op, raw, certain), got }
    }
  }
}

async function markEdit(raw: RawDamage, options: MarkOptions): Promise<Mark> {
  const { index, len, pos, foreign } = raw
  const { reached, source } = options
  const certain = index + len <= reached
  // Lines of one stretch link among themselves, or it would not be one.
  if (len > 1) return plain(foreign ? 'spliced' : pos + len === source.lines ? 'rechained' : 'edit', raw, certain)
  const expected = await options.expectedAt(index)
  const got = await hashAt(source, pos)
  const restored = expected && (await restoreAt(pos, expected, options))
  // A flipped bit in the name of the log makes no line of another log.
  const op = foreign && !restored ? 'spliced' : 'edit'
  return { ...plain(op, raw, certain), expected, got, cause: restored?.cause ?? null }
}

async function restoreAt(
  pos: number,
  expected: Uint8Array,
  { source, hash, flips }: MarkOptions,
): Promise<Restored | null> {
  return restoreLine(await source.bytes(pos), (leafHash) => equalBytes(leafHash, expected), hash, flips)
}

export interface HiddenOptions {
  readonly alignment: Alignment
  readonly marks: readonly Mark[]
  readonly reached: number
  /** Size of the smallest head that the repaired log contradicts. */
  readonly refuted: number
  readonly lines: number
  readonly isPositional: boolean
}

/**
 * A head says that something was changed and nothing in the chain of lines says what: then whoever changed it made the
 * chain anew, from the change to the end. It begins behind the last head that still agrees, and behind all damage that
 * was found, because there the chain is broken.
 */
export function hiddenChange({
  alignment,
  marks,
  reached,
  refuted,
  lines,
  isPositional,
}: HiddenOptions): readonly Mark[] {
  const found = marks.filter(({ first }) => first < refuted).reduce((most, { last }) => Math.max(most, last + 1), 0)
  const from = found < refuted ? Math.max(reached, found) : reached
  const start = alignment.inPlace.find(({ index, len }) => index + len > from)
  if (start === undefined) return []
  const pos = start.pos + Math.max(0, from - start.index)
  const end = alignment.inPlace.at(-1)
  const last = end ? end.index + end.len - 1 : lines - 1
  const first = Math.max(from, start.index)
  const raw: RawDamage = { op: 'edit', index: first, len: last - first + 1, pos, to: -1, foreign: false }
  const reachesEnd = end !== undefined && end.pos + end.len === lines
  const op = raw.len > 1 && !isPositional && reachesEnd ? 'rechained' : 'edit'
  const one = `one or more of the entries ${first} to ${last}: no hash below the head of size ${refuted} says which`
  return [{ ...plain(op, raw, false), alternatives: raw.len > 1 ? [one] : [] }]
}
