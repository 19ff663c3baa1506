/** What legal and an auditor do with requests and hand out: a matter, an audit sample, the work log. On a case made by the command line. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, expect } from 'vitest'
import { appPage, hasBrowser } from './app-page.ts'
import { seriousIn } from './axe.ts'

const folder = mkdtempSync(join(tmpdir(), 'plainview-work-'))
const log = join(folder, 'log')
const home = join(folder, 'home')
const app = appPage({ args: ['--case', join(folder, 'case')] })
const cli = (...args: readonly string[]) => {
  const env = { ...process.env, PLAINVIEW_HOME: home }
  const run = spawnSync(process.execPath, ['out/cli/plainview.js', ...args], { encoding: 'utf8', timeout: 60_000, env })
  return { exit: run.status, stdout: run.stdout, stderr: run.stderr }
}
if (hasBrowser) {
  for (const args of [
    ['sample', log, '--requests', '200', '--seed', 'work', '--findings'],
    ['import', log, '--case', join(folder, 'case')],
  ]) {
    const { exit, stderr } = cli(...args)
    if (exit !== 0 && exit !== 20) throw new Error(stderr)
  }
}
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let caseId = ''
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => window.location.assign(to), `#/case/${caseId}/${path}`)
}
async function saved(page: Page, button: string | RegExp): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

app.test(
  'a case that the command line made shows its requests without being asked to derive them',
  async ({ page }) => {
    await page.waitForURL(/#\/case\/case_/, { timeout: 30_000 })
    caseId = /case_[0-9a-f]+/.exec(page.url())?.[0] ?? ''
    await open(page, 'requests')
    await page.getByText(/^200 requests/).waitFor({ timeout: 30_000 })
  },
)

app.test('a request goes out as a matter: what its proofs rest on is said, and the .zip is saved', async ({ page }) => {
  await page.getByRole('row').nth(1).click()
  await page.getByRole('heading', { name: 'What happened' }).waitFor()
  await page.getByRole('button', { name: 'Matter…' }).click()
  await page.getByText(/^\d+ of \d+ entr(?:y|ies) proven$/).waitFor({ timeout: 30_000 })
  // No key has been trusted in this profile.
  await page.getByText(/^No key you trust has signed that head/).waitFor()
  expect(await seriousIn(page)).toEqual([])
  const { name, bytes } = await saved(page, 'Everything (.zip)')
  expect(name).toMatch(/^matter-.+\.zip$/)
  expect([bytes.subarray(0, 4).toString('latin1'), bytes.includes('.tlog-proof')]).toEqual(['PK\u0003\u0004', true])
  const html = await saved(page, 'Page (HTML)')
  expect(html.bytes.toString('utf8')).toContain('How to check this')
  await page.getByRole('button', { name: 'Close' }).click()
})

app.test('a filtered list goes out as one matter', async ({ page }) => {
  await open(page, 'requests')
  await page.getByRole('searchbox', { name: 'Search' }).fill('fraud')
  await page.getByRole('button', { name: 'Matter of these…' }).click()
  await page.getByText(/^\d+ requests? with \d+ entr(?:y|ies) of the log/).waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Close' }).click()
})

app.test('a sample is drawn, each request gets its conclusion, and the receipt is drawn again', async ({ page }) => {
  await open(page, 'audit')
  await page.getByText('No sample has been drawn yet').waitFor()
  await page.getByLabel('How many').fill('5')
  await page.getByLabel('Seed').fill('spring 2026')
  expect(await seriousIn(page)).toEqual([])
  await page.getByRole('button', { name: 'Draw', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: '5 of 200 requests drawn' }).waitFor()
  await page.getByRole('button', { name: 'Conclude…' }).first().click()
  await page.getByRole('radio', { name: 'Not met' }).check()
  await page.getByRole('textbox', { name: 'Note' }).fill('no notice in the file')
  const title = page.getByRole('dialog').getByRole('heading', { level: 2 })
  const first = await title.textContent()
  await page.getByRole('button', { name: 'Save, and the next one' }).click()
  await expect.poll(() => title.textContent(), { timeout: 10_000 }).not.toBe(first)
  await page.getByRole('radio', { name: /^Met/ }).check()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText(/2 of 5 concluded, 40%/).waitFor()
  expect(await seriousIn(page)).toEqual([])
  const { bytes } = await saved(page, 'Receipt (JSON)')
  const receipt = JSON.parse(bytes.toString('utf8'))
  expect([receipt.concluded, receipt.conclusions]).toEqual([2, { met: 1, 'not met': 1 }])
  const again = cli('sample-audit', log, '--n', '5', '--seed', 'spring 2026', '--json')
  const reqs = (document: { sample: { req: string }[] }) => document.sample.map(({ req }) => req)
  expect(reqs(JSON.parse(again.stdout))).toEqual(reqs(receipt))
})

app.test('the work log has all of it in order, and something is taken back by a new entry', async ({ page }) => {
  await open(page, 'worklog')
  await page.getByText(/^The chain holds: \d+ entries/).waitFor()
  await page.getByText('no notice in the file').first().waitFor()
  await page
    .getByRole('row')
    .filter({ hasText: 'no notice in the file' })
    .getByRole('button', { name: /^Take back/ })
    .click()
  await page.getByLabel('Why').fill('notice found')
  await page.getByRole('dialog').getByRole('button', { name: 'Take back', exact: true }).click()
  await page.getByText(/^taken back by \d+$/).waitFor()
  expect(await seriousIn(page)).toEqual([])
  const { name, bytes } = await saved(page, 'Save (JSON lines)')
  expect([name, bytes.toString('utf8').includes('"why":"notice found"')]).toEqual(['work-log-000000.jsonl', true])
  await open(page, 'audit')
  await page.getByText('1 of 5').waitFor()
})

app.test(
  'rules are changed on screen, and the requests are held to the new ones without being asked',
  async ({ page }) => {
    await open(page, 'rules')
    const file = page.getByRole('textbox', { name: 'Policy file (JSON)' })
    const policy = JSON.parse(await file.inputValue())
    policy.parameters.answerDays = 1
    await file.fill(JSON.stringify(policy))
    expect(await seriousIn(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/by the policy file of this case/).waitFor()
    await open(page, 'findings')
    const late = page.locator('.FindingGroup').filter({ hasText: 'Answered in time' })
    await expect
      .poll(async () => Number(/(\d+) findings/.exec((await late.textContent()) ?? '')?.[1] ?? 0), { timeout: 20_000 })
      .toBeGreaterThan(5)
  },
)
