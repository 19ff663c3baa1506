/**
 * Numbers compared as numbers: `01`, `1` and `1.0` are one value. On request only; the classes of the headline are by text.
 */
import { parseDecimal } from './rational.ts'
import type { Column } from './table.ts'

/** One text for every spelling of a number: lowest terms over powers of ten. Other texts stand for themselves. */
export function canonical(text: string): string {
  const number = parseDecimal(text)
  if (number === null) return `=${text}`
  let { num, den } = number
  while (den > 1n && num % 10n === 0n) {
    num /= 10n
    den /= 10n
  }
  return `${num}/${den}`
}

/** The same column with equal numbers joined under the spelling that came first; itself where there are none. */
export function typedColumn(column: Column): Column {
  const codeOf = new Map<string, number>()
  const values: string[] = []
  const to = Int32Array.from(column.values, (value) => {
    const key = canonical(value)
    const known = codeOf.get(key)
    if (known !== undefined) return known
    codeOf.set(key, values.length)
    return values.push(value) - 1
  })
  if (values.length === column.values.length) return column
  return { ...column, values, codes: column.codes.map((code) => to[code] as number) }
}
