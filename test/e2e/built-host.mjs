/**
 * Starts the built program (`out/`) as a user's machine would, with a profile of its own, and a browser in front of it.
 * Used by the end-to-end tests and by pictures.mjs. Node's built-ins and playwright only.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { BROWSER_FLAGS, findBrowser } from '../../scripts/browser.mjs'
import { ROOT } from '../../scripts/run.mjs'

/** A sample case is made before the address is printed: about 3 s on two idle cores. */
const START_TIMEOUT_MS = 60_000

/**
 * `plainview serve --json <args>` on a new profile, or on `profile`.
 * @returns its one-time address, the profile's folder, and `stop`, which ends it and removes a profile made here
 */
export async function startBuiltHost({ args = ['--sample'], profile } = {}) {
  const home = profile ?? mkdtempSync(join(tmpdir(), 'plainview-e2e-'))
  const child = spawn(process.execPath, [join(ROOT, 'out', 'cli', 'plainview.js'), 'serve', '--json', ...args], {
    env: { ...process.env, PLAINVIEW_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))
  const stop = async () => {
    child.kill('SIGINT')
    const code = await ended
    if (profile === undefined) rmSync(home, { recursive: true, force: true })
    return code
  }
  const url = await new Promise((resolve, reject) => {
    let output = ''
    const timer = setTimeout(
      () => reject(new Error(`no address within ${START_TIMEOUT_MS} ms\n${errors}`)),
      START_TIMEOUT_MS,
    )
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (!output.includes('\n}')) return
      clearTimeout(timer)
      resolve(JSON.parse(output).url)
    })
    ended.then((code) => reject(new Error(`the host ended (${code}) before it printed an address\n${errors}`)))
  }).catch(async (error) => {
    await stop()
    throw error
  })
  return { url, profile: home, pid: child.pid, stop, errors: () => errors }
}

/** A headless browser, as the tests want it. Null where there is none. */
export async function openBrowser() {
  const executablePath = process.env.PLAINVIEW_NO_BROWSER ? null : await findBrowser()
  return executablePath && chromium.launch({ executablePath, args: BROWSER_FLAGS, headless: true })
}

/** Writes down everything a page should not do: console errors, exceptions, requests that leave the program. */
export function watchPage(page, url) {
  const { origin } = new URL(url)
  const complaints = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`))
  page.on('request', (request) => {
    const inside = request.url().startsWith(`${origin}/`) || /^(data|blob):/.test(request.url())
    if (!inside) complaints.push(`request to ${request.url()}`)
  })
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText
    // What a page stops by itself when it moves on is no failure.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${why}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: status ${response.status()}`)
  })
  return complaints
}
