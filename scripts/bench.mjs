/** `npm run bench [-- name]`: builds, then runs each test/bench/*.bench.mjs in turn; 5 to 15 minutes. Node's built-ins only. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { fail, ROOT, run, say } from './run.mjs'
import { setup } from './setup.mjs'

await setup()
const why = await ensureBuilt()
if (why) fail(`the build failed: ${why}`)

const wanted = process.argv.slice(2)
const all = readdirSync(join(ROOT, 'test', 'bench')).filter((name) => name.endsWith('.bench.mjs'))
const chosen = all.filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part))).sort()
if (chosen.length === 0) fail(`no bench named ${wanted.join(', ')}; there are ${all.join(', ')}`)

const failed = []
for (const name of chosen) {
  say(`bench ${name}`)
  const result = await run(process.execPath, [join(ROOT, 'test', 'bench', name)], { timeoutMs: 30 * 60_000 })
  if (result.why) failed.push(`${name} (${result.why})`)
}
if (failed.length > 0) fail(`missed or broken: ${failed.join(', ')}`)
say(`${chosen.length} benches ran, none missed its mark`)
