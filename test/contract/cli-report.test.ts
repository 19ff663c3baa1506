/** `plainview report`: what it writes, what it answers, and that a case, a log and the web host give the same bytes. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Input, Name, Output } from '#contract/contract.ts'
import { hosts } from './hosts.ts'
import { builtCli } from './run-cli.ts'

const run = builtCli()
const folder = mkdtempSync(join(tmpdir(), 'plainview-cli-report-'))
const env = { PLAINVIEW_HOME: join(folder, 'home') }
const at = (name: string) => join(folder, name)
const [log, theCase, built] = [at('log'), at('case'), at('built')]
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const json = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = await run([...args, '--json'], { env })
  return { exit, stderr, answer: JSON.parse(stdout) }
}
function filesIn(path: string): ReadonlyMap<string, Buffer> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
  const files = names.filter((name) => statSync(name).isFile()).sort()
  return new Map(files.map((name) => [relative(path, name), readFileSync(name)]))
}
/** Another folder with the same report, to be changed. */
function copyOf(name: string): string {
  cpSync(built, at(name), { recursive: true })
  return at(name)
}
type Loose = Record<string, never> & Record<string, unknown>
function changeReport(path: string, change: (report: Loose) => void): string {
  const file = join(path, 'report.json')
  const report = JSON.parse(readFileSync(file, 'utf8'))
  change(report)
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  return path
}

beforeAll(async () => {
  const made = await run(['sample', log, '--requests', '400', '--seed', 'report'])
  if (made.exit !== 0) throw new Error(made.stderr)
  const first = await run(['report', 'build', log, '--period', '2025-H2', '--out', built, '--no-pdf'], { env })
  if (first.exit !== 0) throw new Error(first.stdout + first.stderr)
}, 120_000)

describe('report build', () => {
  test('writes every file of the format, and says what it did', async () => {
    const out = at('told')
    const { exit, stderr, answer } = await json('report', 'build', log, '--period', '2025-H2', '--out', out, '--no-pdf')
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    expect(answer).toMatchObject({ published: true, period: '2025-H2', obstacles: [], pdf: 'not asked for' })
    const names = [...filesIn(out).keys()]
    for (const name of ['report.json', 'report.html', 'data.csv', 'datapackage.json', 'manifest.json'])
      expect(names).toContain(name)
    expect(names.filter((name) => name.startsWith('tables/')).length).toBe(
      JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')).tables.length,
    )
    expect(names.filter((name) => name.startsWith('charts/')).length).toBe(12)
    expect(answer.files.map(({ path }: { path: string }) => path).sort()).toEqual(
      names.filter((name) => name !== 'manifest.json').sort(),
    )
  })

  test('gives the same bytes again', async () => {
    await run(['report', 'build', log, '--period', '2025-H2', '--out', at('again'), '--no-pdf'], { env })
    expect(filesIn(at('again'))).toEqual(filesIn(built))
  })

  test('gives the same bytes from a case, of the newest log that was verified or the one asked for', async () => {
    expect((await run(['import', log, '--case', theCase], { env })).exit).toBe(0)
    await run(['report', 'build', theCase, '--period', '2025-H2', '--out', at('from-case'), '--no-pdf'], { env })
    expect(filesIn(at('from-case'))).toEqual(filesIn(built))
    const named = ['--evidence', 'log', '--out', at('from-named')]
    await run(['report', 'build', theCase, '--period', '2025-H2', '--no-pdf', ...named], { env })
    expect(filesIn(at('from-named'))).toEqual(filesIn(built))
    const wrong = await json('report', 'build', theCase, '--evidence', 'nothing', '--out', at('never'), '--no-pdf')
    expect(wrong).toMatchObject({ exit: 2, answer: { error: { place: { field: '--evidence' }, got: '"nothing"' } } })
    expect(readdirSync(folder)).not.toContain('never')
  })

  test('gives the same bytes of every CSV, JSON, HTML and SVG as the web host', async () => {
    const web = hosts.find(({ kind }) => kind === 'web')
    if (!web) throw new Error('no web host')
    const host = await web.start(log)
    async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
      const answer = await host.call(name, input)
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
      return answer.value
    }
    const ended = async ({ jobId }: { jobId: string }) => {
      for (;;) {
        const { state, result, error } = await ask('jobs.status', { jobId })
        if (state === 'done') return result ?? ''
        if (error) throw new Error(JSON.stringify(error))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    try {
      const { caseId } = await ask('cases.create', { name: 'web' })
      const evidenceId = await ended(await ask('evidence.import', { caseId, pickedId: host.pickedId }))
      const where = { caseId, evidenceId }
      await ended(await ask('requests.derive', where))
      const definition = { title: 'Requests for user data', publisher: '', period: '2025-H2', threshold: 5 }
      const reportId = await ended(await ask('reports.build', { ...where, definition }))
      const before = await ask('reports.view', { caseId, reportId })
      expect(before.leak.state).toBe('not run')
      const early = { caseId, reportId, preparedBy: 'Ana', signedOffBy: 'Bo', note: null }
      expect(await host.call('reports.publish', early)).toMatchObject({ ok: false, error: { code: 'conflict' } })
      await ended(await ask('reports.checkLeaks', { caseId, reportId }))
      const view = await ask('reports.view', { caseId, reportId })
      expect({ leak: view.leak.state, obstacles: view.obstacles }).toEqual({ leak: 'passed', obstacles: [] })
      const files = filesIn(built)
      expect(view.files.map(({ path }) => path).sort()).toEqual(
        [...files.keys()].filter((path) => path !== 'manifest.json').sort(),
      )
      for (const { path } of view.files) {
        const { base64 } = await ask('reports.file', { caseId, reportId, path })
        expect([path, Buffer.from(base64, 'base64').equals(files.get(path) ?? Buffer.alloc(0))]).toEqual([path, true])
      }
    } finally {
      await host.close()
    }
  }, 60_000)

  test('writes nothing where figures would be worth nothing, and says why', async () => {
    const broken = at('broken')
    await run(['tamper', log, broken, '--op', 'delete', '--seed', '3'])
    const refused = await json('report', 'build', broken, '--period', '2025-H2', '--out', at('nothing'), '--no-pdf')
    expect(refused).toMatchObject({ exit: 2, answer: { error: { place: { field: 'log' } } } })
    expect(readdirSync(folder)).not.toContain('nothing')
    const definition = at('definition.json')
    writeFileSync(definition, JSON.stringify({ period: '2025-H2', words: { glance: '{{glance/nowhere/now}}' } }))
    const unclear = await json('report', 'build', log, '--definition', definition, '--out', at('nothing'), '--no-pdf')
    expect(unclear).toMatchObject({ exit: 40, answer: { published: false } })
    expect(unclear.answer.obstacles.join()).toContain('{{glance/nowhere/now}}')
    expect(readdirSync(folder)).not.toContain('nothing')
    const draft = ['--definition', definition, '--out', at('draft'), '--draft', '--no-pdf']
    expect((await json('report', 'build', log, ...draft)).exit).toBe(40)
    expect(filesIn(at('draft')).size).toBeGreaterThan(10)
  })

  test.each([
    [['--period', '2025-H3'], 'period'],
    [['--period', '2025-H2', '--threshold', '1'], 'threshold'],
    [['--period', '2025-H2', '--paper', 'A3'], '--paper'],
  ])('%j is refused with exit 2 and one document', async (args, field) => {
    const { exit, answer } = await json('report', 'build', log, ...args, '--out', at('refused'), '--no-pdf')
    expect({ exit, field: answer.error.place.field }).toEqual({ exit: 2, field })
    expect(readdirSync(folder)).not.toContain('refused')
  })

  test('is refused when what it hides follows from a report published before', async () => {
    // The same period, with nothing hidden but 1: together they say what this one hides.
    const open = at('open')
    const options = ['--period', '2025-H2', '--no-pdf', '--draft', '--threshold', '2', '--out', open]
    await run(['report', 'build', log, ...options], { env })
    const both = await json(
      ...['report', 'build', log, '--period', '2025-H2', '--no-pdf', '--out', at('leaky'), '--published', open],
    )
    expect(both.exit).toBe(40)
    expect(both.answer.obstacles.join()).toMatch(/A hidden figure can be worked out: .* is published as \d+ elsewhere/)
  })
})

describe('report verify', () => {
  test('confirms every cell of an unchanged report, from the log and from a case', async () => {
    for (const source of [log, theCase]) {
      const { exit, answer } = await json('report', 'verify', built, source)
      expect(exit).toBe(0)
      expect(answer).toMatchObject({ cells: { mismatch: 0, cannotCheck: 0 }, differences: [] })
      expect(answer.cells.match).toBeGreaterThan(500)
    }
  })

  test('without a log checks the arithmetic alone, and says so with exit 20', async () => {
    const { exit, answer } = await json('report', 'verify', built)
    expect(exit).toBe(20)
    expect(answer.cells).toMatchObject({ match: 0, mismatch: 0 })
    expect(answer.cells.cannotCheck).toBeGreaterThan(500)
  })

  test('names one changed integer: table, row, column, published and computed', async () => {
    let was = 0
    const changed = changeReport(copyOf('one-integer'), (report) => {
      const tables = report.tables as unknown as {
        id: string
        columns: { id: string }[]
        rows: { id: string; cells: { value: number }[] }[]
      }[]
      const table = tables.find(({ id }) => id === 'over-time')
      const cell = table?.rows.at(-1)?.cells[table.columns.findIndex(({ id }) => id === 'rejected')]
      if (!cell) throw new Error('no such cell')
      was = cell.value
      cell.value += 1
    })
    const { exit, answer } = await json('report', 'verify', changed, log)
    expect(exit).toBe(40)
    expect(answer.differences).toContainEqual(
      expect.objectContaining({
        table: 'over-time',
        row: '2025-H2',
        column: 'rejected',
        published: was + 1,
        computed: was,
      }),
    )
  })

  test('names two periods whose figures were swapped', async () => {
    const swapped = changeReport(copyOf('swapped'), (report) => {
      const tables = report.tables as unknown as { id: string; rows: { id: string; cells: unknown }[] }[]
      const [a, b] = tables.find(({ id }) => id === 'over-time')?.rows.slice(-2) ?? []
      if (!a || !b) throw new Error('rows')
      ;[a.cells, b.cells] = [b.cells, a.cells]
    })
    const { exit, answer } = await json('report', 'verify', swapped, log)
    expect(exit).toBe(40)
    const places = answer.differences.map(({ table, row }: { table: string; row: string }) => `${table}/${row}`)
    expect(places).toContain('over-time/2025-H1')
    expect(places).toContain('over-time/2025-H2')
  })

  test('names the figures that one dropped entry changes', async () => {
    const shorter = at('shorter')
    cpSync(log, shorter, { recursive: true })
    const [name = ''] = readdirSync(join(shorter, 'entries')).sort().slice(-1)
    const file = join(shorter, 'entries', name)
    const lines = readFileSync(file, 'utf8').split('\n')
    const dropped = lines.findIndex((line) => {
      if (line === '') return false
      const { type, data } = JSON.parse(line)
      const isRequest =
        type === 'request.received' && !/preservation|epoc_pr|dsa_|nsl|fisa|uk_ipa/.test(data.instrument)
      return isRequest && data.receivedAt >= '2025-07-01' && data.receivedAt < '2026-01-01'
    })
    expect(dropped).toBeGreaterThan(0)
    writeFileSync(file, lines.toSpliced(dropped, 1).join('\n'))
    const { exit, answer } = await json('report', 'verify', built, shorter)
    expect(exit).toBe(40)
    const places = answer.differences.map(
      ({ table, row, column }: { table: string; row: string; column: string }) => `${table}/${row}/${column}`,
    )
    expect(places).toContain('over-time/2025-H2/received')
    expect(places).toContain('(log)/head/integrity')
  })

  test('names a changed file beside report.json', async () => {
    const changed = copyOf('changed-file')
    const file = join(changed, 'report.html')
    writeFileSync(file, readFileSync(file, 'utf8').replace('Requests for user data', 'Requests for user dada'))
    const { exit, answer } = await json('report', 'verify', changed, log)
    expect(exit).toBe(40)
    expect(JSON.stringify(answer.differences)).toContain('report.html')
  })

  test('what is no report is refused by name', async () => {
    mkdirSync(at('empty'))
    expect((await json('report', 'verify', at('empty'), log)).exit).toBe(2)
    const file = at('no-report.json')
    writeFileSync(file, '{"format":"something/v1"}')
    expect((await json('report', 'verify', file, log)).answer.error.place.file).toBe(file)
  })
})

describe('report check', () => {
  test('holds our own report to its arithmetic, and names the rule that fails', async () => {
    expect(await json('report', 'check', built)).toMatchObject({ exit: 0, answer: { failures: [] } })
    const wrong = changeReport(copyOf('wrong-sum'), (report) => {
      const tables = report.tables as unknown as { id: string; rows: { cells: { value: number }[] }[] }[]
      const cell = tables.find(({ id }) => id === 'outcomes')?.rows.at(-1)?.cells[0]
      if (!cell) throw new Error('no such cell')
      cell.value += 1
    })
    const { exit, answer } = await json('report', 'check', join(wrong, 'report.json'))
    expect(exit).toBe(40)
    expect(answer.failures[0]).toMatchObject({ rule: 'parts-equal-total' })
  })

  test("finds in GitHub's tables the rows that cannot be", async () => {
    const { exit, answer } = await json('report', 'check', 'test/vectors/github-transparency')
    expect({ exit, kind: answer.kind }).toEqual({ exit: 40, kind: 'github' })
    expect(answer.failures.length).toBe(6)
  })
})
