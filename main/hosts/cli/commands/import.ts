import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import type { EvidenceSummary } from '#contract/areas/evidence.ts'
import type { CallError } from '#contract/operation.ts'
import { refusalOf } from '#contract/refusal.ts'
import { type InputError, invariant } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import type { App } from '../../../app/create-app.ts'
import type { OpenedEvidence } from '../../../app/ports.ts'
import { spaceNeeded } from '../../../app/space-needed.ts'
import { freeBytesAt } from '../../../io/free-space.ts'
import { openEvidence } from '../../../io/open-evidence.ts'
import { type Answer, answer } from '../answer.ts'
import { refusalOfCall } from '../call-refusal.ts'
import type { CliIo } from '../io.ts'
import { parseTimeOption } from '../options.ts'
import { awaitJob } from '../run-job.ts'
import { counted, figure } from '../text-layout.ts'
import { visible } from '../visible.ts'
import { withApp } from '../with-app.ts'

interface ImportOptions {
  readonly case: string
  readonly asOf?: string
  readonly again?: boolean
  readonly json?: boolean
}

/** How the evidence came to be in the case. */
type How = 'imported' | 'resumed' | 'already there'

export function registerImport(program: Command, io: CliIo): void {
  program
    .command('import')
    .description(
      'Copies evidence into a case, hashed first and last, indexes and verifies it. Goes on where a crash cut it off.',
    )
    .argument('<path>', 'a log (folder, .zip, .jsonl, .jsonl.gz, C2SP tiles log), a signed note, or disclosure bundles')
    .requiredOption('--case <folder>', 'the case; made where there is none')
    .option('--as-of <time>', 'judge freshness as of this time (RFC 3339; default: now)')
    .option('--again', 'import once more what the case holds already, and from the start what was cut off')
    .option('--json', 'print one JSON document')
    .action((path: string, options: ImportOptions) => answer(io, options, () => importInto(path, options, io)))
}

async function importInto(path: string, options: ImportOptions, io: CliIo): Promise<Result<Answer, InputError>> {
  const asOf = options.asOf === undefined ? ok(null) : parseTimeOption(options.asOf, '--as-of')
  if (!asOf.ok) return asOf
  return withApp(io, async (app) => {
    try {
      return await importWith(app, path, { ...options, judgedAt: asOf.value }, io)
    } catch (thrown) {
      const refused = refusalOf(thrown)
      if (refused === null) throw thrown
      return err(refusalOfCall(refused, options.case))
    }
  })
}

async function importWith(
  app: App,
  path: string,
  options: ImportOptions & { readonly judgedAt: string | null },
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const source = resolve(path)
  const inCase = (error: CallError) => err(refusalOfCall(error, options.case))
  const existing = await app.cases.openFolder(resolve(options.case)).catch(() => null)
  const cutOff = existing && (await unfinishedFrom(app, existing.caseId, source))
  if (!cutOff || options.again) {
    // Before a case is made: what cannot be read, or would not fit, leaves no empty case behind.
    const opened = await openEvidence(source)
    if (!opened.ok) return opened
    const lack = await spaceLacking(opened.value, options.case)
    if (lack) return err(lack)
  }
  const { caseId } = await app.cases.openFolder(resolve(options.case), { name: basename(resolve(options.case)) })
  const pickedId = app.pick(source)
  if (cutOff && !options.again) {
    const resumed = await app.call('evidence.resume', { caseId, evidenceId: cutOff })
    return finish(app, caseId, resumed, 'resumed', io, options)
  }
  if (cutOff) {
    const discarded = await app.call('evidence.discard', { caseId, evidenceId: cutOff })
    if (!discarded.ok) return inCase(discarded.error)
  }
  const preflight = await app.call('evidence.preflight', { caseId, pickedId })
  if (!preflight.ok) return inCase(preflight.error)
  const { kind, seenBefore } = preflight.value
  const same = seenBefore && !options.again ? await listed(app, caseId, seenBefore) : null
  // The same files in another wrapping are other evidence: a .zip is kept as the .zip it came as.
  if (same?.kind === kind) return ok(answerOf(caseId, same, 'already there'))
  const { judgedAt } = options
  const started = await app.call('evidence.import', {
    caseId,
    pickedId,
    ...(judgedAt === null ? {} : { asOf: judgedAt }),
  })
  return finish(app, caseId, started, 'imported', io, options)
}

async function spaceLacking(evidence: OpenedEvidence, into: string): Promise<InputError | null> {
  const free = await freeBytesAt(resolve(into))
  if (!free.ok) return free.error
  const needed = spaceNeeded(evidence)
  if (free.value >= needed) return null
  const [expected, got] = [`about ${figure(needed)} bytes free`, `${figure(free.value)} bytes`]
  return { code: 'limit_exceeded', place: { file: into }, expected, got }
}

async function unfinishedFrom(app: App, caseId: string, source: string): Promise<string | null> {
  const theCase = await app.cases.get(caseId)
  const unfinished = await theCase.imports.unfinished()
  return unfinished.find(({ sourcePath }) => sourcePath === source)?.evidenceId ?? null
}

async function finish(
  app: App,
  caseId: string,
  started: Result<{ readonly jobId: string }, CallError>,
  how: How,
  io: CliIo,
  options: ImportOptions,
): Promise<Result<Answer, InputError>> {
  if (!started.ok) return err(refusalOfCall(started.error, options.case))
  const ended = await awaitJob(app.call, started.value.jobId, io)
  if (!ended.ok) return err(refusalOfCall(ended.error, options.case))
  const evidence = await listed(app, caseId, ended.value.result ?? '')
  invariant(evidence !== null, 'what was imported is in the case')
  return ok(answerOf(caseId, evidence, how))
}

async function listed(app: App, caseId: string, evidenceId: string): Promise<EvidenceSummary | null> {
  const list = await app.call('evidence.list', { caseId })
  return (list.ok && list.value.evidence.find((each) => each.evidenceId === evidenceId)) || null
}

/** A bundle has seven answers of its own; the keys for the rest of them are given there. */
const BUNDLES_CHECKED =
  'Each bundle was checked, beside the newest log of the case where there is one: see Bundles in the program, or use `plainview bundle verify`.'

function answerOf(caseId: string, evidence: EvidenceSummary, how: How): Answer {
  const headline = evidence.headline ?? BUNDLES_CHECKED
  return {
    exit: 0,
    json: { tool: TOOL, caseId, how, evidence },
    text: `${sentence(evidence, how)}\n${visible(headline)}\n`,
  }
}

function sentence({ name, kind, files, entries, digest }: EvidenceSummary, how: How): string {
  const facts = [kind, counted(files, 'file'), counted(entries, 'entry', 'entries')].join(', ')
  const verb = { imported: 'Imported', resumed: 'Went on with and imported', 'already there': 'Already in the case:' }[
    how
  ]
  return `${verb} ${visible(name)} (${facts})\ndigest ${digest}`
}
