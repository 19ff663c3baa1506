/** The charts of a report in a real browser: at each width nothing is cut or lies on another word; one of them saved as SVG and PNG. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inflateSync } from 'node:zlib'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect } from 'vitest'
import { appPage, dropOn, hasBrowser } from './app-page.ts'
import { violationsIn } from './axe.ts'

const app = appPage()
const folder = mkdtempSync(join(tmpdir(), 'plainview-charts-'))
const clean = join(folder, 'log')
const out = join(folder, 'report')
beforeAll(() => {
  if (!hasBrowser) return
  const cli = (...args: readonly string[]) => {
    const run = spawnSync(process.execPath, ['out/cli/plainview.js', ...args], { encoding: 'utf8', timeout: 100_000 })
    if (run.status !== 0) throw new Error(run.stdout + run.stderr)
  }
  cli('sample', clean, '--requests', '1500', '--seed', 'paper')
  cli('report', 'build', clean, '--period', '2025-H2', '--no-pdf', '--out', out)
}, 200_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/**
 * Words of a drawing that lie on each other, or stick out of it.
 * @param frames what the words of one chart have to stay within
 */
function collisions(page: Page, frames: string): Promise<readonly string[]> {
  return page.evaluate((selector) => {
    const found: string[] = []
    for (const drawing of document.querySelectorAll(selector)) {
      const title = drawing.closest('figure')?.querySelector('h2, title')?.textContent ?? ''
      const frame = drawing.getBoundingClientRect()
      if (frame.width === 0) continue
      const words = [...drawing.querySelectorAll('text')].filter((text) => text.textContent !== '')
      const boxes = words.map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
      for (const [at, { text, box }] of boxes.entries()) {
        if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1)
          found.push(`${title}: "${text}" is cut`)
        for (const other of boxes.slice(at + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top)
          // Boxes of text have air above and below the letters.
          if (across > 1 && down > 4) found.push(`${title}: "${text}" on "${other.text}"`)
        }
      }
    }
    return found
  }, frames)
}

app.test('the charts of a clean log are shown, twelve of them', async ({ page }) => {
  await dropOn(page, 'body', [clean])
  await page.getByRole('heading', { level: 1, name: /came with the export/ }).waitFor({ timeout: 50_000 })
  const caseId = /case_[0-9a-f]+/.exec(page.url())?.[0] ?? ''
  const open = (path: string) => page.evaluate((to) => window.location.assign(to), `#/case/${caseId}/${path}`)
  await open('requests')
  await page.getByRole('grid').waitFor({ timeout: 50_000 })
  await open('reports')
  await page.getByRole('combobox', { name: 'Period' }).selectOption('2025-H2')
  await page.getByRole('button', { name: 'Build the report' }).click({ timeout: 50_000 })
  await page.getByRole('tab', { name: 'Charts' }).click({ timeout: 50_000 })
  await expect.poll(() => page.locator('figure').count()).toBe(12)
})

app.test('at every width no word is cut, none lies on another, and nothing scrolls sideways', async ({ page }) => {
  for (const [width, height] of [
    [1600, 1000],
    [1280, 800],
    [768, 1024],
    [390, 844],
    // 1280 at 400 %
    [320, 256],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.waitForTimeout(400)
    expect([width, await collisions(page, '.ReportChart-drawing')]).toEqual([width, []])
    const drawn = await page.evaluate(() =>
      [...document.querySelectorAll('.ReportChart-drawing')].map((one) => [one.scrollWidth, one.clientWidth]),
    )
    for (const [scroll = 0, client = 0] of drawn) expect(scroll).toBeLessThanOrEqual(client)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
})

app.test('the same holds for report.html, on a phone, on a desk and on paper', async ({ page }) => {
  const reader = await page.context().newPage()
  await reader.goto(pathToFileURL(join(out, 'report.html')).href)
  for (const [width, media] of [
    [320, 'screen'],
    [390, 'screen'],
    [640, 'screen'],
    [641, 'screen'],
    [1280, 'screen'],
    [672, 'print'],
  ] as const) {
    await reader.setViewportSize({ width, height: 900 })
    await reader.emulateMedia({ media })
    expect([width, await collisions(reader, 'figure svg')]).toEqual([width, []])
    // Letters are no smaller than 8 pixels anywhere.
    const smallest = await reader.evaluate(() =>
      Math.min(
        ...[...document.querySelectorAll('figure svg')].flatMap((svg) => {
          const { width: shown } = svg.getBoundingClientRect()
          return shown === 0 ? [] : [(10 * shown) / Number(svg.getAttribute('width'))]
        }),
      ),
    )
    expect([width, smallest >= 8]).toEqual([width, true])
  }
  await reader.close()
})

app.test('axe finds nothing in them, light and dark, with the tables open', async ({ page }) => {
  for (const summary of await page.locator('figure summary').all()) await summary.click()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect([colorScheme, await violationsIn(page)]).toEqual([colorScheme, []])
  }
  await page.emulateMedia({ colorScheme: 'light' })
})

app.test('a chart saved on screen is, byte for byte, that of the report the command line builds', async ({ page }) => {
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as SVG: Data asked for, and data disclosed' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('requested-and-disclosed.svg')
  expect(readFileSync(await saved.path(), 'utf8')).toBe(
    readFileSync(join(out, 'charts', 'requested-and-disclosed.svg'), 'utf8'),
  )
})

/** Width, height and the colours of a PNG (RFC 2083): 8 bits a channel, not interlaced, as browsers write it. */
function readPng(bytes: Buffer): { readonly width: number; readonly height: number; readonly colors: number } {
  expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
  const [width, height, type] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[25]]
  const data: Buffer[] = []
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length))
    at += length + 12
  }
  const channels = type === 6 ? 4 : 3
  const rows = inflateSync(Buffer.concat(data))
  expect(rows.length).toBe(height * (width * channels + 1))
  // Rows are filtered; that they are not all the same is enough to see that something was drawn.
  return { width, height, colors: new Set(rows).size }
}

app.test('as PNG it is drawn at two dots a pixel, by the page alone', async ({ page }) => {
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as PNG: Requests by country and outcome' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('top-countries.png')
  const { width, height, colors } = readPng(readFileSync(await saved.path()))
  const [, w, h] =
    /<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(
      readFileSync(join(out, 'charts', 'top-countries.svg'), 'utf8'),
    ) ?? []
  expect([width, height]).toEqual([2 * Number(w), Math.ceil(2 * Number(h))])
  expect(colors).toBeGreaterThan(50)
})

app.test('its table goes to the clipboard', async ({ page }) => {
  await page.getByRole('button', { name: 'Copy the table: Hours from receipt' }).click()
  await page.getByRole('status').getByText('Copied').waitFor()
})
