/** Disclosure bundles, judged: docs/formats/bundle.md, "The verdict". */

import { NOTE } from '#core/bundle/bag-names.ts'
import type { KeyWindow } from '#core/bundle/bundle-keys.ts'
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
import { checkRecipients } from '#core/bundle/recipients.ts'
import { createLedger, reconcile, type SealedBundle } from '#core/bundle/reconcile.ts'
import { createRepetitions, type PayloadPlace, type Repetitions } from '#core/bundle/repetitions.ts'
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
import { type ReadBundle, type ReadPayload, readBundle } from './bundle-read.ts'

export interface BundleOptions {
  /** Keys the auditor trusts to sign bundles. */
  readonly vkeys: readonly Vkey[]
  /** Whether a key is trusted for bundles of this log (null: the statement names none); each for any where absent. */
  readonly isFor?: (vkey: Vkey, log: string | null) => boolean
  /** Where they are trusted for some sizes of the log only; absent: for every size. */
  readonly windows?: readonly KeyWindow[]
  readonly keys: readonly DecryptionKey[]
  /** Null: no log was given, and nothing is said of it. */
  readonly ledger: BundleLedger | null
  readonly signal?: AbortSignal
  readonly onBundle?: (done: number, of: number) => void
  /** What earlier bundles had, to find repetitions; absent: those of this call alone. */
  readonly memory?: BundleMemory
}

/** IVs, encrypted keys and content keys met so far: none may occur twice, in whatever bundles. */
export interface BundleMemory {
  readonly repetitions: Repetitions
  /** Places by the hash of a content key. */
  readonly contentKeys: Map<string, PayloadPlace>
}

export const createBundleMemory = (): BundleMemory => ({ repetitions: createRepetitions(), contentKeys: new Map() })

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
  const { memory = createBundleMemory() } = options
  for (const [at, each] of found.entries()) {
    const half = await verifyOne(each, options, memory)
    if (!half.ok) return half
    halves.push(half.value)
    options.onBundle?.(at + 1, found.length)
  }
  const ledger = options.ledger === null ? null : createLedger(options.ledger.sealed, options.ledger.bundleKeys)
  const firstWith = new Map<string, string>()
  const bundles = halves.map(({ verdict, sealed }) => {
    const twin = verdict.bundle === null ? null : (firstWith.get(verdict.bundle) ?? null)
    if (verdict.bundle !== null && twin === null) firstWith.set(verdict.bundle, verdict.path)
    const { commitments, anonymity, ...before } = verdict
    return { ...before, logged: reconcile(ledger, sealed, twin), commitments, anonymity }
  })
  return ok({ tool: TOOL, bundles })
}

async function verifyOne(
  found: FoundBundle,
  options: BundleOptions,
  memory: BundleMemory,
): Promise<Result<Half, InputError>> {
  const read = await readBundle(found, options.signal)
  if (!read.ok) return read
  const bundle = read.value
  const { statement, payloads } = bundle
  const placeOf = ({ path, sha256: digestOfFile }: ReadPayload): PayloadPlace => {
    return { container: found.path, bundle: statement?.bundle ?? '', path, sha256: digestOfFile }
  }
  const opened = await openBundle(bundle, options.keys, { seen: memory.contentKeys, placeOf }, options.signal)
  if (!opened.ok) return opened
  const profile = payloads.flatMap((payload) => [
    ...payload.jwe.failures,
    ...memory.repetitions.add(placeOf(payload), payload.jwe),
  ])
  const { check: signature, digest, signers, trusted } = signatureOf(bundle, options)
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
    sealed:
      statement === null ? null : { statement, noteDigest: digest, payloads: payloads.length, bytes, signers, trusted },
  })
}

interface Signature {
  readonly check: BundleCheck
  readonly digest: string | null
  readonly signers: readonly string[]
  readonly trusted: readonly KeyWindow[] | null
}

/** A note that a trusted key signed, whose text speaks of this bag. */
function signatureOf(
  { note, statement, tagmanifest, payloads }: ReadBundle,
  { vkeys: all, isFor, windows, ledger }: BundleOptions,
): Signature {
  const unsigned = (failed: BundleFailure) => ({ check: judged([failed]), digest: null, signers: [], trusted: null })
  if (note === null) return unsigned(failure(NOTE, 'note_form', 'a signed note', 'nothing'))
  const vkeys = isFor === undefined ? all : all.filter((vkey) => isFor(vkey, statement?.log ?? null))
  // Keys that only the log names are known, so that a bad signature by one counts; they are not trusted for that.
  const named = ledger?.bundleVkeys ?? []
  const verifiers = [...vkeys, ...named].flatMap((vkey) => verifierOf(vkey, verifyEd25519) ?? [])
  const reading = readNote(note, verifiers, NOTE)
  if (!reading.ok) return unsigned(unreadable('note_form', reading.error))
  const { text, textBytes, verified, bad, unverified } = reading.value
  const failures: BundleFailure[] = [...checkNoteText(text, { statement, tagmanifest, payloads: payloads.length })]
  for (const signature of bad) {
    failures.push(
      failure(NOTE, 'note_signature', 'good signatures by every known key', `a bad one by ${keyIdentity(signature)}`),
    )
  }
  const byTrusted = verified.filter((signature) => vkeys.some((vkey) => keyIdentity(vkey) === keyIdentity(signature)))
  for (const signature of byTrusted) {
    const vkey = vkeys.find((key) => keyIdentity(key) === keyIdentity(signature))
    const isLogs = vkey !== undefined && ledger?.logKeys.has(encodeBase64(vkey.publicKey)) === true
    if (isLogs) failures.push(failure(NOTE, 'note_key', "a key of its own, never the log's", keyIdentity(signature)))
  }
  const digest = encodeBase64(sha256(textBytes))
  const known = verified.length > 0 ? verified : unverified
  const signers = known.map(({ keyId }) => keyId)
  const trusted = byTrusted.length === 0 ? null : (windows ?? null)
  if (failures.length > 0) return { check: judged(failures), digest, signers, trusted }
  if (byTrusted.length > 0) {
    const isOpen = windows === undefined || ledger !== null
    const why = isOpen ? undefined : 'for which sizes of the log the key is trusted was not examined: no log was given'
    return { check: judged([], why), digest, signers, trusted }
  }
  const by = known.map(keyIdentity).join(', ')
  const signed = verified.length > 0 ? `signed by ${by}, which the log names as signing bundles` : `signed by ${by}`
  const missing = vkeys.length === 0 ? 'no key was given' : 'no key that was given has signed'
  return { check: notExamined(`${missing}; ${signed}`), digest, signers, trusted }
}

/** 0: all holds; 40: something fails; 20: nothing fails, but no trusted key vouches for it. */
export function bundleExit({ bundles }: BundleDocument): 0 | 20 | 40 {
  const answers = bundles.flatMap((bundle) => CHECKS.map((check) => bundle[check].answer))
  if (answers.includes('fails')) return 40
  return bundles.every(({ signature }) => signature.answer === 'holds') ? 0 : 20
}
