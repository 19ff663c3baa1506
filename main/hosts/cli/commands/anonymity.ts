import type { Command } from 'commander'
import { type AuditOptions, auditTables } from '../anonymity/audit-table.ts'
import { type MeasureCliOptions, measureFile } from '../anonymity/measure-file.ts'
import { type RepairCliOptions, repairFile } from '../anonymity/repair-file.ts'
import { answer } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { collect } from '../options.ts'

function tableOptions(command: Command): Command {
  return command
    .option(
      '--quasi <columns>',
      'quasi-identifiers: columns an outsider could know (comma-separated, repeatable)',
      collect,
    )
    .option(
      '--sensitive <columns>',
      'sensitive columns, each with :ordered or :categorical where t is wanted (comma-separated, repeatable)',
      collect,
    )
    .option('--claim <claims>', 'what was promised: k=5,t=0.3,l(diagnosis)=2 (comma-separated, repeatable)', collect)
    .option('--person <column>', 'which person a row is about: k then counts persons')
    .option('--order <column=file>', 'values of an ordered column, lowest first, one a line (repeatable)', collect)
    .option('--designated <column=value>', 'a value whose share alone counts for alphaDesignated (repeatable)', collect)
    .option('--missing <text>', 'a further text that means "missing" (repeatable)', collect)
    .option('--suppressed <token>', 'what a suppressed quasi-identifier reads', '*')
    .option('--typed', 'compare quasi-identifiers that are numbers as numbers: 01 is 1.0')
    .option('--separator <char>', 'comma, semicolon, tab or bar; guessed from the header when absent')
    .option('--encoding <name>', 'utf-8, utf-16 or windows-1252; by byte order mark when absent')
    .option('--json', 'print one JSON document')
}

export function registerAnonymity(program: Command, io: CliIo): void {
  const anonymity = program
    .command('anonymity')
    .description(
      'Checks what is claimed of a released table or of published counts, by the definitions of the cited papers.',
    )
  tableOptions(
    anonymity
      .command('measure')
      .description('All metrics of a table; exit 0 only if every claim holds.')
      .argument('<csv>', 'table with a header, plain or .gz'),
  )
    .option('--population <csv>', 'the population the table was drawn from, same quasi-identifiers')
    .option('--population-count <column>', 'column of the population with the number of people a row stands for')
    .option('--risk-threshold <decimal>', 'a row is at risk when 1/n is above this', '0.2')
    .option('--gaps', 'also t with the real gaps between the numbers')
    .option('--source-rows <n>', 'rows the source is said to have had: what is lost is told')
    .option(
      '--label <text>',
      'what the release is called; a k in it is held against the table (default: its file name)',
    )
    .option(
      '--release <csv>',
      'another release, compared row by row: copies and overlaps are told (repeatable)',
      collect,
    )
    .action((csv: string, options: MeasureCliOptions) => answer(io, options, () => measureFile(csv, options)))
  tableOptions(
    anonymity
      .command('repair')
      .description('Suppresses rows until every claim holds, measures again, and writes the table with a statement.')
      .argument('<csv>', 'table with a header, plain or .gz'),
  )
    .requiredOption('--out <csv>', 'where the repaired table goes; must not exist')
    .option(
      '--mask',
      'keep the rows and put the suppression token in their quasi-identifiers, instead of removing them',
    )
    .action((csv: string, options: RepairCliOptions) => answer(io, options, () => repairFile(csv, options)))
  anonymity
    .command('audit-table')
    .description('Which hidden counts of published tables can be computed or narrowed from what is printed.')
    .argument('<csv...>', 'two-way tables of counts; linked where dimension names and labels agree')
    .option('--threshold <n>', 'counts of 1 to n-1 are small', '5')
    .option('--zeros', 'a count of 0 is to be kept secret as well')
    .option('--hidden <text>', 'a further mark of a hidden count (repeatable)', collect)
    .option('--total <label>', 'a further label of totals (repeatable)', collect)
    .option('--suppress <folder>', 'write the tables with small counts hidden, and as many others as needed')
    .option('--separator <char>', 'comma, semicolon, tab or bar; guessed from the header when absent')
    .option('--json', 'print one JSON document')
    .action((files: readonly string[], options: AuditOptions) => answer(io, options, () => auditTables(files, options)))
}
