/** Every command, in the order of `plainview --help`. A command is added here by one import and one line. */
import type { Command } from 'commander'
import { registerAnonymity } from './commands/anonymity.ts'
import { registerBundle } from './commands/bundle.ts'
import { registerCall } from './commands/call.ts'
import { registerImport } from './commands/import.ts'
import { registerMatter } from './commands/matter.ts'
import { registerProof } from './commands/proof.ts'
import { registerReport } from './commands/report.ts'
import { registerRequests } from './commands/requests.ts'
import { registerSample } from './commands/sample.ts'
import { registerSampleAudit } from './commands/sample-audit.ts'
import { registerServe } from './commands/serve.ts'
import { registerTamper } from './commands/tamper.ts'
import { registerVerify } from './commands/verify.ts'
import type { CliIo } from './io.ts'

type Register = (program: Command, io: CliIo) => void

const COMMANDS: readonly Register[] = [
  registerVerify,
  registerProof,
  registerImport,
  registerRequests,
  registerMatter,
  registerSampleAudit,
  registerAnonymity,
  registerSample,
  registerTamper,
  registerCall,
  registerServe,
  registerReport,
  registerBundle,
]

export function registerCommands(program: Command, io: CliIo): void {
  for (const register of COMMANDS) register(program, io)
}
