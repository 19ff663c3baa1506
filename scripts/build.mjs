/** `npm run build`: the page, the desktop program and the command line, into out/; about 10 s. With --if-changed only when a source did. Node's built-ins only. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { fail, ROOT, runTool, say } from './run.mjs'
import { setup } from './setup.mjs'

const OUT = join(ROOT, 'out')
const STAMP = join(OUT, 'build.json')
const PRODUCTS = ['cli/plainview.js', 'main/main.js', 'preload/index.cjs', 'renderer/index.html']
const SOURCES = ['shared', 'main', 'preload', 'renderer']
const MINUTE_MS = 60_000

/** Builds when a source is newer than the build, by content. @returns null, or why it failed */
export async function ensureBuilt() {
  if (isBuilt()) return null
  return withLock(join(OUT, '.lock'), 5 * MINUTE_MS, async () => (isBuilt() ? null : build()))
}

export function isBuilt() {
  try {
    const { sources } = JSON.parse(readFileSync(STAMP, 'utf8'))
    return sources === sourceHash() && PRODUCTS.every((path) => existsSync(join(OUT, path)))
  } catch {
    return false
  }
}

async function build() {
  const sources = sourceHash()
  rmSync(STAMP, { force: true })
  say('building; about 10 s')
  const started = Date.now()
  const quiet = { timeoutMs: 5 * MINUTE_MS, quiet: true, env: { NODE_ENV: 'production' } }
  for (const [tool, args] of [
    ['electron-vite/bin/electron-vite.js', ['build']],
    ['vite/bin/vite.js', ['build', '-c', 'vite.cli.config.ts']],
  ]) {
    const { why, output } = await runTool(tool, args, quiet)
    if (why) return `${tool.split('/')[0]}: ${why}\n${output}`
  }
  const missing = PRODUCTS.filter((path) => !existsSync(join(OUT, path)))
  if (missing.length > 0) return `the build did not make ${missing.join(', ')}`
  writeFileSync(STAMP, `${JSON.stringify({ sources, builtAt: new Date().toISOString() }, null, 2)}\n`)
  say(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  return null
}

/** SHA-256 over the names and contents of everything the build reads. */
function sourceHash() {
  const hash = createHash('sha256')
  const configs = readdirSync(ROOT).filter((name) =>
    /^(tsconfig.*\.json|package(-lock)?\.json|(vite\.|electron).*\.ts)$/.test(name),
  )
  const files = SOURCES.filter((folder) => existsSync(join(ROOT, folder))).flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((path) => join(folder, path)),
  )
  for (const path of [...configs, ...files].sort()) {
    const file = join(ROOT, path)
    if (!statSync(file).isFile()) continue
    const body = readFileSync(file)
    hash.update(`${path}\0${body.length}\0`).update(body)
  }
  return hash.digest('hex')
}

if (process.argv[1] === import.meta.filename) {
  await setup()
  const why = process.argv.includes('--if-changed')
    ? await ensureBuilt()
    : await withLock(join(OUT, '.lock'), 5 * MINUTE_MS, build)
  if (why) fail(`the build failed: ${why}`)
}
