import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const PROGRAM = 'out/cli/plainview.js'
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plainview-anonymity-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, 'anonymity', ...args], { maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })
}
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const PEOPLE = [
  'age,region,diagnosis',
  ...Array.from({ length: 6 }, (_, i) => `30,N,${i % 2 ? 'flu' : 'cold'}`),
  '40,S,flu',
  '*,*,flu',
  '',
].join('\n')

describe.runIf(existsSync(PROGRAM))('the program', () => {
  test('measures a table and exits 0 when every claim holds', async () => {
    const csv = file('a.csv', 'g,s\na,1\na,2\n')
    const { code, out, err } = await run(
      'measure',
      csv,
      '--quasi',
      'g',
      '--sensitive',
      's:ordered',
      '--claim',
      'k=2,l=2',
      '--json',
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({
      table: { rows: 2, suppressedRows: 0, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      quasi: ['g'],
      classes: 1,
      k: 2,
      sensitive: { s: { scale: 'ordered', distinctL: 2, entropyL: 2, t: 0, tWithSuppressed: 0 } },
      claims: [{ verdict: 'holds' }, { verdict: 'holds' }],
    })
  })

  test('exits 40 when a claim fails, with every class that fails it', async () => {
    const csv = file('b.csv', PEOPLE)
    const { code, out } = await run('measure', csv, '--quasi', 'age,region', '--claim', 'k=2', '--json')
    expect(code).toBe(40)
    expect(JSON.parse(out)).toMatchObject({
      table: { suppressedRows: 1 },
      claims: [{ verdict: 'fails', achieved: 1, classes: [{ key: { age: '40', region: 'S' }, rows: [7] }] }],
    })
  })

  test('exits 20 when a claim is undecidable and none fails', async () => {
    const csv = file('c.csv', 'g,s\na,1\na,2\n')
    expect((await run('measure', csv, '--quasi', 'g', '--sensitive', 's', '--claim', 't=0.5')).code).toBe(20)
  })

  test('reads .gz as the same table', async () => {
    const plain = await run('measure', file('d.csv', PEOPLE), '--quasi', 'age', '--json')
    const packed = await run('measure', file('d.csv.gz', gzipSync(PEOPLE)), '--quasi', 'age', '--json')
    const { table, ...rest } = JSON.parse(plain.out)
    const { table: other, ...same } = JSON.parse(packed.out)
    expect(same).toEqual(rest)
    expect(other.rows).toBe(table.rows)
  })

  test.each([
    [['measure', 'nowhere.csv', '--quasi', 'a'], 'nowhere.csv'],
    [['measure', 'package.json', '--quasi', 'nope'], 'package.json'],
  ])('%j is refused with exit 2 and one document', async (args, named) => {
    const { code, out, err } = await run(...args, '--json')
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(JSON.stringify(JSON.parse(out).error)).toContain(named)
  })

  test('an unknown column, separator or encoding is refused by name', async () => {
    const csv = file('e.csv', PEOPLE)
    for (const [args, expected] of [
      [['--quasi', 'nope'], 'age, region, diagnosis'],
      [['--quasi', 'age', '--separator', 'x'], 'comma, semicolon'],
      [['--quasi', 'age', '--encoding', 'ebcdic'], 'utf-8'],
      [['--quasi', 'age', '--claim', 'q=1'], 'one of k'],
      [[], 'at least one column'],
    ] as const) {
      const { code, out } = await run('measure', csv, ...args, '--json')
      expect(code).toBe(2)
      expect(JSON.parse(out).error.expected).toContain(expected)
    }
  })

  test('lost rows, a label that names another k, and a release that is a copy are told', async () => {
    const csv = file('release_k5.csv', 'g,s\na,1\na,2\n')
    const copy = file('again.csv', 's;g\n2;a\n1;a\n')
    const { code, out } = await run(
      'measure',
      csv,
      '--quasi',
      'g',
      '--source-rows',
      '4',
      '--release',
      copy,
      '--release',
      file('other.csv', 'g,s\nb,1\nc,2\n'),
      '--json',
    )
    expect(code).toBe(0)
    const { findings } = JSON.parse(out)
    expect(findings.map((one: { code: string }) => one.code)).toEqual(['rows_lost', 'label_mismatch', 'same_release'])
    expect(findings[2].text).toContain('again.csv')
    const labelled = await run('measure', csv, '--quasi', 'g', '--label', 'k = 2', '--json')
    expect(JSON.parse(labelled.out).findings).toEqual([])
    const refused = await run('measure', csv, '--quasi', 'g', '--source-rows', 'many', '--json')
    expect(refused.code).toBe(2)
    expect(JSON.parse(refused.out).error).toMatchObject({ expected: 'a whole number of rows', got: '"many"' })
    expect((await run('measure', csv, '--quasi', 'g', '--release', 'nowhere.csv')).code).toBe(2)
  })

  test('repairs into a new file with a statement, and never over an old one', async () => {
    const csv = file('f.csv', PEOPLE)
    const out = join(folder, 'repaired.csv')
    const args = ['repair', csv, '--quasi', 'age,region', '--claim', 'k=2', '--out', out, '--json'] as const
    const first = await run(...args)
    expect(JSON.parse(first.out)).toMatchObject({ rows: 8, rowsLost: 1, after: [{ verdict: 'holds' }] })
    expect(readFileSync(out, 'utf8').split('\r\n').length).toBe(9)
    expect(readFileSync(`${out}.statement.txt`, 'utf8')).toContain('1 of 8 rows')
    expect((await run('measure', out, '--quasi', 'age,region', '--claim', 'k=2')).code).toBe(0)
    const before = readFileSync(out)
    expect((await run(...args)).code).toBe(2)
    expect(readFileSync(out)).toEqual(before)
  })

  test('masks instead of removing when asked', async () => {
    const out = join(folder, 'masked.csv')
    await run('repair', file('g.csv', PEOPLE), '--quasi', 'age,region', '--claim', 'k=2', '--mask', '--out', out)
    expect(readFileSync(out, 'utf8')).toContain('*,*,flu\r\n*,*,flu')
    expect((await run('measure', out, '--quasi', 'age,region', '--claim', 'k=2')).code).toBe(0)
  })

  test('names a hidden count that the totals give away, and hides enough that they do not', async () => {
    const open = file('t.csv', 'country \\ outcome,rejected,disclosed,total\nDE,<5,12,15\nFR,9,20,29\ntotal,12,32,44\n')
    const found = await run('audit-table', open, '--json')
    expect(found.code).toBe(40)
    expect(JSON.parse(found.out).hidden).toMatchObject([
      { cell: 'country=DE|outcome=rejected', min: 3, max: 3, verdict: 'recovered' },
    ])
    const full = file(
      'full.csv',
      'country \\ outcome,rejected,disclosed,total\nDE,3,12,15\nFR,9,20,29\ntotal,12,32,44\n',
    )
    expect((await run('audit-table', full, '--suppress', join(folder, 'safe'))).code).toBe(0)
    const safe = await run('audit-table', join(folder, 'safe', 'full.csv'), '--json')
    expect(safe.code).toBe(0)
    expect(JSON.parse(safe.out).hidden.length).toBe(4)
  })

  test('counts hidden in one table and printed in a linked one are found', async () => {
    const one = file('one.csv', 'country \\ outcome,rejected,disclosed,total\nDE,x,x,15\nFR,x,x,29\ntotal,12,32,44\n')
    const two = file('two.csv', 'country \\ outcome,rejected\nDE,3\n')
    const { out } = await run('audit-table', one, two, '--json')
    expect(JSON.parse(out).hidden.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'not small',
      'not small',
      'not small',
    ])
  })

  test('a cell that is neither a count nor a mark is refused with its line and column', async () => {
    const csv = file('h.csv', 'r,a,total\nx,many,3\n')
    const { code, out } = await run('audit-table', csv, '--json')
    expect(code).toBe(2)
    expect(JSON.parse(out).error).toMatchObject({ place: { line: 2, field: 'a' }, got: '"many"' })
  })
})
