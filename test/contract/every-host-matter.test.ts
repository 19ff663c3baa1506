/**
 * What the screens hand to a third party, on every host: the same files as `plainview matter` writes, and the built program
 * checks them with nothing but the log's key.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromBuffer } from 'yauzl'
import type { Call, Output } from '#contract/contract.ts'
import { makeSampleExport } from '../../main/io/write-export.ts'
import { hosts, type StartedHost } from './hosts.ts'
import { builtCli } from './run-cli.ts'

const run = builtCli()
const folder = mkdtempSync(join(tmpdir(), 'plainview-host-matter-'))
const log = join(folder, 'log')
const byCli = join(folder, 'by-cli')
const env = { PLAINVIEW_HOME: join(folder, 'home') }
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let vkey = ''
/** Broken by a rule, and another one: as the log's own document has them. */
let reqs: readonly string[] = []

beforeAll(async () => {
  const made = await makeSampleExport(log, { requests: 120, findings: true, seed: 'every host matter' })
  expect(made.ok).toBe(true)
  vkey = readFileSync(join(log, 'log.vkey'), 'utf8').trim()
  const json = async (...args: readonly string[]) => JSON.parse((await run([...args, '--json'], { env })).stdout)
  const { findings } = await json('findings', log)
  const { rows } = await json('requests', log, '--notice', 'notified_after')
  reqs = [
    findings.find(({ req, entries }: { req: string; entries: unknown[] }) => req !== null && entries.length > 0).req,
    rows[0].req,
  ]
  const args = ['matter', log, ...reqs.flatMap((req) => ['--req', req]), '--out', byCli, '--vkey', vkey, '--no-pdf']
  expect((await run(args, { env })).exit).toBe(0)
}, 120_000)

const filesIn = (at: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(at, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.[a-z-]+$/.test(path))
      .sort()
      .map((path) => [path, readFileSync(join(at, path), 'base64')] as const),
  )

function unzip(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error)
      const found = new Map<string, Buffer>()
      zip.on('end', () => resolve(found))
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed)
          const parts: Buffer[] = []
          stream.on('data', (part: Buffer) => parts.push(part))
          stream.on('end', () => {
            found.set(entry.fileName, Buffer.concat(parts))
            zip.readEntry()
          })
        })
      })
      zip.readEntry()
    })
  })
}

function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
async function finish(call: Call, jobId: string): Promise<Output<'jobs.status'>> {
  for (;;) {
    const status = unwrap(await call('jobs.status', { jobId }))
    if (status.state === 'failed') throw new Error(status.error?.message)
    if (status.state !== 'running') return status
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

for (const host of hosts) {
  describe.skipIf(host.whyNot !== null)(
    `${host.name}${host.whyNot === null ? '' : ` (not here: ${host.whyNot})`}`,
    () => {
      let started: StartedHost
      let where: { caseId: string; evidenceId: string }
      let matterId = ''
      const call: Call = (name, input) => started.call(name, input)
      const file = async (path: 'matter.html' | 'matter.json' | 'matter.zip') =>
        Buffer.from(unwrap(await call('matter.file', { caseId: where.caseId, matterId, path })).base64, 'base64')

      beforeAll(async () => {
        started = await host.start(log)
        unwrap(await call('trust.add-key', { vkey, purpose: 'log', note: '' }))
        const { caseId } = unwrap(await call('cases.create', { name: 'Matter' }))
        const { jobId } = unwrap(await call('evidence.import', { caseId, pickedId: started.pickedId }))
        where = { caseId, evidenceId: (await finish(call, jobId)).result ?? '' }
        await finish(call, unwrap(await call('requests.derive', where)).jobId)
        const matter = await finish(call, unwrap(await call('matter.start', { ...where, reqs: [...reqs] })).jobId)
        matterId = matter.result ?? ''
      }, 120_000)
      afterAll(() => started?.close())

      test('the .zip holds, byte for byte, the folder that the command line writes', async () => {
        const found = await unzip(await file('matter.zip'))
        expect(new Map([...found].sort().map(([path, bytes]) => [path, bytes.toString('base64')]))).toEqual(
          new Map([...filesIn(byCli)].sort()),
        )
        expect((await file('matter.html')).toString('base64')).toBe(filesIn(byCli).get('matter.html'))
        expect((await file('matter.json')).toString('base64')).toBe(filesIn(byCli).get('matter.json'))
      })

      test('every entry in it is proven by the built program, and a changed byte is found', async () => {
        const out = join(folder, `unpacked-${host.kind}`)
        for (const [path, bytes] of await unzip(await file('matter.zip'))) {
          mkdirSync(dirname(join(out, path)), { recursive: true })
          writeFileSync(join(out, path), bytes)
        }
        const names = readdirSync(join(out, 'entries'))
        expect(names.length).toBeGreaterThan(3)
        for (const name of names) {
          const entry = join(out, 'entries', name)
          const proof = join(out, 'proofs', name.replace('.json', '.tlog-proof'))
          expect((await run(['proof', 'check', proof, entry, '--vkey', vkey])).exit).toBe(0)
          const changed = readFileSync(entry)
          changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1
          writeFileSync(entry, changed)
          expect((await run(['proof', 'check', proof, entry, '--vkey', vkey])).exit).toBe(40)
        }
      }, 120_000)

      test('it says what its proofs rest on, and each export stands in the work log', async () => {
        const view = unwrap(await call('matter.view', { caseId: where.caseId, matterId }))
        expect(view).toMatchObject({ requests: [...reqs], exit: 0, head: { trusted: true } })
        expect(view.proofs).toBe(view.entries)
        const { entries } = unwrap(await call('worklog.list', { caseId: where.caseId }))
        expect(entries[0]).toMatchObject({ type: 'work.exported', canUndo: false })
        expect(entries[0]?.text).toMatch(/^matter of 2 requests as zip, as of /)
      })

      test('what is due is the same as the command line lists, overdue first', async () => {
        const { items, account } = unwrap(await call('requests.due', { ...where, limit: 500 }))
        const listed = JSON.parse((await run(['due', log, '--json'])).stdout)
        expect([listed.total, listed.shown]).toEqual([account.total, account.total])
        const line = (dueMs: number | null, what: string, req: string | null, entries: readonly number[]) =>
          `${dueMs} ${what} ${req} ${entries}`
        // Of one date they may stand in any order.
        expect(
          listed.due
            .map((one: { due: string | null; what: string; req: string | null; entries: number[] }) =>
              line(one.due === null ? null : Date.parse(one.due), one.what, one.req, one.entries),
            )
            .sort(),
        ).toEqual(
          items
            .map(({ dueMs, kind, req, entries }) =>
              line(
                dueMs,
                kind,
                req,
                entries.map(({ seq }) => seq),
              ),
            )
            .sort(),
        )
        const order = listed.due.map((one: { due: string | null; overdue: boolean }) =>
          [one.overdue ? 0 : 1, one.due ?? '9'].join(' '),
        )
        expect(order).toEqual(order.toSorted())
        const overdue = JSON.parse((await run(['due', log, '--overdue', '--json'])).stdout)
        expect(overdue.shown).toBe(items.filter((item) => item.overdue).length)
        expect(overdue.shown).toBeGreaterThan(0)
        const soon = JSON.parse((await run(['due', log, '--within', '7', '--kind', 'notice', '--json'])).stdout)
        const untilMs = Date.parse(listed.asOf) + 7 * 86_400_000
        const fits = items.filter(({ kind, dueMs }) => kind === 'notice' && dueMs !== null && dueMs <= untilMs)
        expect(soon.shown).toBe(fits.length)
        const wrong = await run(['due', log, '--kind', 'weather', '--json'])
        expect([wrong.exit, JSON.parse(wrong.stdout).error.place.field]).toEqual([2, '--kind'])
      }, 60_000)

      test('an audit sample is drawn, concluded about and drawn again, here and by the command line', async () => {
        const by = ['outcome', 'origin'] as const
        const { sampleSeq } = unwrap(await call('audit.draw', { ...where, n: 20, seed: 'S 7', by: [...by] }))
        const { rows, strata, summary } = unwrap(await call('audit.sample', { ...where, sampleSeq }))
        expect([rows.length, summary.requests, summary.otherwise]).toEqual([20, 120, null])
        expect(strata.reduce((sum, { sampled }) => sum + sampled, 0)).toBe(20)
        const [first, second, third] = rows.map(({ req }) => req)
        const conclude = (req = '', conclusion: 'met' | 'not met' | 'cannot tell', note = '') =>
          call('audit.conclude', { ...where, sampleSeq, req, conclusion, note })
        unwrap(await conclude(first, 'not met'))
        unwrap(await conclude(first, 'met', 'the paper was seen'))
        unwrap(await conclude(second, 'cannot tell'))
        const other = await conclude(reqs.find((req) => !rows.some((row) => row.req === req)) ?? 'x', 'met')
        expect(other).toMatchObject({ ok: false, error: { code: 'not_found' } })
        const { text } = unwrap(await call('audit.receipt', { ...where, sampleSeq }))

        const file = (name: string) => join(folder, `${host.kind}-${name}`)
        writeFileSync(
          file('said.json'),
          JSON.stringify({
            [first ?? '']: { conclusion: 'met', note: 'the paper was seen' },
            [second ?? '']: { conclusion: 'cannot tell' },
          }),
        )
        const args = ['sample-audit', log, '--receipt', file('cli.json')]
        const drawn = await run(
          [...args, '--n', '20', '--seed', 'S 7', '--by', by.join(','), '--conclusions', file('said.json')],
          { env },
        )
        expect([drawn.exit, text === readFileSync(file('cli.json'), 'utf8')]).toEqual([0, true])

        writeFileSync(file('receipt.json'), text)
        const again = await run(['sample-audit', log, '--from', file('receipt.json'), '--receipt', file('again.json')])
        expect([again.exit, readFileSync(file('again.json'), 'utf8') === text]).toEqual([0, true])
        writeFileSync(file('other.json'), text.replaceAll(`"${third}"`, `"${third}x"`))
        const changed = await run(['sample-audit', log, '--from', file('other.json'), '--json'])
        expect([changed.exit, JSON.parse(changed.stdout).error.place.field]).toEqual([2, 'sample.2.req'])
      }, 60_000)

      test('a filter that lets nothing through, and a request that is not there, are refused', async () => {
        const none = await call('matter.start', { ...where, filter: { text: 'xyzzyxyzzy' } })
        expect(none).toMatchObject({ ok: false, error: { code: 'conflict', got: '0' } })
        const other = await call('matter.start', { ...where, reqs: ['no such'] })
        expect(other).toMatchObject({ ok: false, error: { code: 'not_found' } })
        const old = await call('matter.file', {
          caseId: where.caseId,
          matterId: 'matter_0000000000000000',
          path: 'matter.html',
        })
        expect(old).toMatchObject({ ok: false, error: { code: 'not_found' } })
      })
    },
  )
}
