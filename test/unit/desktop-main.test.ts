/**
 * main/hosts/electron/main.ts from start to end, with a stand-in for Electron that records what it is told: that every
 * rule is really connected, and in time. test/e2e/electron.test.ts shows the same on Electron itself, where that is installed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

const told: string[] = []
const handlers: Record<string, (...args: never[]) => unknown> = {}
const on = (owner: string) => (event: string, listener: (...args: never[]) => unknown) => {
  handlers[`${owner}:${event}`] = listener
}
const record =
  (name: string, owner = '') =>
  (handler: (...args: never[]) => unknown) => {
    told.push(owner + name)
    handlers[owner + name] = handler
  }
const mainFrame = { url: 'app://plainview/' }
const webContents = { mainFrame, on: on('contents'), setWindowOpenHandler: record('windowOpen') }
const windows: { options: unknown; url: string; shown: boolean }[] = []

class FakeWindow {
  readonly webContents = webContents
  readonly seen: { options: unknown; url: string; shown: boolean }
  constructor(options: unknown) {
    told.push('window')
    this.seen = { options, url: '', shown: false }
    windows.push(this.seen)
    handlers['app:web-contents-created']?.(...([{}, webContents] as never[]))
  }
  isDestroyed = () => false
  once = (_event: string, listener: () => void) => listener()
  show = () => {
    this.seen.shown = true
  }
  loadURL = async (url: string) => {
    told.push('load')
    this.seen.url = url
  }
}

vi.mock('electron', () => {
  const session = {
    setPermissionRequestHandler: record('permissionRequest'),
    setPermissionCheckHandler: record('permissionCheck'),
    setDevicePermissionHandler: record('device'),
    webRequest: { onBeforeRequest: record('beforeRequest') },
    on: on('session'),
  }
  return {
    app: {
      isPackaged: false,
      commandLine: { appendSwitch: (name: string) => told.push(`switch ${name}`) },
      enableSandbox: () => told.push('sandbox'),
      requestSingleInstanceLock: () => true,
      whenReady: async () => void told.push('ready'),
      on: on('app'),
      exit: (code: number) => told.push(`exit ${code}`),
      quit: () => told.push('quit'),
    },
    BrowserWindow: FakeWindow,
    dialog: { showErrorBox: (_title: string, text: string) => told.push(`error ${text}`) },
    ipcMain: {
      handle: (channel: string, handler: (...args: never[]) => unknown) => record('', `ipc ${channel}`)(handler),
    },
    Menu: { buildFromTemplate: (template: unknown) => template, setApplicationMenu: () => told.push('menu') },
    protocol: {
      registerSchemesAsPrivileged: () => told.push('scheme'),
      handle: (scheme: string, handler: (...args: never[]) => unknown) => record('', `protocol ${scheme}`)(handler),
    },
    session: { defaultSession: session },
  }
})
vi.mock('../../main/io/network-guard.ts', () => ({ shutNetwork: record('shutNetwork') }))
vi.mock('../../main/io/asset-map.ts', () => ({
  readAssets: () => new Map([['/', { body: Buffer.from('page'), mediaType: 'text/html; charset=utf-8' }]]),
}))

const home = mkdtempSync(join(tmpdir(), 'plainview-main-'))
const run = (name: string, ...args: unknown[]) => handlers[name]?.(...(args as never[]))
const ours = { sender: webContents, senderFrame: mainFrame }

beforeAll(async () => {
  process.env.PLAINVIEW_HOME = home
  await import('../../main/hosts/electron/main.ts')
  await vi.waitFor(() => expect(told).toContain('load'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

test('everything that must be set before Electron is ready is, and every wall stands before there is a window', () => {
  const before = (what: string, then: string) => {
    expect(told).toContain(what)
    expect(told.indexOf(what), `${what} before ${then}`).toBeLessThan(told.indexOf(then))
  }
  for (const what of ['sandbox', 'scheme', 'switch host-resolver-rules', 'switch disable-background-networking'])
    before(what, 'ready')
  for (const what of ['shutNetwork', 'permissionRequest', 'permissionCheck', 'device', 'beforeRequest', 'protocol app'])
    before(what, 'window')
  before('ipc plainview', 'load')
  expect(told.filter((what) => what.startsWith('exit') || what.startsWith('error'))).toEqual([])
})

test('the window is the sandboxed one, shows the page of the program and is shown when it is ready', () => {
  expect(windows).toMatchObject([
    {
      options: { webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } },
      url: 'app://plainview/',
      shown: true,
    },
  ])
})

describe('the channel', () => {
  test('answers our window', async () => {
    const about = await run('ipc plainview', ours, { kind: 'call', name: 'app.about', input: {} })
    expect(about).toMatchObject({ ok: true, value: { host: 'electron', network: { blocked: true } } })
    expect(await run('ipc plainview', ours, { kind: 'launch' })).toMatchObject({ ok: true })
  })
  test.each([
    ['another window', { sender: {}, senderFrame: mainFrame }],
    ['a frame in our window', { sender: webContents, senderFrame: { url: 'app://plainview/' } }],
    ['a closed frame', { sender: webContents, senderFrame: null }],
  ])('does not answer %s', async (_who, event) => {
    const message = { kind: 'call', name: 'app.about', input: {} }
    await expect(run('ipc plainview', event, message)).rejects.toThrow('refused')
  })
})

test('the page is served with the policy, and cannot connect at all', async () => {
  const answer = run('protocol app', { url: 'app://plainview/', method: 'GET' }) as Response
  expect(await answer.text()).toBe('page')
  expect(answer.headers.get('content-security-policy')).toContain("connect-src 'none'")
})

test('what the page and what the program itself tried are counted together', async () => {
  let answer: unknown
  run('beforeRequest', { url: 'https://evil.example/' }, (given: unknown) => {
    answer = given
  })
  run('shutNetwork', '192.0.2.1:443')
  expect(answer).toEqual({ cancel: true })
  const about = await run('ipc plainview', ours, { kind: 'call', name: 'app.about', input: {} })
  expect(about).toMatchObject({ value: { network: { attempts: 2 } } })
})

test('every window that ever comes to be is denied navigation', () => {
  let stopped = false
  run('contents:will-navigate', { preventDefault: () => (stopped = true) })
  expect([stopped, run('windowOpen')]).toEqual([true, { action: 'deny' }])
})

test('it closes its cases before it ends', async () => {
  let stopped = 0
  const event = { preventDefault: () => (stopped += 1) }
  run('app:before-quit', event)
  await vi.waitFor(() => expect(told).toContain('quit'))
  run('app:before-quit', event)
  expect(stopped).toBe(1)
})
