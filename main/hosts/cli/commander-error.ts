/** What commander refuses, in the words every other refusal uses. */
import type { CommanderError } from 'commander'
import { type InputError, quote } from '#core/input-error.ts'
import { badOption } from './answer.ts'

/** commander quotes the offending name in its message: `error: unknown option '--jsn'`. */
function named(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? ''
}

export function fromCommander(error: CommanderError): InputError {
  const name = named(error.message)
  switch (error.code) {
    case 'commander.unknownOption':
      return badOption(name, 'an option of this command (see --help)', quote(name))
    case 'commander.unknownCommand':
      return badOption('command', 'a command of plainview (see --help)', quote(name))
    case 'commander.missingArgument':
      return badOption(name, 'a value for this argument', 'nothing')
    case 'commander.optionMissingArgument':
      return badOption(name, 'a value after this option', 'nothing')
    case 'commander.missingMandatoryOptionValue':
      return badOption(name, 'this option to be given', 'nothing')
    case 'commander.excessArguments':
      return badOption('arguments', 'no further arguments', error.message.replace(/^error: /, ''))
    case 'commander.help':
      return badOption('command', 'a command (see plainview --help)', 'nothing')
    default:
      return badOption(name || 'arguments', 'arguments as in --help', error.message.replace(/^error: /, ''))
  }
}
