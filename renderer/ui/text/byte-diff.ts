/**
 * What is different between two byte strings: the shortest edit script.
 *
 * Source: E. W. Myers, "An O(ND) difference algorithm and its variations", Algorithmica 1, 1986,
 * doi:10.1007/BF01840446. Common ends are cut off first; strings further apart than `MAX_EDITS` are shown as one
 * replaced stretch, which is what a reader would see in them anyway.
 *
 * Pure: no DOM.
 */
import type { Range } from './runs.ts'

const MAX_EDITS = 400
/** Equal stretches shorter than this between two changes are read as part of one change. */
const SHORTEST_EQUAL = 3

export interface ByteDiff {
  /** Ranges of `before` that are not in `after`, and of `after` that are not in `before`; sorted and apart. */
  readonly before: readonly Range[]
  readonly after: readonly Range[]
}

interface Change {
  readonly a: Range
  readonly b: Range
}

export function diffBytes(before: Uint8Array, after: Uint8Array): ByteDiff {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let aEnd = before.length
  let bEnd = after.length
  while (aEnd > start && bEnd > start && before[aEnd - 1] === after[bEnd - 1]) {
    aEnd--
    bEnd--
  }
  const inner = middle(before.subarray(start, aEnd), after.subarray(start, bEnd))
  const shift = ({ from, to }: Range): Range => ({ from: from + start, to: to + start })
  const changes = joined(inner).map(({ a, b }) => ({ a: shift(a), b: shift(b) }))
  const some = ({ from, to }: Range) => to > from
  return { before: changes.map(({ a }) => a).filter(some), after: changes.map(({ b }) => b).filter(some) }
}

function middle(a: Uint8Array, b: Uint8Array): readonly Change[] {
  if (a.length === 0 && b.length === 0) return []
  const whole: Change = { a: { from: 0, to: a.length }, b: { from: 0, to: b.length } }
  if (a.length === 0 || b.length === 0) return [whole]
  const trace = forward(a, b)
  return trace === null ? [whole] : backward(a.length, b.length, trace)
}

/** The furthest reaching x of each diagonal k, after each number of edits; null when too far apart. */
function forward(a: Uint8Array, b: Uint8Array): readonly Int32Array[] | null {
  const limit = Math.min(MAX_EDITS, a.length + b.length)
  const furthest = new Int32Array(2 * limit + 3)
  const mid = limit + 1
  const trace: Int32Array[] = []
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest.slice(mid - edits - 1, mid + edits + 2))
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (furthest[mid + k - 1] ?? 0) < (furthest[mid + k + 1] ?? 0))
      let x = down ? (furthest[mid + k + 1] ?? 0) : (furthest[mid + k - 1] ?? 0) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      furthest[mid + k] = x
      if (x >= a.length && x - k >= b.length) return trace
    }
  }
  return null
}

function backward(aLength: number, bLength: number, trace: readonly Int32Array[]): readonly Change[] {
  const changes: Change[] = []
  let x = aLength
  let y = bLength
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const furthest = trace[edits] ?? new Int32Array(0)
    const at = (k: number) => furthest[k + edits + 1] ?? 0
    const k = x - y
    const down = k === -edits || (k !== edits && at(k - 1) < at(k + 1))
    const fromK = down ? k + 1 : k - 1
    const fromX = at(fromK)
    const fromY = fromX - fromK
    changes.push(
      down
        ? { a: { from: fromX, to: fromX }, b: { from: fromY, to: fromY + 1 } }
        : { a: { from: fromX, to: fromX + 1 }, b: { from: fromY, to: fromY } },
    )
    x = fromX
    y = fromY
  }
  return changes.reverse()
}

function joined(changes: readonly Change[]): readonly Change[] {
  const out: Change[] = []
  for (const change of changes) {
    const last = out.at(-1)
    if (last && change.a.from - last.a.to < SHORTEST_EQUAL && change.b.from - last.b.to < SHORTEST_EQUAL) {
      out[out.length - 1] = {
        a: { from: last.a.from, to: change.a.to },
        b: { from: last.b.from, to: change.b.to },
      }
    } else out.push(change)
  }
  return out
}
