/**
 * k where a missing quasi-identifier may be anything: the fewest rows that any row could be mistaken for.
 *
 * For each row, the rows that agree with it in every column in which both have a value; k is the minimum. Classes overlap
 * under this reading, so it is defined for k alone.
 */
import { partition } from './classes.ts'
import type { Column } from './table.ts'

/** Pairs of missing-patterns beyond which the reading is left undecided rather than slow. */
const MAX_PATTERN_PAIRS = 4096

/**
 * @param isMissing for each column, by value code: 1 = missing
 * @returns null for an empty table; 'undecided' when more patterns of missing cells occur than the limit allows
 */
export function wildcardK(
  rows: number,
  quasi: readonly Column[],
  isMissing: readonly Uint8Array[],
  skip: Uint8Array,
): number | null | 'undecided' {
  const byPattern = new Map<string, { readonly missing: readonly boolean[]; readonly rows: number[] }>()
  for (let row = 0; row < rows; row++) {
    if (skip[row]) continue
    const missing = quasi.map((column, at) => isMissing[at]?.[column.codes[row] as number] === 1)
    const key = missing.map(Number).join('')
    const found = byPattern.get(key)
    if (found) found.rows.push(row)
    else byPattern.set(key, { missing, rows: [row] })
  }
  const patterns = [...byPattern.values()]
  if (patterns.length === 0) return null
  if (patterns.length ** 2 > MAX_PATTERN_PAIRS) return 'undecided'
  const matches = new Float64Array(rows)
  for (const a of patterns) {
    for (const b of patterns) {
      const shared = quasi.filter((_, at) => !a.missing[at] && !b.missing[at])
      const outside = new Uint8Array(rows).fill(1)
      for (const row of a.rows) outside[row] = 0
      for (const row of b.rows) outside[row] = 0
      const { classOf, classes } = partition(rows, shared, outside)
      const inB = new Float64Array(classes)
      for (const row of b.rows) inB[classOf[row] as number] = (inB[classOf[row] as number] as number) + 1
      for (const row of a.rows) matches[row] = (matches[row] as number) + (inB[classOf[row] as number] as number)
    }
  }
  let least = Number.POSITIVE_INFINITY
  for (const { rows: members } of patterns) {
    for (const row of members) if ((matches[row] as number) < least) least = matches[row] as number
  }
  return least
}
