import type { Command } from 'commander'
import type { InputError } from '#core/input-error.ts'
import { MAX_PROOF_BYTES } from '#core/note/tlog-proof.ts'
import { err, ok, type Result } from '#core/result.ts'
import { writeAtomically } from '../../../io/atomic-write.ts'
import { openEvidence } from '../../../io/open-evidence.ts'
import { readInput } from '../../../io/read-input.ts'
import { type Answer, answer } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { collect, parseCount } from '../options.ts'
import { checkProof } from '../proof/check-proof.ts'
import { makeProof } from '../proof/make-proof.ts'
import { madeText, proofText } from '../proof/proof-text.ts'
import { logKeys, policyLogKeys, readPolicy } from '../trust-files.ts'

/** The longest entry that is hashed at all. */
const MAX_ENTRY_BYTES = 16 * 2 ** 20

interface MakeOptions {
  readonly head?: string
  readonly vkey?: readonly string[]
  readonly out?: string
  readonly entry?: string
  readonly json?: boolean
}

interface CheckOptions {
  readonly vkey?: readonly string[]
  readonly policy?: string
  readonly json?: boolean
}

export function registerProof(program: Command, io: CliIo): void {
  const proof = program
    .command('proof')
    .description('Makes and checks proofs that one entry is in a signed log (C2SP tlog-proof).')
  proof
    .command('make')
    .description('Writes the proof that one entry of an export is in the tree that a head covers.')
    .argument('<export>', 'a log: folder, .zip or C2SP tiles log')
    .argument('<index>', 'the entry, from 0')
    .option('--head <file>', 'the head to prove it for: a file of the export, or any other (default: the newest)')
    .option('--vkey <key>', 'make no proof unless this key has signed the head; may be given more than once', collect)
    .option('--out <file>', 'write the proof there instead of to stdout')
    .option('--entry <file>', 'also write the entry: exactly its bytes, without a line feed')
    .option('--json', 'print one JSON document, with the proof in it')
    .action((path: string, index: string, options: MakeOptions) =>
      answer(io, options, () => make(path, index, options, io)),
    )
  proof
    .command('check')
    .description('Checks offline that a line is in a tree that a trusted key has signed.')
    .argument('<proof>', 'proof file (.tlog-proof)')
    .argument('<line file>', 'the entry: exactly its bytes, with or without a final line feed')
    .option('--vkey <key>', "the log's public key; may be given more than once", collect)
    .option('--policy <file>', 'C2SP tlog-policy: keys of logs, witnesses and their quorum')
    .option('--json', 'print one JSON document')
    .action((proofFile: string, lineFile: string, options: CheckOptions) =>
      answer(io, options, () => check(proofFile, lineFile, options, io)),
    )
}

async function make(
  path: string,
  indexText: string,
  options: MakeOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const index = parseCount(indexText, 'index')
  if (!index.ok) return index
  const keys = logKeys(options.vkey ?? [])
  if (!keys.ok) return keys
  const evidence = await openEvidence(path)
  if (!evidence.ok) return evidence
  if (evidence.value.kind === 'note' || evidence.value.kind === 'bundles') {
    return err({
      code: 'unknown_format',
      place: { file: evidence.value.name },
      expected: 'a log with entries',
      got: evidence.value.kind,
    })
  }
  const made = await makeProof(evidence.value, index.value, { head: options.head, logKeys: keys.value })
  if (!made.ok) return made
  const { document, entry } = made.value
  if (document.proof === null) return ok({ exit: document.exit, json: document, text: madeText(document, io) })
  if (options.entry !== undefined) {
    const written = await writeAtomically(options.entry, entry)
    if (!written.ok) return written
  }
  if (options.out !== undefined) {
    const written = await writeAtomically(options.out, document.proof)
    if (!written.ok) return written
  }
  return ok({ exit: 0, json: document, text: options.out === undefined ? document.proof : madeText(document, io) })
}

async function check(
  proofFile: string,
  lineFile: string,
  options: CheckOptions,
  io: CliIo,
): Promise<Result<Answer, InputError>> {
  const keys = logKeys(options.vkey ?? [])
  if (!keys.ok) return keys
  const policy = options.policy === undefined ? ok(null) : await readPolicy(options.policy)
  if (!policy.ok) return policy
  const proof = await readInput(proofFile, MAX_PROOF_BYTES)
  if (!proof.ok) return proof
  const line = await readInput(lineFile, MAX_ENTRY_BYTES + 1)
  if (!line.ok) return line
  const checked = checkProof({
    proof: { name: proofFile, bytes: proof.value },
    line: { name: lineFile, bytes: line.value },
    logKeys: [...keys.value, ...(policy.value ? policyLogKeys(policy.value) : [])],
    policy: policy.value,
  })
  if (!checked.ok) return checked
  return ok({ exit: checked.value.exit, json: checked.value, text: proofText(checked.value, io) })
}
