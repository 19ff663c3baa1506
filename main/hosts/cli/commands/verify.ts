import { type Command, Option } from 'commander'
import { type ReceiptOptions, Severity } from '#contract/receipt.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { OpenedEvidence } from '../../../app/ports.ts'
import { receiptText } from '../../../app/receipt.ts'
import { writeAtomically } from '../../../io/atomic-write.ts'
import { openEvidence } from '../../../io/open-evidence.ts'
import { verifyEvidence } from '../../../work/verify-evidence.ts'
import { type Answer, answer } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { collect } from '../options.ts'
import { progressLine } from '../progress.ts'
import { figure } from '../text-layout.ts'
import { gatherOptions, type VerifyCliOptions } from '../verify/gather-options.ts'
import { compareWith, EXIT_NOT_REPRODUCED, readReceipt, rerunText } from '../verify/rerun.ts'
import { size, verdictText } from '../verify/verdict-text.ts'
import { writeFork } from '../verify/write-fork.ts'

interface Options extends VerifyCliOptions {
  readonly receipt?: string
  readonly rerun?: string
  readonly evidence?: string
  readonly json?: boolean
}

export function registerVerify(program: Command, io: CliIo): void {
  program
    .command('verify')
    .description(
      'Verifies a log end to end: do the bytes hash to signed heads, whose are they, is anything missing, how fresh, who else has seen them.',
    )
    .argument('<path>', 'a log (folder, .zip, .jsonl, .jsonl.gz, C2SP tiles log) or a signed note')
    .option('--vkey <key>', "the log's public key, trusted for every size; may be given more than once", collect)
    .option('--keys <file>', 'keys with the tree sizes they are trusted for: [{"vkey","fromSize","toSize"}]')
    .option('--policy <file>', 'C2SP tlog-policy: keys of logs, witnesses and their quorum')
    .option('--max-age <hours>', 'oldest acceptable cosignature, judged as of --as-of')
    .option('--known-head <note>', 'a head of this log remembered from before; may be given more than once', collect)
    .option('--head <note>', 'verify against this head: a file of the input, or any other')
    .option('--as-of <time>', 'the judging time (RFC 3339); without it freshness is not judged')
    .addOption(
      new Option('--fail-on <severity>', 'exit 50 instead of 0 to 20 on a finding at least this severe').choices(
        Severity.options,
      ),
    )
    .option('--receipt <file>', 'write a receipt: the document and its options, for somebody else to make again')
    .option('--rerun <file>', 'make the verdict again with the options of this receipt, and compare byte for byte')
    .option('--evidence <folder>', 'where the log was forked: write the two signed notes there, unchanged')
    .option('--json', 'print one JSON document')
    .action((path: string, options: Options) => answer(io, options, () => verify(path, options, io)))
}

async function verify(path: string, options: Options, io: CliIo): Promise<Result<Answer, InputError>> {
  const earlier = options.rerun === undefined ? ok(null) : await readReceipt(options.rerun, options)
  if (!earlier.ok) return earlier
  const evidence = await openEvidence(path)
  if (!evidence.ok) return evidence
  if (evidence.value.kind === 'bundles') {
    const expected = 'a log or a signed note; bundles are verified with `plainview bundle verify`'
    return err({ code: 'unknown_format', place: { file: evidence.value.name }, expected, got: 'disclosure bundles' })
  }
  const gathered = earlier.value ? ok(earlier.value.receipt.options) : await gatherOptions(options, evidence.value)
  if (!gathered.ok) return gathered
  const verified = await verifyWithProgress(evidence.value, gathered.value, io)
  if (!verified.ok) return verified
  const document = verified.value
  const receipt = receiptText(document, gathered.value)
  if (options.receipt !== undefined) {
    const written = await writeAtomically(options.receipt, receipt)
    if (!written.ok) return written
  }
  if (options.evidence !== undefined) {
    const written = await writeFork(options.evidence, document, evidence.value, gathered.value)
    if (!written.ok) return written
    if (!written.value && io.isTty)
      io.stderr('No two verified heads contradict each other: nothing was written for --evidence.\n')
  }
  const text = verdictText(document, evidence.value.name, io)
  if (!earlier.value || options.rerun === undefined) return ok({ exit: document.exit, json: document, text })
  const rerun = compareWith(options.rerun, earlier.value, receipt)
  return ok({
    exit: rerun.same ? document.exit : EXIT_NOT_REPRODUCED,
    json: { ...document, rerun },
    text: rerunText(rerun) + text,
  })
}

async function verifyWithProgress(
  evidence: OpenedEvidence,
  options: ReceiptOptions,
  io: CliIo,
): Promise<Result<VerifyDocument, InputError>> {
  const progress = progressLine(io)
  const startedAtMs = performance.now()
  const result = await verifyEvidence(evidence, options, {
    signal: io.interrupt(),
    onProgress: ({ phase, bytes, totalBytes, entries }) => {
      if (phase === 'locating') return progress.show(`${figure(entries)} entries read, locating what was changed`)
      const seconds = Math.max(0.001, (performance.now() - startedAtMs) / 1000)
      const percent = totalBytes === 0 ? 100 : Math.floor((100 * bytes) / totalBytes)
      const left = bytes === 0 ? '' : `, ${Math.ceil(((totalBytes - bytes) / bytes) * seconds)} s left`
      progress.show(`verifying ${percent} %, ${figure(entries)} entries, ${size(bytes / seconds)}/s${left}`)
    },
  })
  progress.clear()
  return result
}
