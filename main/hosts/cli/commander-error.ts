/** What commander refuses, in the words every other refusal uses. */
import type { CommanderError } from 'commander'
import { type InputError, quote } from '#core/input-error.ts'
import { badOption } from './answer.ts'

/** commander quotes the offending name in its message: `error: unknown option '--jsn'`. */
function named(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? ''
}

/** `--vkey <key>` is the option `--vkey`. */
function bare(name: string): string {
  return /^-.*?--[\w-]+|^--?[\w-]+/.exec(name)?.[0] ?? name
}

export function fromCommander(error: CommanderError): InputError {
  const name = bare(named(error.message))
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
    case 'commander.invalidArgument': {
      const got = / argument '(.*?)' is invalid/.exec(error.message)?.[1] ?? error.message
      const choices = /Allowed choices are (.*)\.$/.exec(error.message)?.[1]
      return badOption(name, choices === undefined ? 'a value as in --help' : `one of ${choices}`, quote(got))
    }
    case 'commander.help':
      return badOption('command', 'a command (see plainview --help)', 'nothing')
    default:
      return badOption(name || 'arguments', 'arguments as in --help', error.message.replace(/^error: /, ''))
  }
}
