/** One suite for every host that can start: bundles are judged the same, and a key that is held opens them without being kept. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Call, contract, type Input, type Name, type Output } from '#contract/contract.ts'
import { CHECKS } from '#core/bundle/check.ts'
import { AUDITOR, BUNDLE, makeBundle, SIGNER, TABLE, writeBundle } from '../support/bundle.ts'
import { hosts, type StartedHost } from './hosts.ts'

let folder = ''
let evidence = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plainview-every-bundle-'))
  evidence = join(folder, 'handed-over')
  writeBundle(join(evidence, 'a'), (await makeBundle()).files)
  writeBundle(join(evidence, 'b'), (await makeBundle({ bagInfo: () => 'Payload-Oxum: 1.1\n' })).files)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What each host says of the same bundles, as text. */
const documents = new Map<string, string>()

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

      async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
        const result = await call(name, input)
        if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}`)
        return contract[name].output.parse(result.value) as Output<N>
      }
      async function finish(jobId: string) {
        for (;;) {
          const status = await ask('jobs.status', { jobId })
          if (status.state !== 'running') return status
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }

      test('takes bundles in, judges them, and opens one with a key that it forgets again', async () => {
        const { caseId } = await ask('cases.create', { name: 'Bundles' })
        const { pickedId } = started
        expect(await ask('evidence.preflight', { caseId, pickedId })).toMatchObject({ kind: 'bundles' })
        const imported = await finish((await ask('evidence.import', { caseId, pickedId })).jobId)
        expect(imported).toMatchObject({ state: 'done', error: null, bytesDone: imported.bytesTotal })
        const where = { caseId, evidenceId: imported.result ?? '' }
        await ask('trust.add-key', {
          vkey: SIGNER.vkey,
          purpose: 'bundle',
          origin: null,
          fromSize: 0,
          toSize: null,
          note: '',
        })
        const text = AUDITOR.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
        await ask('bundles.add-key', { caseId, text, name: 'auditor.pem', passphrase: null })
        const verified = await finish((await ask('bundles.verify', { ...where, log: null })).jobId)
        expect(verified).toMatchObject({ kind: 'bundles', state: 'done' })
        const { rows } = await ask('bundles.list', where)
        expect(rows.map(({ path, status }) => [path, status])).toEqual([
          ['a', 'not_examined'],
          ['b', 'fails'],
        ])
        const good = { ...where, no: 1 }
        const { checks } = await ask('bundles.get', good)
        expect(CHECKS.filter((check) => checks[check].answer !== 'holds')).toEqual(['logged'])
        const { tableId } = await ask('bundles.open-table', { ...good, file: 'data/0002.jwe' })
        const { rows: cells, total } = await ask('tables.page', { tableId })
        expect([total, cells[0]?.cells]).toEqual([
          TABLE.trim().split('\n').length - 1,
          TABLE.split('\n')[1]?.split(','),
        ])
        await ask('bundles.forget-key', { caseId, kid: AUDITOR.kid })
        expect(await call('tables.page', { tableId })).toMatchObject({ ok: false, error: { code: 'not_found' } })
        expect(await call('bundles.contents', good)).toMatchObject({ ok: false, error: { code: 'refused' } })
        documents.set(host.name, (await ask('bundles.document', { ...where, no: null })).text)
      }, 60_000)
    },
  )
}

test('every host that could start says the same of the same bundles, byte for byte', () => {
  const able = hosts.filter(({ whyNot }) => whyNot === null)
  expect([...documents.keys()]).toEqual(able.map(({ name }) => name))
  expect(new Set(documents.values()).size).toBe(1)
  expect([...documents.values()][0]).toContain(BUNDLE)
})
