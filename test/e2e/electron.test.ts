/**
 * The desktop program as a whole. Runs wherever Electron's program is installed and a window can be shown; elsewhere
 * it is skipped, and `npm test` says so and why.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findElectron, whyNoWindow } from '../../scripts/electron.mjs'

const electron = findElectron()
const whyNot = electron === null ? "Electron's program is not installed" : whyNoWindow()

describe.skipIf(whyNot !== null)(`the desktop program${whyNot === null ? '' : ` (not here: ${whyNot})`}`, () => {
  let home = ''
  let desktop: ElectronApplication
  let page: Page
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'plainview-desktop-'))
    desktop = await _electron.launch({
      executablePath: electron ?? '',
      args: [process.cwd(), '--sample'],
      env: { ...(process.env as Record<string, string>), PLAINVIEW_HOME: home },
    })
    page = await desktop.firstWindow()
  })
  afterAll(async () => {
    await desktop?.close()
    if (home !== '') rmSync(home, { recursive: true, force: true })
  })
  const attempts = async () => {
    const about = await page.evaluate(() => window.plainview.call('app.about', {}))
    return about.ok ? about.value.network.attempts : -1
  }

  test('opens its window on the sample case, from its own origin', async () => {
    await page.waitForURL(/^app:\/\/plainview\/#\/case\/case_[0-9a-f]{16}/)
    expect(await page.title()).toContain('Plainview')
    expect(await attempts()).toBe(0)
  })

  test('the page has the bridge and nothing of Node', async () => {
    const seen = await page.evaluate(() => [
      Object.keys(window.plainview).sort(),
      ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    ])
    expect(seen).toEqual([['call', 'host', 'launch', 'pickEvidence', 'pickFiles', 'saveFile'], []])
  })

  test('is sandboxed and isolated, as Electron itself sees it', async () => {
    const preferences = await desktop.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    })
  })

  test('a page cannot reach even a server on this machine, and each attempt is counted', async () => {
    let reached = 0
    const server = createServer((_request, response) => {
      reached += 1
      response.end()
    }).listen(0, '127.0.0.1')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.png`
    const before = await attempts()
    // From main, past the page's policy: only the request filter stands in the way.
    await desktop.evaluate(({ net }, target) => net.fetch(target).catch(() => undefined), url)
    await page.evaluate((target) => fetch(target).catch(() => undefined), url)
    expect(await attempts()).toBeGreaterThan(before)
    expect(reached).toBe(0)
    server.close()
  })

  test('neither navigates away nor opens a window', async () => {
    await page.evaluate(() => {
      window.open('https://evil.example/')
      window.location.href = 'https://evil.example/'
    })
    await page.waitForTimeout(300)
    expect(page.url()).toMatch(/^app:\/\/plainview\//)
    expect(desktop.windows()).toHaveLength(1)
  })

  test('a File made up by the page is no evidence', async () => {
    const picked = await page.evaluate(() => window.plainview.pickFiles([new File(['x'], '/etc/passwd')]))
    expect(picked).toEqual({ ok: true, value: null })
  })

  test('files outside the page do not exist', async () => {
    const answers = await page.evaluate(() =>
      Promise.all(
        ['app://plainview/../main/main.js', 'app://plainview/etc/passwd', 'file:///etc/passwd'].map((url) =>
          fetch(url).then(
            (response) => response.status,
            () => 'refused',
          ),
        ),
      ),
    )
    expect(answers.every((answer) => answer === 'refused' || answer === 404)).toBe(true)
  })
})
