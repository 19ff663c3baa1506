/**
 * Damage and heads are given in indexes of the true log; the screen shows the lines of the export. Deletions and
 * insertions move one against the other: this works out where. Pure.
 */
import type { DamageItem } from './types.ts'

export interface Lines {
  /** Lines [from, to) of the export; empty where something is missing, and then the place where it should stand. */
  readonly from: number
  readonly to: number
}

/** From this index of the true log on, lines stand `by` further on than before. */
interface Shift {
  readonly index: number
  readonly by: number
}

const lengthOf = ({ first, last }: DamageItem): number => last - first + 1
export const isMissing = ({ op }: DamageItem): boolean => op === 'delete' || op === 'head_cut' || op === 'tail_cut'
const addsLines = ({ op, count }: DamageItem): boolean => op === 'insert' || (op === 'spliced' && count !== undefined)

function shiftsOf(item: DamageItem): readonly Shift[] {
  const length = lengthOf(item)
  if (isMissing(item)) return [{ index: item.last + 1, by: -length }]
  if (addsLines(item)) return [{ index: item.first, by: item.count ?? 1 }]
  if (item.op === 'duplicate') return [{ index: item.last + 1, by: length }]
  if (item.op === 'move') {
    return [
      { index: item.last + 1, by: -length },
      { index: item.to ?? item.first, by: length },
    ]
  }
  return []
}

/** How far lines have moved at an index of the true log: all shifts up to it, summed. */
function movedBy(shifts: readonly Shift[]): (index: number) => number {
  const sorted = shifts.toSorted((a, b) => a.index - b.index)
  const sums = [0]
  for (const { by } of sorted) sums.push((sums.at(-1) ?? 0) + by)
  return (index) => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.index ?? 0) <= index) low = middle + 1
      else high = middle
    }
    return sums[low] ?? 0
  }
}

const kept = (line: number, entries: number): number => Math.min(Math.max(0, line), entries)

/** Where an index of the true log stands in the export; kept inside a log of `entries` lines. */
export function lineOfIndex(damage: readonly DamageItem[], entries: number): (index: number) => number {
  const moved = movedBy(damage.flatMap(shiftsOf))
  return (index) => kept(index + moved(index), entries)
}

/** Lines of each item, in the order given, kept inside a log of `entries` lines. */
export function linesOfDamage(damage: readonly DamageItem[], entries: number): readonly Lines[] {
  const moved = movedBy(damage.flatMap(shiftsOf))
  return damage.map((item) => {
    const standsAt = item.op === 'move' ? (item.to ?? item.first) : item.op === 'duplicate' ? item.last + 1 : item.first
    // The lines that the item itself adds stand here, and move only what is behind them.
    const own = shiftsOf(item).reduce((sum, { index, by }) => (by > 0 && index <= standsAt ? sum + by : sum), 0)
    const from = kept(standsAt + moved(standsAt) - own, entries)
    const length = isMissing(item) ? 0 : addsLines(item) ? (item.count ?? 1) : lengthOf(item)
    return { from, to: kept(from + length, entries) }
  })
}
