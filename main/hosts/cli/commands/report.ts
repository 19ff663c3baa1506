import type { Command } from 'commander'
import { answer } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { collect } from '../options.ts'
import { type BuildCliOptions, buildReportFiles } from '../report/build-files.ts'
import { checkForeign } from '../report/check-foreign.ts'
import { type VerifyReportOptions, verifyReportFiles } from '../report/verify-files.ts'

function trustOptions(command: Command): Command {
  return command
    .option('--vkey <key>', "the log's public key, trusted for every size; may be given more than once", collect)
    .option('--keys <file>', 'keys with the tree sizes they are trusted for')
    .option('--policy <file>', 'C2SP tlog-policy: keys of logs, witnesses and their quorum')
    .option('--known-head <note>', 'a head of this log remembered from before; may be given more than once', collect)
    .option('--evidence <id>', 'in a case: which log, by id or name; the newest that was verified when absent')
    .option(
      '--policy-file <file>',
      "the operator's promises: parameters of the rules; of the case, or the defaults, when absent",
    )
    .option('--json', 'print one JSON document')
}

export function registerReport(program: Command, io: CliIo): void {
  const report = program
    .command('report')
    .description('Makes a transparency report from a log, and checks published ones.')
  trustOptions(
    report
      .command('build')
      .description(
        'Builds a report: HTML, PDF, CSV, JSON with schema, SVG, manifest. Nothing is written when the gate or the leak check fails.',
      )
      .argument('<log>', 'a log (folder, .zip, .jsonl[.gz]) or a case folder')
      .requiredOption('--out <folder>', 'where the report goes; must not exist or be empty')
      .option('--period <id>', '2025-H2, 2025-Q3 or 2025; the last half-year that is over when absent')
      .option('--as-of <time>', 'state of the requests at this time (RFC 3339); the last entry when absent')
      .option('--published <folder>', 'a report published before: nothing may follow from both; repeatable', collect)
      .option('--definition <file>', 'JSON with title, publisher, period, threshold, words by section, footnotes')
      .option('--title <text>', 'title of the report')
      .option('--publisher <text>', 'who publishes it')
      .option('--threshold <k>', 'counts of 1 to k-1 are hidden where they are not published in full')
      .option('--sign-key <file>', 'private key that signs the manifest (manifest.note)')
      .option('--no-pdf', 'no PDF')
      .option('--paper <size>', 'A4 or Letter', 'A4')
      .option('--draft', 'write it all the same, with exit 40, when something stands against publishing'),
  ).action((log: string, options: BuildCliOptions) => answer(io, options, () => buildReportFiles(log, options, io)))
  trustOptions(
    report
      .command('verify')
      .description('Recomputes every figure of a published report from the log: match, mismatch or cannot check.')
      .argument('<report>', 'folder of the report, or its report.json')
      .option('--signer <vkey>', "the publisher's key: manifest.note must be signed by it")
      .argument(
        '[log]',
        'the log, or a case folder; without it only the arithmetic is checked, and the exit code is 20',
      ),
  ).action((path: string, log: string | undefined, options: VerifyReportOptions) =>
    answer(io, options, () => verifyReportFiles(path, log, options, io)),
  )
  report
    .command('check')
    .description('Arithmetic of a published report, ours or somebody else’s, without any log.')
    .argument('<report...>', 'report.json, its folder, several of them, or a folder with GitHub’s tables')
    .option('--json', 'print one JSON document')
    .action((paths: readonly string[], options: { json?: boolean }) => answer(io, options, () => checkForeign(paths)))
}
