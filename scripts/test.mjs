/**
 * `npm test`: everything a change has to pass, from a fresh clone: set-up, build, lint, types, all tests, end-to-end
 * tests in a real browser. About 10 minutes on two cores, plus set-up. The last line is `N passed, N failed, N skipped`:
 * single tests, and one failure for each other check that does not hold. Node's built-ins only.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { findElectron, whyNoWindow } from './electron.mjs'
import { ROOT, runTool, say } from './run.mjs'
import { setup } from './setup.mjs'
import { countTests } from './test-report.mjs'

const RESULTS = join(ROOT, 'test-results')
const MINUTE_MS = 60_000

await setup()
const total = { passed: 0, failed: 0, skipped: 0 }
const failures = []

check('build', await ensureBuilt())
say('lint; a few seconds')
check('lint', (await runTool('@biomejs/biome/bin/biome', ['check', '.'], { timeoutMs: 5 * MINUTE_MS })).why)
say('types; about 20 s')
for (const room of ['shared', 'main', 'renderer', 'test'])
  check(
    `types of ${room}`,
    (await runTool('typescript/bin/tsc', ['-p', `tsconfig.${room}.json`], { timeoutMs: 5 * MINUTE_MS })).why,
  )

say('unit, property, store, contract and golden tests; about 5 minutes')
await suite('unit', 'vitest.config.ts')

const browser = await ensureBrowser()
const noElectron = findElectron() === null ? 'its program is not installed here' : whyNoWindow()
if (noElectron) say(`DESKTOP TESTS ARE SKIPPED: ${noElectron}. See docs/guide/development.md.`)
say('end-to-end tests in a browser; about 3 minutes')
await suite('e2e', 'vitest.e2e.config.ts', browser ? { CHROMIUM_PATH: browser } : { PLAINVIEW_NO_BROWSER: '1' })

for (const line of failures) say(`FAILED ${line}`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

function check(name, why) {
  if (!why) return
  total.failed += 1
  failures.push(`${name}: ${why}`)
}

/** Runs one vitest configuration and adds what its report says, or one failure where there is no report. */
async function suite(name, config, env = {}) {
  mkdirSync(RESULTS, { recursive: true })
  const report = join(RESULTS, `${name}.json`)
  rmSync(report, { force: true })
  const args = ['run', '-c', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { why } = await runTool('vitest/vitest.mjs', args, { timeoutMs: 60 * MINUTE_MS, env: { ...env, CI: 'true' } })
  let counted
  try {
    counted = countTests(JSON.parse(readFileSync(report, 'utf8')))
  } catch (error) {
    return check(name, why ?? `no report (${error.message})`)
  }
  for (const key of Object.keys(total)) total[key] += counted[key]
  failures.push(...counted.names)
  // Exit code without a failed test: an error outside any test.
  if (why && counted.failed === 0) check(name, why)
}
