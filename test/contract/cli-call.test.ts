import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { contract } from '../../shared/contract/contract.ts'
import { builtCli } from './run-cli.ts'

const run = builtCli()
const scratch = mkdtempSync(join(tmpdir(), 'cli-call-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const env = { PLAINVIEW_HOME: join(scratch, 'home') }
const call = (args: readonly string[], input?: string) =>
  run(['call', ...args], { env, ...(input === undefined ? {} : { input }) })

describe('plainview call', () => {
  test('without a name lists every operation of the contract', async () => {
    const { exit, stdout, stderr } = await call(['--json'])
    expect([exit, stderr]).toEqual([0, ''])
    expect(
      JSON.parse(stdout)
        .operations.map(({ name }: { name: string }) => name)
        .sort(),
    ).toEqual(Object.keys(contract).sort())
  })

  test('prints what the operation answers', async () => {
    const { exit, stdout, stderr } = await call(['app.about'])
    expect([exit, stderr]).toEqual([0, ''])
    expect(contract['app.about'].output.parse(JSON.parse(stdout))).toMatchObject({
      host: 'cli',
      network: { blocked: true, attempts: 0 },
    })
  })

  test('takes its input as an argument or from stdin', async () => {
    const argument = await call(['cases.create', '{"name":"From an argument"}'])
    const stdin = await call(['cases.create', '-'], '{"name":"From stdin"}')
    expect(JSON.parse(argument.stdout)).toMatchObject({ name: 'From an argument', state: 'ready' })
    expect(JSON.parse(stdin.stdout)).toMatchObject({ name: 'From stdin', state: 'ready' })
    const recent = await call(['cases.recent'])
    const names = JSON.parse(recent.stdout).cases.map(({ name }: { name: string }) => name)
    expect(names.sort()).toEqual(['From an argument', 'From stdin'])
  })

  test('a case and evidence are named by their paths, and long work is waited for', async () => {
    const log = join(scratch, 'log')
    const folder = join(scratch, 'case')
    await run(['sample', log, '--requests', '30', '--years', '0.5'], { env })
    expect((await run(['import', log, '--case', folder], { env })).exit).toBe(0)
    const preflight = await call(['evidence.preflight', '--case', folder, '--evidence', log])
    const { seenBefore } = JSON.parse(preflight.stdout)
    expect(seenBefore).toMatch(/^ev_/)
    const job = await call(['verify.run', JSON.stringify({ evidenceId: seenBefore }), '--case', folder])
    expect(JSON.parse(job.stdout)).toMatchObject({ kind: 'verify', state: 'done', result: seenBefore })
  })

  test.each([
    ['an unknown operation', ['nope'], 'bad_request'],
    ['what every object has is no operation', ['toString'], 'bad_request'],
    ['input that does not fit', ['cases.open', '{"caseId":1}'], 'bad_request'],
    ['input that is no JSON', ['cases.open', '{x'], 'bad_option'],
    ['input that is no object', ['cases.open', '[1]'], 'bad_option'],
    ['an id that names nothing', ['cases.open', '{"caseId":"case_0000000000000000"}'], 'not_found'],
    ['a folder that is no case', ['evidence.list', '--case', scratch], 'not_found'],
  ])('%s: exit 2, one document with code, place, expected and got', async (_, args, code) => {
    const { exit, stdout, stderr } = await call(args)
    expect([exit, stderr]).toEqual([2, ''])
    const { error } = JSON.parse(stdout)
    expect(error).toMatchObject({
      place: { file: expect.any(String) },
      expected: expect.any(String),
      got: expect.any(String),
    })
    expect(error.code).toBe(code)
  })
})
