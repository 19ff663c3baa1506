/** Every command, in the order of `plainview --help`. A command is added here by one import and one line. */
import type { Command } from 'commander'
import { registerAnonymity } from './commands/anonymity.ts'
import { registerProof } from './commands/proof.ts'
import type { CliIo } from './io.ts'

type Register = (program: Command, io: CliIo) => void

const COMMANDS: readonly Register[] = [registerProof, registerAnonymity]

export function registerCommands(program: Command, io: CliIo): void {
  for (const register of COMMANDS) register(program, io)
}
