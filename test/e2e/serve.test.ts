/** `plainview serve` as built: one address, a sample with something to find, a clean end. Needs no browser. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Call } from '#contract/contract.ts'
import { secretOf, sendRaw } from '../contract/loopback.ts'
import { startBuiltHost } from './built-host.mjs'

const PROGRAM = join('out', 'cli', 'plainview.js')
const home = mkdtempSync(join(tmpdir(), 'plainview-serve-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function connect(url: string) {
  const port = Number(new URL(url).port)
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const all = { 'content-type': 'application/json', ...headers }
    return JSON.parse((await sendRaw(port, path, { method: 'POST', headers: all, body: JSON.stringify(body) })).text)
  }
  const { value } = await post('/session', { secret: secretOf(url) })
  const headers = { authorization: `Bearer ${value.token}` }
  const call = ((name: string, input: unknown) => post(`/call/${name}`, input, headers)) as Call
  return { call, launch: () => post('/launch', {}, headers) }
}

describe('on a new profile', () => {
  test('prints its address within 10 s, on a sample case that has something to find, and ends cleanly', async () => {
    const startedAtMs = Date.now()
    const host = await startBuiltHost({ profile: home })
    expect(Date.now() - startedAtMs).toBeLessThan(10_000)
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#secret=[\w-]{43}$/)
    const { call, launch } = await connect(host.url)
    const { value } = await launch()
    const list = await call('evidence.list', { caseId: value.caseId })
    expect(list.ok && list.value.evidence).toMatchObject([{ kind: 'bundles' }, { exit: 40 }])
    const about = await call('app.about', {})
    expect(about).toMatchObject({ value: { host: 'web', network: { blocked: true, attempts: 0 }, profileLabel: home } })
    expect(await host.stop()).toBe(0)
    expect(host.errors()).toBe('')
    expect(readdirSync(join(home, 'uploads'))).toEqual([])
  })

  test('the second start opens the same sample, and makes no other', async () => {
    const host = await startBuiltHost({ profile: home })
    const { call, launch } = await connect(host.url)
    const recent = await call('cases.recent', {})
    expect(recent.ok && recent.value.cases).toHaveLength(1)
    expect(recent).toMatchObject({ value: { cases: [{ caseId: (await launch()).value.caseId, state: 'ready' }] } })
    await host.stop()
  })
})

test('evidence and a case of the user are opened when they are named', async () => {
  const host = await startBuiltHost({ profile: home, args: ['--evidence', 'package.json'] })
  const { launch } = await connect(host.url)
  expect(await launch()).toMatchObject({ ok: true, value: { caseId: null, pickedId: expect.stringMatching(/^pick_/) } })
  await host.stop()
  const [name = ''] = readdirSync(join(home, 'cases'))
  const other = await startBuiltHost({ profile: home, args: ['--case', join(home, 'cases', name)] })
  expect(await (await connect(other.url)).launch()).toMatchObject({ ok: true, value: { caseId: expect.any(String) } })
  await other.stop()
})

test.each([
  ['a port that is none', ['--port', '0'], '--port'],
  ['a port in words', ['--port', 'http'], '--port'],
  ['a case that is none', ['--case', 'docs'], '--case'],
])('%s is refused before anything is opened', (_why, args, field) => {
  const run = spawnSync(process.execPath, [PROGRAM, 'serve', '--json', ...args], {
    env: { ...process.env, PLAINVIEW_HOME: home },
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(run.status).toBe(2)
  expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'bad_option', place: { field } } })
})

test('a port somebody listens on is refused by name', async () => {
  const first = await startBuiltHost({ profile: home, args: [] })
  const port = new URL(first.url).port
  const run = spawnSync(process.execPath, [PROGRAM, 'serve', '--json', '--port', port], {
    env: { ...process.env, PLAINVIEW_HOME: home },
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect(run.status).toBe(2)
  expect(run.stdout).toContain('EADDRINUSE')
  await first.stop()
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it with exit code 0', async (signal) => {
  const child = spawn(process.execPath, [PROGRAM, 'serve'], { env: { ...process.env, PLAINVIEW_HOME: home } })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const ended = new Promise((resolve) => child.once('close', (code, by) => resolve(code ?? by)))
  child.kill(signal)
  expect(await ended).toBe(0)
})
