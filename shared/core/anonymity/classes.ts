/**
 * Equivalence classes: rows that agree in every quasi-identifier.
 *
 * Source: L. Sweeney, "k-anonymity: a model for protecting privacy", IJUFKS 10(5), 2002, doi:10.1142/S0218488502001648.
 *
 * Classes are refined one column at a time, on integer codes: 8 columns of a million rows in well under a second.
 */
import type { Column } from './table.ts'

export interface Partition {
  /** Number of classes. */
  readonly classes: number
  /** Class of each row; -1 for a row that is left out. */
  readonly classOf: Int32Array
  /** Rows in each class. */
  readonly sizes: Int32Array
  /** Rows that are in a class. */
  readonly counted: number
}

/** Above this many (class, value) pairs a hash map is used instead of a table of 4 bytes each. */
const DIRECT_TABLE_CELLS = 1 << 23

function refineDirect(classOf: Int32Array, codes: Int32Array, cells: number, width: number): number {
  const ids = new Int32Array(cells).fill(-1)
  let next = 0
  for (let row = 0; row < classOf.length; row++) {
    const before = classOf[row] as number
    if (before < 0) continue
    const cell = before * width + (codes[row] as number)
    let id = ids[cell] as number
    if (id < 0) {
      id = next++
      ids[cell] = id
    }
    classOf[row] = id
  }
  return next
}

/** Open addressing over 53-bit keys; the table is at most half full. */
function refineHashed(classOf: Int32Array, codes: Int32Array, width: number): number {
  let capacity = 16
  while (capacity < classOf.length * 2) capacity *= 2
  const keys = new Float64Array(capacity).fill(-1)
  const ids = new Int32Array(capacity)
  const mask = capacity - 1
  let next = 0
  for (let row = 0; row < classOf.length; row++) {
    const before = classOf[row] as number
    if (before < 0) continue
    const code = codes[row] as number
    const key = before * width + code
    // Fibonacci-style mixing of both halves; Math.imul keeps it in 32 bits.
    let slot = (Math.imul(before, 0x9e3779b1) ^ Math.imul(code + 0x7f4a7c15, 0x85ebca6b)) >>> 0
    slot = (slot ^ (slot >>> 15)) & mask
    while (keys[slot] !== -1 && keys[slot] !== key) slot = (slot + 1) & mask
    if (keys[slot] === -1) {
      keys[slot] = key
      ids[slot] = next++
    }
    classOf[row] = ids[slot] as number
  }
  return next
}

/**
 * The classes over `quasi`. Class numbers are in order of first appearance.
 *
 * @param skip rows to leave out (1 = leave out); none when absent
 */
export function partition(rows: number, quasi: readonly Column[], skip?: Uint8Array): Partition {
  const classOf = new Int32Array(rows)
  let counted = rows
  if (skip) {
    for (let row = 0; row < rows; row++) {
      if (skip[row]) {
        classOf[row] = -1
        counted--
      }
    }
  }
  let classes = counted > 0 ? 1 : 0
  for (const { codes, values } of quasi) {
    if (classes === 0) break
    const width = Math.max(1, values.length)
    const cells = classes * width
    classes =
      cells <= DIRECT_TABLE_CELLS ? refineDirect(classOf, codes, cells, width) : refineHashed(classOf, codes, width)
  }
  const sizes = new Int32Array(classes)
  for (let row = 0; row < rows; row++) {
    const id = classOf[row] as number
    if (id >= 0) sizes[id] = (sizes[id] as number) + 1
  }
  return { classes, classOf, sizes, counted }
}

/** Smallest class, or null when there is none: k of an empty table is undefined, not 0 and not Infinity. */
export function smallest(sizes: Int32Array): number | null {
  if (sizes.length === 0) return null
  let least = sizes[0] as number
  for (const size of sizes) if (size < least) least = size
  return least
}

/** Rows of one class, ascending, at most `limit`. Row numbers count from 0. */
export function rowsOfClass({ classOf }: Partition, id: number, limit = Number.POSITIVE_INFINITY): readonly number[] {
  const rows: number[] = []
  for (let row = 0; row < classOf.length && rows.length < limit; row++) if (classOf[row] === id) rows.push(row)
  return rows
}
