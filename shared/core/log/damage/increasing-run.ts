/**
 * Which matched lines stay in place: the longest run of matches, in the order of the export, whose indexes increase.
 * Of several longest ones, the one with the lowest indexes, and of equal lines the earliest.
 *
 * Source: the longest increasing subsequence, with weights (C. Schensted, Canad. J. Math. 13, 1961,
 * doi:10.4153/CJM-1961-015-3, for the idea); O(n log n) with a Fenwick tree over the indexes.
 */

/** Lines that are matched with consecutive indexes, in the order of their positions. Indexes of two are equal or apart. */
export interface Match {
  /** First index. */
  readonly index: number
  readonly len: number
}

/** @returns for each match whether it stays in place */
export function longestIncreasingRun(matches: readonly Match[]): readonly boolean[] {
  const best = bestFrom(matches)
  const stays = new Array<boolean>(matches.length).fill(false)
  const byLength = new Map<number, number[]>()
  best.forEach((length, i) => {
    const list = byLength.get(length)
    if (list) list.push(i)
    else byLength.set(length, [i])
  })
  let left = best.reduce((most, length) => Math.max(most, length), 0)
  let position = -1
  let index = -1
  while (left > 0) {
    const chosen = lowestBehind(matches, byLength.get(left) ?? [], position, index)
    stays[chosen] = true
    position = chosen
    index = matches[chosen]?.index ?? 0
    left -= matches[chosen]?.len ?? 0
  }
  return stays
}

/** Most lines that an increasing run can have that begins with each match. */
function bestFrom(matches: readonly Match[]): Float64Array {
  const ranks = new Map([...new Set(matches.map(({ index }) => index))].sort((a, b) => b - a).map((v, i) => [v, i + 1]))
  const tree = new Float64Array(ranks.size + 1) // maxima over ranks 1..r; rank 1 is the highest index
  const best = new Float64Array(matches.length)
  for (let i = matches.length - 1; i >= 0; i--) {
    const { index, len } = matches[i] as Match
    const rank = ranks.get(index) as number
    let most = 0
    for (let r = rank - 1; r > 0; r -= r & -r) most = Math.max(most, tree[r] as number)
    const length = most + len
    best[i] = length
    for (let r = rank; r < tree.length; r += r & -r) tree[r] = Math.max(tree[r] as number, length)
  }
  return best
}

/**
 * Among matches from which equally many lines can follow, in the order of positions, indexes do not increase (a later
 * one with a higher index could follow the earlier one). So those behind `position` are the end of the list, those
 * above `index` its beginning, and the lowest index is the last of both.
 */
function lowestBehind(matches: readonly Match[], list: readonly number[], position: number, index: number): number {
  const from = firstWhere(list, (i) => i > position)
  const to = firstWhere(list, (i) => (matches[i]?.index ?? 0) <= index)
  const lowest = matches[list[to - 1] as number]?.index ?? 0
  const earliest = firstWhere(list, (i) => (matches[i]?.index ?? 0) <= lowest)
  return list[Math.max(from, earliest)] as number
}

/** `list` is false, …, false, true, …, true under `holds`: position of the first true. */
function firstWhere(list: readonly number[], holds: (item: number) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(list[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}
