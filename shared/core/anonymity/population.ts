/** The population a table was drawn from, aligned with its classes: F_E for every class E of the sample. */
import type { InputError } from '../input-error.ts'
import { quote } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'
import { type Partition, rowsOfClass } from './classes.ts'
import { type Column, columnNamed, type Table } from './table.ts'
import { canonical } from './typed-column.ts'

export interface Population {
  /** People of each class of the sample, each at least 1. */
  readonly counts: Float64Array
}

/** @param typed numbers as numbers: the population may spell them in another way */
const keyer = (typed: boolean) => (columns: readonly Column[], row: number) =>
  JSON.stringify(
    columns.map(({ codes, values }) => {
      const text = values[codes[row] as number] ?? ''
      return typed ? canonical(text) : text
    }),
  )

/**
 * @param options.countColumn column with the number of people a row stands for; one each when absent
 * @param options.typed are numbers compared as numbers?
 */
export function alignPopulation(
  part: Partition,
  quasi: readonly Column[],
  table: Table,
  { countColumn, typed = false }: { readonly countColumn?: string | undefined; readonly typed?: boolean } = {},
): Result<Population, InputError> {
  const refuse = (field: string, expected: string, got: string, line?: number): Result<never, InputError> =>
    err({
      code: 'bad_field',
      place: { file: 'population', field, ...(line === undefined ? {} : { line }) },
      expected,
      got,
    })
  const keyOf = keyer(typed)
  const columns: Column[] = []
  for (const { name } of quasi) {
    const column = columnNamed(table, name)
    if (!column) return refuse(name, 'a column of the population for every quasi-identifier', 'none of that name')
    columns.push(column)
  }
  const counts = countColumn === undefined ? undefined : columnNamed(table, countColumn)
  if (countColumn !== undefined && !counts) return refuse(countColumn, 'a column with counts', 'none of that name')
  const people = new Map<string, number>()
  for (let row = 0; row < table.rows; row++) {
    const text = counts ? (counts.values[counts.codes[row] as number] ?? '') : '1'
    if (!/^\d{1,15}$/.test(text)) return refuse(countColumn ?? '', 'a whole number', quote(text), row + 2)
    const key = keyOf(columns, row)
    people.set(key, (people.get(key) ?? 0) + Number(text))
  }
  const aligned = new Float64Array(part.classes)
  const first = new Int32Array(part.classes).fill(-1)
  for (let row = part.classOf.length - 1; row >= 0; row--) {
    const id = part.classOf[row] as number
    if (id >= 0) first[id] = row
  }
  for (let id = 0; id < part.classes; id++) {
    const key = keyOf(quasi, first[id] as number)
    const F = people.get(key) ?? 0
    const f = part.sizes[id] as number
    if (F < f) {
      const rows = rowsOfClass(part, id, 3).map((row) => row + 1)
      return refuse(
        'class',
        `at least ${f} people in the population`,
        `${F} for ${JSON.stringify(quasi.map(({ codes, values }) => values[codes[first[id] as number] as number]))} (rows ${rows.join(', ')})`,
      )
    }
    aligned[id] = F
  }
  return ok({ counts: aligned })
}
