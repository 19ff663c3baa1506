import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { refusalOf } from '#contract/refusal.ts'
import { connect, openStore, type Store } from '../../main/store/driver.ts'
import { insertNumberRows, insertRows } from '../../main/store/insert-rows.ts'
import { temporaryFolder } from './temp-folder.ts'

const folder = temporaryFolder()
const open: Store[] = []
let count = 0

async function store(sql: string): Promise<{ db: Store; file: string }> {
  const file = join(folder, `${count++}.sqlite`)
  const db = await connect(file, 'create')
  await db.exec(sql)
  await db.close()
  const opened = await openStore(file, { readOnly: false })
  open.push(opened)
  return { db: opened, file }
}

afterEach(async () => {
  for (const db of open.splice(0)) await db.close()
})

describe('values that SQLite would keep as something else are refused before they are bound', () => {
  const traps: readonly (readonly [name: string, value: unknown])[] = [
    ['a bigint', 1n],
    ['2^53', 2 ** 53],
    ['-(2^53)', -(2 ** 53)],
    ['1e300, an integer no one can count to', 1e300],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['undefined', undefined],
    ['true', true],
    ['a Date', new Date(0)],
    ['an object', { a: 1 }],
    ['an array', [1]],
    ['a lone surrogate', 'a\ud800'],
  ]
  test.each(traps)('%s', async (_name, value) => {
    const { db } = await store('CREATE TABLE t (v ANY) STRICT')
    const insert = db.write((tx) => tx.run('INSERT INTO t VALUES (?)', [value as never]))
    await expect(insert).rejects.toThrow(/^bug: parameter 1 is/)
    expect(await db.all('SELECT * FROM t')).toEqual([])
  })

  test('a parameter without a value, which would be NULL', async () => {
    const { db } = await store('CREATE TABLE t (a ANY, b ANY) STRICT')
    const insert = db.write((tx) => tx.run('INSERT INTO t VALUES (?, ?)', [1]))
    await expect(insert).rejects.toThrow('1 values for 2 parameters')
  })
})

test.each([
  ['the largest safe integer', 2 ** 53 - 1],
  ['the smallest safe integer', -(2 ** 53) + 1],
  ['zero', 0],
  ['null', null],
  ['text with a NUL in it', 'a\u0000b'],
  ['text beyond the basic plane', '𝄞 ключ'],
])('%s comes back as it went in', async (_name, value) => {
  const { db } = await store('CREATE TABLE t (v ANY) STRICT')
  await db.write((tx) => tx.run('INSERT INTO t VALUES (?)', [value]))
  expect(await db.get('SELECT v FROM t')).toEqual({ v: value })
})

test('bytes come back as they went in', async () => {
  const { db } = await store('CREATE TABLE t (v BLOB) STRICT')
  const bytes = Uint8Array.of(0, 255, 10)
  await db.write((tx) => tx.run('INSERT INTO t VALUES (?)', [bytes]))
  const row = await db.get<{ v: Uint8Array }>('SELECT v FROM t')
  expect([...(row?.v ?? [])]).toEqual([0, 255, 10])
})

test('an integer beyond 2^53-1 that another program wrote is refused, not rounded', async () => {
  const { db } = await store('CREATE TABLE t (v INTEGER) STRICT; INSERT INTO t VALUES (9007199254740993)')
  const error = await db.all('SELECT v FROM t').catch((thrown) => thrown)
  expect(refusalOf(error)).toMatchObject({ code: 'schema', message: expect.stringContaining('column v') })
})

describe('a write', () => {
  test('that throws leaves nothing behind', async () => {
    const { db } = await store('CREATE TABLE t (v INTEGER) STRICT')
    const write = db.write(async (tx) => {
      await tx.run('INSERT INTO t VALUES (?)', [1])
      throw new Error('halfway')
    })
    await expect(write).rejects.toThrow('halfway')
    expect(await db.all('SELECT * FROM t')).toEqual([])
  })

  test('is not seen by readers before it is whole', async () => {
    const { db } = await store('CREATE TABLE t (v INTEGER) STRICT')
    await db.write(async (tx) => {
      await tx.run('INSERT INTO t VALUES (?)', [1])
      expect(await db.all('SELECT * FROM t')).toEqual([])
      expect(await tx.all('SELECT * FROM t')).toEqual([{ v: 1 }])
    })
    expect(await db.all('SELECT * FROM t')).toEqual([{ v: 1 }])
  })

  test('waits for the one before it', async () => {
    const { db } = await store('CREATE TABLE t (v INTEGER) STRICT')
    const order: string[] = []
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        db.write(async (tx) => {
          order.push(`${name} begins`)
          await tx.run('INSERT INTO t VALUES (?)', [1])
          order.push(`${name} ends`)
        }),
      ),
    )
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  test('is refused at once while lasting work writes, and says what that is', async () => {
    const { db } = await store('CREATE TABLE t (v INTEGER) STRICT')
    let end: () => void = () => undefined
    const lasting = db.write(() => new Promise<void>((resolve) => (end = resolve)), 'an import')
    await new Promise((resolve) => setTimeout(resolve, 20))
    const error = await db.write((tx) => tx.run('INSERT INTO t VALUES (?)', [1])).catch((thrown) => thrown)
    expect(refusalOf(error)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('an import is being written'),
    })
    end()
    await lasting
    await db.write((tx) => tx.run('INSERT INTO t VALUES (?)', [2]))
    expect(await db.all('SELECT * FROM t')).toEqual([{ v: 2 }])
  })

  test('to a read-only case is refused', async () => {
    const { file } = await store('CREATE TABLE t (v INTEGER) STRICT')
    const readOnly = await openStore(file, { readOnly: true })
    open.push(readOnly)
    const error = await readOnly.write((tx) => tx.run('INSERT INTO t VALUES (?)', [1])).catch((thrown) => thrown)
    expect(refusalOf(error)).toMatchObject({ code: 'conflict', message: expect.stringContaining('read-only') })
  })
})

test('reads cannot write', async () => {
  const { db } = await store('CREATE TABLE t (v INTEGER) STRICT')
  await expect(db.all('INSERT INTO t VALUES (1) RETURNING v')).rejects.toThrow(/readonly|opened for writing/)
})

test('a closed case is one plain file: no -wal, no -shm, journal mode DELETE', async () => {
  const { db, file } = await store('CREATE TABLE t (v INTEGER) STRICT')
  await db.write((tx) => tx.run('INSERT INTO t VALUES (?)', [1]))
  open.splice(0)
  await db.close()
  const { existsSync } = await import('node:fs')
  expect([existsSync(`${file}-wal`), existsSync(`${file}-shm`)]).toEqual([false, false])
  const again = await connect(file, 'read')
  expect(await again.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'delete' })
  await again.close()
})

describe('many rows at once', () => {
  test.each([0, 1, 499, 500, 501, 1000, 1001, 2500])('%i bound rows', async (rows) => {
    const { db } = await store('CREATE TABLE t (a INTEGER, b TEXT) STRICT')
    await db.write((tx) =>
      insertRows(
        tx,
        't',
        ['a', 'b'],
        Array.from({ length: rows }, (_, i) => [i, `row '${i}'`]),
      ),
    )
    const expected = Array.from({ length: rows }, (_, i) => ({ a: i, b: `row '${i}'` }))
    expect(await db.all('SELECT a, b FROM t ORDER BY a')).toEqual(expected)
  })

  test.each([0, 1, 999, 1000, 1001, 2500])('%i rows of numbers', async (rows) => {
    const { db } = await store('CREATE TABLE t (a INTEGER, b INTEGER) STRICT')
    const a = Float64Array.from({ length: rows }, (_, i) => i)
    const b = Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? Number.NaN : -i))
    await db.write((tx) => insertNumberRows(tx, 't', { a, b }))
    const expected = Array.from({ length: rows }, (_, i) => ({ a: i, b: i % 3 === 0 ? null : -i }))
    expect(await db.all('SELECT a, b FROM t ORDER BY a')).toEqual(expected)
  })

  test.each([1.5, 2 ** 53, Number.POSITIVE_INFINITY, '1); DROP TABLE t; --' as never])(
    'a number row with %s is refused whole',
    async (wrong) => {
      const { db } = await store('CREATE TABLE t (a INTEGER) STRICT')
      const insert = db.write((tx) => insertNumberRows(tx, 't', { a: [1, wrong] }))
      await expect(insert).rejects.toThrow('bug: column a of row 1')
      expect(await db.all('SELECT * FROM t')).toEqual([])
    },
  )
})
