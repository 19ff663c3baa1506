import { basename } from 'node:path'
import type { Command } from 'commander'
import { type InputError, quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { isSingle, MOST_ENTRIES, TAMPER_OPS, type TruthItem, takesLength, type Wanted } from '#core/tamper/ops.ts'
import { TOOL } from '#core/tool.ts'
import { expectFileOf, tamperExport, truthFileOf } from '../../../io/tamper-export.ts'
import { type Answer, answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { parseCount } from '../options.ts'
import { counted } from '../text-layout.ts'

interface Options {
  readonly op: string
  readonly times: string
  readonly seed: string
  readonly keys?: string
  readonly json?: boolean
}

const MOST_TIMES = 1000

export function registerTamper(program: Command, io: CliIo): void {
  program
    .command('tamper')
    .description(
      'Copies an export and damages the copy, with the ground truth beside it. The same options give the same bytes.',
    )
    .argument('<export>', 'a disclosure log: folder or .zip; it is only read')
    .argument('<out>', 'the folder to make; the truth goes to <out>.truth.json')
    .requiredOption(
      '--op <list>',
      `what to do, separated by commas; :n behind one for its length in entries. ${TAMPER_OPS.join(', ')}`,
    )
    .option('--times <n>', 'how often to do each', '1')
    .option('--seed <text>', 'where and how', '1')
    .option('--keys <folder>', "the log's private keys, which fork and backdate need")
    .option('--json', 'print one JSON document')
    .action((path: string, out: string, options: Options) => answer(io, options, () => tamper(path, out, options)))
}

async function tamper(path: string, out: string, options: Options): Promise<Result<Answer, InputError>> {
  const ops: Wanted[] = []
  for (const text of options.op.split(',')) {
    const one = parseOp(text.trim())
    if (!one.ok) return one
    ops.push(one.value)
  }
  const times = parseCount(options.times, '--times')
  if (!times.ok) return times
  if (times.value < 1 || times.value > MOST_TIMES) return err(badOption('--times', `1 to ${MOST_TIMES}`, options.times))
  const once = ops.find(({ op }) => isSingle(op))
  if (once !== undefined && times.value > 1) return err(badOption('--times', `1 with ${once.op}`, options.times))
  const { seed, keys } = options
  const done = await tamperExport(path, out, {
    ops,
    times: times.value,
    seed,
    ...(keys === undefined ? {} : { keysFolder: keys }),
  })
  if (!done.ok) return done
  const { truth, expectation } = done.value
  return ok({
    exit: 0,
    json: { tool: TOOL, out: basename(out), seed, truth, expectation },
    text: [
      ...truth.map(itemText),
      `${out}: ${counted(truth.length, 'place')} of damage; ${expectation.why}`,
      `${truthFileOf(out)}, ${expectFileOf(out)}: what a verifier has to find and to answer`,
      '',
    ].join('\n'),
  })
}

/** `delete` or `delete:2`. */
function parseOp(text: string): Result<Wanted, InputError> {
  const [name, length, ...rest] = text.split(':')
  const op = TAMPER_OPS.find((each) => each === name)
  if (op === undefined || rest.length > 0) return err(badOption('--op', TAMPER_OPS.join(', '), quote(text)))
  if (length === undefined) return ok({ op })
  const count = parseCount(length, '--op')
  if (!count.ok) return count
  const isFit = takesLength(op) && count.value >= 1 && count.value <= MOST_ENTRIES
  return isFit
    ? ok({ op, length: count.value })
    : err(
        badOption(
          '--op',
          takesLength(op) ? `${op} of 1 to ${MOST_ENTRIES} entries` : `${op} without a length`,
          quote(text),
        ),
      )
}

function itemText({ op, first, last, count, to, cause, file, byteOffset }: TruthItem): string {
  const which = first === last ? `entry ${first}` : `entries ${first} to ${last}`
  const more = [
    ...(count === undefined ? [] : [`${counted(count, 'line')} before it`]),
    ...(to === undefined ? [] : [`now before ${to}`]),
    ...(cause === undefined ? [] : [cause]),
  ]
  return `  ${op}: ${which}${more.length === 0 ? '' : ` (${more.join(', ')})`}, ${file} byte ${byteOffset}`
}
