import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../main/io/node-crypto.ts'
import { streamSource } from '../../main/io/read-source.ts'
import { createCaseLibrary } from '../../main/store/case-library.ts'
import { connect } from '../../main/store/driver.ts'
import { applyMigrations, type Migration } from '../../main/store/migrate.ts'
import { MIGRATIONS } from '../../main/store/migrations/all.ts'
import { readSchema, schemaSha256 } from '../../main/store/schema.ts'
import { temporaryFolder } from './temp-folder.ts'

const folder = temporaryFolder()
const deps = { stream: streamSource, hash: sha256 }
const library = createCaseLibrary(deps)
let count = 0

/** A closed case and its database file. */
async function closedCase(): Promise<{ at: string; file: string }> {
  const at = join(folder, `case-${count++}`)
  await (await library.create(at, 'Ledger 2026', 1_700_000_000_000)).close()
  return { at, file: join(at, 'case.sqlite') }
}

async function changed(sql: string): Promise<string> {
  const { at, file } = await closedCase()
  const db = await connect(file, 'write')
  await db.exec(sql)
  await db.close()
  return at
}

describe('a case', () => {
  test('is a folder with case.sqlite and evidence/, and opens again under its name', async () => {
    const { at } = await closedCase()
    expect([existsSync(join(at, 'case.sqlite')), existsSync(join(at, 'evidence'))]).toEqual([true, true])
    const opened = await library.open(at)
    if (!opened.ok) throw new Error(opened.error.detail)
    expect(await opened.value.info()).toMatchObject({
      name: 'Ledger 2026',
      createdAtMs: 1_700_000_000_000,
      evidenceCount: 0,
      entryCount: 0,
      readOnly: false,
    })
    await opened.value.rename('Ledger "2027"')
    await opened.value.close()
    expect(await library.inspect(at)).toMatchObject({ ok: true, value: { name: 'Ledger "2027"' } })
  })

  test('is never made over another one', async () => {
    const { at, file } = await closedCase()
    const before = readFileSync(file)
    await expect(library.create(at, 'Another', 0)).rejects.toThrow('there is a case in this folder already')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('whose making was cut off is no case yet, and can be made again', async () => {
    const at = join(folder, `case-${count++}`)
    mkdirSync(at)
    writeFileSync(join(at, 'case.sqlite.new'), 'half')
    expect(await library.open(at)).toMatchObject({ ok: false, error: { state: 'missing' } })
    await (await library.create(at, 'Again', 0)).close()
    expect(await library.inspect(at)).toMatchObject({ ok: true, value: { name: 'Again' } })
  })
})

describe('a schema that is not exactly ours is refused by name', () => {
  test.each([
    ['a newer one', 'PRAGMA user_version = 99', 'newer_schema', 'schema 99, this program knows up to'],
    [
      'another program',
      'PRAGMA application_id = 0x0f055112',
      'foreign',
      'application id 0x504c5657 expected, got 0x0f055112',
    ],
    ['no program at all', 'PRAGMA application_id = 0', 'foreign', 'got 0x00000000 with tables'],
    ['version 0', 'PRAGMA user_version = 0', 'foreign', 'changed by another program'],
    ['a negative version', 'PRAGMA user_version = -1', 'foreign', 'changed by another program'],
    ['an added table', 'CREATE TABLE extra (x)', 'foreign', 'table extra is not ours'],
    ['a view', 'CREATE VIEW peek AS SELECT * FROM entries', 'foreign', 'view peek is not ours'],
    [
      'a trigger',
      'CREATE TRIGGER sly AFTER INSERT ON entries BEGIN DELETE FROM verdicts; END',
      'foreign',
      'trigger sly is not ours',
    ],
    ['an index', 'CREATE INDEX more ON entries (seq)', 'foreign', 'index more is not ours'],
    ['a dropped index', 'DROP INDEX entries_type', 'foreign', 'index entries_type is missing'],
    ['an added column', 'ALTER TABLE verdicts ADD COLUMN note TEXT', 'foreign', 'table verdicts is defined otherwise'],
    ['a full-text table', 'CREATE VIRTUAL TABLE words USING fts5(word)', 'foreign', 'table words is not ours'],
  ])('%s', async (_name, sql, state, detail) => {
    const at = await changed(sql)
    const before = readFileSync(join(at, 'case.sqlite'))
    for (const answer of [await library.open(at), await library.inspect(at)]) {
      expect(answer).toMatchObject({ ok: false, error: { state, detail: expect.stringContaining(detail) } })
    }
    expect(readFileSync(join(at, 'case.sqlite')).equals(before), 'refusing changes nothing').toBe(true)
  })

  test('a table that only looks the same in the schema text of another case', async () => {
    const at = await changed(
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'exit INTEGER', 'exit  INTEGER')",
    )
    expect(await library.open(at)).toMatchObject({ ok: false, error: { state: 'foreign' } })
  })
})

describe('migrations', () => {
  const second: Migration = {
    version: 2,
    name: 'second',
    sql: 'CREATE TABLE added (x INTEGER) STRICT; INSERT INTO added VALUES (7);',
    schemaSha256: '',
  }
  async function hashed(migration: Migration): Promise<Migration> {
    const db = await connect(':memory:', 'create')
    await applyMigrations(db, 0, MIGRATIONS)
    await db.exec(migration.sql)
    const got = schemaSha256(await readSchema(db))
    await db.close()
    return { ...migration, version: MIGRATIONS.length + 1, schemaSha256: got }
  }

  test('each gives the schema its file says, in order and without gaps', async () => {
    const db = await connect(':memory:', 'create')
    await applyMigrations(db, 0, MIGRATIONS) // throws on any other schema
    await db.close()
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1))
  })

  test('an older case is brought to the newest schema and keeps what it holds', async () => {
    const { at } = await closedCase()
    const newer = createCaseLibrary({ ...deps, migrations: [...MIGRATIONS, await hashed(second)] })
    const opened = await newer.open(at)
    if (!opened.ok) throw new Error(opened.error.detail)
    expect((await opened.value.info()).name).toBe('Ledger 2026')
    await opened.value.close()
    expect(await library.open(at)).toMatchObject({ ok: false, error: { state: 'newer_schema' } })
  })

  test('one that fails leaves the older case as it was', async () => {
    const { at, file } = await closedCase()
    const broken = await hashed(second)
    const newer = createCaseLibrary({
      ...deps,
      migrations: [...MIGRATIONS, { ...broken, sql: `${broken.sql} SELECT * FROM nowhere;` }],
    })
    await expect(newer.open(at)).rejects.toThrow('no such table: nowhere')
    const db = await connect(file, 'read')
    expect(await db.get("SELECT COUNT(*) AS n FROM sqlite_schema WHERE name = 'added'")).toEqual({ n: 0 })
    await db.close()
    expect(await library.inspect(at)).toMatchObject({ ok: true })
  })

  test('an edited one is our own bug, and stops', async () => {
    const edited = { ...(MIGRATIONS[0] as Migration), sql: 'CREATE TABLE t (x)' }
    const db = await connect(':memory:', 'create')
    await expect(applyMigrations(db, 0, [edited])).rejects.toThrow('bug: migration 1 gives schema')
    await db.close()
  })
})

describe('what a program that was killed has left half done is undone', () => {
  /** The folder as it is in the middle of a transaction that has begun to write to the file itself. */
  async function killedWhileWriting(): Promise<string> {
    const { at, file } = await closedCase()
    const db = await connect(file, 'write')
    await db.exec('PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE')
    await db.run("UPDATE case_info SET value = 'half' WHERE key = 'name'")
    await db.exec("INSERT INTO case_info (key, value) VALUES ('long', hex(randomblob(2000000)))")
    const copy = `${at}-killed`
    cpSync(at, copy, { recursive: true })
    await db.exec('ROLLBACK')
    await db.close()
    expect(statSync(join(copy, 'case.sqlite-journal')).size).toBeGreaterThan(512)
    return copy
  }

  test('when the case is opened', async () => {
    const opened = await library.open(await killedWhileWriting())
    if (!opened.ok) throw new Error(opened.error.detail)
    expect(await opened.value.info()).toMatchObject({ name: 'Ledger 2026' })
    await opened.value.close()
  })
  test('when it is looked at in a list', async () => {
    expect(await library.inspect(await killedWhileWriting())).toMatchObject({
      ok: true,
      value: { name: 'Ledger 2026' },
    })
  })
  test('in the copy, where the case lies on media that cannot be written', async () => {
    const frozen = createCaseLibrary({ ...deps, canWrite: async () => false })
    const opened = await frozen.open(await killedWhileWriting())
    if (!opened.ok) throw new Error(opened.error.detail)
    expect(await opened.value.info()).toMatchObject({ name: 'Ledger 2026', readOnly: true })
    await opened.value.close()
  })
  test('a case that another program holds locked is not called damaged', async () => {
    const { at, file } = await closedCase()
    const other = await connect(file, 'write')
    await other.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    await expect(library.open(at)).rejects.toThrow('another program is writing to case.sqlite')
    await other.exec('ROLLBACK')
    await other.close()
  })
})

describe('a damaged file is named as such, and its evidence as unharmed', () => {
  test('no SQLite file at all', async () => {
    const { at, file } = await closedCase()
    writeFileSync(file, 'these are not the bytes you are looking for'.repeat(200))
    expect(await library.open(at)).toMatchObject({
      ok: false,
      error: { state: 'damaged', detail: expect.stringContaining('evidence files beside it are not touched') },
    })
  })

  test('an empty file', async () => {
    const { at, file } = await closedCase()
    writeFileSync(file, '')
    expect(await library.open(at)).toMatchObject({
      ok: false,
      error: { state: 'foreign', detail: expect.stringContaining('no tables') },
    })
  })

  test('a page of the schema overwritten', async () => {
    const { at, file } = await closedCase()
    overwrite(file, 100, Buffer.alloc(300, 0xff))
    expect(await library.open(at)).toMatchObject({ ok: false, error: { state: 'damaged' } })
  })

  test('a cut file', async () => {
    const { at, file } = await closedCase()
    writeFileSync(file, readFileSync(file).subarray(0, 5000))
    expect(await library.open(at)).toMatchObject({ ok: false, error: { state: 'damaged' } })
  })

  test('a page of a table overwritten is met when it is read', async () => {
    const { at, file } = await closedCase()
    const db = await connect(file, 'read')
    const page = await db.get<{ n: number }>("SELECT rootpage AS n FROM sqlite_schema WHERE name = 'case_info'")
    await db.close()
    overwrite(file, ((page?.n ?? 0) - 1) * 4096, Buffer.alloc(4096, 0xee))
    const opened = await library.open(at)
    if (!opened.ok) throw new Error('the schema itself is intact')
    await expect(opened.value.info()).rejects.toThrow('case.sqlite is damaged')
    await opened.value.close()
  })
})

function overwrite(file: string, at: number, bytes: Buffer): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, bytes, 0, bytes.length, at)
  closeSync(handle)
}

describe('media that cannot be written', () => {
  const readOnly = createCaseLibrary({ ...deps, canWrite: async () => false })

  test('a case opens from a scratch copy; the original keeps every byte, and nothing can be written', async () => {
    const { at, file } = await closedCase()
    const before = { bytes: readFileSync(file), changedMs: statSync(file).mtimeMs }
    const opened = await readOnly.open(at)
    if (!opened.ok) throw new Error(opened.error.detail)
    expect(await opened.value.info()).toMatchObject({ name: 'Ledger 2026', readOnly: true })
    await expect(opened.value.rename('x')).rejects.toThrow('read-only')
    await expect(opened.value.imports.lock()).rejects.toThrow('read-only')
    await opened.value.close()
    expect(readFileSync(file).equals(before.bytes)).toBe(true)
    expect(statSync(file).mtimeMs).toBe(before.changedMs)
  })

  test('a case that was cut off in WAL mode opens with its last commits', async () => {
    const { at, file } = await closedCase()
    const db = await connect(file, 'write')
    await db.exec("PRAGMA journal_mode = WAL; UPDATE case_info SET value = 'Renamed' WHERE key = 'name'")
    const stick = join(folder, 'stick')
    cpSync(at, stick, { recursive: true }) // as a crash leaves it: the last commit is in the -wal alone
    expect(existsSync(join(stick, 'case.sqlite-wal'))).toBe(true)
    await db.close()
    const opened = await readOnly.open(stick)
    if (!opened.ok) throw new Error(opened.error.detail)
    expect((await opened.value.info()).name).toBe('Renamed')
    await opened.value.close()
  })

  test('a foreign file there is refused all the same', async () => {
    const at = await changed('CREATE TABLE extra (x)')
    expect(await readOnly.open(at)).toMatchObject({ ok: false, error: { state: 'foreign' } })
  })

  test('nothing there is missing', async () => {
    expect(await readOnly.open(join(folder, 'nowhere'))).toMatchObject({ ok: false, error: { state: 'missing' } })
  })
})
