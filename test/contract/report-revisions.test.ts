/**
 * A log that grows: a report is published, a later entry changes its figures, a new version needs a reason and a method and
 * lists what has changed; every version is verified against the longer log, on three levels, whole and damaged.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Output } from '#contract/contract.ts'
import { createNetworkCounter } from '../../main/app/network-counter.ts'
import { compose } from '../../main/hosts/compose.ts'
import { makeSampleExport } from '../../main/io/write-export.ts'
import { asker } from './asker.ts'
import { builtCli } from './run-cli.ts'

const run = builtCli()
const folder = mkdtempSync(join(tmpdir(), 'plainview-revisions-'))
const at = (name: string) => join(folder, name)
let app: Awaited<ReturnType<typeof compose>>
const bugs: unknown[] = []
let caseId = ''
let where: { readonly caseId: string; readonly evidenceId: string }
let first: Output<'reports.publish'>

const { ask, ended } = asker((name, input) => app.call(name, input))

/** The same log as it was at an earlier head: fewer lines, and that head as its newest. */
function earlierExport(from: string, to: string, share: number): void {
  cpSync(from, to, { recursive: true })
  const sizes = readdirSync(join(from, 'heads'))
    .map((name) => Number(/^(\d+)\.note$/.exec(name)?.[1]))
    .sort((a, b) => a - b)
  const size = sizes[Math.floor(sizes.length * share)] ?? 0
  const lines = readFileSync(join(from, 'entries', '000000.jsonl'), 'utf8')
    .split('\n')
    .slice(0, size)
  writeFileSync(join(to, 'entries', '000000.jsonl'), `${lines.join('\n')}\n`)
  writeFileSync(join(to, 'checkpoint'), readFileSync(join(from, 'heads', `${size}.note`)))
  for (const later of sizes.filter((one) => one > size)) rmSync(join(to, 'heads', `${later}.note`))
}

async function imported(path: string): Promise<typeof where> {
  const evidenceId = await ended(await ask('evidence.import', { caseId, pickedId: app.pick(path) }))
  await ended(await ask('requests.derive', { caseId, evidenceId }))
  return { caseId, evidenceId }
}
async function built(): Promise<string> {
  const definition = { title: 'Requests for user data', publisher: 'Heron', period: '2025-H2', threshold: 5 }
  const reportId = await ended(await ask('reports.build', { ...where, definition }))
  await ended(await ask('reports.checkLeaks', { caseId, reportId }))
  return reportId
}
const people = { preparedBy: 'Ana', signedOffBy: 'Bo' }
async function verified(which: { publishedId: string } | { path: string }): Promise<Output<'reports.verification'>> {
  const asked =
    'path' in which
      ? { publishedId: null, pickedId: app.pick(which.path) }
      : { publishedId: which.publishedId, pickedId: null }
  const verificationId = await ended(await ask('reports.verify', { ...where, ...asked }))
  return ask('reports.verification', { caseId, verificationId })
}
async function saved(publishedId: string, path: string): Promise<Buffer> {
  return Buffer.from((await ask('reports.publishedFile', { caseId, publishedId, path })).base64, 'base64')
}

beforeAll(async () => {
  const made = await makeSampleExport(at('log'), { requests: 400, seed: 'revisions', years: 1 })
  expect(made.ok).toBe(true)
  earlierExport(at('log'), at('earlier'), 0.6)
  const network = createNetworkCounter(() => undefined)
  app = await compose({
    host: 'cli',
    network,
    logBug: (error) => bugs.push(error),
    profileFolder: at('home'),
  })
  caseId = (await ask('cases.create', { name: 'revisions' })).caseId
  where = await imported(at('earlier'))
  first = await ask('reports.publish', { caseId, reportId: await built(), ...people, note: null })
}, 120_000)
afterAll(async () => {
  await app.close()
  expect(bugs).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})

test('published from the shorter log, the report follows from it on every level', async () => {
  expect(first.publishedId).toBe('2025-H2-r1')
  const found = await verified({ publishedId: first.publishedId })
  expect(found).toMatchObject({
    cells: { mismatch: 0 },
    gate: { failures: [] },
    levels: { files: { state: 'as published', differences: [] }, head: { state: 'unchanged' } },
  })
  expect(found.cells.match).toBeGreaterThan(500)
})

test('words that name a request under a secrecy order keep a report from being published', async () => {
  const sealed = await ask('requests.list', { ...where, filter: { notice: ['sealed_by_law'] }, limit: 1 })
  const told = await ask('requests.list', { ...where, filter: { notice: ['notified_before'] }, limit: 1 })
  const [secret, open] = [sealed.rows[0]?.req ?? '', told.rows[0]?.req ?? '']
  const definition = { title: 'Requests', publisher: '', period: '2025-H2', threshold: 5 }
  const words = { 'case-studies': `A court asked (${secret}); another came as ${open}.` }
  const reportId = await ended(await ask('reports.build', { ...where, definition: { ...definition, words } }))
  const { obstacles } = await ask('reports.view', { caseId, reportId })
  expect(obstacles.filter((text) => text.includes(secret))).toHaveLength(1)
  expect(obstacles.join()).not.toContain(open)
  writeFileSync(at('words.json'), JSON.stringify({ ...definition, words }))
  const args = [
    'report',
    'build',
    at('earlier'),
    '--definition',
    at('words.json'),
    '--out',
    at('named'),
    '--no-pdf',
    '--json',
  ]
  const cli = await run(args, { env: { PLAINVIEW_HOME: at('home') } })
  expect(cli.exit).toBe(40)
  expect(JSON.parse(cli.stdout).obstacles.filter((text: string) => text.includes(secret))).toHaveLength(1)
  expect(readdirSync(folder)).not.toContain('named')
})

describe('when the log has grown', () => {
  let second: Output<'reports.publish'>
  let view: Output<'reports.view'>

  beforeAll(async () => {
    where = await imported(at('log'))
    const reportId = await built()
    view = await ask('reports.view', { caseId, reportId })
    expect(view.changes.length).toBeGreaterThan(0)
    const early = await app.call('reports.publish', { caseId, reportId, ...people, note: null })
    expect(early).toMatchObject({ ok: false, error: { code: 'conflict' } })
    const note = { reason: 'Requests were decided since.', method: 'Counted again from the longer log.' }
    second = await ask('reports.publish', { caseId, reportId, ...people, note })
  }, 120_000)

  test('a new version says why, and lists every figure that has changed, in report.json and in report.html', async () => {
    expect(second.publishedId).toBe('2025-H2-r2')
    const document = JSON.parse((await saved(second.publishedId, 'report.json')).toString('utf8'))
    expect(document.revision.number).toBe(2)
    expect(document.revision.note).toMatchObject({ reason: 'Requests were decided since.' })
    expect(document.revision.note.differences).toEqual(
      view.changes.map(({ table, row, column, published, computed }) => ({
        table,
        row,
        column,
        was: published,
        is: computed,
      })),
    )
    const html = (await saved(second.publishedId, 'report.html')).toString('utf8')
    expect(html).toContain('Requests were decided since.')
    expect(html.split('<table class="changes">')[1]?.match(/<tr><th scope="row">/g)?.length).toBeGreaterThanOrEqual(
      view.changes.length,
    )
    expect(html).not.toContain('This is the first version')
  })

  test('both versions stay listed, each as it was kept, with what changed from one to the other', async () => {
    const { reports } = await ask('reports.published', { caseId })
    expect(reports.map(({ publishedId }) => publishedId)).toEqual(['2025-H2-r2', '2025-H2-r1'])
    const shown = await ask('reports.publishedView', { caseId, publishedId: '2025-H2-r2' })
    expect(shown.before).toBe('2025-H2-r1')
    expect(shown.changes).toEqual(view.changes)
    expect(shown.html).toBe((await saved('2025-H2-r2', 'report.html')).toString('utf8'))
    expect((await ask('reports.publishedView', { caseId, publishedId: '2025-H2-r1' })).changes).toEqual([])
    const missing = await app.call('reports.publishedFile', { caseId, publishedId: '2025-H2-r1', path: '../r2/x' })
    expect(missing).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  test('the first version still follows from the longer log as of its own time, as the command line says too', async () => {
    const found = await verified({ publishedId: '2025-H2-r1' })
    expect(found).toMatchObject({ cells: { mismatch: 0 }, differences: [], levels: { head: { state: 'unchanged' } } })
    writeFileSync(at('r1.zip'), await saved('2025-H2-r1', 'report.zip'))
    writeFileSync(at('r1.json'), await saved('2025-H2-r1', 'report.json'))
    expect(await verified({ path: at('r1.zip') })).toMatchObject({
      cells: found.cells,
      levels: { files: { state: 'as published' } },
    })
    expect(await verified({ path: at('r1.json') })).toMatchObject({
      cells: found.cells,
      levels: { files: { state: 'not given', checked: 0 } },
    })
    const cli = await run(['report', 'verify', at('r1.json'), at('log'), '--json'], {
      env: { PLAINVIEW_HOME: at('home') },
    })
    expect(JSON.parse(cli.stdout).cells.match).toBe(found.cells.match)
  })

  test('a changed figure, a changed file and a missing one are each named', async () => {
    const kept = await ask('reports.publishedView', { caseId, publishedId: '2025-H2-r1' })
    const copy = at('copy')
    for (const { path } of kept.files) {
      const bytes = await saved('2025-H2-r1', path)
      const target = join(copy, path)
      mkdirSync(join(target, '..'), { recursive: true })
      writeFileSync(target, bytes)
    }
    expect(await verified({ path: copy })).toMatchObject({
      cells: { mismatch: 0 },
      levels: { files: { state: 'as published' } },
    })
    const report = JSON.parse(readFileSync(join(copy, 'report.json'), 'utf8'))
    const outcomes = report.tables.find(({ id }: { id: string }) => id === 'outcomes')
    outcomes.rows[0].cells[0].value += 1
    writeFileSync(join(copy, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
    rmSync(join(copy, 'tables', 'notice.csv'))
    const found = await verified({ path: copy })
    expect(found.differences).toMatchObject([{ table: 'outcomes', row: 'disclosed_full', column: 'received' }])
    expect(found.gate.failures.length).toBeGreaterThan(0)
    const { files } = found.levels
    expect(files.state).toBe('changed')
    expect(files.differences.some(({ row, published }) => row === 'tables/notice.csv' && published === 'missing')).toBe(
      true,
    )
    expect(files.differences.some(({ table, row }) => table === 'manifest.json' && row === 'report.json')).toBe(true)
  })

  test('a report of another log, one that is no report, and an empty folder are told apart', async () => {
    const report = JSON.parse((await saved('2025-H2-r2', 'report.json')).toString('utf8'))
    writeFileSync(at('other.json'), JSON.stringify({ ...report, log: { ...report.log, origin: 'other.example/log' } }))
    expect((await verified({ path: at('other.json') })).levels.head.state).toBe('another log')
    writeFileSync(at('longer.json'), JSON.stringify({ ...report, log: { ...report.log, size: report.log.size + 5 } }))
    expect((await verified({ path: at('longer.json') })).levels.head.state).toBe('beyond this log')
    writeFileSync(
      at('root.json'),
      JSON.stringify({ ...report, log: { ...report.log, root: `A${report.log.root.slice(1)}` } }),
    )
    expect((await verified({ path: at('root.json') })).levels.head.state).toBe('changed')
    for (const [name, content] of [
      ['none.json', '{}'],
      ['text.json', 'hello'],
    ] as const) {
      writeFileSync(at(name), content)
      const answer = await app.call('reports.verify', { ...where, publishedId: null, pickedId: app.pick(at(name)) })
      expect(answer).toMatchObject({ ok: false, error: { code: 'refused' } })
    }
    const empty = await app.call('reports.verify', { ...where, publishedId: null, pickedId: app.pick(at('log')) })
    expect(empty).toMatchObject({
      ok: false,
      error: { code: 'refused', expected: 'a published report: report.json in it' },
    })
  })
})
