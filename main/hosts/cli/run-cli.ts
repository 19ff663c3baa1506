import { Command, CommanderError } from 'commander'
import { TOOL } from '#core/tool.ts'
import { EXIT_INTERNAL, jsonText, refuse } from './answer.ts'
import { fromCommander } from './commander-error.ts'
import { registerCommands } from './commands.ts'
import type { CliIo } from './io.ts'

/** The whole command line as commander sees it; also read by the test that compares it with docs/guide/cli.md. */
export function createProgram(io: CliIo, print: (text: string) => void): Command {
  const program = new Command('plainview')
    .description('Verifies audit logs and disclosure bundles, and builds transparency reports from them.')
    .version(TOOL.version)
    .exitOverride() // throws instead of ending the process; commands inherit this and the outputs below
    .configureOutput({ writeOut: print, writeErr: () => undefined, getOutHelpWidth: () => io.columns })
  registerCommands(program, io)
  return program
}

/** `argv` without the program's own name. Never rejects: the exit code is set and everything worth saying is printed. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<void> {
  const end = argv.indexOf('--')
  const json = (end < 0 ? argv : argv.slice(0, end)).includes('--json')
  let printed = ''
  const program = createProgram(io, (text) => {
    printed += text
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return io.stdout(json ? jsonText({ text: printed }) : printed)
      return refuse(io, json, fromCommander(error))
    }
    io.setExit(EXIT_INTERNAL)
    io.stderr(`plainview: a fault in the program, not in the evidence.\n${(error as Error)?.stack ?? String(error)}\n`)
    if (json)
      await io.stdout(
        jsonText({
          error: { code: 'internal', place: { file: 'plainview' }, expected: 'an answer', got: String(error) },
        }),
      )
  }
}
