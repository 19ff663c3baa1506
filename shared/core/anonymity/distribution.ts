/**
 * How often each sensitive value occurs in each class: compressed sparse rows, one cell per (class, value) that occurs.
 */
import type { Partition } from './classes.ts'

export interface Distribution {
  readonly classes: number
  /** Cells of class e are [start[e], start[e+1]). */
  readonly start: Int32Array
  /** Value code of each cell, ascending within a class. */
  readonly value: Int32Array
  readonly count: Int32Array
  /** Rows of each class that have a value. */
  readonly total: Int32Array
  /** Distinct value codes that exist (those that never occur in a counted row included). */
  readonly width: number
}

/** The baseline a class is compared with: how often each value occurs in the table. */
export interface Baseline {
  /** Indexed by value code. */
  readonly count: Float64Array
  readonly total: number
  /** Values with a count above zero. */
  readonly distinct: number
}

/**
 * @param codes sensitive value of each row; a negative code is a missing value and is not counted
 * @param width number of value codes
 */
export function distribute(part: Partition, codes: Int32Array, width: number): Distribution {
  const { classes, classOf } = part
  const total = new Int32Array(classes)
  for (let row = 0; row < classOf.length; row++) {
    const id = classOf[row] as number
    if (id >= 0 && (codes[row] as number) >= 0) total[id] = (total[id] as number) + 1
  }
  // Counting sort by value, then by class: cells of a class come out ascending by value without a comparison sort.
  const byValueStart = new Int32Array(width + 1)
  for (let row = 0; row < classOf.length; row++) {
    const code = codes[row] as number
    if ((classOf[row] as number) >= 0 && code >= 0) byValueStart[code + 1] = (byValueStart[code + 1] as number) + 1
  }
  for (let v = 0; v < width; v++) byValueStart[v + 1] = (byValueStart[v + 1] as number) + (byValueStart[v] as number)
  const counted = byValueStart[width] as number
  const classByValue = new Int32Array(counted)
  const cursor = byValueStart.slice()
  for (let row = 0; row < classOf.length; row++) {
    const code = codes[row] as number
    const id = classOf[row] as number
    if (id < 0 || code < 0) continue
    const at = cursor[code] as number
    classByValue[at] = id
    cursor[code] = at + 1
  }
  const last = new Int32Array(classes).fill(-1)
  const cells = new Int32Array(classes)
  for (let v = 0; v < width; v++) {
    for (let at = byValueStart[v] as number; at < (byValueStart[v + 1] as number); at++) {
      const id = classByValue[at] as number
      if (last[id] !== v) {
        last[id] = v
        cells[id] = (cells[id] as number) + 1
      }
    }
  }
  const start = new Int32Array(classes + 1)
  for (let id = 0; id < classes; id++) start[id + 1] = (start[id] as number) + (cells[id] as number)
  const value = new Int32Array(start[classes] as number)
  const count = new Int32Array(start[classes] as number)
  const fill = start.slice(0, classes)
  last.fill(-1)
  for (let v = 0; v < width; v++) {
    for (let at = byValueStart[v] as number; at < (byValueStart[v + 1] as number); at++) {
      const id = classByValue[at] as number
      let cell = fill[id] as number
      if (last[id] !== v) {
        last[id] = v
        value[cell] = v
        fill[id] = cell + 1
      } else {
        cell -= 1
      }
      count[cell] = (count[cell] as number) + 1
    }
  }
  return { classes, start, value, count, total, width }
}

/** Counts of every value over the rows of `part`, or over all rows when `part` is null. Missing values (code < 0) are left out. */
export function baseline(codes: Int32Array, width: number, part: Partition | null): Baseline {
  const count = new Float64Array(width)
  let total = 0
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number
    if (code < 0 || (part && (part.classOf[row] as number) < 0)) continue
    count[code] = (count[code] as number) + 1
    total++
  }
  let distinct = 0
  for (const c of count) if (c > 0) distinct++
  return { count, total, distinct }
}
