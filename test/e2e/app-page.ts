/**
 * What every end-to-end test starts from: the built program on a profile of its own, and a page in a real browser.
 *
 *     const app = appPage()                       // one host and one browser for the tests of a file
 *     app.test('a sentence', async ({ page }) => { … })
 *
 * A test also fails when the page logged an error, threw, or asked for anything outside the program; tests that provoke
 * one take it off `complaints`. Without a browser the tests are skipped, and `npm test` says so.
 */
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findBrowser } from '../../scripts/browser.mjs'
import { type BuiltHost, openBrowser, startBuiltHost, watchPage } from './built-host.mjs'

export interface AppPage {
  readonly page: Page
  readonly host: BuiltHost
  /** What went wrong so far; empty it of what the test expects. */
  readonly complaints: string[]
}

export interface AppPageOptions {
  /** For `plainview serve`; by default `--sample`. */
  readonly args?: readonly string[]
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  readonly forcedColors?: 'active' | 'none'
}

/**
 * Drops files or a folder on `selector` as the desktop would: through the debugger, because no page can make a drop that
 * holds a folder.
 */
export async function dropOn(page: Page, selector: string, paths: readonly string[]): Promise<void> {
  const box = await page.locator(selector).boundingBox()
  if (box === null) throw new Error(`${selector} is not on the page`)
  const at = { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 200) / 2 }
  const debug = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await debug.send('Input.dispatchDragEvent', { type, ...at, data })
  await debug.detach()
}

export const hasBrowser = !process.env.PLAINVIEW_NO_BROWSER && (await findBrowser()) !== null

/** One host and one page, kept for all tests of the file, in their order: a secret opens one session. */
export function appPage({ args, viewport = { width: 1280, height: 800 }, ...scheme }: AppPageOptions = {}) {
  let browser: Browser | null = null
  let open: AppPage | undefined

  beforeAll(async () => {
    if (!hasBrowser) return
    const host = await startBuiltHost(args === undefined ? {} : { args })
    browser = await openBrowser()
    const context = await browser?.newContext({ viewport, locale: 'en-GB', timezoneId: 'UTC', ...scheme })
    const page = await context?.newPage()
    if (page === undefined) return
    const complaints = watchPage(page, host.url)
    open = { page, host, complaints }
    await page.goto(host.url)
    // The page asks what it was started with, and goes there.
    if (args === undefined) await page.waitForURL(/#\/case\/case_/, { timeout: 60_000 })
  })
  afterAll(async () => {
    await browser?.close()
    await open?.host.stop()
  })

  return {
    test: (name: string, body: (app: AppPage) => Promise<void>) =>
      test.skipIf(!hasBrowser)(name, async () => {
        if (open === undefined) throw new Error('the program did not start')
        await body(open)
        expect(open.complaints.splice(0)).toEqual([])
      }),
  }
}
