/** Disclosure bundles, judged: docs/formats/bundle.md, "The verdict". */

import { NOTE } from '#core/bundle/bag-names.ts'
import { checkNoteText } from '#core/bundle/bundle-note.ts'
import {
  type BundleCheck,
  type BundleFailure,
  type BundleVerdict,
  CHECKS,
  failure,
  judged,
  notExamined,
  unreadable,
} from '#core/bundle/check.ts'
import { createRepetitions } from '#core/bundle/jwe-profile.ts'
import { checkRecipients } from '#core/bundle/recipients.ts'
import { createLedger, reconcile, type SealedBundle } from '#core/bundle/reconcile.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import type { InputError } from '#core/input-error.ts'
import { keyIdentity } from '#core/note/key-name.ts'
import { readNote } from '#core/note/note.ts'
import { type Vkey, verifierOf } from '#core/note/vkey.ts'
import { ok, type Result } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import type { FoundBundle } from '../io/find-bundles.ts'
import type { DecryptionKey } from '../io/jwe-keys.ts'
import { sha256, verifyEd25519 } from '../io/node-crypto.ts'
import type { BundleLedger } from './bundle-ledger.ts'
import { openBundle } from './bundle-open.ts'
import { type ReadBundle, readBundle } from './bundle-read.ts'

export interface BundleOptions {
  /** Keys the auditor trusts to sign bundles. */
  readonly vkeys: readonly Vkey[]
  readonly keys: readonly DecryptionKey[]
  /** Null: no log was given, and nothing is said of it. */
  readonly ledger: BundleLedger | null
  readonly signal?: AbortSignal
  readonly onBundle?: (done: number, of: number) => void
}

export interface BundleDocument {
  readonly tool: typeof TOOL
  readonly bundles: readonly BundleVerdict[]
}

/** Of a bundle, until it is known what the others are. */
interface Half {
  readonly verdict: Omit<BundleVerdict, 'logged'>
  readonly sealed: SealedBundle | null
}

export async function verifyBundles(
  found: readonly FoundBundle[],
  options: BundleOptions,
): Promise<Result<BundleDocument, InputError>> {
  const halves: Half[] = []
  for (const [at, each] of found.entries()) {
    const half = await verifyOne(each, options)
    if (!half.ok) return half
    halves.push(half.value)
    options.onBundle?.(at + 1, found.length)
  }
  const ledger = options.ledger === null ? null : createLedger(options.ledger.sealed)
  const firstWith = new Map<string, string>()
  const bundles = halves.map(({ verdict, sealed }) => {
    const twin = verdict.bundle === null ? null : (firstWith.get(verdict.bundle) ?? null)
    if (verdict.bundle !== null && twin === null) firstWith.set(verdict.bundle, verdict.path)
    const { commitments, anonymity, ...before } = verdict
    return { ...before, logged: reconcile(ledger, sealed, twin), commitments, anonymity }
  })
  return ok({ tool: TOOL, bundles })
}

async function verifyOne(found: FoundBundle, options: BundleOptions): Promise<Result<Half, InputError>> {
  const read = await readBundle(found, options.signal)
  if (!read.ok) return read
  const bundle = read.value
  const { statement, payloads } = bundle
  const opened = await openBundle(bundle, options.keys, new Map(), options.signal)
  if (!opened.ok) return opened
  const repetitions = createRepetitions()
  const profile = payloads.flatMap(({ path, jwe }) => [...jwe.failures, ...repetitions.add(path, jwe)])
  const { check: signature, digest } = signatureOf(bundle, options)
  const bytes = payloads.reduce((sum, payload) => sum + payload.bytes, 0)
  const isRead = found.archive === null
  return ok({
    verdict: {
      path: found.path,
      bundle: statement?.bundle || null,
      req: statement?.req || null,
      bag: judged(bundle.failures),
      signature,
      recipients: checkRecipients(statement, new Map(payloads.map(({ path, jwe }) => [path, jwe.kids]))),
      profile: isRead ? judged([...profile, ...opened.value.profile]) : notExamined('the archive could not be read'),
      commitments: opened.value.commitments,
      anonymity: opened.value.anonymity,
    },
    sealed: statement === null ? null : { statement, noteDigest: digest, payloads: payloads.length, bytes },
  })
}

/** A note that a trusted key signed, whose text speaks of this bag. */
function signatureOf(
  { note, statement, tagmanifest, payloads }: ReadBundle,
  { vkeys, ledger }: BundleOptions,
): { readonly check: BundleCheck; readonly digest: string | null } {
  if (note === null) return { check: judged([failure(NOTE, 'note_form', 'a signed note', 'nothing')]), digest: null }
  const verifiers = vkeys.flatMap((vkey) => verifierOf(vkey, verifyEd25519) ?? [])
  const reading = readNote(note, verifiers, NOTE)
  if (!reading.ok) return { check: judged([unreadable('note_form', reading.error)]), digest: null }
  const { text, textBytes, verified, bad, unverified } = reading.value
  const failures: BundleFailure[] = [...checkNoteText(text, { statement, tagmanifest, payloads: payloads.length })]
  for (const signature of bad) {
    failures.push(
      failure(NOTE, 'note_signature', 'good signatures by every known key', `a bad one by ${keyIdentity(signature)}`),
    )
  }
  for (const signature of verified) {
    const vkey = vkeys.find((key) => keyIdentity(key) === keyIdentity(signature))
    const isLogs = vkey !== undefined && ledger?.logKeys.has(encodeBase64(vkey.publicKey)) === true
    if (isLogs) failures.push(failure(NOTE, 'note_key', "a key of its own, never the log's", keyIdentity(signature)))
  }
  const digest = encodeBase64(sha256(textBytes))
  if (failures.length > 0 || verified.length > 0) return { check: judged(failures), digest }
  const by = unverified.map(keyIdentity).join(', ')
  const why =
    vkeys.length === 0 ? `no key was given; signed by ${by}` : `no key that was given has signed; signed by ${by}`
  return { check: notExamined(why), digest }
}

/** 0: all holds; 40: something fails; 20: nothing fails, but no trusted key vouches for it. */
export function bundleExit({ bundles }: BundleDocument): 0 | 20 | 40 {
  const answers = bundles.flatMap((bundle) => CHECKS.map((check) => bundle[check].answer))
  if (answers.includes('fails')) return 40
  return bundles.every(({ signature }) => signature.answer === 'holds') ? 0 : 20
}
