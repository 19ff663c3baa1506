/**
 * Brings a fresh clone to where it can be built: Node, packages, the SQLite addon. Node's built-ins only, because it
 * runs before anything is installed. Does nothing, in about 50 ms, when all is in place.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail, ROOT, run, runNpm, say } from './run.mjs'

const STAMP = join(ROOT, 'node_modules', '.plainview-setup.json')
const MINUTE_MS = 60_000

export async function setup() {
  ensureNode()
  await ensureModules()
  await ensureSqlite()
}

/** `engines` of package.json, checked by hand: npm only warns. */
export function ensureNode() {
  const { engines } = readJson(join(ROOT, 'package.json'))
  const wanted = engines.node.replace('>=', '')
  if (isOlder(process.versions.node, wanted))
    fail(`needs Node ${wanted} or newer, this is ${process.versions.node} (${process.execPath})`)
}

export function isOlder(version, wanted) {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number))
  const at = b.findIndex((part, i) => part !== a[i])
  return at >= 0 && a[at] < b[at]
}

/** Installs exactly what package-lock.json says, when it is not what is there. */
export async function ensureModules() {
  const lockText = readFileSync(join(ROOT, 'package-lock.json'))
  const lock = createHash('sha256').update(lockText).digest('hex')
  if (readStamp().lock === lock) return
  if (!isInstalled(JSON.parse(lockText.toString('utf8')))) {
    say('installing packages with npm ci; with an empty cache about 1 to 3 minutes (SQLite is compiled for 1 of them)')
    const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
    const { why } = await runNpm(args, { timeoutMs: 30 * MINUTE_MS, env: headersEnv() })
    // An addon that did not compile fails `npm ci` as a whole; without its script the rest installs, and it is built next.
    const again = why && (await runNpm([...args, '--ignore-scripts'], { timeoutMs: 30 * MINUTE_MS })).why
    if (again) fail(`npm ci did not succeed (${again}). Is the npm registry reachable?`)
  }
  writeStamp({ lock })
}

/** Is every package of the lock file there in its version? Those for other systems are left out by npm. */
function isInstalled({ packages }) {
  return Object.entries(packages).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === '' || optional || devOptional || peer) return true
    const file = join(ROOT, path, 'package.json')
    return existsSync(file) && readJson(file).version === version
  })
}

/** The one native addon. npm 11 and later may have been told not to run install scripts: then it is built here. */
export async function ensureSqlite() {
  const native = `${process.platform}-${process.arch}-napi${process.versions.napi}`
  if (readStamp().native === native) return
  if (!(await sqliteLoads())) {
    say('compiling SQLite for this machine; about a minute, once')
    const rebuild = ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts']
    const { why, output } = await runNpm(rebuild, { timeoutMs: 15 * MINUTE_MS, env: headersEnv(), quiet: true })
    if (why || !(await sqliteLoads())) {
      console.error(output)
      fail(
        `the sqlite3 addon could not be built (${why ?? 'it does not load'}). It needs python3, make and a C++ compiler.`,
      )
    }
  }
  writeStamp({ native })
}

async function sqliteLoads() {
  const probe = "const s = require('sqlite3'); new s.Database(':memory:').close()"
  return (await run(process.execPath, ['-e', probe], { timeoutMs: 20_000, quiet: true })).code === 0
}

/** node-gyp fetches Node's headers from the network unless told where they are; most installations have them. */
function headersEnv() {
  const prefix = dirname(dirname(process.execPath))
  const has = existsSync(join(prefix, 'include', 'node', 'node_api.h'))
  return has && !process.env.npm_config_nodedir ? { npm_config_nodedir: prefix } : {}
}

/** What was found to be in place; lives in node_modules, so that it goes when they go. */
export function readStamp() {
  try {
    return readJson(STAMP)
  } catch {
    return {}
  }
}

export function writeStamp(change) {
  writeFileSync(STAMP, `${JSON.stringify({ ...readStamp(), ...change }, null, 2)}\n`)
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
