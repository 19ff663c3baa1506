/**
 * `npm start`: sets up what is missing, builds what changed, opens Plainview on a sample case and stays until Ctrl-C.
 * First run on a fresh clone 1 to 3 minutes, afterwards a few seconds. Options: --case <folder>, --evidence <path>,
 * --port <n>, --web (in the browser even where the desktop program could run).
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { ensureElectron, whyNoWindow } from './electron.mjs'
import { fail, ROOT, say } from './run.mjs'
import { setup } from './setup.mjs'

await setup()
const why = await ensureBuilt()
if (why) fail(`the build failed: ${why}`)

stopWithNpm()
const given = process.argv.slice(2)
const opensOwn = given.some((arg) => /^--(case|evidence)(=|$)/.test(arg))
const args = opensOwn || given.includes('--sample') ? given : ['--sample', ...given]

const inBrowser = given.includes('--web') ? '--web was given' : whyNoWindow()
const electron = inBrowser === null ? await ensureElectron() : null
if (electron === null) {
  say(`opening in the browser: ${inBrowser ?? 'Electron is not installed'}`)
  // In this process: what stops us stops it.
  process.argv = [process.execPath, 'plainview', 'serve', ...args.filter((arg) => arg !== '--web')]
  await import('../out/cli/plainview.js')
} else {
  const child = spawn(electron, [ROOT, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => fail(`${join(electron)} did not start: ${error.message}`))
  child.once('close', (code) => process.exit(code ?? 1))
}

/** npm hands a SIGTERM on to the shell between us, which dies of it and tells nobody: without npm, there is nothing to stay for. */
function stopWithNpm() {
  const { ppid } = process
  if (process.platform === 'win32' || !process.env.npm_lifecycle_event) return
  setInterval(() => process.ppid !== ppid && process.kill(process.pid, 'SIGTERM'), 500).unref()
}
