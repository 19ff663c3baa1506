/**
 * The Store port over the sqlite3 package, which is no longer maintained: nothing outside this file knows it.
 *
 * Two connections to one file in WAL mode: reads see the last commit, so that a long import neither shows half of
 * itself nor makes a reader wait. Writes go one after the other, each in its own IMMEDIATE transaction.
 */
import sqlite3 from 'sqlite3'
import { refusal } from '#contract/refusal.ts'
import { type Bind, checkBinds, unsafeColumn } from './binds.ts'
import { sqliteRefusal } from './sqlite-refusal.ts'

export interface Reader {
  readonly all: <Row>(sql: string, binds?: readonly Bind[]) => Promise<readonly Row[]>
  readonly get: <Row>(sql: string, binds?: readonly Bind[]) => Promise<Row | null>
}

export interface Writer extends Reader {
  /** One statement. Answers with the number of rows changed. */
  readonly run: (sql: string, binds?: readonly Bind[]) => Promise<number>
  /** Several statements without parameters. */
  readonly exec: (sql: string) => Promise<void>
}

/** One open database. */
export interface Store extends Reader {
  /**
   * Runs `work` in a transaction and commits; whatever it throws rolls everything back. A `label` marks work that lasts
   * ("an import"): while it runs, other writes are refused with it rather than kept waiting.
   */
  readonly write: <T>(work: (tx: Writer) => Promise<T>, label?: string) => Promise<T>
  readonly close: () => Promise<void>
  readonly readOnly: boolean
}

/** How long a statement waits for another process that writes, in milliseconds. */
const BUSY_TIMEOUT_MS = 2000

type Callback<T> = (error: Error | null, value: T) => void

/** One promise per callback; every failure of SQLite leaves as a refusal that says what is safe. */
function promised<T>(file: string, start: (callback: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(sqliteRefusal(error, file)) : resolve(value)))
  })
}

export interface Connection extends Writer {
  readonly close: () => Promise<void>
}

/** A single connection, without transactions: for opening, checking and converting. `file` may be `:memory:`. */
export async function connect(file: string, mode: 'read' | 'write' | 'create'): Promise<Connection> {
  const flags = {
    read: sqlite3.OPEN_READONLY,
    write: sqlite3.OPEN_READWRITE,
    create: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
  }
  const db = await promised<sqlite3.Database>(file, (done) => {
    const opened = new sqlite3.Database(file, flags[mode], (error) => done(error, opened))
  })
  db.configure('busyTimeout', BUSY_TIMEOUT_MS)

  const all = async <Row>(sql: string, binds: readonly Bind[] = []): Promise<readonly Row[]> => {
    checkBinds(sql, binds)
    const rows = await promised<Record<string, unknown>[]>(file, (done) => db.all(sql, binds, done))
    for (const row of rows) {
      const column = unsafeColumn(row)
      if (column !== null) throw refusal(changedInteger(file, column))
    }
    return rows as Row[]
  }
  return {
    all,
    get: async <Row>(sql: string, binds: readonly Bind[] = []) => (await all<Row>(sql, binds))[0] ?? null,
    run: (sql, binds = []) => {
      checkBinds(sql, binds)
      return promised<number>(file, (done) => {
        db.run(sql, binds, function (this: sqlite3.RunResult, error: Error | null) {
          done(error, this?.changes ?? 0)
        })
      })
    },
    exec: (sql) => promised<void>(file, (done) => db.exec(sql, (error) => done(error, undefined))),
    close: () => promised<void>(file, (done) => db.close((error) => done(error, undefined))),
  }
}

const changedInteger = (file: string, column: string) =>
  ({
    code: 'schema',
    message: `${file}: column ${column} holds an integer beyond 2^53-1, which this program never writes`,
  }) as const

/** Every connection: schema text of a stranger may not run functions with side effects, cells are checked, deleted text is overwritten. */
const GUARDS =
  'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; PRAGMA secure_delete = FAST;'
/** 32 MiB for the writer: the inner pages of every index stay in memory while millions of rows are written. */
const WRITER = `${GUARDS} PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;`
const READER = `${GUARDS} PRAGMA query_only = ON; PRAGMA cache_size = -32768; PRAGMA mmap_size = 268435456;`

/** Opens a database whose schema was checked (open-case-file.ts). */
export async function openStore(file: string, options: { readonly readOnly: boolean }): Promise<Store> {
  const writer = await connect(file, file === ':memory:' ? 'create' : 'write')
  await writer.exec(WRITER)
  // A database in memory is private to its connection: reads share the writer's.
  const reader = file === ':memory:' ? writer : await connect(file, 'write')
  if (reader !== writer) await reader.exec(READER)

  let last: Promise<unknown> = Promise.resolve()
  let lasting: string | null = null

  async function transact<T>(work: (tx: Writer) => Promise<T>, label: string | undefined): Promise<T> {
    await writer.exec('BEGIN IMMEDIATE')
    try {
      if (label !== undefined) lasting = label
      const value = await work(writer)
      await writer.exec('COMMIT')
      return value
    } catch (error) {
      // A full disk may have rolled back already; then this fails and says nothing new.
      await writer.exec('ROLLBACK').catch(() => undefined)
      throw error
    } finally {
      if (label !== undefined) lasting = null
    }
  }

  return {
    readOnly: options.readOnly,
    all: reader.all,
    get: reader.get,
    write: (work, label) => {
      if (options.readOnly)
        return Promise.reject(
          refusal({ code: 'conflict', message: 'this case is read-only: it lies on media that cannot be written' }),
        )
      if (lasting !== null)
        return Promise.reject(
          refusal({ code: 'conflict', message: `${lasting} is being written; try again when it has ended` }),
        )
      const mine = last.then(() => transact(work, label))
      last = mine.catch(() => undefined)
      return mine
    },
    close: async () => {
      await last
      if (reader !== writer) await reader.close()
      // Leaves one plain file behind, unless another process still has the case open: then the last one to close does it.
      if (file !== ':memory:')
        await writer.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE').catch(() => undefined)
      await writer.close()
    },
  }
}
