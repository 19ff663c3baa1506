/**
 * Pictures of screens, to look at before calling them done:
 *
 *     node test/e2e/pictures.mjs <folder> [route ...] [--serve <argument> ...]
 *
 * Builds if something changed, starts the program on a new profile with the sample case, and for each route (`/` when
 * none is given; `:caseId` and `:evidenceId` stand for the sample's) writes <folder>/<route>-<theme>-<width>.png, light
 * and dark, at 1280x800 and 1600x1000, whole page. PICTURE_ONLY=light-1280 takes only that one. Console errors are
 * printed and make the exit code 1.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureBuilt } from '../../scripts/build.mjs'
import { openBrowser, startBuiltHost, watchPage } from './built-host.mjs'

const given = process.argv.slice(2)
const at = given.indexOf('--serve')
const [folder, ...routes] = at < 0 ? given : given.slice(0, at)
if (folder === undefined) {
  process.stderr.write('usage: node test/e2e/pictures.mjs <folder> [route ...] [--serve <argument> ...]\n')
  process.exit(2)
}
const why = await ensureBuilt()
if (why) throw new Error(why)
mkdirSync(resolve(folder), { recursive: true })

const host = await startBuiltHost(at < 0 ? {} : { args: given.slice(at + 1) })
const browser = await openBrowser()
if (browser === null) throw new Error('no browser: see npm test')
const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' })
const page = await context.newPage()
const complaints = watchPage(page, host.url)
try {
  await page.goto(host.url)
  // With nothing else asked for there is a sample case, and the page goes there.
  if (at < 0) await page.waitForURL(/#\/case\//, { timeout: 60_000 })
  await settled(page)
  const ids = await sampleIds(page)
  const sizes = [
    ['light', 1280, 800],
    ['light', 1600, 1000],
    ['dark', 1280, 800],
    ['dark', 1600, 1000],
  ].filter(([theme, width]) => [undefined, `${theme}-${width}`].includes(process.env.PICTURE_ONLY))
  for (const route of routes.length > 0 ? routes : ['/']) {
    const address = route.replace(/:(\w+)/g, (whole, name) => ids[name] ?? whole)
    for (const [colorScheme, width, height] of sizes) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await page.evaluate((to) => location.assign(`#${to}`), address)
      await settled(page)
      const name = route.replace(/[^\w-]+/g, '-').replace(/^-|-$/g, '') || 'start'
      const path = join(resolve(folder), `${name}-${colorScheme}-${width}.png`)
      await page.screenshot({ path, fullPage: true })
      process.stdout.write(`${path}\n`)
    }
  }
} finally {
  await browser.close()
  await host.stop()
}
for (const complaint of complaints) process.stderr.write(`${complaint}\n`)
process.exitCode = complaints.length > 0 ? 1 : 0

/** Nothing asked of the host for half a second, fonts there, nothing marked as busy. */
async function settled(page) {
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
  await page
    .waitForFunction(() => document.querySelector('[aria-busy="true"]') === null, null, { timeout: 10_000 })
    .catch(() => {})
  await page.waitForTimeout(300)
}

/** Ids of the sample case and its newest evidence, asked through the page's own session. */
async function sampleIds(page) {
  return page.evaluate(async () => {
    const token = sessionStorage.getItem('plainview-token')
    const ask = async (name, input) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      const answer = await fetch(`/call/${name}`, { method: 'POST', headers, body: JSON.stringify(input) })
      const result = await answer.json()
      return result.ok ? result.value : {}
    }
    const { cases = [] } = await ask('cases.recent', {})
    const caseId = cases[0]?.caseId
    if (caseId === undefined) return {}
    const { evidence = [] } = await ask('evidence.list', { caseId })
    const log = evidence.find(({ kind }) => kind !== 'bundles')
    return { caseId, evidenceId: log?.evidenceId }
  })
}
