/**
 * Every host there is, each as a way to start the application on a profile of its own with one piece of evidence picked.
 * A host that cannot start here says why.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { _electron } from 'playwright'
import type { Call, Name } from '#contract/contract.ts'
import { createNetworkCounter } from '../../main/app/network-counter.ts'
import { compose } from '../../main/hosts/compose.ts'
import { startWebHost } from '../../main/hosts/web/web-host.ts'
import { findElectron, whyNoWindow } from '../../scripts/electron.mjs'
import { secretOf, sendRaw } from './loopback.ts'

export interface StartedHost {
  readonly call: Call
  readonly pickedId: string
  readonly close: () => Promise<void>
}
export interface Host {
  readonly name: string
  readonly kind: 'electron' | 'web' | 'cli'
  readonly whyNot: string | null
  readonly start: (evidence: string) => Promise<StartedHost>
}

export const hosts: readonly Host[] = [
  { name: 'in process, as the command line calls it', kind: 'cli', whyNot: null, start: startDirect },
  { name: 'loopback HTTP', kind: 'web', whyNot: null, start: startLoopback },
  { name: 'the desktop program', kind: 'electron', whyNot: whyNoDesktop(), start: startDesktop },
]

const temporary = () => mkdtempSync(join(tmpdir(), 'plainview-host-'))

async function composed(kind: Host['kind'], profileFolder: string) {
  const network = createNetworkCounter(() => undefined)
  const bugs: unknown[] = []
  const app = await compose({ host: kind, network, logBug: (error) => bugs.push(error), profileFolder })
  const close = async () => {
    await app.close()
    rmSync(profileFolder, { recursive: true, force: true })
    if (bugs.length > 0) throw bugs[0]
  }
  return { app, network, close, logBug: (error: unknown) => bugs.push(error) }
}

async function startDirect(evidence: string): Promise<StartedHost> {
  const { app, close } = await composed('cli', temporary())
  return { call: app.call, pickedId: app.pick(evidence), close }
}

async function startLoopback(evidence: string): Promise<StartedHost> {
  const folder = temporary()
  const { app, network, close, logBug } = await composed('web', folder)
  const host = await startWebHost(app, {
    assets: new Map(),
    network,
    uploadFolder: join(folder, 'uploads'),
    launch: async () => ({ ok: true, value: { caseId: null, pickedId: null } }),
    logBug,
  })
  const port = Number(new URL(host.url).port)
  const post = async (path: string, body: unknown, headers: Record<string, string>) => {
    const all = { 'content-type': 'application/json', ...headers }
    return JSON.parse((await sendRaw(port, path, { method: 'POST', headers: all, body: JSON.stringify(body) })).text)
  }
  const { value } = await post('/session', { secret: secretOf(host.url) }, {})
  const authorization = { authorization: `Bearer ${value.token}` }
  const files = filesOf(evidence)
  const announced = await post(
    '/uploads',
    { files: files.map(({ path, body }) => ({ path, bytes: body.length })) },
    authorization,
  )
  const sent = await sendRaw(port, `/uploads/${announced.value.uploadId}`, {
    method: 'PUT',
    headers: authorization,
    body: Buffer.concat(files.map(({ body }) => body)),
  })
  return {
    call: ((name: Name, input: unknown) => post(`/call/${encodeURIComponent(name)}`, input, authorization)) as Call,
    pickedId: JSON.parse(sent.text).value.pickedId,
    close: async () => {
      await host.close()
      await close()
    },
  }
}

/** As a page lists them: with the folder's own name in front. */
function filesOf(path: string): { path: string; body: Buffer }[] {
  if (!statSync(path).isDirectory()) return [{ path: basename(path), body: readFileSync(path) }]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => ({ path: relative(dirname(path), file), body: readFileSync(file) }))
}

async function startDesktop(evidence: string): Promise<StartedHost> {
  const home = temporary()
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--if-changed'], { stdio: 'inherit' })
  if (built.status !== 0) throw new Error('the build failed')
  const desktop = await _electron.launch({
    executablePath: findElectron() ?? '',
    args: [process.cwd(), '--evidence', evidence],
    env: { ...(process.env as Record<string, string>), PLAINVIEW_HOME: home },
  })
  const page = await desktop.firstWindow()
  const pickedId = await page.evaluate(async () => {
    const launch = await window.plainview.launch()
    return launch.ok ? (launch.value.pickedId ?? '') : ''
  })
  return {
    call: ((name: Name, input: never) =>
      page.evaluate(([asked, given]) => window.plainview.call(asked, given), [name, input] as const)) as Call,
    pickedId,
    close: async () => {
      await desktop.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function whyNoDesktop(): string | null {
  return findElectron() === null ? "Electron's program is not installed" : whyNoWindow()
}

declare global {
  interface Window {
    readonly plainview: import('#contract/bridge.ts').DesktopApi
  }
}
