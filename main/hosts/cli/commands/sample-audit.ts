import type { Command } from 'commander'
import { answer } from '../answer.ts'
import { type AuditSampleOptions, drawAuditSample } from '../audit-sample/draw-audit-sample.ts'
import type { CliIo } from '../io.ts'

export function registerSampleAudit(program: Command, io: CliIo): void {
  program
    .command('sample-audit')
    .description('Draws the requests that an auditor looks at: a stratified random sample that anybody can draw again.')
    .argument('<path>', 'a log (folder, .zip, .jsonl, .jsonl.gz) or a case folder')
    .option('--n <requests>', 'how many, 1 to 10,000')
    .option('--seed <text>', 'what the draw is made from; agree on it before anybody has seen the log')
    .option(
      '--by <columns>',
      'strata: outcome, origin, authority-type, instrument, notice, emergency, section, half-year',
      'outcome,origin',
    )
    .option('--as-of <time>', 'state of the requests at this time; the last entry when absent')
    .option('--policy-file <file>', "the operator's promises: parameters of the rules")
    .option('--evidence <id>', 'in a case: which log, by id or name; the newest when absent')
    .option('--conclusions <file>', 'JSON {"<request>": {"conclusion", "note"}}: what the auditor found')
    .option('--from <receipt>', 'draw again what a receipt says, with its conclusions; refused where it differs')
    .option('--receipt <file>', 'write the document there: the sample, and the conclusions')
    .option('--json', 'print one JSON document')
    .action((path: string, options: AuditSampleOptions) =>
      answer(io, options, () => drawAuditSample(path, options, io)),
    )
}
