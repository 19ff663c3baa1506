/** Finds a Chromium for the end-to-end tests, and installs Debian's where that is possible. Node's built-ins only. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say } from './run.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .flatMap((name) => process.env[name] ?? [])
    .flatMap((folder) => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
}

/**
 * Started as a test wants it: no window, nothing on its own account, no sandbox only where root makes that impossible.
 * The last ones keep Chromium from calling home, which a closed network refuses many times a second.
 */
export const BROWSER_FLAGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Path of a Chromium-based browser: CHROMIUM_PATH, the system's, playwright's own; null when there is none. */
export async function findBrowser() {
  const given = process.env.CHROMIUM_PATH
  if (given) return existsSync(given) ? given : null
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  const found = [...(process.platform === 'win32' ? [] : onPath), ...(PLACES[process.platform] ?? [])].find(existsSync)
  if (found) return found
  try {
    const { chromium } = await import('playwright')
    return existsSync(chromium.executablePath()) ? chromium.executablePath() : null
  } catch {
    return null
  }
}

/** As findBrowser, after trying to install one. Null when there is none, having said what to do. */
export async function ensureBrowser() {
  const found = await findBrowser()
  if (found) return found
  if (process.env.CHROMIUM_PATH) say(`CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, and there is no such file`)
  else if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say('installing Chromium for the end-to-end tests (apt-get); about 1 minute')
    const options = { timeoutMs: 10 * 60_000, env: { DEBIAN_FRONTEND: 'noninteractive' } }
    await run('apt-get', ['update', '-q'], options)
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options)
    const installed = await findBrowser()
    if (installed) return installed
  }
  say('NO BROWSER: install Chromium or Chrome (Debian: apt-get install chromium; elsewhere: npx playwright install')
  say('chromium), or set CHROMIUM_PATH. The end-to-end tests are skipped without one.')
  return null
}
