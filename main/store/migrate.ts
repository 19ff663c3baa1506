/**
 * Brings an empty or older case file to the newest schema, each migration with its number in one transaction.
 * `application_id` and `user_version` (https://www.sqlite.org/fileformat2.html §1.2.1) say whose file it is and how far it has come.
 */
import { invariant } from '#core/input-error.ts'
import { type Connection, connect } from './driver.ts'
import { readSchema, type SchemaRow, schemaSha256 } from './schema.ts'

export interface Migration {
  /** From 1, without gaps. */
  readonly version: number
  readonly name: string
  readonly sql: string
  /** Of the whole schema after this migration (schema.ts). */
  readonly schemaSha256: string
}

/** "PLVW" */
export const APPLICATION_ID = 0x504c5657

export async function applyMigrations(db: Connection, from: number, migrations: readonly Migration[]): Promise<void> {
  for (const migration of migrations.filter(({ version }) => version > from)) {
    await db.exec('BEGIN IMMEDIATE')
    try {
      await db.exec(migration.sql)
      const got = schemaSha256(await readSchema(db))
      invariant(
        got === migration.schemaSha256,
        `migration ${migration.version} gives schema ${got}, not ${migration.schemaSha256}`,
      )
      await db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${migration.version}; COMMIT`)
    } catch (error) {
      await db.exec('ROLLBACK').catch(() => undefined)
      throw error
    }
  }
}

/** What `sqlite_schema` holds after `version`: made afresh, to name what differs in a file that is refused. */
export async function expectedSchema(version: number, migrations: readonly Migration[]): Promise<readonly SchemaRow[]> {
  const db = await connect(':memory:', 'create')
  try {
    await applyMigrations(db, 0, migrations.slice(0, version))
    return await readSchema(db)
  } finally {
    await db.close()
  }
}
