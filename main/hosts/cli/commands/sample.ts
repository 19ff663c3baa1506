import { basename } from 'node:path'
import type { Command } from 'commander'
import { type InputError, quote } from '#core/input-error.ts'
import { parseInstant } from '#core/instant.ts'
import { err, ok, type Result } from '#core/result.ts'
import { SAMPLE_DEFAULTS, type SampleOptions } from '#core/sample/sample-options.ts'
import { TOOL } from '#core/tool.ts'
import { makeSampleExport, plantedFileOf, type WrittenSample } from '../../../io/write-export.ts'
import { editedFileOf, makeSampleWithBundles, type WrittenBundles } from '../../../work/sample-bundles.ts'
import { type Answer, answer, badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { parseCount, parseTimeOption } from '../options.ts'
import { progressLine } from '../progress.ts'
import { counted, figure } from '../text-layout.ts'

interface Options {
  readonly requests: string
  readonly seed: string
  readonly years: string
  readonly end: string
  readonly origin: string
  readonly witnesses: string
  readonly headsEvery: string
  readonly segment: string
  readonly proofs: string
  readonly findings?: boolean
  readonly bundles?: boolean
  readonly open?: boolean
  readonly gz?: boolean
  readonly tiles: boolean
  readonly json?: boolean
}

const END = '2026-07-01'

export function registerSample(program: Command, io: CliIo): void {
  const { requests, seed, years, origin, witnesses, headEveryHours, segmentLines, proofs } = SAMPLE_DEFAULTS
  program
    .command('sample')
    .description(
      "Makes a sample: a believable platform's log, with its keys beside it. The same options give the same bytes.",
    )
    .argument('<folder>', 'the export to make; its keys go to <folder>.keys')
    .option('--requests <n>', 'how many requests', String(requests))
    .option('--seed <text>', 'what everything is derived from, keys too', seed)
    .option('--years <n>', 'how long the log ran, in half-years: 0.5, 1, 1.5, …', String(years))
    .option('--end <time>', 'when it ends: a date, or a time as in RFC 3339', END)
    .option('--origin <name>', 'the name of the log', origin)
    .option('--findings', 'plants one breach of each rule, and lists them in <folder>.planted.json')
    .option('--bundles', 'seals what was disclosed, and writes the bundles to <folder>.bundles')
    .option('--open', 'leaves the log open: without log.closed at its end')
    .option('--gz', 'compresses the segments')
    .option('--no-tiles', 'leaves out the tiles that help to locate damage')
    .option('--witnesses <n>', 'how many witnesses cosign the heads', String(witnesses))
    .option('--heads-every <hours>', 'time between two heads', String(headEveryHours))
    .option('--segment <lines>', 'entries in a segment', String(segmentLines))
    .option('--proofs <n>', 'how many proof files', String(proofs))
    .option('--json', 'print one JSON document')
    .action((folder: string, options: Options) => answer(io, options, () => sample(folder, options, io)))
}

async function sample(folder: string, options: Options, io: CliIo): Promise<Result<Answer, InputError>> {
  const read = readOptions(options)
  if (!read.ok) return read
  const progress = progressLine(io)
  const given = { ...read.value, gz: options.gz === true }
  const control = {
    signal: io.interrupt(),
    onProgress: ({ entries, bytes }: { readonly entries: number; readonly bytes: number }) =>
      progress.show(`writing: ${figure(entries)} entries, ${figure(Math.round(bytes / 1e6))} MB`),
  }
  const made: Result<Made, InputError> = options.bundles
    ? await makeSampleWithBundles(folder, given, control)
    : await makeSampleExport(folder, given, control)
  progress.clear()
  return made.ok ? ok({ exit: 0, json: summary(made.value), text: text(made.value) }) : made
}

function readOptions(options: Options): Result<SampleOptions, InputError> {
  const { seed, origin, findings = false, open = false, tiles } = options
  const numbers: number[] = []
  for (const name of ['requests', 'witnesses', 'headsEvery', 'segment', 'proofs'] as const) {
    const option = `--${name === 'headsEvery' ? 'heads-every' : name}`
    const value = parseCount(options[name], option)
    if (!value.ok) return value
    numbers.push(value.value)
  }
  const [requests = 0, witnesses = 0, headEveryHours = 0, segmentLines = 0, proofs = 0] = numbers
  const years = /^\d{1,2}(?:\.[05])?$/.test(options.years) ? Number(options.years) : Number.NaN
  if (Number.isNaN(years)) return err(badOption('--years', 'whole or half years, like 3 or 2.5', quote(options.years)))
  const end = parseTimeOption(options.end.length === 10 ? `${options.end}T00:00:00Z` : options.end, '--end')
  if (!end.ok) return end
  const endMs = parseInstant(end.value) ?? SAMPLE_DEFAULTS.endMs
  const rest = { seed, origin, findings, tiles, closed: !open }
  return ok({ ...rest, requests, witnesses, headEveryHours, segmentLines, proofs, years, endMs })
}

type Made = WrittenSample & { readonly sealed?: WrittenBundles }

function summary({ folder, keysFolder, planted, keys, sealed, ...made }: Made) {
  const { requests, entries, bytes, segments, heads, head, firstTime, lastTime, origin, vkey } = made
  return {
    tool: TOOL,
    folder: basename(folder),
    keysFolder: basename(keysFolder),
    origin,
    requests,
    entries,
    bytes,
    segments,
    heads,
    head,
    firstTime,
    lastTime,
    vkey,
    keys,
    planted,
    ...(sealed && { sealed: { ...sealed, folder: basename(sealed.folder) } }),
  }
}

function text(made: Made): string {
  const { folder, keysFolder, requests, entries, bytes, heads, head, planted, sealed } = made
  const lines = [
    `${folder}: ${counted(requests, 'request')}, ${counted(entries, 'entry', 'entries')} (${figure(bytes)} bytes), ${counted(heads, 'head')}; newest head ${head.size} ${head.root}`,
    `${keysFolder}: private keys, and what an auditor pins: keys.json, policy.txt, rules.json`,
    ...(planted.length === 0
      ? []
      : [`${plantedFileOf(folder)}: ${counted(planted.length, 'planted breach', 'planted breaches')}`]),
    ...(sealed === undefined
      ? []
      : [`${sealed.folder}: ${counted(sealed.bundles, 'bundle')} (${figure(sealed.bytes)} bytes sealed)`]),
    ...(sealed === undefined || sealed.edited.length === 0
      ? []
      : [`${editedFileOf(folder)}: ${counted(sealed.edited.length, 'edited bundle')}`]),
    '',
    'Verify it with',
    `  plainview verify ${folder} --keys ${keysFolder}/keys.json --policy ${keysFolder}/policy.txt`,
    ...(sealed === undefined
      ? []
      : [
          `  plainview bundle verify ${sealed.folder} --log ${folder} --keys ${keysFolder}/bundle-keys.json --key ${keysFolder}/auditor.jwk`,
        ]),
  ]
  return `${lines.join('\n')}\n`
}
