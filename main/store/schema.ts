/**
 * The schema of a case file, as one hash: a case is opened only if its schema is exactly ours.
 *
 * Anything else in `sqlite_schema` (a view, a trigger, another column, a virtual table with its shadow tables) may run
 * with our rights when we query, or make our queries answer something else. SQLite has no switch for this at run time.
 */
import { createHash } from 'node:crypto'
import type { Reader } from './driver.ts'

export interface SchemaRow {
  readonly type: string
  readonly name: string
  readonly table: string
  /** null for the indexes SQLite makes itself. */
  readonly sql: string | null
}

/** Every row, automatic indexes and shadow tables included, in a fixed order. */
export function readSchema(db: Reader): Promise<readonly SchemaRow[]> {
  return db.all<SchemaRow>(
    'SELECT type, name, tbl_name AS "table", sql FROM sqlite_schema ORDER BY type, name, tbl_name',
  )
}

export function schemaSha256(schema: readonly SchemaRow[]): string {
  const rows = schema.map(({ type, name, table, sql }) => JSON.stringify([type, name, table, sql]))
  return createHash('sha256').update(rows.join('\n')).digest('hex')
}

/** Which objects differ, for the refusal: the first few by name. */
export function schemaDifferences(expected: readonly SchemaRow[], got: readonly SchemaRow[]): readonly string[] {
  const keyed = (rows: readonly SchemaRow[]) => new Map(rows.map((row) => [`${row.type} ${row.name}`, row] as const))
  const [ours, theirs] = [keyed(expected), keyed(got)]
  const missing = [...ours.keys()].filter((key) => !theirs.has(key)).map((key) => `${key} is missing`)
  const extra = [...theirs.keys()].filter((key) => !ours.has(key)).map((key) => `${key} is not ours`)
  const changed = [...ours].flatMap(([key, row]) => {
    const other = theirs.get(key)
    return other && (other.sql !== row.sql || other.table !== row.table) ? [`${key} is defined otherwise`] : []
  })
  return [...missing, ...extra, ...changed]
}
