/** Running other programs from the scripts: never waiting for input, never for longer than said. Node's built-ins only. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** One line on what is being done and how long it may take. */
export function say(line) {
  console.log(`plainview: ${line}`)
}

/**
 * Runs a program to its end, showing its output unless `quiet`. Never throws and never asks.
 * @returns exit code (null: could not start, was killed or ran out of time), what it wrote, and why it failed, if so
 */
export function run(command, args, { timeoutMs, env = {}, quiet = false, cwd = ROOT } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    })
    let output = ''
    let timedOut = false
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    const timer =
      timeoutMs &&
      setTimeout(() => {
        timedOut = true
        child.kill('SIGKILL')
      }, timeoutMs)
    const stop = () => child.kill('SIGTERM')
    process.once('SIGINT', stop).once('SIGTERM', stop)
    const finish = (code, why) => {
      clearTimeout(timer)
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop)
      resolve({ code, output, why })
    }
    child.once('error', (error) => finish(null, error.message))
    child.once('close', (code, signal) => {
      if (timedOut) finish(null, `stopped after ${Math.round(timeoutMs / 1000)} s`)
      else finish(code, code === 0 ? null : signal ? `ended by ${signal}` : `exit code ${code}`)
    })
  })
}

/** Runs a JavaScript tool out of node_modules with this Node, so that it works the same on every system. */
export function runTool(path, args, options) {
  return run(process.execPath, [join(ROOT, 'node_modules', ...path.split('/')), ...args], options)
}

/** The npm that started us, or the one on the PATH. */
export function runNpm(args, options) {
  const own = process.env.npm_execpath
  if (own?.endsWith('.js')) return run(process.execPath, [own, ...args], options)
  return process.platform === 'win32'
    ? run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options)
    : run('npm', args, options)
}

/** Ends the program with a sentence and exit code 1. */
export function fail(line) {
  console.error(`plainview: ${line}`)
  process.exit(1)
}
