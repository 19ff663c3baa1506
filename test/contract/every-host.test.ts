/** One suite for every host that can start: the same questions get the same answers, the same evidence the same verdict. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call, Name, Output } from '#contract/contract.ts'
import { tamperExport } from '../../main/io/tamper-export.ts'
import { makeSampleExport } from '../../main/io/write-export.ts'
import { hosts, type StartedHost } from './hosts.ts'

let folder = ''
let evidence = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plainview-every-host-'))
  const plain = join(folder, 'plain')
  evidence = join(folder, 'received')
  const made = await makeSampleExport(plain, { requests: 40, seed: 'every host' })
  const damaged = await tamperExport(plain, evidence, { ops: ['edit', 'delete'], times: 1, seed: 'every host' })
  expect([made.ok, damaged.ok]).toEqual([true, true])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What each host made of the same evidence, as bytes. */
const verdicts = new Map<string, string>()

async function finish(call: Call, jobId: string): Promise<Output<'jobs.status'>> {
  for (;;) {
    const status = await call('jobs.status', { jobId })
    if (!status.ok) throw new Error(status.error.message)
    if (status.value.state !== 'running') return status.value
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
function unwrap<T>(result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

for (const host of hosts) {
  describe.skipIf(host.whyNot !== null)(
    `${host.name}${host.whyNot === null ? '' : ` (not here: ${host.whyNot})`}`,
    () => {
      let started: StartedHost
      const call: Call = (name, input) => started.call(name, input)
      beforeAll(async () => {
        started = await host.start(evidence)
      }, 120_000)
      afterAll(() => started?.close())

      test('says which host it is, and that nothing reached the network', async () => {
        const about = unwrap(await call('app.about', {}))
        expect(about).toMatchObject({ host: host.kind, network: { blocked: true, attempts: 0 } })
      })

      test.each(['nope', '', '__proto__', 'toString', 'constructor', 'app.about/../x', 'ä'])(
        'refuses %j',
        async (name) => {
          expect(await call(name as Name, {} as never)).toMatchObject({ ok: false, error: { code: 'bad_request' } })
        },
      )

      test.each([
        ['a path instead of an id', 'cases.open', { caseId: '../../etc/passwd' }, 'caseId'],
        ['a missing field', 'cases.open', {}, 'caseId'],
        ['a field too many', 'app.about', { x: 1 }, 'x'],
        ['no object', 'app.about', null, 'input'],
        ['another type', 'cases.create', { name: 7 }, 'name'],
      ] as const)('names the field of %s', async (_why, name, input, field) => {
        expect(await call(name, input as never)).toMatchObject({
          ok: false,
          error: { code: 'bad_request', message: expect.stringContaining(field) },
        })
      })

      test('an id that names nothing is not found', async () => {
        for (const [name, input] of [
          ['jobs.status', { jobId: 'job_0000000000000000' }],
          ['cases.open', { caseId: 'case_0000000000000000' }],
          ['evidence.list', { caseId: 'case_0000000000000000' }],
        ] as const)
          expect(await call(name, input as never)).toMatchObject({ ok: false, error: { code: 'not_found' } })
      })

      test('takes evidence in, finds what was done to it, and keeps it', async () => {
        const { caseId } = unwrap(await call('cases.create', { name: 'Every host' }))
        const { pickedId } = started
        const preflight = unwrap(await call('evidence.preflight', { caseId, pickedId }))
        expect(preflight).toMatchObject({ name: 'received', kind: 'folder', seenBefore: null })
        const { jobId } = unwrap(await call('evidence.import', { caseId, pickedId }))
        const job = await finish(call, jobId)
        expect(job).toMatchObject({ state: 'done', error: null, bytesDone: job.bytesTotal })
        const evidenceId = job.result ?? ''
        const { document } = unwrap(await call('verify.result', { caseId, evidenceId }))
        const [row] = unwrap(await call('evidence.list', { caseId })).evidence
        expect(document).toMatchObject({ exit: 40, integrity: { answer: 'damaged', places: 2 } })
        expect(document?.damage.map(({ op }) => op).sort()).toEqual(['delete', 'edit'])
        verdicts.set(host.name, JSON.stringify([document, row?.digest]))
        expect(unwrap(await call('cases.recent', {})).cases).toMatchObject([
          { caseId, name: 'Every host', state: 'ready' },
        ])
      }, 60_000)
    },
  )
}

test('every host that could start gives the same verdict, byte for byte', () => {
  const able = hosts.filter(({ whyNot }) => whyNot === null)
  expect([...verdicts.keys()]).toEqual(able.map(({ name }) => name))
  expect(able.length).toBeGreaterThanOrEqual(2)
  expect(new Set(verdicts.values()).size).toBe(1)
})
