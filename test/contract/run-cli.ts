import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

export interface CliRun {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliRunOptions {
  readonly cwd?: string
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/**
 * The program as it is shipped, built from the sources as they are now, for all tests of one file.
 * It lies under out/, where the packages that stay outside of the bundle are found.
 */
export function builtCli(): (args: readonly string[], options?: CliRunOptions) => Promise<CliRun> {
  let folder = ''
  beforeAll(() => {
    mkdirSync('out', { recursive: true })
    folder = mkdtempSync(resolve('out', 'cli-test-'))
    execFileSync('node_modules/.bin/vite', [
      'build',
      '-c',
      'vite.cli.config.ts',
      '--outDir',
      folder,
      '--logLevel',
      'error',
    ])
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return (args, { cwd, input = '', env = {} } = {}) =>
    new Promise((done) => {
      const child = execFile(
        process.execPath,
        [join(folder, 'plainview.js'), ...args],
        { cwd, env: { ...process.env, NO_COLOR: '1', ...env }, maxBuffer: 2 ** 28 },
        (error, stdout, stderr) =>
          done({ exit: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr }),
      )
      child.stdin?.end(input)
    })
}
