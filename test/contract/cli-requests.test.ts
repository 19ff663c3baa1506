import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtCli } from './run-cli.ts'

const run = builtCli()
const folder = mkdtempSync(join(tmpdir(), 'plainview-cli-'))
const log = join(folder, 'log')
const theCase = join(folder, 'case')
const env = { PLAINVIEW_HOME: join(folder, 'home') }
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Row {
  readonly req: string
  readonly receivedAt: string
  readonly origin: { readonly code: string }
  readonly outcome: string | null
  readonly notice: string
}
let rows: readonly Row[]

interface Breach {
  readonly rule: string
  readonly req?: string | null
  readonly entries: readonly number[]
}
const breaches = (list: readonly Breach[]) => list.map(({ rule, req, entries }) => `${rule} ${req} ${entries}`).sort()

beforeAll(async () => {
  const made = await run(['sample', log, '--requests', '300', '--findings', '--seed', 'cli'])
  if (made.exit !== 0) throw new Error(made.stderr)
  rows = JSON.parse((await run(['requests', log, '--json'])).stdout).rows
}, 120_000)

const json = async (...args: readonly string[]) => JSON.parse((await run([...args, '--json'], { env })).stdout)

describe('requests', () => {
  test('every filter shows what its rows say, and accounts for the others', async () => {
    const cases: readonly (readonly [readonly string[], (row: Row) => boolean])[] = [
      [['--outcome', 'rejected,no_data'], ({ outcome }) => outcome === 'rejected' || outcome === 'no_data'],
      [['--outcome', 'none'], ({ outcome }) => outcome === null],
      [['--origin', 'DE', '--origin', 'US'], ({ origin }) => origin.code === 'DE' || origin.code === 'US'],
      [
        ['--from', '2025-01-01', '--to', '2025-07-01T00:00:00.000Z'],
        ({ receivedAt }) => receivedAt >= '2025-01-01' && receivedAt < '2025-07-01',
      ],
      [['--notice', 'notified_before'], ({ notice }) => notice === 'notified_before'],
    ]
    for (const [args, fits] of cases) {
      const document = await json('requests', log, ...args)
      expect(document.rows).toEqual(rows.filter(fits))
      expect([document.shown, document.total]).toEqual([rows.filter(fits).length, rows.length])
      expect(document.shown).toBeGreaterThan(0)
    }
  })

  test('a rule chooses the requests that break it', async () => {
    const { findings } = await json('findings', log)
    for (const rule of ['aes-256-only', 'not-understood', 'transition']) {
      const broken = findings
        .filter((finding: { rule: string }) => finding.rule === rule)
        .map(({ req }: { req: string }) => req)
      expect((await json('requests', log, '--rule', rule)).rows.map(({ req }: Row) => req)).toEqual(broken)
    }
  })

  test('CSV has the same rows, and --fail-on looks at those shown', async () => {
    const csv = await run(['requests', log, '--csv'])
    expect(parse(csv.stdout, { columns: true })).toHaveLength(rows.length)
    expect((await run(['requests', log, '--rule', 'aes-256-only', '--fail-on', 'high'])).exit).toBe(50)
    expect((await run(['requests', log, '--rule', 'flag-answered', '--fail-on', 'high'])).exit).toBe(0)
    expect((await run(['requests', log, '--rule', 'flag-answered', '--fail-on', 'low'])).exit).toBe(50)
  })

  test.each([
    [['--outcome', 'burnt'], '--outcome'],
    [['--from', 'yesterday'], '--from'],
    [['--text', '"open'], '--text'],
    [['--fail-on', 'severe'], '--fail-on'],
    [['--as-of', '2025'], '--as-of'],
    [['--csv'], '--csv'],
    [['--evidence', 'x'], '--evidence'],
    [['--limit', '-1'], '--limit'],
  ])('%j is refused by name', async (args, field) => {
    const { exit, stdout } = await run(['requests', log, '--json', ...args])
    expect([exit, JSON.parse(stdout).error.place.field]).toEqual([2, field])
  })

  test('what is no disclosure log is refused', async () => {
    const file = join(folder, 'head.note')
    writeFileSync(file, readFileSync(join(log, 'checkpoint')))
    expect((await run(['requests', file])).exit).toBe(2)
    expect((await run(['findings', join(folder, 'nowhere')])).exit).toBe(2)
  })
})

describe('findings', () => {
  test('each planted breach is found once, with the entries that were planted', async () => {
    const planted: readonly Breach[] = JSON.parse(readFileSync(`${log}.planted.json`, 'utf8'))
    const { findings, counts } = await json('findings', log, '--policy-file', `${log}.keys/rules.json`)
    expect(breaches(findings)).toEqual(breaches(planted))
    expect(counts.total).toBe(findings.length)
  })

  test('an earlier as-of time knows fewer of them, and says so', async () => {
    const early = await json('findings', log, '--as-of', '2025-08-30')
    expect(early.asOf).toBe('2025-08-30T00:00:00.000Z')
    const rules = early.findings.map(({ rule }: { rule: string }) => rule)
    expect(rules).toContain('aes-256-only')
    expect(rules).not.toContain('answered-in-time')
  })

  test('a policy that promises nothing leaves its rules not evaluated', async () => {
    const file = join(folder, 'rules.json')
    writeFileSync(file, JSON.stringify({ format: 'plainview-rules/v1', parameters: { policyK: null } }))
    const { findings, notEvaluated } = await json('findings', log, '--policy-file', file)
    expect(findings.map(({ rule }: { rule: string }) => rule)).not.toContain('k-anonymous-tables')
    expect(notEvaluated.map(({ rule }: { rule: string }) => rule)).toContain('k-anonymous-tables')
    writeFileSync(file, JSON.stringify({ format: 'plainview-rules/v1', parameters: { policyk: null } }))
    const refused = await run(['findings', log, '--policy-file', file, '--json'])
    expect([refused.exit, JSON.parse(refused.stdout).error.place.field]).toEqual([2, 'parameters.policyk'])
  })
})

test('a case answers as the export that it holds', async () => {
  const imported = await run(['import', log, '--case', theCase], { env })
  expect(imported.exit).toBe(0)
  expect(await json('requests', theCase)).toEqual(await json('requests', log))
  const [ofCase, ofLog] = [await json('findings', theCase), await json('findings', log)]
  // The case knows which heads a trusted witness cosigned; nobody trusts any here, so there is no difference.
  expect(ofCase).toEqual(ofLog)
  const wrong = await run(['requests', theCase, '--evidence', 'ev_x', '--json'])
  expect([wrong.exit, JSON.parse(wrong.stdout).error.place.field]).toEqual([2, '--evidence'])
}, 60_000)
