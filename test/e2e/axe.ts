/** What axe finds on a page of the program; the reports it shows in frames are looked at by themselves. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function found(page: Page): Promise<AxeResults['violations']> {
  const { violations } = (await page.evaluate(`${axeSource}; axe.run(document, { iframes: false })`)) as AxeResults
  return violations
}
const named = (violations: AxeResults['violations']): readonly string[] =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))

/** One line each. */
export const violationsIn = async (page: Page): Promise<readonly string[]> => named(await found(page))

export async function seriousIn(page: Page): Promise<readonly string[]> {
  return named((await found(page)).filter(({ impact }) => impact === 'serious' || impact === 'critical'))
}
