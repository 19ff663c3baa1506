/** What a person sees who has never seen it: the program as built, in a real browser. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect } from 'vitest'
import { appPage, dropOn, hasBrowser } from './app-page.ts'

type Truth = readonly { readonly op: string; readonly first: number }[]

const app = appPage()
const folder = mkdtempSync(join(tmpdir(), 'plainview-first-look-'))
const received = join(folder, 'received-by-mail')
beforeAll(() => {
  if (!hasBrowser) return
  const cli = (...args: string[]) => {
    const run = spawnSync(process.execPath, ['out/cli/plainview.js', ...args], { encoding: 'utf8', timeout: 60_000 })
    if (run.status !== 0) throw new Error(run.stderr)
  }
  cli('sample', join(folder, 'clean'), '--requests', '200', '--seed', 'first look')
  cli('tamper', join(folder, 'clean'), received, '--op', 'edit', '--seed', 'first look')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const words = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim()
// biome-ignore lint/performance/useDomNodeTextContent: what is shown counts, not what is in the document
const shown = async (page: Page) => words(await page.locator('body').innerText())

app.test(
  'it opens on the sample case, says what was changed, and that nothing reached the network',
  async ({ page }) => {
    await page.getByRole('heading', { level: 1 }).waitFor()
    const heading = words(await page.getByRole('heading', { level: 1 }).textContent())
    for (const what of ['changed', 'removed', 'Everything else is as signed']) expect(heading).toContain(what)
    const body = await shown(page)
    for (const answer of ['Integrity', 'Authenticity', 'Completeness', 'Freshness', 'Independence'])
      expect(body).toContain(answer)
    expect(body).toMatch(/Network blocked 0 attempts/)
  },
)

app.test('the address bar holds no secret, and F5 shows the same page', async ({ page }) => {
  const heading = words(await page.getByRole('heading', { level: 1 }).textContent())
  expect(page.url()).not.toContain('secret')
  await page.reload()
  await page.getByRole('heading', { level: 1, name: heading }).waitFor()
})

app.test(
  'a tampered export dropped on the window: what was changed, where, and how that is known',
  async ({ page }) => {
    const [damage] = JSON.parse(readFileSync(`${received}.truth.json`, 'utf8')) as Truth
    await dropOn(page, 'body', [received])
    const heading = page.getByRole('heading', { level: 1, name: /^One entry was changed\. / })
    await heading.waitFor({ timeout: 50_000 })
    const body = await shown(page)
    expect(body).toContain('received-by-mail')
    expect(body).toContain(new Intl.NumberFormat('en-GB').format(damage?.first ?? -1))
    expect(body).toMatch(/How it is known/i)
  },
)
