/**
 * How much of one release stands in another: rows as a multiset over the columns both have, whatever the order of rows
 * and columns. Cells are compared as in classes: trimmed text.
 */
import { partition } from './classes.ts'
import { type Column, columnNamed, type Table } from './table.ts'

export interface SharedRows {
  /** Columns both tables have, in the order of the first. */
  readonly columns: readonly string[]
  /** Do both have the same columns, all of them? */
  readonly sameColumns: boolean
  /** Rows of one that can be paired with an equal row of the other. */
  readonly rows: number
}

/** Rows of `a`, then rows of `b`, in the codes of one dictionary. */
function joined(a: Column, b: Column): Column {
  const codeOf = new Map(a.values.map((value, code) => [value, code]))
  const values = [...a.values]
  const to = Int32Array.from(b.values, (value) => {
    const known = codeOf.get(value)
    return known ?? values.push(value) - 1
  })
  const codes = new Int32Array(a.codes.length + b.codes.length)
  codes.set(a.codes)
  for (let row = 0; row < b.codes.length; row++) codes[a.codes.length + row] = to[b.codes[row] as number] as number
  return { name: a.name, codes, values, trimmed: new Map() }
}

export function sharedRows(a: Table, b: Table): SharedRows {
  const pairs = a.columns.flatMap((own) => {
    const other = columnNamed(b, own.name)
    return other ? [[own, other] as const] : []
  })
  const columns = pairs.map(([{ name }]) => name)
  const sameColumns = columns.length === a.columns.length && columns.length === b.columns.length
  if (columns.length === 0) return { columns, sameColumns, rows: 0 }
  const { classOf, classes } = partition(
    a.rows + b.rows,
    pairs.map(([own, other]) => joined(own, other)),
  )
  const ofA = new Int32Array(classes)
  let rows = 0
  for (let row = 0; row < classOf.length; row++) {
    const id = classOf[row] as number
    const left = ofA[id] as number
    if (row < a.rows) ofA[id] = left + 1
    else if (left > 0) {
      ofA[id] = left - 1
      rows++
    }
  }
  return { columns, sameColumns, rows }
}
