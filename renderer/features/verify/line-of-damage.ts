/**
 * Damage is given in indexes of the true log; the screen shows the lines of the export. Deletions and insertions move
 * one against the other: this works out where. Pure.
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
const isMissing = ({ op }: DamageItem): boolean => op === 'delete' || op === 'head_cut' || op === 'tail_cut'
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

/** Lines of each item, in the order given, kept inside a log of `entries` lines. */
export function linesOfDamage(damage: readonly DamageItem[], entries: number): readonly Lines[] {
  const shifts = damage.map(shiftsOf)
  return damage.map((item, own) => {
    const shifted = (index: number) =>
      shifts
        .flatMap((list, i) => (i === own ? [] : list))
        .reduce((line, shift) => (shift.index <= index ? line + shift.by : line), index)
    const standsAt = item.op === 'move' ? (item.to ?? item.first) : item.op === 'duplicate' ? item.last + 1 : item.first
    const from = Math.min(Math.max(0, shifted(standsAt)), entries)
    const length = isMissing(item) ? 0 : addsLines(item) ? (item.count ?? 1) : lengthOf(item)
    return { from, to: Math.min(from + length, entries) }
  })
}
