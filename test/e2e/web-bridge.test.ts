/** renderer/api/web-bridge.ts in a real browser, against the real loopback host: sessions, sending and saving files. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Bridge } from '#contract/bridge.ts'
import { type Loopback, startLoopback } from '../contract/loopback.ts'
import { dropOn, hasBrowser } from './app-page.ts'
import { openBrowser } from './built-host.mjs'

declare global {
  interface Window {
    bridge: Bridge
  }
}

const PAGE = '<!doctype html><title>page</title><div id="drop">drop here</div><script src="/page.js"></script>'
const SOURCE = `
  import { createWebBridge } from '${process.cwd()}/renderer/api/web-bridge.ts'
  window.bridge = createWebBridge()
`

let browser: Browser | null = null
let script = ''
let folder = ''
beforeAll(async () => {
  if (!hasBrowser) return
  browser = await openBrowser()
  folder = mkdtempSync(join(tmpdir(), 'plainview-bridge-'))
  writeFileSync(join(folder, 'entry.js'), SOURCE)
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      rolldownOptions: { input: join(folder, 'entry.js'), output: { format: 'iife' } },
    },
  })
  const [output] = 'output' in built ? built.output : []
  script = output && 'code' in output ? output.code : ''
  mkdirSync(join(folder, 'export', 'log'), { recursive: true })
  writeFileSync(join(folder, 'export', 'checkpoint'), 'note')
  writeFileSync(join(folder, 'export', 'log', '0.jsonl'), '{"a":1}\n')
  writeFileSync(join(folder, 'export', 'log', 'empty'), '')
})
afterAll(async () => {
  await browser?.close()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

describe.skipIf(!hasBrowser)('the page of the loopback host', () => {
  let loopback: Loopback
  let context: BrowserContext
  let page: Page
  let origin: string
  beforeEach(async () => {
    loopback = await startLoopback({ '/': PAGE, '/page.js': script })
    origin = new URL(loopback.host.url).origin
    context = (await browser?.newContext()) as BrowserContext
    page = await context.newPage()
  })
  afterEach(async () => {
    await context.close()
    await loopback.close()
  })
  const about = (on = page) => on.evaluate(() => window.bridge.call('app.about', {}))

  test('exchanges the secret, and it is gone from the address and from the history', async () => {
    await page.goto(loopback.host.url)
    expect(await about()).toEqual({ ok: true, value: { name: 'app.about', input: {} } })
    expect(page.url()).toBe(`${origin}/`)
    expect(await page.evaluate(() => window.history.length)).toBe(2) // about:blank and this page
    await page.goBack()
    expect(page.url()).toBe('about:blank')
    await page.goForward()
    expect(page.url()).toBe(`${origin}/`)
  })
  test('survives F5', async () => {
    await page.goto(loopback.host.url)
    await about()
    await page.reload()
    expect(await about()).toMatchObject({ ok: true })
  })
  test('a second tab with the same address is told to ask for another', async () => {
    await page.goto(loopback.host.url)
    await about()
    const second = await context.newPage()
    await second.goto(loopback.host.url)
    expect(await about(second)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    await second.goto(loopback.host.newUrl())
    await second.reload()
    expect(await about(second)).toMatchObject({ ok: true })
  })
  test('the same address opened again in the tab that used it still works', async () => {
    await page.goto(loopback.host.url)
    await about()
    await page.goto('about:blank')
    await page.goto(loopback.host.url)
    expect(await about()).toMatchObject({ ok: true })
  })
  test('without a secret it says what to do', async () => {
    await page.goto(`${origin}/`)
    expect(await about()).toMatchObject({ ok: false, error: { message: expect.stringContaining('terminal') } })
    expect(loopback.called).toEqual([])
  })
  test('when the program has stopped it says so', async () => {
    await page.goto(loopback.host.url)
    await about()
    await loopback.host.close()
    expect(await about()).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  })
  test('is told what the program was started with', async () => {
    await page.goto(loopback.host.url)
    const launch = await page.evaluate(() => window.bridge.launch())
    expect(launch).toEqual({ ok: true, value: { caseId: 'case_0123456789abcdef', pickedId: null } })
  })

  const choose = async (want: 'file' | 'folder', path: string) => {
    const chooser = page.waitForEvent('filechooser')
    const picked = page.evaluate((kind) => window.bridge.pickEvidence({ want: kind }), want)
    await (await chooser).setFiles(path)
    return picked
  }
  const sent = (path: string) => readFileSync(join(loopback.picked[0] ?? '', path), 'utf8')

  test('sends a chosen file', async () => {
    await page.goto(loopback.host.url)
    expect(await choose('file', join(folder, 'export', 'checkpoint'))).toMatchObject({ ok: true })
    expect(loopback.picked[0]).toMatch(/\/checkpoint$/)
    expect(sent('')).toBe('note')
  })
  test('sends a chosen folder as it is', async () => {
    await page.goto(loopback.host.url)
    expect(await choose('folder', join(folder, 'export'))).toEqual({ ok: true, value: 'pick_0000000000000001' })
    expect(loopback.picked[0]).toMatch(/\/export$/)
    expect([sent('checkpoint'), sent('log/0.jsonl'), sent('log/empty')]).toEqual(['note', '{"a":1}\n', ''])
  })
  test('a dialog closed without choosing is no pick', async () => {
    await page.goto(loopback.host.url)
    // Nobody answers a headless browser's dialog: it closes by itself.
    expect(await page.evaluate(() => window.bridge.pickEvidence())).toEqual({ ok: true, value: null })
    expect(await page.locator('input[type=file]').count()).toBe(0)
  })

  const drop = async (paths: readonly string[]) => {
    await page.evaluate(() => {
      const target = document.getElementById('drop')
      target?.addEventListener('dragover', (event) => event.preventDefault())
      const dropped = new Promise((resolve) => {
        target?.addEventListener('drop', (event) => {
          event.preventDefault()
          if (event.dataTransfer) resolve(window.bridge.pickDropped(event.dataTransfer))
        })
      })
      Object.assign(window, { dropped })
    })
    await dropOn(page, '#drop', paths)
    return page.evaluate(() => (window as unknown as { dropped: Promise<unknown> }).dropped)
  }
  test('sends a dropped folder as it is', async () => {
    await page.goto(loopback.host.url)
    expect(await drop([join(folder, 'export')])).toEqual({ ok: true, value: 'pick_0000000000000001' })
    expect([sent('checkpoint'), sent('log/0.jsonl'), sent('log/empty')]).toEqual(['note', '{"a":1}\n', ''])
  })
  test('sends a dropped file', async () => {
    await page.goto(loopback.host.url)
    expect(await drop([join(folder, 'export', 'checkpoint')])).toMatchObject({ ok: true })
    expect(sent('')).toBe('note')
  })
  test('several things dropped at once are refused with advice', async () => {
    await page.goto(loopback.host.url)
    const paths = ['checkpoint', 'log'].map((name) => join(folder, 'export', name))
    expect(await drop(paths)).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(loopback.picked).toEqual([])
  })

  test('shows progress, sends many files of a folder with more than 100, and cancelling leaves nothing', async () => {
    const many = join(folder, 'many')
    mkdirSync(many, { recursive: true })
    for (let i = 0; i < 250; i += 1) writeFileSync(join(many, `${i}.txt`), String(i))
    writeFileSync(join(many, 'large'), Buffer.alloc(64 * 1024 * 1024, 1))
    await page.goto(loopback.host.url)
    expect(await drop([many])).toMatchObject({ ok: true })
    expect([sent('0.txt'), sent('249.txt'), statSync(join(loopback.picked[0] ?? '', 'large')).size]).toEqual([
      '0',
      '249',
      64 * 1024 * 1024,
    ])
    const chooser = page.waitForEvent('filechooser')
    const cancelled = page.evaluate(async () => {
      const stop = new AbortController()
      const seen: number[] = []
      const answer = await window.bridge.pickEvidence({
        want: 'file',
        stop: stop.signal,
        onProgress: (done, total) => {
          seen.push(done / total)
          stop.abort()
        },
      })
      return { answer, begun: seen.length > 0 && seen.every((share) => share >= 0 && share <= 1) }
    })
    await (await chooser).setFiles(join(many, 'large'))
    expect(await cancelled).toEqual({ answer: { ok: true, value: null }, begun: true })
    expect(loopback.picked).toHaveLength(1)
  })

  test('saves text and bytes as a download under the name given', async () => {
    await page.goto(loopback.host.url)
    for (const [name, content] of [
      ['receipt.json', '{"ä":1}'],
      ['report.bin', Uint8Array.of(0, 255, 10)],
    ] as const) {
      const download = page.waitForEvent('download')
      const given = typeof content === 'string' ? content : [...content]
      expect(
        await page.evaluate(
          ([as, what]) =>
            window.bridge.saveFile(as, 'application/json', typeof what === 'string' ? what : Uint8Array.from(what)),
          [name, given] as const,
        ),
      ).toEqual({ ok: true, value: true })
      const saved = await download
      expect(saved.suggestedFilename()).toBe(name)
      expect(readFileSync(await saved.path())).toEqual(Buffer.from(content as Uint8Array))
    }
  })
})
