/** `npm run soak`: builds, then the full counts of kill, cancel and damage runs (npm test runs a few); an hour or more. */
import { ensureBuilt } from './build.mjs'
import { fail, runTool } from './run.mjs'
import { setup } from './setup.mjs'

await setup()
const why = await ensureBuilt()
if (why) fail(`the build failed: ${why}`)
const args = ['run', '-c', 'vitest.soak.config.ts', ...process.argv.slice(2)]
const soak = await runTool('vitest/vitest.mjs', args, { timeoutMs: 12 * 3600_000, env: { PLAINVIEW_SOAK: '1' } })
if (soak.why) fail(`soak: ${soak.why}`)
