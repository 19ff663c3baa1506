/** How many persons, not rows, each class holds: k is about people. */
import { type Partition, partition } from './classes.ts'
import type { Column } from './table.ts'

/** Distinct persons in each class. A missing person is nobody in particular: each such row counts as one. */
export function personsPerClass(part: Partition, person: Column, missing: ReadonlySet<string>): Int32Array {
  const isMissing = Uint8Array.from(person.values, (value) => (missing.has(value) ? 1 : 0))
  const pairs = partition(part.classOf.length, [classColumn(part), person], leftOut(part))
  const seen = new Uint8Array(pairs.classes)
  const persons = new Int32Array(part.classes)
  for (let row = 0; row < part.classOf.length; row++) {
    const id = part.classOf[row] as number
    if (id < 0) continue
    const pair = pairs.classOf[row] as number
    if (seen[pair] === 1 && isMissing[person.codes[row] as number] !== 1) continue
    seen[pair] = 1
    persons[id] = (persons[id] as number) + 1
  }
  return persons
}

export function leftOut({ classOf }: Partition): Uint8Array {
  return Uint8Array.from(classOf, (id) => (id < 0 ? 1 : 0))
}

/** The class number as a column, so that a partition can be refined further. Rows left out get code 0. */
function classColumn({ classOf, classes }: Partition): Column {
  return {
    name: '',
    codes: classOf.map((id) => Math.max(0, id)),
    values: { length: Math.max(1, classes) } as readonly string[],
    trimmed: new Map(),
  }
}
