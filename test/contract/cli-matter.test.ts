import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtCli } from './run-cli.ts'

const run = builtCli()
const folder = mkdtempSync(join(tmpdir(), 'plainview-matter-'))
const log = join(folder, 'log')
const out = join(folder, 'matter')
const env = { PLAINVIEW_HOME: join(folder, 'home') }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Row {
  readonly req: string
  readonly outcome: string | null
  readonly notice: string
  readonly origin: { readonly code: string | null }
  readonly entries: readonly number[]
}
let vkey = ''
let rows: readonly Row[] = []
/** Lines of the log as they stand in its segments. */
let lines: readonly Buffer[] = []
let plain: Row
let secret: Row

const json = async (...args: readonly string[]) => {
  const { exit, stdout, stderr } = await run([...args, '--json'], { env })
  return { exit, stderr, document: JSON.parse(stdout) }
}
const bytesIn = (at: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(at, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .sort()
      .map((path) => [path.slice(at.length + 1), readFileSync(path, 'base64')] as const),
  )

beforeAll(async () => {
  const made = await json('sample', log, '--requests', '300', '--findings', '--seed', 'matter')
  vkey = made.document.vkey
  rows = (await json('requests', log)).document.rows
  const segments = readdirSync(join(log, 'entries')).sort()
  const whole = Buffer.concat(segments.map((name) => readFileSync(join(log, 'entries', name))))
  const ends = [...whole.keys()].filter((at) => whole[at] === 0x0a)
  lines = ends.map((end, at) => whole.subarray(at === 0 ? 0 : (ends[at - 1] ?? 0) + 1, end))
  const findings: readonly { req: string | null }[] = (await json('findings', log)).document.findings
  const broken = new Set(findings.map(({ req }) => req))
  const find = (fits: (row: Row) => boolean): Row => {
    const row = rows.find(fits)
    if (row === undefined) throw new Error('the sample has no such request')
    return row
  }
  secret = find(({ notice }) => notice === 'sealed_by_law')
  plain = find(({ req, notice, entries }) => broken.has(req) && notice !== 'sealed_by_law' && entries.length > 3)
}, 120_000)

describe('plainview matter', () => {
  test('what a third party gets is proven line by line, and one changed byte in any line is found', async () => {
    const { exit, document } = await json('matter', log, '--req', plain.req, '--out', out, '--vkey', vkey, '--no-pdf')
    expect([exit, document.exit, document.requests, document.sealed]).toEqual([0, 0, [plain.req], []])
    const names = readdirSync(join(out, 'entries'))
    const indexes = names.map((name) => Number(name.replace('.json', '')))
    expect(indexes).toEqual(expect.arrayContaining([...plain.entries]))
    expect(readdirSync(join(out, 'proofs')).sort()).toEqual(indexes.map((index) => `${index}.tlog-proof`).sort())
    for (const index of indexes) {
      const file = join(out, `entries/${index}.json`)
      const proof = join(out, `proofs/${index}.tlog-proof`)
      const bytes = readFileSync(file)
      expect(bytes.equals(lines[index] ?? Buffer.alloc(0)), `entry ${index} as stored`).toBe(true)
      expect((await run(['proof', 'check', proof, file, '--vkey', vkey])).exit).toBe(0)
      const changed = Buffer.from(bytes)
      const at = (index * 7) % changed.length
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(join(folder, 'changed'), changed)
      expect((await run(['proof', 'check', proof, join(folder, 'changed'), '--vkey', vkey])).exit).toBe(40)
    }
  }, 120_000)

  test('the manifest has the SHA-256 of every other file', () => {
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
    const files = [...bytesIn(out)].filter(([path]) => path !== 'manifest.json')
    const expected = files.map(([path, base64]) => {
      const bytes = Buffer.from(base64, 'base64')
      return `${path} ${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}`
    })
    type Listed = { path: string; bytes: number; sha256: string }
    expect(manifest.files.map(({ path, bytes, sha256 }: Listed) => `${path} ${bytes} ${sha256}`).sort()).toEqual(
      expected.sort(),
    )
  })

  test('the page needs no script and no network, and tells story, findings and lines', async () => {
    const html = readFileSync(join(out, 'matter.html'), 'utf8')
    expect(html).toContain(`content="default-src 'none';`)
    expect(html).not.toMatch(/<script|<img|<link|https?:\/\/|\son[a-z]+=/i)
    const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? ''
    expect(html).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    expect(html).not.toContain('SEALED')
    const { findings } = (await json('findings', log)).document
    const own = findings.filter(({ req }: { req: string }) => req === plain.req)
    expect(own.length).toBeGreaterThan(0)
    const matter = JSON.parse(readFileSync(join(out, 'matter.json'), 'utf8'))
    expect(matter.requests[0].findings.map(({ rule }: { rule: string }) => rule).sort()).toEqual(
      own.map(({ rule }: { rule: string }) => rule).sort(),
    )
    for (const { rule } of own) expect(html).toContain(`<code>${rule}</code>`)
    for (const index of plain.entries) {
      const { time, type } = JSON.parse((lines[index] ?? Buffer.alloc(0)).toString('utf8'))
      expect(html).toContain(`<b>${type}</b> · <time>${time}</time>`)
      expect(html).toContain(`id="e${index}"`)
    }
  })

  test('the same input and options give the same bytes, from the export and from a case', async () => {
    const again = join(folder, 'again')
    await json('matter', log, '--req', plain.req, '--out', again, '--vkey', vkey, '--no-pdf')
    expect(bytesIn(again)).toEqual(bytesIn(out))
    const theCase = join(folder, 'case')
    expect((await run(['import', log, '--case', theCase], { env })).exit).toBe(0)
    const ofCase = join(folder, 'of-case')
    await json('matter', theCase, '--req', plain.req, '--out', ofCase, '--vkey', vkey, '--no-pdf')
    expect(bytesIn(ofCase)).toEqual(bytesIn(out))
  }, 60_000)

  test('a request that is secret by law is marked before anything else is said', async () => {
    const sealed = join(folder, 'sealed')
    const args = ['--req', plain.req, '--req', secret.req, '--out', sealed, '--vkey', vkey, '--no-pdf']
    const { exit, document } = await json('matter', log, ...args)
    expect([exit, document.requests, document.sealed]).toEqual([0, [plain.req, secret.req], [secret.req]])
    const html = readFileSync(join(sealed, 'matter.html'), 'utf8')
    expect(html.indexOf('SEALED. ')).toBeLessThan(html.indexOf('<h1>'))
    expect(html).toContain('<title>SEALED: ')
    expect(JSON.parse(readFileSync(join(sealed, 'manifest.json'), 'utf8')).sealed).toEqual([secret.req])
  })

  test('without a key it is made, and says that nobody trusted has signed', async () => {
    const { exit, document } = await json(
      'matter',
      log,
      '--req',
      plain.req,
      '--out',
      join(folder, 'no-key'),
      '--no-pdf',
    )
    expect([exit, document.log.head.trusted]).toEqual([20, false])
  })

  test.each([
    [['--req', 'no such request'], '--req'],
    [['--req', 'x', '--as-of', 'yesterday'], '--as-of'],
    [['--req', 'x', '--paper', 'A5'], '--paper'],
  ])('%j is refused by name, and nothing is written', async (args, field) => {
    const nowhere = join(folder, 'nowhere')
    const { exit, document } = await json('matter', log, ...args, '--out', nowhere, '--no-pdf')
    expect([exit, document.error.place.field]).toEqual([2, field])
    expect(readdirSync(folder)).not.toContain('nowhere')
  })
})

describe('plainview sample-audit', () => {
  const draw = (...args: readonly string[]) => json('sample-audit', log, '--n', '60', '--seed', 'S', ...args)

  test('draws as many as asked, at least one of every stratum, each with its stratum and entries', async () => {
    const { exit, document } = await draw('--by', 'outcome')
    expect([exit, document.drawn, document.requests]).toEqual([0, 60, rows.length])
    const byReq = new Map(rows.map((row) => [row.req, row]))
    for (const { req, stratum, entries } of document.sample) {
      expect([stratum, entries]).toEqual([{ outcome: byReq.get(req)?.outcome ?? 'none' }, byReq.get(req)?.entries])
    }
    for (const { stratum, requests, sampled } of document.strata) {
      expect(requests).toBe(rows.filter(({ outcome }) => (outcome ?? 'none') === stratum.outcome).length)
      expect(sampled).toBe(
        document.sample.filter((one: Row & { stratum: Row }) => one.stratum.outcome === stratum.outcome).length,
      )
      expect(sampled).toBeGreaterThan(0)
    }
    expect((await draw('--by', 'outcome')).document).toEqual(document)
    expect(new Set(document.sample.map(({ req }: Row) => req)).size).toBe(60)
  })

  test('the receipt has the sample and the conclusions about it', async () => {
    const { sample } = (await draw()).document
    const file = join(folder, 'conclusions.json')
    const receipt = join(folder, 'receipt.json')
    const first: string = sample[0].req
    writeFileSync(file, JSON.stringify({ [first]: { conclusion: 'in order', note: 'file seen' } }))
    const { document } = await draw('--conclusions', file, '--receipt', receipt)
    expect(JSON.parse(readFileSync(receipt, 'utf8'))).toEqual(document)
    expect([document.concluded, document.conclusions]).toEqual([1, { 'in order': 1 }])
    expect(document.sample[0]).toEqual({ ...sample[0], conclusion: 'in order', note: 'file seen' })
    expect(document.sample.slice(1)).toEqual(sample.slice(1))
  })

  test('a conclusion about a request that was not drawn, or without words, is refused', async () => {
    const { sample } = (await draw()).document
    const drawn = new Set(sample.map(({ req }: Row) => req))
    const other = rows.find(({ req }) => !drawn.has(req))?.req ?? ''
    const file = join(folder, 'wrong.json')
    const cases: readonly (readonly [unknown, string])[] = [
      [{ [other]: { conclusion: 'fine' } }, other],
      [{ [sample[0].req]: { conclusion: ' ' } }, `${sample[0].req}.conclusion`],
      [{ [sample[0].req]: { conclusion: 'fine', not: 'x' } }, `${sample[0].req}.not`],
    ]
    for (const [conclusions, field] of cases) {
      writeFileSync(file, JSON.stringify(conclusions))
      const { exit, document } = await draw('--conclusions', file)
      expect([exit, document.error.place.field]).toEqual([2, field])
    }
  })

  test.each([
    [['--n', '0'], '--n'],
    [['--n', '10001'], '--n'],
    [['--n', '1e3'], '--n'],
    [['--by', 'outcome,weather'], '--by'],
  ])('%j is refused by name', async (args, field) => {
    const { exit, document } = await draw(...args)
    expect([exit, document.error.place.field]).toEqual([2, field])
  })
})
