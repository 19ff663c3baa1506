/** The bundles of an import, judged beside a log of the same case; with the places of the log's entries to link to. */
import type { BundleVerdict } from '#core/bundle/check.ts'
import type { InputError } from '#core/input-error.ts'
import { parseVkey, type Vkey } from '#core/note/vkey.ts'
import { ok, type Result } from '#core/result.ts'
import type { BundleTrustKey, JudgedBundles, JudgeHooks, SealedPlace } from '../app/ports/bundles.ts'
import type { OpenedEvidence } from '../app/ports.ts'
import { type FoundBundle, findBundlesIn } from '../io/find-bundles.ts'
import type { DecryptionKey } from '../io/jwe-keys.ts'
import { type BundleLedger, readLedger } from './bundle-ledger.ts'
import { verifyBundles } from './verify-bundles.ts'

export interface BundlesToJudge {
  readonly evidence: OpenedEvidence
  readonly trusted: readonly BundleTrustKey[]
  readonly keys: readonly DecryptionKey[]
  readonly log: OpenedEvidence | null
}

/** Of disclosures without a bundle, so many are kept by name; all are counted. */
const MOST_ABSENT = 1000

export async function judgeBundles(
  { evidence, trusted, keys, log }: BundlesToJudge,
  { signal, onProgress }: JudgeHooks,
): Promise<Result<JudgedBundles, InputError>> {
  const found = await findBundlesIn(evidence)
  if (!found.ok) return found
  const ledger = log === null ? ok(null) : await readLedger(log.files, signal)
  if (!ledger.ok) return ledger
  const vkeys = trustedKeys(trusted)
  const sizes = found.value.map(bytesOf)
  let bytes = 0
  const document = await verifyBundles(found.value, {
    vkeys: vkeys.map(({ vkey }) => vkey),
    ...(vkeys.every(({ fromSize, toSize }) => fromSize === 0 && toSize === null) ? {} : { windows: windowsOf(vkeys) }),
    isFor: (vkey, origin) =>
      vkeys.some((each) => each.vkey === vkey && (each.origin === null || each.origin === origin)),
    keys,
    ledger: ledger.value,
    signal,
    onBundle: (done, of) => {
      bytes += sizes[done - 1] ?? 0
      onProgress({ bytes, bundles: done, of })
    },
  })
  if (!document.ok) return document
  return ok(withPlaces(document.value.bundles, ledger.value))
}

interface TrustedKey extends Omit<BundleTrustKey, 'vkey'> {
  readonly vkey: Vkey
}

/** Only an Ed25519 key signs bundles: a witness's signs times. A key of the profile was read when it was added. */
function trustedKeys(trusted: readonly BundleTrustKey[]): readonly TrustedKey[] {
  return trusted.flatMap(({ vkey: text, ...rest }) => {
    const vkey = parseVkey(text, 'a key you trust')
    return vkey.ok && vkey.value.algorithm === 'ed25519' ? [{ ...rest, vkey: vkey.value }] : []
  })
}

const windowsOf = (keys: readonly TrustedKey[]) =>
  keys.map(({ vkey, fromSize, toSize }) => ({ keyId: vkey.keyId, fromSize, toSize }))

const bytesOf = ({ members }: FoundBundle): number => members.reduce((sum, { bytes }) => sum + bytes, 0)

function withPlaces(bundles: readonly BundleVerdict[], ledger: BundleLedger | null): JudgedBundles {
  if (ledger === null) {
    return { bundles: bundles.map((verdict) => ({ verdict, sealed: [] })), absent: [], absentCount: 0 }
  }
  const places = ledger.sealed.map((entry, at) => ({ ...entry, index: ledger.indexes[at] ?? 0 }))
  const bySeq = new Map(places.map((place) => [place.seq, place] as const))
  const byBundle = new Map<string | null, SealedPlace[]>()
  for (const { bundle, index, seq } of places) byBundle.set(bundle, [...(byBundle.get(bundle) ?? []), { index, seq }])
  const here = new Set(bundles.map(({ bundle }) => bundle))
  const absent = places.filter(({ bundle }) => !here.has(bundle))
  return {
    bundles: bundles.map((verdict) => {
      const named = verdict.bundle === null ? [] : (byBundle.get(verdict.bundle) ?? [])
      // An entry that is only known by the note it names appears in a failure.
      const others = verdict.logged.failures.flatMap(({ file }) => {
        const place = bySeq.get(Number(/^log entry (\d+)$/.exec(file)?.[1] ?? Number.NaN))
        return place === undefined ? [] : [{ index: place.index, seq: place.seq }]
      })
      const all = new Map([...named, ...others].map((place) => [place.index, place] as const))
      return { verdict, sealed: [...all.values()].sort((a, b) => a.index - b.index) }
    }),
    absent: absent.slice(0, MOST_ABSENT).map(({ index, seq, bundle, req }) => ({ index, seq, bundle, req })),
    absentCount: absent.length,
  }
}
