/** From matches to operations: docs/formats/log.md §5, "Alignment". Ranges of lines and indexes, not yet items. */
import type { Atom } from './atom.ts'
import { longestIncreasingRun } from './increasing-run.ts'

export type RawOp = 'edit' | 'delete' | 'insert' | 'duplicate' | 'move'

export interface RawDamage {
  readonly op: RawOp
  /** True index of the first; of an insert, the index before which it stands. */
  readonly index: number
  /** Indexes, or lines inserted. */
  readonly len: number
  /** Position of the first line that shows it; of what is missing, of the line before which it should stand. */
  readonly pos: number
  /** move, duplicate: the index before which the first line now stands. */
  readonly to: number
  /** Lines of another log. */
  readonly foreign: boolean
}

/** Lines that stand where they belong: positions [pos, pos + len) have the indexes from `index` on. */
export interface InPlace {
  readonly pos: number
  readonly index: number
  readonly len: number
}

export interface Alignment {
  readonly damage: readonly RawDamage[]
  /** Ascending in both. The agreed beginning of the log is the first, where there is one. */
  readonly inPlace: readonly InPlace[]
  /** Number of indexes of the true log, as far as is known. */
  readonly end: number
}

export interface AlignOptions {
  readonly atoms: readonly Atom[]
  /** Index of each atom's first line, -1 = unmatched. */
  readonly matched: Float64Array
  readonly agreed: number
  /** Lines of the export. */
  readonly lines: number
  /** Entries that the largest verified head has, 0 without one. */
  readonly signed: number
}

export function align(options: AlignOptions): Alignment {
  const { atoms, matched, agreed, lines, signed } = options
  const movable = atoms.flatMap((_, i) => ((matched[i] as number) >= agreed ? [i] : []))
  const stays = longestIncreasingRun(movable.map((i) => ({ index: matched[i] as number, len: (atoms[i] as Atom).len })))
  const staying = new Set(movable.filter((_, i) => stays[i]))
  const inPlace: InPlace[] = agreed > 0 ? [{ pos: 0, index: 0, len: agreed }] : []
  for (const i of staying) {
    const { pos, len } = atoms[i] as Atom
    inPlace.push({ pos, index: matched[i] as number, len })
  }
  const present = createPresent(inPlace)
  const outOfPlace: RawDamage[] = []
  const unmatched: Atom[] = []
  atoms.forEach((atom, i) => {
    const index = matched[i] as number
    if (index < 0) unmatched.push(atom)
    if (index < 0 || staying.has(i)) return
    const isMove = present.addIfAbsent(index, atom.len)
    const { pos, len, foreign } = atom
    outOfPlace.push({ op: isMove ? 'move' : 'duplicate', index, len, pos, to: -1, foreign })
  })
  const end = endOf(inPlace.at(-1), unmatched, signed)
  const damage = fillGaps(inPlace, unmatched, present, lines, end)
  const standsBefore = createStandsBefore(inPlace, damage, end)
  const moved = outOfPlace.map((raw) => ({ ...raw, to: standsBefore(raw.pos + raw.len) }))
  return { damage: [...damage, ...moved], inPlace, end }
}

/** Lines behind the last one in place that claim the indexes that would follow count as well: what they replace was there. */
function endOf(last: InPlace | undefined, unmatched: readonly Atom[], signed: number): number {
  let end = last ? last.index + last.len : 0
  if (signed > end) return signed
  for (const { pos, len, seq, claims } of unmatched) {
    if (claims && seq === end && pos >= (last ? last.pos + last.len : 0)) end += len
  }
  return end
}

/** Which indexes are there. `ranges` ascend and do not overlap. */
function createPresent(ranges: readonly InPlace[]) {
  const moved = new Set<number>()
  let sorted: readonly number[] | null = null
  const isInPlace = (index: number): boolean => {
    let low = 0
    let high = ranges.length
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const range = ranges[middle] as InPlace
      if (range.index + range.len > index) high = middle
      else low = middle + 1
    }
    return low < ranges.length && (ranges[low] as InPlace).index <= index
  }
  return {
    /** Longer stretches are claimed by nobody else, so that their first index speaks for all. */
    addIfAbsent: (index: number, len: number): boolean => {
      if (isInPlace(index) || moved.has(index)) return false
      for (let i = 0; i < len; i++) moved.add(index + i)
      return true
    },
    /** Those of [from, to) that are nowhere, as ranges. */
    missing: (from: number, to: number): readonly Range[] => {
      sorted ??= [...moved].sort((a, b) => a - b)
      const result: { from: number; to: number }[] = []
      let at = from
      for (let i = firstAtLeast(sorted, from); i < sorted.length && (sorted[i] as number) < to; i++) {
        const index = sorted[i] as number
        if (index > at) result.push({ from: at, to: index })
        at = index + 1
      }
      if (at < to) result.push({ from: at, to })
      return result
    },
  }
}

function firstAtLeast(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((sorted[middle] as number) >= value) high = middle
    else low = middle + 1
  }
  return low
}

interface Range {
  readonly from: number
  readonly to: number
}

function fillGaps(
  inPlace: readonly InPlace[],
  unmatched: readonly Atom[],
  present: ReturnType<typeof createPresent>,
  lines: number,
  end: number,
): RawDamage[] {
  const damage: RawDamage[] = []
  let u = 0
  for (let g = 0; g <= inPlace.length; g++) {
    const before = inPlace[g - 1]
    const after = inPlace[g] ?? { pos: lines, index: end }
    const found: Atom[] = []
    for (; u < unmatched.length && (unmatched[u] as Atom).pos < after.pos; u++) found.push(unmatched[u] as Atom)
    const missing = present.missing(before ? before.index + before.len : 0, after.index)
    if (found.length === 0 && missing.length === 0) continue
    const isTail = g === inPlace.length
    damage.push(...fillGap(found, missing, after, isTail))
  }
  return damage
}

function fillGap(
  found: readonly Atom[],
  missing: readonly Range[],
  after: { readonly pos: number; readonly index: number },
  isTail: boolean,
): RawDamage[] {
  const lineCount = found.reduce((sum, { len }) => sum + len, 0)
  const missingCount = missing.reduce((sum, { from, to }) => sum + to - from, 0)
  const edits = lineCount === missingCount ? pairInOrder(found, missing) : pairByClaim(found, missing)
  const editedLines = edits.map(({ pos, len }) => ({ from: pos, to: pos + len }))
  const editedIndexes = edits.map(({ index, len }) => ({ from: index, to: index + len }))
  const deletes = subtract(missing, editedIndexes).map(({ from, to }): RawDamage => {
    const stands = edits.filter(({ index }) => index >= to).sort((a, b) => a.index - b.index)[0]
    return { op: 'delete', index: from, len: to - from, pos: stands?.pos ?? after.pos, to: -1, foreign: false }
  })
  const inserts = found.flatMap((atom) =>
    subtract([{ from: atom.pos, to: atom.pos + atom.len }], editedLines).flatMap(({ from, to }): RawDamage[] => {
      // At the end of a log nothing contradicts a line that claims nothing.
      if (isTail && missingCount === 0 && !atom.claims && !atom.foreign && atom.seq < 0) return []
      const next = edits.filter(({ pos }) => pos >= to).sort((a, b) => a.pos - b.pos)[0]
      const index = next?.index ?? after.index
      return [{ op: 'insert', index, len: to - from, pos: from, to: -1, foreign: atom.foreign }]
    }),
  )
  return [...edits, ...deletes, ...inserts]
}

function pairInOrder(found: readonly Atom[], missing: readonly Range[]): RawDamage[] {
  const edits: RawDamage[] = []
  let m = 0
  let index = missing[0]?.from ?? 0
  for (const { pos, len, foreign } of found) {
    for (let done = 0; done < len; ) {
      const range = missing[m] as Range
      const taken = Math.min(len - done, range.to - index)
      edits.push({ op: 'edit', index, len: taken, pos: pos + done, to: -1, foreign })
      done += taken
      index += taken
      if (index === range.to) index = missing[++m]?.from ?? 0
    }
  }
  return edits
}

/** A line pairs with the missing index that it claims; of several, one of our own log, and of those the first. */
function pairByClaim(found: readonly Atom[], missing: readonly Range[]): RawDamage[] {
  const edits: RawDamage[] = []
  let free = missing
  const ours = found.filter(({ foreign }) => !foreign)
  for (const { pos, len, seq, foreign } of [...ours, ...found.filter((atom) => atom.foreign)]) {
    if (seq < 0) continue
    const claimed = { from: seq, to: seq + len }
    const taken = free
      .map(({ from, to }) => ({ from: Math.max(from, claimed.from), to: Math.min(to, claimed.to) }))
      .filter(({ from, to }) => from < to)
    for (const { from, to } of taken) {
      edits.push({ op: 'edit', index: from, len: to - from, pos: pos + from - seq, to: -1, foreign })
    }
    if (taken.length > 0) free = subtract(free, taken)
  }
  return edits
}

/** What is left of `ranges` without `taken`. */
function subtract(ranges: readonly Range[], taken: readonly Range[]): readonly Range[] {
  if (taken.length === 0) return ranges
  const sorted = [...taken].sort((a, b) => a.from - b.from)
  return ranges.flatMap(({ from, to }) => {
    const left: Range[] = []
    let at = from
    for (const cut of sorted) {
      if (cut.to <= at || cut.from >= to) continue
      if (cut.from > at) left.push({ from: at, to: cut.from })
      at = Math.max(at, cut.to)
    }
    if (at < to) left.push({ from: at, to })
    return left
  })
}

/** Index of the first line from a position on that stands in place or was edited there; the end of the log if none does. */
function createStandsBefore(inPlace: readonly InPlace[], damage: readonly RawDamage[], end: number) {
  const standing = [...inPlace, ...damage.filter(({ op }) => op === 'edit')].sort((a, b) => a.pos - b.pos)
  const ends = standing.map(({ pos, len }) => pos + len)
  return (position: number): number => {
    const next = standing[firstAtLeast(ends, position + 1)]
    return next === undefined ? end : next.index + Math.max(0, position - next.pos)
  }
}
