import type { Command } from 'commander'
import { answer } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { collect } from '../options.ts'
import { type DueOptions, listDue } from '../requests/list-due.ts'
import { type FindingsOptions, listFindings } from '../requests/list-findings.ts'
import { listRequests, type RequestsOptions } from '../requests/list-requests.ts'

function filterOptions(command: Command): Command {
  return command
    .argument('<path>', 'a log (folder, .zip, .jsonl, .jsonl.gz) or a case folder')
    .option('--from <time>', 'received at or after: a date, or a time as in RFC 3339')
    .option('--to <time>', 'received before')
    .option('--origin <codes>', 'DE, US-CA, … (comma-separated, repeatable)', collect)
    .option('--authority-type <types>', 'police, court, … (comma-separated, repeatable)', collect)
    .option('--instrument <instruments>', 'search_warrant, … (comma-separated, repeatable)', collect)
    .option('--outcome <outcomes>', 'rejected, …; none: preservation (comma-separated, repeatable)', collect)
    .option('--notice <states>', 'notified_after, … (comma-separated, repeatable)', collect)
    .option('--rule <rules>', 'breaks one of these rules (comma-separated, repeatable)', collect)
    .option('--text <words>', 'in reason, authority, labels and ids: words, "phrases", OR, NOT, ( ), reason:word')
    .option('--as-of <time>', 'state of the requests at this time; the last entry when absent')
    .option('--policy-file <file>', "the operator's promises: parameters and sentences of the rules")
    .option('--bundles <folder>', 'the bundles that were handed over, for rule bundle-logged-once')
    .option('--evidence <id>', 'in a case: which log, by id or name; the newest when absent')
    .option('--fail-on <severity>', 'exit 50 on a finding at least this severe: high, medium, low or info')
    .option('--csv', 'print CSV that is safe to open in a spreadsheet')
    .option('--json', 'print one JSON document')
}

export function registerRequests(program: Command, io: CliIo): void {
  filterOptions(
    program
      .command('requests')
      .description(
        'One row per request, folded from the events of a log: what was asked, what became of it, who was told.',
      ),
  )
    .option('--limit <n>', 'rows in the text for people', '200')
    .action((path: string, options: RequestsOptions) => answer(io, options, () => listRequests(path, options, io)))
  filterOptions(
    program
      .command('findings')
      .description(
        "Holds every request, and the log itself, to the rules of the operator's policy; says what could not be evaluated.",
      ),
  ).action((path: string, options: FindingsOptions) => answer(io, options, () => listFindings(path, options, io)))
  program
    .command('due')
    .description('What is owed and when: answers, notices, reviews and audits, and secrecy that ends; overdue first.')
    .argument('<path>', 'a log (folder, .zip, .jsonl, .jsonl.gz) or a case folder')
    .option('--kind <kinds>', 'answer, notice, secrecy_order_ends, … (comma-separated, repeatable)', collect)
    .option('--overdue', 'only what is overdue')
    .option('--within <days>', 'overdue, or due within so many days')
    .option('--as-of <time>', 'state of the requests at this time; the last entry when absent')
    .option('--policy-file <file>', "the operator's promises: parameters of the rules")
    .option('--evidence <id>', 'in a case: which log, by id or name; the newest when absent')
    .option('--csv', 'print CSV that is safe to open in a spreadsheet')
    .option('--json', 'print one JSON document')
    .action((path: string, options: DueOptions) => answer(io, options, () => listDue(path, options, io)))
}
