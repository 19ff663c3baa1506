/** `plainview bundle verify`: bundles, the log they are named by, and the auditor's keys. */
import type { KeyWindow } from '#core/bundle/bundle-keys.ts'
import { CHECKS } from '#core/bundle/check.ts'
import type { InputError } from '#core/input-error.ts'
import { quote } from '#core/input-error.ts'
import { parseVkey, type Vkey } from '#core/note/vkey.ts'
import { err, ok, type Result } from '#core/result.ts'
import { findBundles } from '../../../io/find-bundles.ts'
import { type DecryptionKey, MAX_KEY_BYTES, readDecryptionKey } from '../../../io/jwe-keys.ts'
import { openEvidence } from '../../../io/open-evidence.ts'
import { readInput } from '../../../io/read-input.ts'
import { type BundleLedger, readLedger } from '../../../work/bundle-ledger.ts'
import { type BundleDocument, type BundleOptions, bundleExit, verifyBundles } from '../../../work/verify-bundles.ts'
import { type Answer, badOption } from '../answer.ts'
import { readKeysFile } from '../verify/read-keys.ts'
import { visible } from '../visible.ts'

export interface BundleVerifyOptions {
  readonly log?: string
  readonly vkey?: readonly string[]
  readonly keys?: string
  readonly key?: readonly string[]
  readonly passphraseFile?: string
  readonly json?: boolean
}

const MAX_PASSPHRASE_BYTES = 4096
/** Of disclosures without a bundle, so many are named. */
const MAX_SEALED_NAMES = 10

export async function verifyBundleFiles(
  path: string,
  options: BundleVerifyOptions,
  signal?: AbortSignal,
): Promise<Result<Answer, InputError>> {
  const trust = await bundleTrust(options)
  if (!trust.ok) return trust
  const keys = await decryptionKeys(options.key ?? [], options.passphraseFile)
  if (!keys.ok) return keys
  const ledger = options.log === undefined ? ok(null) : await ledgerOf(options.log)
  if (!ledger.ok) return ledger
  const found = await findBundles(path)
  if (!found.ok) return found
  const document = await verifyBundles(found.value, {
    ...trust.value,
    keys: keys.value,
    ledger: ledger.value,
    ...(signal && { signal }),
  })
  if (!document.ok) return document
  const text = textOf(document.value, ledger.value)
  return ok({ exit: bundleExit(document.value), json: document.value, text })
}

/** Keys of `--vkey` are trusted for every size of the log, those of `--keys` in their windows. */
async function bundleTrust({
  vkey: texts = [],
  keys: file,
}: BundleVerifyOptions): Promise<Result<Pick<BundleOptions, 'vkeys' | 'windows'>, InputError>> {
  const listed = file === undefined ? ok([]) : await readKeysFile(file)
  if (!listed.ok) return listed
  const vkeys: Vkey[] = []
  const windows: KeyWindow[] = []
  const given = texts.map((vkey) => ({ vkey, fromSize: 0, toSize: null, option: '--vkey' }))
  for (const { vkey, fromSize, toSize, option } of [
    ...given,
    ...listed.value.map((window) => ({ ...window, option: '--keys' })),
  ]) {
    const key = parseVkey(vkey, option)
    if (!key.ok) return key
    // A witness's key signs times, not texts: it cannot have signed a bundle.
    if (key.value.algorithm !== 'ed25519') {
      return err(badOption(option, 'an Ed25519 key that signs bundles (0x01)', key.value.algorithm))
    }
    vkeys.push(key.value)
    windows.push({ keyId: key.value.keyId, fromSize, toSize })
  }
  return ok({ vkeys, ...(file !== undefined && { windows }) })
}

async function decryptionKeys(
  files: readonly string[],
  passphraseFile: string | undefined,
): Promise<Result<readonly DecryptionKey[], InputError>> {
  const secret = passphraseFile === undefined ? null : await readInput(passphraseFile, MAX_PASSPHRASE_BYTES)
  if (secret !== null && !secret.ok) return secret
  // An editor ends a file with a line feed; it is no part of the passphrase.
  const passphrase = secret === null ? null : secret.value.toString('utf8').replace(/\r?\n$/, '')
  const keys: DecryptionKey[] = []
  for (const file of files) {
    const bytes = await readInput(file, MAX_KEY_BYTES)
    if (!bytes.ok) return bytes
    const key = readDecryptionKey(bytes.value, file, passphrase)
    if (!key.ok) return key
    keys.push(key.value)
  }
  return ok(keys)
}

async function ledgerOf(path: string): Promise<Result<BundleLedger, InputError>> {
  const log = await openEvidence(path)
  if (!log.ok) return log
  if (!['folder', 'zip', 'jsonl', 'jsonl.gz'].includes(log.value.kind)) {
    return err(badOption('--log', 'a disclosure log', quote(log.value.kind)))
  }
  return readLedger(log.value.files)
}

const ANSWERS = { holds: 'holds', fails: 'FAILS', not_examined: 'not examined' } as const

function textOf({ bundles }: BundleDocument, ledger: BundleLedger | null): string {
  const lines: string[] = []
  for (const verdict of bundles) {
    lines.push(visible(`${verdict.path}: bundle ${verdict.bundle ?? 'unknown'}, request ${verdict.req ?? 'unknown'}`))
    for (const name of CHECKS) {
      const { answer, why, failures } = verdict[name]
      lines.push(visible(`  ${name.padEnd(12)} ${ANSWERS[answer]}${why === undefined ? '' : ` (${why})`}`))
      for (const { file, rule, expected, got } of failures) {
        lines.push(visible(`    ${file}: ${rule}: expected ${expected}, got ${got}`))
      }
    }
  }
  if (ledger !== null) lines.push(...unmatched(bundles, ledger), 'The log itself is judged by `plainview verify`.')
  return `${lines.join('\n')}\n`
}

/** Disclosures the log has and this folder has not: nothing is wrong with the bundles, but the set is not whole. */
function unmatched(bundles: BundleDocument['bundles'], { sealed }: BundleLedger): readonly string[] {
  const here = new Set(bundles.map(({ bundle }) => bundle))
  const absent = sealed.filter(({ bundle }) => !here.has(bundle))
  if (absent.length === 0) return []
  const names = absent.slice(0, MAX_SEALED_NAMES).map(({ seq, bundle }) => `${bundle ?? 'unnamed'} (entry ${seq})`)
  const more = absent.length > names.length ? ' and more' : ''
  return [visible(`${absent.length} sealed in the log and not here: ${names.join(', ')}${more}`)]
}
