/** Tables through the contract: the real handlers over the real work, in this thread and in the built thread beside it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Input, Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import type { TableWork } from '../../main/app/ports/tables.ts'
import { createTableWork } from '../../main/work/tables-on-thread.ts'
import { random } from '../support/count-tables.ts'
import { tableCalls } from '../support/table-calls.ts'

const folder = mkdtempSync(join(tmpdir(), 'plainview-tables-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const BUILT = resolve('out/cli/table-worker.js')

/** Two classes of 3, one of 2, one of 1; the last class has one diagnosis only. */
const PEOPLE = [
  'age,region,diagnosis',
  '30,N,flu',
  '30,N,cold',
  '30,N,flu',
  '40,S,flu',
  '40,S,cold',
  '40,S,cold',
  '50,S,"a, b"',
  '50,S,"a, b"',
  '60,N,flu',
  '',
].join('\r\n')
const ROLES = {
  quasi: ['age', 'region'],
  sensitive: [{ name: 'diagnosis', scale: 'categorical' as const }],
  claims: ['k=3', 'l=2'],
}

const started: TableWork[] = []
afterEach(async () => {
  for (const work of started.splice(0)) await work.close()
})
const places: readonly (readonly [name: string, worker: string | null])[] = [
  ['in this thread', null],
  ...(existsSync(BUILT) ? [['in a thread of its own', BUILT] as const] : []),
]

describe.each(places)('a released table, %s', (_, worker) => {
  function calls() {
    const work = createTableWork(worker)
    started.push(work)
    return tableCalls(work)
  }
  type Calls = ReturnType<typeof calls>
  const ended = async (to: Calls, jobId: string) => {
    const status = await to.ended(jobId)
    if (status.error) throw status.error
    return status.result ?? ''
  }
  async function opened(to: Calls, path: string, format: Partial<Input<'tables.open'>> = {}): Promise<string> {
    return ended(to, (await to.call('tables.open', { pickedId: to.pick(path), ...format })).jobId)
  }
  async function measured(to: Calls, input: Input<'tables.measure'>): Promise<string> {
    return ended(to, (await to.call('tables.measure', input)).jobId)
  }
  const failed = async (to: Calls, path: string): Promise<CallError | null> => {
    const { jobId } = await to.call('tables.open', { pickedId: to.pick(path) })
    return (await to.ended(jobId)).error
  }

  test('is opened, with what its columns look like', async () => {
    const to = calls()
    const tableId = await opened(to, file('people.csv', PEOPLE))
    expect(await to.call('tables.columns', { tableId })).toMatchObject({
      name: 'people.csv',
      rows: 9,
      separator: ',',
      columns: [
        { name: 'age', distinct: 4, isNumeric: true, suggested: 'quasi', examples: ['30', '40', '50', '60'] },
        { name: 'region', suggested: 'quasi' },
        { name: 'diagnosis', distinct: 3, isNumeric: false, suggested: 'sensitive' },
      ],
    })
  })

  test('is measured; the classes that fail are paged, down to their rows', async () => {
    const to = calls()
    const tableId = await opened(to, file('people.csv', PEOPLE))
    const measureId = await measured(to, { tableId, ...ROLES })
    const { result } = await to.call('tables.measured', { measureId })
    expect(result).toMatchObject({
      k: 1,
      classes: 4,
      claims: [
        { verdict: 'fails', failing: 2 },
        { verdict: 'fails', failing: 2 },
      ],
    })
    const page = await to.call('tables.failing', { measureId, claim: 0, from: 1, limit: 5 })
    expect(page).toMatchObject({ failing: 2, classes: [{ key: { age: '60', region: 'N' }, size: 1, rows: [9] }] })
    const rows = { measureId, claim: 0, at: 0 }
    expect(await to.call('tables.rows', { ...rows, from: 0, limit: 1 })).toEqual({
      columns: ['age', 'region', 'diagnosis'],
      rows: [{ row: 7, cells: ['50', 'S', 'a, b'] }],
      total: 2,
    })
    expect((await to.call('tables.rows', { ...rows, from: 1, limit: 9 })).rows).toMatchObject([{ row: 8 }])
    expect((await to.call('tables.rows', { ...rows, at: 99, from: 0, limit: 9 })).total).toBe(0)
  })

  test('rows above a threshold of risk are those of smaller classes, strictly', async () => {
    const to = calls()
    const measureId = await measured(to, { tableId: await opened(to, file('people.csv', PEOPLE)), ...ROLES })
    const risk = await to.call('tables.risk', { measureId, thresholds: ['1', '0.5', '0.49', '0.33', '0.3'] })
    expect(risk).toEqual({
      of: 9,
      above: [
        { threshold: '1', rows: 0 },
        { threshold: '0.5', rows: 1 },
        { threshold: '0.49', rows: 3 },
        // 1/3 is above 0.33.
        { threshold: '0.33', rows: 9 },
        { threshold: '0.3', rows: 9 },
      ],
    })
  })

  test.each([
    ['removed', 'age,region,diagnosis\r\n30,N,flu\r\n30,N,cold\r\n30,N,flu\r\n40,S,flu\r\n40,S,cold\r\n40,S,cold\r\n'],
    [
      'masked',
      'age,region,diagnosis\r\n30,N,flu\r\n30,N,cold\r\n30,N,flu\r\n40,S,flu\r\n40,S,cold\r\n40,S,cold\r\n*,*,"a, b"\r\n*,*,"a, b"\r\n*,*,flu\r\n',
    ],
  ] as const)('is repaired: rows of small classes are %s, measured before and after', async (mode, expected) => {
    const to = calls()
    const measureId = await measured(to, { tableId: await opened(to, file('people.csv', PEOPLE)), ...ROLES })
    const repairId = await ended(to, (await to.call('tables.repair', { measureId, mode })).jobId)
    const repaired = await to.call('tables.repaired', { repairId })
    expect(repaired).toMatchObject({
      rowsLost: 3,
      mode,
      before: { k: 1, table: { rows: 9 } },
      after: { k: 3, table: { rows: 6 }, claims: [{ verdict: 'holds' }, { verdict: 'holds' }] },
    })
    expect(repaired.statement).toContain('3 of 9 rows (33.33 %)')
    let csv = ''
    for (let from: number | null = 0; from !== null; ) {
      const piece: Output<'tables.repaired-csv'> = await to.call('tables.repaired-csv', { repairId, from })
      csv += piece.csv
      from = piece.next
    }
    expect(csv).toBe(expected)
  })

  test('a repaired table longer than one piece comes whole', async () => {
    const to = calls()
    const lines = Array.from({ length: 40_000 }, (_value, at) => `${at % 7},value ${at % 3}`)
    const tableId = await opened(to, file('long.csv', ['g,s', 'x,alone', ...lines, ''].join('\n')))
    const measureId = await measured(to, { tableId, quasi: ['g'], claims: ['k=2'] })
    const repairId = await ended(to, (await to.call('tables.repair', { measureId })).jobId)
    const pieces: string[] = []
    for (let from: number | null = 0; from !== null; ) {
      const piece: Output<'tables.repaired-csv'> = await to.call('tables.repaired-csv', { repairId, from })
      pieces.push(piece.csv)
      from = piece.next
    }
    expect(pieces.length).toBeGreaterThan(1)
    expect(pieces.join('')).toBe(['g,s', ...lines, ''].join('\r\n'))
  })

  test('a population gives journalist and marketer risk; one without a class is refused', async () => {
    const to = calls()
    const tableId = await opened(to, file('s.csv', 'g\na\na\nb\n'))
    const population = { tableId: await opened(to, file('p.csv', 'g;n\na;10\nb;4\n')), count: 'n' }
    const measureId = await measured(to, { tableId, quasi: ['g'], claims: ['kMap=4'], population })
    // (1/n) sum f/F = (2/10 + 1/4)/3 = 0.15, above J / sum F = 2/14.
    expect((await to.call('tables.measured', { measureId })).result.risk).toMatchObject({
      journalist: 0.15,
      marketer: 0.15,
      kMap: 4,
    })
    const short = { tableId: await opened(to, file('short.csv', 'g\na\na\n')), count: null }
    const { jobId } = await to.call('tables.measure', { tableId, quasi: ['g'], population: short })
    expect((await to.ended(jobId)).error).toMatchObject({ code: 'refused', place: { file: 'population' } })
  })

  test('label, source rows and another release lead to findings', async () => {
    const to = calls()
    const tableId = await opened(to, file('table_k9.csv', 'g\na\na\n'))
    const other = await opened(to, file('other.csv', 'g\na\na\n'))
    const measureId = await measured(to, { tableId, quasi: ['g'], sourceRows: 5, releases: [other] })
    const codes = (await to.call('tables.measured', { measureId })).result.findings.map(({ code }) => code)
    expect(codes).toEqual(['rows_lost', 'label_mismatch', 'same_release'])
  })

  test.each([
    ['ragged.csv', 'a,b\n1,2\n3\n', { place: { file: 'ragged.csv', line: 3 }, got: '1 cells' }],
    ['twice.csv', 'a,a\n1,2\n', { place: { file: 'twice.csv', line: 1 } }],
    ['empty.csv', '', { place: { file: 'empty.csv' }, got: 'an empty file' }],
    ['latin.csv', Buffer.from('a\nZ\xfcrich\n', 'latin1'), { place: { file: 'latin.csv', line: 2 } }],
    ['tail.csv.gz', Buffer.concat([gzipSync('a\n1\n'), Buffer.from('xx')]), { expected: 'the end of the file' }],
    ['cut.csv.gz', gzipSync('a\n1\n'.repeat(99)).subarray(0, -6), { place: { file: 'cut.csv.gz' } }],
  ])('a broken file is refused with its place: %s', async (name, content, expected) => {
    expect(await failed(calls(), file(name, content))).toMatchObject({ code: 'refused', ...expected })
  })

  test('the same bytes in another encoding and separator are the same table', async () => {
    const to = calls()
    const latin = file('latin-again.csv', Buffer.from('a;b\nZ\xfcrich;1\n', 'latin1'))
    const tableId = await opened(to, latin, { encoding: 'windows-1252', separator: ';' })
    expect((await to.call('tables.columns', { tableId })).columns[0]?.examples).toEqual(['Zürich'])
  })

  test.each([
    ['plain', (text: string) => Buffer.from(text)],
    ['packed', (text: string) => gzipSync(text)],
  ])('bytes that are nowhere on disk are measured like a file (%s)', async (_name, pack) => {
    const to = calls()
    const tableId = to.tables.keep('inside.csv', { kind: 'memory', bytes: pack(PEOPLE) })
    expect(await to.call('tables.columns', { tableId })).toMatchObject({ name: 'inside.csv', rows: 9 })
    const measureId = await measured(to, { tableId, ...ROLES })
    expect((await to.call('tables.measured', { measureId })).result.k).toBe(1)
    to.tables.forget(tableId)
    expect(await to.refused('tables.columns', { tableId })).toMatchObject({ code: 'not_found' })
  })

  test('a table put away, and results that were never made, are named as such', async () => {
    const to = calls()
    const no = '0000000000000000'
    expect(await to.refused('tables.columns', { tableId: `table_${no}` })).toMatchObject({ code: 'not_found' })
    expect(await to.refused('tables.measured', { measureId: `measure_${no}` })).toMatchObject({ code: 'not_found' })
    expect(await to.refused('tables.open', { pickedId: `pick_${no}` })).toMatchObject({ code: 'not_found' })
    expect(await to.refused('tables.audit', { tableIds: [`table_${no}`] })).toMatchObject({ code: 'not_found' })
  })

  test('linked counts are audited together, and what else to hide is found', async () => {
    const to = calls()
    const one = await opened(
      to,
      file('one.csv', 'country \\ outcome,rejected,disclosed,total\nDE,x,12,15\nFR,9,x,29\ntotal,12,32,44\n'),
    )
    const input = { tableIds: [one] }
    const auditId = await ended(to, (await to.call('tables.audit', input)).jobId)
    expect(await to.call('tables.audited', { auditId })).toMatchObject({
      finished: true,
      contradictions: [],
      hidden: [
        { cell: 'country=DE|outcome=rejected', min: 3, max: 3, verdict: 'recovered', derivation: [expect.any(String)] },
        { cell: 'country=FR|outcome=disclosed', min: 20, max: 20, verdict: 'not small' },
      ],
    })
    const protectId = await ended(to, (await to.call('tables.protect', input)).jobId)
    const safe = await to.call('tables.protected', { protectId })
    expect(safe).toMatchObject({ primary: 1, secondary: 3, unprotected: [], finished: true })
    expect(safe.tables).toMatchObject([{ name: 'one.csv' }])
    // Hidden again and read again, nothing small follows from what is printed.
    const again = await opened(to, file('safe.csv', safe.tables[0]?.csv ?? ''))
    const second = await ended(to, (await to.call('tables.audit', { tableIds: [again] })).jobId)
    const { hidden } = await to.call('tables.audited', { auditId: second })
    expect(hidden.map(({ cell, verdict }) => `${cell} ${verdict}`)).toEqual([
      'country=DE|outcome=rejected protected',
      'country=DE|outcome=disclosed wide',
      'country=FR|outcome=rejected protected',
      'country=FR|outcome=disclosed not small',
    ])
    const two = await opened(to, file('two.csv', 'country \\ outcome,rejected\nDE,4\n'))
    const third = await ended(to, (await to.call('tables.audit', { tableIds: [one, two] })).jobId)
    const { contradictions } = await to.call('tables.audited', { auditId: third })
    expect(contradictions.length).toBeGreaterThan(0)
  })

  test('counts that do not follow from the others cannot be proposed for', async () => {
    const to = calls()
    const open = await opened(to, file('open.csv', 'a \\ b,x,y,total\nr,*,*,9\n'))
    const { jobId } = await to.call('tables.protect', { tableIds: [open] })
    expect((await to.ended(jobId)).error).toMatchObject({ expected: expect.stringContaining('every count filled in') })
  })
})

describe.runIf(existsSync(BUILT))('the thread of tables', () => {
  const next = random(3)
  const rows = Array.from(
    { length: 400_000 },
    () => `${Math.floor(next() * 900)},${Math.floor(next() * 50)},${Math.floor(next() * 9)}`,
  )
  const large = ['a,b,s', ...rows, ''].join('\n')
  const roles = { quasi: ['a', 'b'], sensitive: [{ name: 's', scale: 'ordered' as const }], claims: ['k=5', 't=0.1'] }
  async function openedLarge() {
    const work = createTableWork(BUILT)
    started.push(work)
    const to = tableCalls(work)
    const path = file('large.csv', large)
    const opening = await to.ended((await to.call('tables.open', { pickedId: to.pick(path) })).jobId)
    return { to, path, tableId: opening.result ?? '' }
  }

  test('leaves the program free to answer while it works', async () => {
    const { to, tableId } = await openedLarge()
    const { jobId } = await to.call('tables.measure', { tableId, ...roles })
    let answers = 0
    let state = 'running'
    while (state === 'running') {
      state = (await to.call('jobs.status', { jobId })).state
      answers++
      await new Promise((later) => setTimeout(later, 5))
    }
    expect(state).toBe('done')
    // A program that measured in this thread would have answered once, when it was done.
    expect(answers).toBeGreaterThan(5)
  })

  test('is stopped within a second, and measures again afterwards', async () => {
    const { to, tableId } = await openedLarge()
    const { jobId } = await to.call('tables.measure', { tableId, ...roles })
    await new Promise((later) => setTimeout(later, 30))
    expect(await to.call('jobs.cancel', { jobId })).toMatchObject({ state: 'cancelled' })
    const again = await to.ended((await to.call('tables.measure', { tableId, ...roles })).jobId)
    expect(again).toMatchObject({ state: 'done' })
  })

  test('what waits behind a stopped task is done all the same', async () => {
    const { to, tableId } = await openedLarge()
    const first = await to.call('tables.measure', { tableId, ...roles })
    const second = await to.call('tables.measure', { tableId, quasi: ['b'] })
    await to.call('jobs.cancel', { jobId: first.jobId })
    expect(await to.ended(second.jobId)).toMatchObject({ state: 'done' })
  })

  test('a file that changed since it was opened is not measured as if it had not', async () => {
    const { to, tableId, path } = await openedLarge()
    const { jobId } = await to.call('tables.measure', { tableId, ...roles })
    await to.call('jobs.cancel', { jobId })
    writeFileSync(path, large.replace('a,b,s', 'a,b,s\n1,1,1'))
    const again = await to.ended((await to.call('tables.measure', { tableId, ...roles })).jobId)
    expect(again.error).toMatchObject({ expected: expect.stringContaining('the file that was opened') })
  })
})
