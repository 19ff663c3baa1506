import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { TOOL } from '../../shared/core/tool.ts'
import { builtCli } from './run-cli.ts'

const run = builtCli()

describe('a command line that cannot be understood', () => {
  test.each([
    ['no command', [], 'command', 'nothing'],
    ['an unknown command', ['verfy', 'x'], 'command', '"verfy"'],
    ['an unknown option', ['proof', 'check', 'a', 'b', '--vkye', 'k'], '--vkye', '"--vkye"'],
    ['an option without its value', ['proof', 'check', 'a', 'b', '--vkey'], '--vkey', 'nothing'],
    ['a value that is none of the choices', ['verify', 'a', '--fail-on', 'bad'], '--fail-on', '"bad"'],
    ['a missing argument', ['proof', 'check', 'a'], 'line file', 'nothing'],
    [
      'an argument too many',
      ['proof', 'check', 'a', 'b', 'c'],
      'arguments',
      "too many arguments for 'check'. Expected 2 arguments but got 3.",
    ],
  ])('%s exits 2: one sentence on stderr, or one document on stdout', async (_, args, field, got) => {
    const text = await run(args)
    expect([text.exit, text.stdout]).toEqual([2, ''])
    expect(text.stderr).toMatch(/^plainview: command line:.*: expected .*, got .*\n$/)
    if (args.length === 0) return // --json alone is itself the unknown option
    const json = await run(args.at(-1) === '--vkey' ? [...args.slice(0, -1), '--json', '--vkey'] : [...args, '--json'])
    expect([json.exit, json.stderr]).toEqual([2, ''])
    expect(JSON.parse(json.stdout)).toEqual({
      error: { code: 'bad_option', place: { file: 'command line', field }, expected: expect.any(String), got },
    })
  })

  test('--json behind -- is an argument, not an option', async () => {
    const { exit, stdout } = await run(['proof', 'check', 'a', '--', '--json'])
    expect([exit, stdout]).toEqual([2, ''])
  })
})

describe('help and version', () => {
  test('go to stdout and exit 0; with --json as one document', async () => {
    const version = await run(['--version'])
    expect(version).toEqual({ exit: 0, stdout: `${TOOL.version}\n`, stderr: '' })
    const help = await run(['proof', 'check', '--help'])
    expect([help.exit, help.stderr]).toEqual([0, ''])
    expect(help.stdout).toContain('Usage: plainview proof check')
    const json = await run(['proof', 'check', '--help', '--json'])
    expect(JSON.parse(json.stdout)).toEqual({ text: help.stdout })
  })

  test('the version is that of package.json', () => {
    expect(TOOL.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version)
  })
})
