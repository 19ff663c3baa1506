/** An auditor at work on bundles: dropped beside the log, read, opened with a key, a table handed to the anonymity check. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { appPage, dropOn, hasBrowser } from './app-page.ts'
import { violationsIn } from './axe.ts'
import { type BundleCase, makeBundleCase, TABLE_ROWS } from './bundle-case.ts'

const folder = mkdtempSync(join(tmpdir(), 'plainview-bundles-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let it: BundleCase
/** A case with a log and no bundles: the sample case has some. */
const caseFolder = (colorScheme: string) => join(folder, `case-${colorScheme}`)
beforeAll(() => {
  if (!hasBrowser) return
  it = makeBundleCase(folder)
  const other = join(folder, 'other-log')
  const env = { ...process.env, PLAINVIEW_HOME: join(folder, 'home') }
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['out/cli/plainview.js', ...args], { env, timeout: 60_000 })
  run('sample', other, '--requests', '12', '--origin', 'other.example/log')
  for (const scheme of ['light', 'dark']) run('import', other, '--case', caseFolder(scheme))
}, 120_000)

const caseOf = (page: Page) => /case_[0-9a-f]+/.exec(page.url())?.[0] ?? ''
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => window.location.assign(to), `#/case/${caseOf(page)}/${path}`)
}
const shot = async (page: Page, name: string) => {
  const to = process.env.BUNDLE_PICTURES
  if (!to) return
  const scheme = (await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches')) ? 'dark' : 'light'
  for (const [width, height] of [
    [1280, 800],
    [1600, 1000],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(to, `${name}-${scheme}-${width}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}
const soon = { timeout: 20_000 }

for (const colorScheme of ['light', 'dark'] as const) {
  describe(colorScheme, () => {
    const app = appPage({ colorScheme, args: ['--case', caseFolder(colorScheme)] })

    app.test('a case without bundles says what they are and how to bring them in', async ({ page }) => {
      await page.waitForURL(/case_[0-9a-f]+/, soon)
      await open(page, 'bundles')
      await page.getByText('No bundles in this case yet').waitFor(soon)
      await page.getByRole('button', { name: 'Import a folder…' }).waitFor()
      await shot(page, '0-empty')
      expect(await violationsIn(page)).toEqual([])
    })

    app.test(
      'dropped after their log, they are checked against it, and the list says what fails and why',
      async ({ page }) => {
        await dropOn(page, 'body', [it.log])
        await page.waitForURL(/\/verify\//, { timeout: 50_000 })
        await page.getByRole('tab', { name: /Entries/ }).waitFor(soon)
        await dropOn(page, 'body', [it.bundles])
        await page.waitForURL(/\/bundles\/ev_/, { timeout: 50_000 })
        await page.getByRole('heading', { level: 1, name: '2 of 3 bundles fail a check' }).waitFor(soon)
        expect(it.absent).toBeGreaterThan(1)
        await page.getByText(`${it.absent} disclosures are sealed in the log and not here`).waitFor()
        const grid = page.getByRole('grid', { name: 'Bundles of this import' })
        await expect.poll(() => grid.getByRole('row').count(), soon).toBe(4)
        await grid.getByText('note_tagmanifest in bundle.note').waitFor()
        await grid.getByText('logged_once in log').waitFor()
        await shot(page, '1-list')
        expect(await violationsIn(page)).toEqual([])
        // The filter is part of the address.
        await page.getByRole('link', { name: /Logged: fails/ }).click()
        await expect.poll(() => grid.getByRole('row').count(), soon).toBeLessThan(4)
        expect(page.url()).toContain('check=logged')
        await page.reload()
        await page.getByText(/Filter: logged fails/).waitFor(soon)
        await page.getByRole('button', { name: 'Clear filters' }).click()
      },
    )

    app.test('with a trusted key the signature of the edited one fails, and holds for the others', async ({ page }) => {
      await page.getByRole('button', { name: 'Trust a key for bundles…' }).first().click()
      await page.getByLabel('Public key (vkey)').fill(it.vkey)
      await page.getByText('can be used').waitFor(soon)
      await page.getByRole('button', { name: 'Trust this key' }).click()
      await page.getByText('The keys you trust for bundles have changed.').waitFor(soon)
      await page.getByRole('button', { name: 'Check again…' }).first().click()
      await page.getByRole('button', { name: 'Check now' }).click()
      await page.getByRole('link', { name: /Signature: holds/ }).waitFor(soon)
      await page
        .getByRole('link', { name: /edited|bdl_/ })
        .first()
        .waitFor()
    })

    app.test(
      'one bundle is a chain from bytes to log entry, linked to the entry and to the request',
      async ({ page }) => {
        const grid = page.getByRole('grid', { name: 'Bundles of this import' })
        await grid.getByRole('row').filter({ hasText: 'as-sealed' }).getByRole('link').first().click()
        await page.getByRole('heading', { level: 1, name: /Nothing fails; 2 checks were not examined/ }).waitFor(soon)
        await page.getByText('Sealed: no decryption key is in memory').waitFor(soon)
        await shot(page, '2-one-sealed')
        expect(await violationsIn(page)).toEqual([])
        await page.getByRole('link', { name: /^Line / }).click()
        await page.getByText('disclosure.sealed').first().waitFor(soon)
        await page.goBack()
        await page.getByRole('heading', { level: 1, name: /Nothing fails/ }).waitFor(soon)
      },
    )

    app.test(
      'a locked key is refused without its passphrase and taken with it; the contents show',
      async ({ page }) => {
        await page.getByRole('button', { name: 'Add a decryption key…' }).first().click()
        await page.locator('input[type=file]').setInputFiles(it.lockedKey)
        await page.getByText('Read auditor-locked.pem').waitFor(soon)
        await page.getByRole('button', { name: 'Take into memory' }).click()
        await page.getByText('This key cannot be used').waitFor(soon)
        await shot(page, '3-key-refused')
        expect(await violationsIn(page)).toEqual([])
        await page.getByLabel('Passphrase').fill(it.passphrase)
        await page.getByRole('button', { name: 'Take into memory' }).click()
        const files = page.getByRole('grid', { name: 'What is inside' })
        await files.waitFor(soon)
        await files.getByText('people.csv').waitFor()
        await page.getByRole('button', { name: 'Look at letter.txt' }).click()
        await page.getByText('To the court at Hafnia.').waitFor(soon)
        await page.getByText('Show more').waitFor({ state: 'detached' })
        await shot(page, '4-document')
        expect(await violationsIn(page)).toEqual([])
      },
    )

    app.test(
      'a table is looked at, comes back after a reload, and is handed to the anonymity check with its claim',
      async ({ page }) => {
        await page.getByRole('button', { name: 'Look at people.csv' }).click()
        const rows = page.getByRole('grid', { name: 'people.csv' })
        await rows.waitFor(soon)
        expect(await rows.getAttribute('aria-rowcount')).toBe(String(TABLE_ROWS + 1))
        await page.reload()
        await rows.getByText('threat').first().waitFor(soon)
        await shot(page, '5-table')
        expect(await violationsIn(page)).toEqual([])
        await page.getByRole('button', { name: 'Check its anonymity' }).click()
        await page.getByText('Roles and claims are those the bundle states').waitFor(soon)
        expect(await page.getByLabel('Role of age').inputValue()).toBe('quasi')
        expect(await page.getByLabel('Role of category').inputValue()).toBe('categorical')
        expect(await page.getByLabel('Claims').inputValue()).toBe('k=5, l=2')
        await page.getByRole('button', { name: 'Measure' }).click()
        await page.locator('.Tables-claims').getByText('fails').first().waitFor(soon)
        await shot(page, '6-measured')
        expect(await violationsIn(page)).toEqual([])
        await page.goBack()
      },
    )

    app.test(
      'checked with the key, the claim about the table fails for the same reason; the edited one names its file',
      async ({ page }) => {
        await page.getByRole('button', { name: 'Check again…' }).first().click()
        await page.getByRole('button', { name: 'Check now' }).click()
        await page.getByRole('heading', { level: 1, name: 'One of 7 checks fails' }).waitFor(soon)
        await page
          .getByRole('group', { name: 'What fails in Released tables' })
          .getByText('data/0002.jwe')
          .first()
          .waitFor(soon)
        await shot(page, '7-one-fails')
        await page.getByRole('link', { name: 'All bundles' }).click()
        const grid = page.getByRole('grid', { name: 'Bundles of this import' })
        await grid.getByRole('row').filter({ hasText: 'edited' }).getByRole('link').first().click()
        await page.getByRole('group', { name: 'What fails in Signature' }).getByText('note_tagmanifest').waitFor(soon)
        await shot(page, '8-edited')
        expect(await violationsIn(page)).toEqual([])
      },
    )

    app.test('the request leads to its bundle', async ({ page }) => {
      await open(page, 'requests')
      const derive = page.getByRole('button', { name: 'Derive the requests' })
      await Promise.race([derive.waitFor(), page.getByRole('grid').waitFor()])
      if (await derive.isVisible()) await derive.click()
      await page.getByRole('grid').waitFor(soon)
      await open(page, `requests/${it.req}`)
      await page.locator('.Bundles-ofRequest').getByRole('link').click()
      await page.waitForURL(/\/bundles\/ev_[0-9a-f]+\/1$/, soon)
    })

    app.test('a forgotten key takes what it opened with it', async ({ page }) => {
      await page.getByRole('button', { name: /^Forget auditor-locked/ }).click()
      await page.getByText('Sealed: no decryption key is in memory').waitFor(soon)
      await expect.poll(() => page.getByRole('grid', { name: 'people.csv' }).count(), soon).toBe(0)
      await page.getByText('None. Without one you can check everything').waitFor()
    })
  })
}
