/** A published report as its readers get it: report.html without scripts, on a phone, on paper, with a screen reader; the PDF. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AxeResults } from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasBrowser } from './app-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'plainview-report-file-'))
const out = join(folder, 'report')
let browser: Browser | null = null
let report: { tables: { title: string; rows: { label: string; cells: { state: string; value: number | null }[] }[] }[] }

beforeAll(async () => {
  if (!hasBrowser) return
  const run = (...args: readonly string[]) => {
    const done = spawnSync(process.execPath, ['out/cli/plainview.js', ...args], { encoding: 'utf8', timeout: 100_000 })
    if (done.status !== 0) throw new Error(done.stdout + done.stderr)
  }
  const log = join(folder, 'log')
  run('sample', log, '--requests', '1500', '--seed', 'paper')
  run('report', 'build', log, '--period', '2025-H2', '--publisher', 'Heron Messenger', '--out', out)
  report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))
  const executablePath = process.env.CHROMIUM_PATH
  browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox'] })
}, 240_000)
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function read(
  options: Parameters<Browser['newContext']>[0],
  look: (page: Page, requests: readonly string[]) => Promise<void>,
): Promise<void> {
  if (browser === null) throw new Error('no browser')
  const context = await browser.newContext(options)
  try {
    const page = await context.newPage()
    const requests: string[] = []
    page.on('request', (request) => requests.push(request.url()))
    await page.goto(pathToFileURL(join(out, 'report.html')).href)
    await look(page, requests)
  } finally {
    await context.close()
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const numbers = (text: string) => text.match(/\d[\d,]*(?:\.\d+)?/g) ?? []

describe.runIf(hasBrowser)('report.html', () => {
  test('is read whole with scripts disabled, and asks for nothing but itself', async () => {
    await read({ javaScriptEnabled: false, offline: true }, async (page, requests) => {
      expect(requests.length).toBe(1)
      await page.getByRole('heading', { level: 1, name: 'Requests for user data' }).waitFor()
      for (const { title } of report.tables)
        expect([title, await page.getByRole('table', { name: title, exact: true }).count()]).toEqual([title, 1])
      // Each chart is there twice, for wide and for narrow paper; one of the two is shown.
      expect(await page.locator('figure svg').count()).toBe(24)
      expect(await page.locator('figure svg:visible').count()).toBe(12)
    })
  })

  test.each([
    ['a phone', { width: 390, height: 844 }],
    ['the narrowest window', { width: 320, height: 640 }],
    ['a desk', { width: 1280, height: 800 }],
  ])('fits %s: nothing scrolls sideways but wide tables in their own frame', async (_name, viewport) => {
    await read({ viewport }, async (page) => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(width).toBeLessThanOrEqual(viewport.width)
      const size = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize))
      expect(size).toBeGreaterThanOrEqual(16)
    })
  })

  test.each(['light', 'dark'] as const)('axe finds nothing serious in it, %s', async (colorScheme) => {
    await read({ colorScheme, viewport: { width: 390, height: 844 } }, async (page) => {
      const { violations } = (await page.evaluate(`${axeSource}; axe.run(document)`)) as AxeResults
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(serious.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))).toEqual([])
    })
  })

  test.each(['A4', 'Letter'] as const)('prints on %s with nothing beyond the margins', async (format) => {
    await read({}, async (page) => {
      const pdf = await page.pdf({ format, preferCSSPageSize: false })
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
      expect(pages).toBeGreaterThan(5)
      expect(pages).toBeLessThan(40)
      // As wide as the paper between its margins (16 mm each), at 96 pixels an inch.
      await page.emulateMedia({ media: 'print' })
      const width = Math.floor(((format === 'A4' ? 210 : 215.9) - 32) * (96 / 25.4))
      await page.setViewportSize({ width, height: 1000 })
      const widest = await page.evaluate(() =>
        Math.max(...[...document.querySelectorAll('table, figure, p')].map((one) => one.getBoundingClientRect().right)),
      )
      expect(widest).toBeLessThanOrEqual(width + 1)
    })
  })
})

const hasPdfText = spawnSync('pdftotext', ['-v']).error === undefined

describe.runIf(hasBrowser && hasPdfText)('report.pdf, read by pdftotext', () => {
  test('has every figure of every table', () => {
    const text = join(folder, 'report.txt')
    expect(spawnSync('pdftotext', ['-layout', join(out, 'report.pdf'), text]).status).toBe(0)
    const printed = new Map<string, number>()
    for (const number of numbers(readFileSync(text, 'utf8'))) printed.set(number, (printed.get(number) ?? 0) + 1)
    const wanted = new Map<string, number>()
    let hidden = 0
    for (const { rows } of report.tables) {
      for (const { cells } of rows) {
        for (const { state, value } of cells) {
          if (state === 'suppressed') hidden++
          if (state !== 'exact' || value === null) continue
          const [shown = ''] = numbers(Math.abs(value).toLocaleString('en-US'))
          wanted.set(shown, (wanted.get(shown) ?? 0) + 1)
        }
      }
    }
    const missing = [...wanted].filter(([number, times]) => (printed.get(number) ?? 0) < times)
    expect(missing).toEqual([])
    expect(wanted.size).toBeGreaterThan(100)
    const words = readFileSync(text, 'utf8').match(/\bhidden\b/g)?.length ?? 0
    expect(words).toBeGreaterThanOrEqual(hidden)
    writeFileSync(text, '')
  })
})
