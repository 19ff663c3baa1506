import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import type { CliIo } from '../../main/hosts/cli/io.ts'
import { createProgram } from '../../main/hosts/cli/run-cli.ts'

const silent: CliIo = {
  stdout: async () => undefined,
  stderr: () => undefined,
  isTty: false,
  isStyled: false,
  columns: 100,
  setExit: () => undefined,
  interrupt: () => new AbortController().signal,
}

/** Commands that do something, by their full names. */
function leaves(command: Command, above: readonly string[]): readonly (readonly [string, Command])[] {
  const name = [...above, command.name()]
  return command.commands.length > 0
    ? command.commands.flatMap((each) => leaves(each, name))
    : [[name.join(' '), command]]
}
const program = createProgram(silent, () => undefined)
const commands = leaves(program, [])

const page = readFileSync('docs/guide/cli.md', 'utf8')
/** `## `plainview proof make <export> <index>`` and what follows, up to the next heading. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => {
      const usage = /^`plainview ([^`]+)`/.exec(section)?.[1]
      return usage === undefined ? [] : [[usage, section] as const]
    }),
)

/** As in the heading: name and arguments. */
function usageOf(name: string, command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const text = argument.name() + (argument.variadic ? '...' : '')
    return argument.required ? `<${text}>` : `[${text}]`
  })
  return [name.replace(/^plainview /, ''), ...args].join(' ')
}

describe('docs/guide/cli.md', () => {
  test('has a section for every command and for nothing else', () => {
    expect([...sections.keys()].sort()).toEqual(commands.map(([name, command]) => usageOf(name, command)).sort())
  })

  test.each(commands)('%s: every option has a row, every row is an option', (name, command) => {
    const section = sections.get(usageOf(name, command)) ?? ''
    const rows = [...section.matchAll(/^\| `(--?[^`]+)` \|/gm)].map((match) => match[1])
    expect(rows.sort()).toEqual(command.options.map(({ flags }) => flags).sort())
  })
})

test('every command takes --json', () => {
  expect(
    commands.filter(([, command]) => !command.options.some(({ long }) => long === '--json')).map(([name]) => name),
  ).toEqual([])
})
