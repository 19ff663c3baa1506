/** Opens `case.sqlite`, or says by name why not: newer, foreign, changed, damaged, missing. */
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { refusal, refusalOf } from '#contract/refusal.ts'
import { quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { WhyNot } from '../app/ports/case.ts'
import { type Connection, connect } from './driver.ts'
import { insertRows } from './insert-rows.ts'
import { APPLICATION_ID, applyMigrations, expectedSchema, type Migration } from './migrate.ts'
import { readSchema, schemaDifferences, schemaSha256 } from './schema.ts'

/** Differences named in a refusal; more are counted. */
const NAMED_DIFFERENCES = 3

/**
 * The schema version of an existing case file, if it is exactly ours. Changes nothing but what a program that died has
 * left half done. Throws where another program stands in the way, which says nothing about the file.
 */
export async function inspectCaseFile(file: string, migrations: readonly Migration[]): Promise<Result<number, WhyNot>> {
  if (!existsSync(file)) return err({ state: 'missing', detail: 'there is no case.sqlite in its folder (any more)' })
  try {
    if (existsSync(`${file}-journal`)) await rollBack(file)
    const db = await connect(file, 'read')
    try {
      return await inspect(db, migrations)
    } finally {
      await db.close()
    }
  } catch (error) {
    const no = refusalOf(error)
    if (no === null || no.code === 'conflict') throw error
    return err({ state: 'damaged', detail: no.message })
  }
}

/** A journal that is still there undoes what a program did not finish; a connection that only reads may not do that. */
async function rollBack(file: string): Promise<void> {
  const db = await connect(file, 'write')
  try {
    await readSchema(db)
  } finally {
    await db.close()
  }
}

async function inspect(db: Connection, migrations: readonly Migration[]): Promise<Result<number, WhyNot>> {
  const application = (await db.get<{ application_id: number }>('PRAGMA application_id'))?.application_id ?? 0
  const version = (await db.get<{ user_version: number }>('PRAGMA user_version'))?.user_version ?? 0
  const schema = await readSchema(db)
  if (application !== APPLICATION_ID) {
    const names = schema.filter(({ type }) => type === 'table').map(({ name }) => name)
    const got = names.length === 0 ? 'no tables' : `tables ${names.slice(0, NAMED_DIFFERENCES).map(quote).join(', ')}`
    return err({
      state: 'foreign',
      detail: `not a Plainview case: application id ${hex(APPLICATION_ID)} expected, got ${hex(application)} with ${got}`,
    })
  }
  const newest = migrations.length
  if (version > newest) {
    return err({
      state: 'newer_schema',
      detail: `written by a newer Plainview: schema ${version}, this program knows up to ${newest}; open it with that program`,
    })
  }
  const migration = migrations[version - 1]
  if (migration === undefined || schemaSha256(schema) !== migration.schemaSha256) {
    const differences = schemaDifferences(await expectedSchema(Math.max(version, 0), migrations), schema)
    const named = differences.slice(0, NAMED_DIFFERENCES).join('; ') || `version ${version} was never ours`
    const more = differences.length > NAMED_DIFFERENCES ? ` and ${differences.length - NAMED_DIFFERENCES} more` : ''
    return err({ state: 'foreign', detail: `the schema of this case was changed by another program: ${named}${more}` })
  }
  return ok(version)
}

const hex = (id: number) => `0x${(id >>> 0).toString(16).padStart(8, '0')}`

/** Checks, then migrates where the file is older. The caller may open it for good after this. */
export async function prepareCaseFile(file: string, migrations: readonly Migration[]): Promise<Result<null, WhyNot>> {
  const inspected = await inspectCaseFile(file, migrations)
  if (!inspected.ok) return inspected
  if (inspected.value < migrations.length) {
    const db = await connect(file, 'write')
    try {
      await applyMigrations(db, inspected.value, migrations)
    } finally {
      await db.close()
    }
  }
  return ok(null)
}

/** A new case file, whole from the moment it has its name. Refuses to touch an existing one. */
export async function createCaseFile(
  file: string,
  migrations: readonly Migration[],
  info: Readonly<Record<string, string>>,
): Promise<void> {
  if (existsSync(file)) throw refusal({ code: 'conflict', message: 'there is a case in this folder already' })
  const unfinished = `${file}.new`
  await rm(unfinished, { force: true })
  const db = await connect(unfinished, 'create')
  try {
    await applyMigrations(db, 0, migrations)
    await insertRows(db, 'case_info', ['key', 'value'], Object.entries(info))
  } finally {
    await db.close()
  }
  await rename(unfinished, file)
}
