/**
 * Finds Electron's program. Since Electron 45 the npm package has no install script, so the program (about 110 MB, from
 * GitHub) has to be asked for; where it cannot be had, Plainview opens in the browser instead. Node's built-ins only.
 */
import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, say } from './run.mjs'
import { readStamp, writeStamp } from './setup.mjs'

const PACKAGE = join(ROOT, 'node_modules', 'electron')
const DAY_MS = 24 * 3600_000

/** Path of the program, or null. Never downloads. */
export function findElectron() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(PACKAGE, 'dist')
  try {
    const path = join(folder, readFileSync(join(PACKAGE, 'path.txt'), 'utf8'))
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

/** Why no window could be shown here; null when one can. */
export function whyNoWindow() {
  if (process.platform !== 'linux') return null
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display'
  // Chromium's sandbox does not work for root, and Plainview does not run without it.
  if (process.getuid?.() === 0) return 'the desktop program does not run as root'
  return null
}

/** As findElectron, after trying to fetch it: at most once a day, at most 5 minutes, not at all when offline. */
export async function ensureElectron() {
  const found = findElectron()
  if (found || Date.now() - (readStamp().electronTriedAtMs ?? 0) < DAY_MS) return found
  writeStamp({ electronTriedAtMs: Date.now() })
  const online = await Promise.race([
    lookup('github.com').then(
      () => true,
      () => false,
    ),
    new Promise((resolve) => setTimeout(resolve, 2000, false)),
  ])
  if (!online) return null
  say('fetching Electron, once; about 1 minute, at most 5')
  const { why } = await run(process.execPath, [join(PACKAGE, 'install.js')], { timeoutMs: 5 * 60_000, quiet: true })
  if (why) say(`Electron could not be fetched (${why}); it is tried again tomorrow`)
  return findElectron()
}
