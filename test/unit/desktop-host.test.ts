/** The parts of the desktop host that can be shown without Electron. test/e2e/electron.test.ts shows the whole. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Call } from '#contract/contract.ts'
import { DESKTOP_CHANNEL } from '#contract/desktop-message.ts'
import { ok } from '#core/result.ts'
import { createNetworkCounter, type NetworkAttempt } from '../../main/app/network-counter.ts'
import { answerFromAssets } from '../../main/hosts/electron/app-protocol.ts'
import { answerMessage, type ChannelPorts, isOurs } from '../../main/hosts/electron/channel.ts'
import { debuggingSwitches } from '../../main/hosts/electron/command-line-switches.ts'
import { parseLaunch } from '../../main/hosts/electron/launch-arguments.ts'
import { blockNetwork, denyNavigation, denyPermissions } from '../../main/hosts/electron/lock-down.ts'
import { menuTemplate } from '../../main/hosts/electron/menu.ts'
import { windowOptions } from '../../main/hosts/electron/window-options.ts'

test('the window gives its page nothing that a page does not have', () => {
  expect(windowOptions('/preload.cjs').webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: false,
  })
})

describe('app://plainview/', () => {
  const page = { body: Buffer.from('page'), mediaType: 'text/html; charset=utf-8' }
  const assets = new Map([
    ['/', page],
    ['/assets/a.js', { body: Buffer.from('code'), mediaType: 'text/javascript; charset=utf-8' }],
  ])
  const get = (url: string, method = 'GET') => answerFromAssets(assets, { 'x-policy': 'p' }, { url, method })

  test('gives the files of the map, with the policy', async () => {
    const answer = get('app://plainview/assets/a.js?v=1#x')
    expect([answer.status, await answer.text()]).toEqual([200, 'code'])
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('x-policy')).toBe('p')
  })
  test.each([
    'app://plainview/../package.json',
    'app://plainview/assets/..%2f..%2fpackage.json',
    'app://plainview/etc/passwd',
    'app://elsewhere/',
    'app://plainview.evil/',
    'app://plainview',
    'file:///etc/passwd',
    'app://plainview/constructor',
  ])('%s is no file of the page, and the refusal carries the policy too', (url) => {
    expect(get(url).status).toBe(404)
    expect(get(url).headers.get('x-policy')).toBe('p')
  })
  test('only reading is possible', () => {
    expect(get('app://plainview/', 'POST').status).toBe(405)
  })
})

describe('navigation', () => {
  function contents() {
    const listeners = new Map<string, (event: object) => void>()
    let windowOpen: (() => { action: string }) | undefined
    denyNavigation({
      on: (event: string, listener: unknown) => listeners.set(event, listener as (event: object) => void),
      setWindowOpenHandler: (handler) => {
        windowOpen = handler
      },
    })
    const prevented = (event: string, details: object = {}) => {
      let stopped = false
      listeners.get(event)?.({ ...details, preventDefault: () => (stopped = true) })
      return stopped
    }
    return { prevented, windowOpen: () => windowOpen?.() }
  }
  test.each(['will-navigate', 'will-redirect', 'will-attach-webview'])('%s is stopped', (event) => {
    expect(contents().prevented(event)).toBe(true)
  })
  test.each([
    ['a frame of another site', { isMainFrame: false, url: 'https://evil.example' }, true],
    ['the top frame', { isMainFrame: true, url: 'about:srcdoc' }, true],
    ['a document that comes with its frame', { isMainFrame: false, url: 'about:srcdoc' }, false],
  ])('%s: stopped is %s', (_what, details, stopped) => {
    expect(contents().prevented('will-frame-navigate', details)).toBe(stopped)
  })
  test('no window opens', () => {
    expect(contents().windowOpen()).toEqual({ action: 'deny' })
  })
})

describe('the session', () => {
  function session() {
    const set: Record<string, (...args: never[]) => unknown> = {}
    const attempts: NetworkAttempt[] = []
    const keep = (name: string) => (handler: (...args: never[]) => unknown) => {
      set[name] = handler
    }
    const fake = {
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      webRequest: { onBeforeRequest: keep('before') },
      on: (name: string, handler: (...args: never[]) => unknown) => keep(name)(handler),
    }
    const network = createNetworkCounter((attempt) => attempts.push(attempt))
    denyPermissions(fake as never)
    blockNetwork(fake as never, network)
    const run = (name: string, ...args: unknown[]) => set[name]?.(...(args as never[]))
    return { run, attempts, network }
  }
  const permissions = ['media', 'geolocation', 'notifications', 'midi', 'usb', 'clipboard-read', 'openExternal', 'x']

  test.each(permissions)('%s is denied', (permission) => {
    let answer: boolean | undefined
    session().run('request', null, permission, (granted: boolean) => (answer = granted))
    expect(answer).toBe(false)
    expect(session().run('check', null, permission)).toBe(false)
  })
  test('writing to the clipboard is granted: "copy as proof"', () => {
    expect(session().run('check', null, 'clipboard-sanitized-write')).toBe(true)
  })
  test('devices and downloads are denied', () => {
    let stopped = false
    session().run('will-download', { preventDefault: () => (stopped = true) })
    expect([session().run('device'), stopped]).toEqual([false, true])
  })
  test.each([
    ['https://example.org/', true],
    ['http://127.0.0.1:1/', true],
    ['ws://example.org/', true],
    ['file:///etc/passwd', true],
    ['app://elsewhere/x', true],
    ['app://plainview.evil/', true],
    ['blob:https://evil.example/x', true],
    ['app://plainview/assets/a.js', false],
    ['data:image/png;base64,AA', false],
    ['blob:app://plainview/1', false],
  ])('%s: cancelled and counted is %s', (url, cancelled) => {
    const { run, attempts, network } = session()
    let answer: { cancel: boolean } | undefined
    run('before', { url }, (given: { cancel: boolean }) => (answer = given))
    expect(answer).toEqual({ cancel: cancelled })
    expect(attempts).toEqual(cancelled ? [{ by: 'page', target: url }] : [])
    expect(network.read()).toEqual({ blocked: true, attempts: cancelled ? 1 : 0 })
  })
})

describe('the channel', () => {
  const mainFrame = { url: 'app://plainview/index.html' }
  const webContents = { mainFrame }
  const window = { webContents }
  const event = { sender: webContents, senderFrame: mainFrame }

  test('only the top frame of our window is heard, and only while it shows the page', () => {
    const ours = (given: object) => isOurs({ ...event, ...given }, window, 'app://plainview')
    expect(ours({})).toBe(true)
    expect(ours({ sender: {} })).toBe(false)
    expect(ours({ senderFrame: { url: mainFrame.url } })).toBe(false)
    expect(ours({ senderFrame: null })).toBe(false)
    expect(isOurs(event, null, 'app://plainview')).toBe(false)
    for (const url of ['https://evil.example/', 'app://plainview.evil/', 'about:blank']) {
      const elsewhere = { url }
      const moved = { mainFrame: elsewhere }
      expect(isOurs({ sender: moved, senderFrame: elsewhere }, { webContents: moved }, 'app://plainview')).toBe(false)
    }
  })

  test('the preload speaks on the channel that main listens on', () => {
    expect(readFileSync('preload/index.ts', 'utf8')).toContain(`const CHANNEL = '${DESKTOP_CHANNEL}'`)
  })

  function ports(given: Partial<ChannelPorts> = {}) {
    const picked: string[] = []
    const bugs: unknown[] = []
    const all: ChannelPorts = {
      call: (async (name: string, input: unknown) => ok({ name, input })) as unknown as Call,
      launch: async () => ok({ caseId: null, pickedId: 'pick_0000000000000000' }),
      pick: (path) => {
        picked.push(path)
        return `pick_${picked.length}`
      },
      chooseEvidence: async (want) => (want === 'file' ? '/evidence/log.jsonl' : null),
      save: async () => ok(true),
      logBug: (error) => bugs.push(error),
      ...given,
    }
    return { all, picked, bugs }
  }
  test('a call goes to the one door, a dialog gives an id and never a path', async () => {
    const { all, picked } = ports()
    expect(await answerMessage(all, { kind: 'call', name: 'app.about', input: {} })).toEqual(
      ok({ name: 'app.about', input: {} }),
    )
    expect(await answerMessage(all, { kind: 'launch' })).toEqual(await all.launch())
    expect(await answerMessage(all, { kind: 'pick', want: 'file' })).toEqual(ok('pick_1'))
    expect(await answerMessage(all, { kind: 'pick', want: 'folder' })).toEqual(ok(null))
    expect(await answerMessage(all, { kind: 'save', name: 'a', mediaType: 'b', content: 'c' })).toEqual(ok(true))
    expect(picked).toEqual(['/evidence/log.jsonl'])
  })
  test.each([
    [['/a'], { ok: true, value: 'pick_1' }],
    [['', '/a'], { ok: true, value: 'pick_1' }],
    [[''], { ok: true, value: null }],
    [[], { ok: true, value: null }],
    [['/a', '/b'], { ok: false, error: { code: 'refused' } }],
  ])('dropped %j', async (paths, expected) => {
    expect(await answerMessage(ports().all, { kind: 'dropped', paths })).toMatchObject(expected)
  })
  test.each([
    [null],
    ['call'],
    [{ kind: 'eval', code: '1' }],
    [{ kind: 'call' }],
    [{ kind: 'pick', want: '/etc/passwd' }],
    [{ kind: 'pick', want: 'file', path: '/etc/passwd' }],
    [{ kind: 'save', name: '', mediaType: '', content: '' }],
    [{ kind: 'save', name: 'a', mediaType: '', content: { toString: 1 } }],
    [{ kind: 'dropped', paths: Array(1001).fill('/a') }],
  ])('%j is refused', async (message) => {
    expect(await answerMessage(ports().all, message)).toMatchObject({ ok: false, error: { code: 'bad_request' } })
  })
  test('a port that throws is logged and answered', async () => {
    const { all, bugs } = ports({ save: () => Promise.reject(new Error('disk full')) })
    const answer = await answerMessage(all, { kind: 'save', name: 'a', mediaType: 'b', content: 'c' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal', message: 'save failed: disk full' } })
    expect(bugs).toHaveLength(1)
  })
})

test.each([
  [[], { casePath: null, evidencePath: null, sample: false }],
  [['--case', '/c', '--evidence', '/e'], { casePath: '/c', evidencePath: '/e', sample: false }],
  [['/e.zip'], { casePath: null, evidencePath: '/e.zip', sample: false }],
  [['--allow-file-access', '--sample', '/e'], { casePath: null, evidencePath: '/e', sample: true }],
  [['--case='], { casePath: null, evidencePath: null, sample: false }],
])('started with %j', (argv, expected) => {
  expect(parseLaunch(argv)).toEqual(expected)
})

test.each([
  [['plainview', '--case', '/inspect'], []],
  [['plainview', '--remote-debugging-port=9222'], ['remote-debugging-port']],
  [
    ['plainview', '--inspect', '--inspect-brk=0'],
    ['inspect', 'inspect-brk'],
  ],
])('debugging switches of %j', (argv, expected) => {
  expect(debuggingSwitches(argv)).toEqual(expected)
})

test('a packaged program has zoom keys and no developer tools', () => {
  const packaged = JSON.stringify(menuTemplate('linux', true))
  for (const role of ['zoomIn', 'zoomOut', 'resetZoom']) expect(packaged).toContain(`"role":"${role}"`)
  expect(packaged).not.toContain('toggleDevTools')
})
