import type { Command } from 'commander'
import { answer } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { exportMatter, type MatterOptions } from '../matter/export-matter.ts'
import { collect } from '../options.ts'

export function registerMatter(program: Command, io: CliIo): void {
  program
    .command('matter')
    .description(
      'Exports requests for a third party: their story, rules and findings, the raw entries, a proof of each.',
    )
    .argument('<path>', 'a log (folder, .zip) or a case folder')
    .requiredOption('--req <id>', 'the request; may be given more than once', collect)
    .requiredOption('--out <folder>', 'where it goes; must not exist or be empty')
    .option('--vkey <key>', "the log's public key, trusted for every size; may be given more than once", collect)
    .option('--keys <file>', 'keys with the tree sizes they are trusted for')
    .option('--policy <file>', 'C2SP tlog-policy: keys of logs, witnesses and their quorum')
    .option('--as-of <time>', 'state of the requests at this time; the last entry when absent')
    .option('--policy-file <file>', "the operator's promises: parameters and sentences of the rules")
    .option('--evidence <id>', 'in a case: which log, by id or name; the newest when absent')
    .option('--no-pdf', 'no PDF')
    .option('--paper <size>', 'A4 or Letter', 'A4')
    .option('--json', 'print one JSON document')
    .action((path: string, options: MatterOptions) => answer(io, options, () => exportMatter(path, options, io)))
}
