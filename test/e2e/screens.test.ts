/** Every screen in a real browser, on real data: its flow by mouse and by keyboard, what axe says, and how it reflows. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect } from 'vitest'
import { appPage, dropOn, hasBrowser } from './app-page.ts'

interface TrustedKey {
  readonly vkey: string
  readonly fromSize: number
  readonly toSize: number | null
}

const app = appPage()
const folder = mkdtempSync(join(tmpdir(), 'plainview-screens-'))
const clean = join(folder, 'clean')
const received = join(folder, 'received')
beforeAll(() => {
  if (!hasBrowser) return
  const cli = (...args: string[]) => {
    const run = spawnSync(process.execPath, ['out/cli/plainview.js', ...args], { encoding: 'utf8', timeout: 60_000 })
    if (run.status !== 0) throw new Error(run.stderr)
  }
  cli('sample', clean, '--requests', '150', '--seed', 'screens')
  cli('tamper', clean, received, '--op', 'bitflip,delete:2', '--seed', 'screens')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Truth {
  readonly op: string
  readonly first: number
  readonly last: number
}
const truth = () => JSON.parse(readFileSync(`${received}.truth.json`, 'utf8')) as readonly Truth[]
const inWords = (value: number) => new Intl.NumberFormat('en-GB').format(value)

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds against WCAG 2.2 A and AA, one line each. */
async function axe(page: Page): Promise<readonly string[]> {
  const results = (await page.evaluate(`${axeSource}; axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })`)) as AxeResults
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

const settled = (page: Page) => page.waitForLoadState('networkidle')

async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => window.location.assign(`#${to}`), path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await settled(page)
}

/** Ids in the address. */
const placeOf = (page: Page) => /#\/case\/(case_[0-9a-f]+)(?:\/verify\/(ev_[0-9a-f]+))?/.exec(page.url()) ?? []

app.test('keys are added with what was read in them, and the policy says what it means', async ({ page }) => {
  const keys = JSON.parse(readFileSync(join(`${clean}.keys`, 'keys.json'), 'utf8')) as readonly TrustedKey[]
  await page.getByRole('link', { name: 'Trust and policy' }).click()
  for (const { vkey, fromSize, toSize } of keys) {
    await page.getByRole('button', { name: 'Add a key' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Public key (vkey)' }).fill(vkey)
    await dialog.getByText('Ed25519').waitFor()
    await dialog.getByRole('textbox', { name: 'From size' }).fill(String(fromSize))
    await dialog.getByRole('textbox', { name: 'To size' }).fill(toSize === null ? '' : String(toSize))
    await dialog.getByRole('button', { name: 'Trust this key' }).click()
    await dialog.waitFor({ state: 'detached' })
  }
  await page.getByText(`${keys.length} of ${keys.length} shown`).waitFor()

  const policy = readFileSync(join(`${clean}.keys`, 'policy.txt'), 'utf8')
  await page.getByRole('button', { name: 'Write a policy' }).click()
  const text = page.getByRole('textbox', { name: 'Policy text' })
  await text.fill(`${policy}quorum nobody\n`)
  await page.getByRole('button', { name: 'Save the policy' }).click()
  const lines = policy.split('\n').length
  expect(await page.getByRole('alert').textContent()).toContain(`Line ${lines} was refused`)
  await text.fill(policy)
  await page.getByRole('button', { name: 'Save the policy' }).click()
  await page.getByText('every two quorums share a witness').waitFor()
})

app.test('a dropped export: what was changed, where, and how that is known, within one screen', async ({ page }) => {
  await page.evaluate(() => window.scrollTo(0, 0))
  await dropOn(page, 'body', [received])
  await page.getByRole('heading', { level: 1, name: /^Two entries were removed and one was changed/ }).waitFor()
  await page.getByRole('slider').waitFor()
  await settled(page)
  const height = page.viewportSize()?.height ?? 0
  for (const { first } of truth()) {
    const label = page.locator('.LogMap-damage text', { hasText: inWords(first) })
    const box = await label.first().boundingBox()
    expect((box?.y ?? Number.POSITIVE_INFINITY) + (box?.height ?? 0)).toBeLessThan(height)
  }
  const table = await page.getByRole('grid', { name: 'Damage' }).boundingBox()
  expect(table?.y ?? Number.POSITIVE_INFINITY).toBeLessThan(height)
})

app.test('what was removed is shown by the lines around the gap', async ({ page }) => {
  const gap = truth().find(({ op }) => op === 'delete')
  const first = gap?.first ?? -1
  await page.getByText(`between lines ${inWords(first - 1)} and ${inWords(first)} of the export`).waitFor()
  // The line after the gap still says which one it was.
  await page
    .locator('.Facts > div', { hasText: 'Sequence' })
    .getByText(inWords((gap?.last ?? -1) + 1))
    .waitFor()
})

app.test('the flipped bit is shown in its bytes, beside what was signed', async ({ page }) => {
  await page.keyboard.press('j')
  const edit = truth().find(({ op }) => op === 'edit')
  // Two lines before it are missing.
  const stored = page.getByRole('region', { name: `Entry ${inWords((edit?.first ?? -1) - 2)} as stored` })
  const signed = page.getByRole('region', { name: 'As signed' })
  await signed.waitFor()
  const [before, after] = [await stored.locator('del').textContent(), await signed.locator('ins').textContent()]
  expect(before).toHaveLength(1)
  const flipped = (before?.codePointAt(0) ?? 0) ^ (after?.codePointAt(0) ?? 0)
  expect(Math.log2(flipped) % 1).toBe(0)
})

app.test('the wheel zooms the map to single entries, and a press opens one', async ({ page }) => {
  const map = page.getByRole('slider')
  const box = await map.boundingBox()
  if (box === null) throw new Error('no map')
  await page.mouse.move(box.x + box.width / 3, box.y + 80)
  for (let i = 0; i < 30; i++) await page.mouse.wheel(0, -120)
  await settled(page)
  expect(await map.locator('rect.LogMap-bar').count()).toBeLessThanOrEqual(12)
  await page.mouse.click(box.x + box.width / 3, box.y + 80)
  await page.getByRole('region', { name: /^Entry [\d,]+ as stored$/ }).waitFor()
  expect(page.url()).toContain('entry=')
})

app.test('the list of entries scrolls to its end, and every row in sight has its content', async ({ page }) => {
  const grid = page.getByRole('grid', { name: 'Entries' })
  await grid.focus()
  await page.keyboard.press('End')
  const rows = Number(await grid.getAttribute('aria-rowcount'))
  await grid.locator(`[aria-rowindex="${rows}"]`).waitFor()
  // Rows come page by page: what counts is that they come.
  const soon = { timeout: 20_000 }
  await expect.poll(() => grid.getByText('…', { exact: true }).count(), soon).toBe(0)
  await expect.poll(() => grid.locator(`[aria-rowindex="${rows}"]`).getAttribute('aria-selected'), soon).toBe('true')
})

app.test('the receipt is downloaded as the program made it', async ({ page }) => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Receipt' }).click(),
  ])
  const receipt = JSON.parse(readFileSync(await download.path(), 'utf8'))
  expect(download.suggestedFilename()).toBe('received.receipt.json')
  expect(receipt.integrity.answer).toBe('damaged')
})

app.test('by keyboard alone: find a screen, remember a head, see it remembered', async ({ page }) => {
  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('p')
  await page.getByText(/is remembered for every later import/).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('trust')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Trust and policy' }).waitFor()
  await page.getByRole('table', { name: 'Heads you remember' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
})

const SCREENS = ['/', '/case/:case/evidence', '/case/:case/verify', '/case/:case/trust']
const VERIFY_TABS = ['damage', 'entries', 'heads', 'findings', 'lints', 'files']

app.test('axe finds nothing on any screen, light and dark', async ({ page }) => {
  const [, caseId = ''] = placeOf(page)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // Colours are the same in every list: once is enough for those.
    const lists = colorScheme === 'light' ? VERIFY_TABS.map((tab) => `/case/:case/verify?tab=${tab}`) : []
    for (const screen of [...SCREENS, ...lists]) {
      await goTo(page, screen.replace(':case', caseId))
      expect(await axe(page), `${screen} ${colorScheme}`).toEqual([])
    }
  }
})

app.test('axe finds nothing in the dialogs', async ({ page }) => {
  await goTo(page, '/')
  for (const open of ['New case', 'Sample case', 'Display', /^Shortcuts/, /^Find or do/]) {
    await page.getByRole('button', { name: open }).first().click()
    await page.getByRole('dialog').waitFor()
    expect(await axe(page), String(open)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
})

app.test('at 400 % of 1280 pixels nothing but tables and the map scrolls sideways', async ({ page }) => {
  const [, caseId = ''] = placeOf(page)
  const cases = caseId || (await page.getByRole('table').getByRole('link').first().getAttribute('href'))?.split('/')[2]
  await page.setViewportSize({ width: 320, height: 640 })
  for (const screen of [...SCREENS, '/case/:case/verify?tab=heads']) {
    await goTo(page, screen.replace(':case', cases ?? ''))
    expect(await page.evaluate(() => document.documentElement.scrollWidth), screen).toBe(320)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
})

app.test('with the system in high contrast, what is chosen can still be told', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await goTo(page, '/')
  const name = await page.getByRole('table').getByRole('link').first().getAttribute('href')
  await goTo(page, (name ?? '#/').slice(1))
  await page.locator('[role=row][aria-selected=true]').waitFor()
  const outline = await page
    .locator('[role=row][aria-selected=true]')
    .evaluate((row) => getComputedStyle(row).outlineStyle)
  expect(outline).toBe('solid')
  expect(
    await page
      .getByRole('slider')
      .locator('.LogMap-damage > path')
      .first()
      .evaluate((line) => getComputedStyle(line).stroke),
  ).not.toBe('none')
  await page.emulateMedia({ forcedColors: 'none' })
})

app.test(
  'a page in a right-to-left language has its navigation on the right, and its hashes still run left to right',
  async ({ page }) => {
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
    })
    const [nav, main] = [await page.locator('.Shell-side').boundingBox(), await page.locator('main').boundingBox()]
    expect(nav?.x ?? 0).toBeGreaterThan(main?.x ?? 0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    expect(await page.locator('pre').first().getAttribute('dir')).toBe('ltr')
    await page.evaluate(() => {
      document.documentElement.dir = 'ltr'
    })
  },
)
