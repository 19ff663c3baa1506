import { resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import { contract, type Name } from '#contract/contract.ts'
import type { CallError, Operation } from '#contract/operation.ts'
import { refusalOf } from '#contract/refusal.ts'
import { quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { App } from '../../../app/create-app.ts'
import { badOption, EXIT_CANCELLED, EXIT_INTERNAL, EXIT_REFUSED, jsonText, refuse } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { awaitJob } from '../run-job.ts'
import { hanging } from '../text-layout.ts'
import { withApp } from '../with-app.ts'

interface CallOptions {
  readonly case?: string
  readonly evidence?: string
  readonly json?: boolean
}

export function registerCall(program: Command, io: CliIo): void {
  program
    .command('call')
    .description(
      'Asks the application anything its screens ask, and prints the answer as JSON. Without a name: what there is to ask.',
    )
    .argument('[name]', 'the operation, like cases.recent')
    .argument('[input]', 'its input as JSON; - reads it from stdin', '{}')
    .option('--case <folder>', 'the case it is about: fills in "caseId"')
    .option('--evidence <path>', 'the evidence it is about: fills in "pickedId"')
    .option('--json', 'print one JSON document (as it always does when a name is given)')
    .action((name: string | undefined, input: string, options: CallOptions) =>
      name === undefined ? list(options, io) : ask(name, input, options, io),
    )
}

const operations = Object.entries(contract) as readonly (readonly [string, Operation])[]

async function list({ json }: CallOptions, io: CliIo): Promise<void> {
  const rows = operations.map(([name, { doc, effect }]) => ({ name, effect, doc }))
  const text = rows.map(({ name, effect, doc }) => hanging(`${name}  (${effect})`, doc, 34, io.columns)).join('')
  await io.stdout(json ? jsonText({ operations: rows }) : text)
}

async function ask(name: string, inputText: string, options: CallOptions, io: CliIo): Promise<void> {
  const given = parseInput(inputText === '-' ? await readAll(process.stdin) : inputText)
  if (given === null) return refuse(io, true, badOption('input', 'a JSON object', quote(inputText)))
  const answered = await withApp(io, async (app) => {
    const input = await fillIn(app, given, options)
    return input.ok ? callAndWait(app, name, input.value, io) : input
  })
  if (answered.ok) return io.stdout(jsonText(answered.value))
  io.setExit(exitOf(answered.error.code))
  await io.stdout(jsonText({ error: refusalDocument(answered.error, name) }))
}

/** With the members that every refusal has, whatever the call itself could say. */
function refusalDocument({ code, message, place, expected, got }: CallError, name: string) {
  return {
    code,
    place: place ?? { file: `call ${name}` },
    expected: expected ?? 'something that can be answered now',
    got: got ?? message,
    message,
  }
}

function parseInput(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

async function fillIn(
  app: App,
  given: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<Result<Readonly<Record<string, unknown>>, CallError>> {
  const input = { ...given }
  try {
    if (options.case !== undefined) input.caseId = (await app.cases.openFolder(resolve(options.case))).caseId
  } catch (thrown) {
    const refused = refusalOf(thrown)
    if (refused === null) throw thrown
    return err(refused)
  }
  if (options.evidence !== undefined) input.pickedId = app.pick(resolve(options.evidence))
  return ok(input)
}

/** Long work is waited for, since it ends with the program: its answer is then how the job ended. */
async function callAndWait(
  app: App,
  name: string,
  input: Readonly<Record<string, unknown>>,
  io: CliIo,
): Promise<Result<unknown, CallError>> {
  const answered: Result<unknown, CallError> = await app.call(name as Name, input as never)
  const operation = operations.find(([each]) => each === name)?.[1]
  if (!answered.ok || operation?.effect !== 'job') return answered
  const { jobId } = answered.value as { readonly jobId: string }
  return awaitJob(app.call, jobId, io)
}

function exitOf(code: CallError['code']): number {
  switch (code) {
    case 'internal':
      return EXIT_INTERNAL
    case 'cancelled':
      return EXIT_CANCELLED
    default:
      return EXIT_REFUSED
  }
}
