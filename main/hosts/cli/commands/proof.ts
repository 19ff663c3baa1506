import type { Command } from 'commander'
import type { InputError } from '#core/input-error.ts'
import { MAX_PROOF_BYTES } from '#core/note/tlog-proof.ts'
import { ok, type Result } from '#core/result.ts'
import { readInput } from '../../../io/read-input.ts'
import { type Answer, answer } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { collect } from '../options.ts'
import { checkProof } from '../proof/check-proof.ts'
import { proofText } from '../proof/proof-text.ts'
import { logKeys, policyLogKeys, readPolicy } from '../trust-files.ts'

/** The longest entry that is hashed at all. */
const MAX_ENTRY_BYTES = 16 * 2 ** 20

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
