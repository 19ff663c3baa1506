/** The auditor's keys and policy, as given on the command line. */
import type { InputError } from '#core/input-error.ts'
import { MAX_POLICY_BYTES, type Policy, parsePolicy } from '#core/note/policy.ts'
import { parseVkey, type Vkey } from '#core/note/vkey.ts'
import { err, ok, type Result } from '#core/result.ts'
import { readInput } from '../../io/read-input.ts'

/** Keys that can sign a log's heads. Witnesses' keys belong into a policy, where it says how many of them count. */
export function logKeys(texts: readonly string[]): Result<readonly Vkey[], InputError> {
  const keys: Vkey[] = []
  for (const text of texts) {
    const key = parseVkey(text, '--vkey')
    if (!key.ok) return key
    if (key.value.algorithm !== 'ed25519') {
      const expected = "an Ed25519 key of a log (0x01); a witness's key goes into --policy"
      return err({ code: 'bad_key', place: { file: '--vkey' }, expected, got: key.value.algorithm })
    }
    keys.push(key.value)
  }
  return ok(keys)
}

/** A C2SP tlog-policy file. */
export async function readPolicy(path: string): Promise<Result<Policy, InputError>> {
  const bytes = await readInput(path, MAX_POLICY_BYTES)
  return bytes.ok ? parsePolicy(bytes.value, path) : bytes
}

/** The keys a policy names for logs, as far as they can be checked here. */
export function policyLogKeys(policy: Policy): readonly Vkey[] {
  return policy.logs.flatMap(({ vkey }) => (vkey.algorithm === 'ed25519' ? [vkey] : []))
}
