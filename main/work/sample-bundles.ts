/**
 * Real bundles for a sample log: each disclosure sealed to the keys of its recipients, all of it from the seed. Keys are on
 * P-256 and X25519 only: RSA-OAEP draws its own random bytes, and the same options would give other ones.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BAG_INFO, NOTE, TAGMANIFEST } from '#core/bundle/bag-names.ts'
import type { BundleRule, CheckName } from '#core/bundle/check.ts'
import { encodeHex } from '#core/bytes/hex.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import { type InputError, invariant } from '#core/input-error.ts'
import { formatInstant } from '#core/instant.ts'
import { ok, type Result } from '#core/result.ts'
import type { BundleMaker, PlannedRecipient } from '#core/sample/bundle-maker.ts'
import type { NamedFile } from '#core/sample/key-files.ts'
import { samplePayloads } from '#core/sample/payloads.ts'
import { createRandom } from '#core/sample/random.ts'
import { SAMPLE_DEFAULTS, type SampleOptions } from '#core/sample/sample-options.ts'
import { buildFolder, writeAtomically } from '../io/atomic-write.ts'
import { type DecryptionKey, readDecryptionKey } from '../io/jwe-keys.ts'
import { createEd25519Signer, sha256 } from '../io/node-crypto.ts'
import { p256FromScalar, x25519FromScalar } from '../io/seal-jwe.ts'
import { seededBytes } from '../io/seeded-bytes.ts'
import { makeSampleExport, type SampleControl, type WrittenSample } from '../io/write-export.ts'
import { sealInMemory } from './seal-bundle.ts'

/** A bundle changed after it was sealed, and what says so. */
export interface EditedBundle {
  readonly bundle: string
  readonly check: CheckName
  readonly file: string
  readonly rule: BundleRule
}

export interface WrittenBundles {
  readonly folder: string
  readonly bundles: number
  /** Of payload files. */
  readonly bytes: number
  /** The keys that signed them, one after the other. */
  readonly vkeys: readonly string[]
  readonly edited: readonly EditedBundle[]
}

export const bundlesFolderOf = (folder: string) => `${folder}.bundles`
export const editedFileOf = (folder: string) => `${folder}.edited.json`

/** A sample export with its bundles in `<folder>.bundles`, one folder each: all of it or nothing. */
export async function makeSampleWithBundles(
  folder: string,
  given: Partial<SampleOptions> & { readonly gz?: boolean },
  control: Omit<SampleControl, 'makeBundle' | 'moreKeys'> = {},
): Promise<Result<WrittenSample & { readonly sealed: WrittenBundles }, InputError>> {
  const { seed, origin, findings } = { ...SAMPLE_DEFAULTS, ...given }
  const bundlesFolder = bundlesFolderOf(folder)
  return buildFolder(bundlesFolder, async (temporary) => {
    const maker = createSampleMaker(temporary, { seed, origin, findings })
    const { makeBundle, keyFiles, written } = maker
    const made = await makeSampleExport(folder, given, { ...control, makeBundle, moreKeys: keyFiles })
    if (!made.ok) return made
    const sealed = { folder: bundlesFolder, ...written() }
    if (sealed.edited.length > 0) {
      const listed = await writeAtomically(editedFileOf(folder), `${JSON.stringify(sealed.edited, null, 2)}\n`)
      if (!listed.ok) return listed
    }
    return ok({ ...made.value, sealed })
  })
}

function createSampleMaker(
  folder: string,
  { seed, origin, findings }: Pick<SampleOptions, 'seed' | 'origin' | 'findings'>,
): {
  readonly makeBundle: BundleMaker
  readonly keyFiles: () => readonly NamedFile[]
  readonly written: () => Omit<WrittenBundles, 'folder'>
} {
  const holders = new Map<string, DecryptionKey>()
  const signEd25519 = createEd25519Signer()
  const vkeys = new Set<string>()
  const edited: EditedBundle[] = []
  let bundles = 0
  let bytes = 0
  const keyOf = ({ holder }: PlannedRecipient): DecryptionKey => {
    const known = holders.get(holder) ?? holderKey(holder, seed)
    holders.set(holder, known)
    return known
  }
  return {
    makeBundle(plan, signer) {
      const { bundle, req, sealedAtMs, recipients, withheld } = plan
      const payloads = samplePayloads(plan, origin, createRandom(`${seed}\n${bundle}`, sha256))
      const sealed = sealInMemory({
        bundle,
        log: origin,
        req,
        created: formatInstant(sealedAtMs),
        recipients: recipients.map((recipient) => ({ role: recipient.role, key: keyOf(recipient) })),
        files: payloads.map(({ text, ...file }) => ({ ...file, content: encodeUtf8(text) })),
        signer,
        signEd25519,
        random: seededBytes(`plainview sample bundle\n${seed}\n${bundle}`),
      })
      invariant(sealed.ok, 'the sample made a bundle that its own writer refuses')
      const { files, report } = sealed.value
      vkeys.add(signer.vkey)
      if (withheld === undefined) {
        const isEdited = findings && bundles === 0
        if (isEdited) edited.push({ bundle, check: 'signature', file: NOTE, rule: 'note_tagmanifest' })
        writeBundle(join(folder, bundle), isEdited ? withEditedInfo(files) : files)
        bundles += 1
        bytes += report.bundle.bytes
      }
      return { ...report.bundle, recipients: report.recipients, anonymity: report.anonymity }
    },
    keyFiles: () => [...holders].map(([holder, key]) => keyFile(holder, key)),
    written: () => ({ bundles, bytes, vkeys: [...vkeys], edited }),
  }
}

/** Half of the holders have a key on P-256, the auditor too, the others one on X25519. */
function holderKey(holder: string, seed: string): DecryptionKey {
  const random = seededBytes(`plainview sample recipient\n${seed}\n${holder}`)
  const isP256 = holder === 'auditor' || createHash('sha256').update(holder).digest().readUInt8(0) < 128
  const jwk = isP256 ? p256Jwk(random) : x25519FromScalar(random).export({ format: 'jwk' })
  const read = readDecryptionKey(Buffer.from(JSON.stringify(jwk)), holder, null)
  invariant(read.ok, 'a key of the sample that cannot be read')
  return read.value
}

function p256Jwk(random: (count: number) => Uint8Array) {
  const { pair, jwk } = p256FromScalar(random)
  // A scalar with leading zeros comes back shorter: RFC 7518 §6.2.2.1 wants all 32 bytes.
  const d = Buffer.from(pair.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url')
  return { ...jwk, d }
}

function keyFile(holder: string, { key, kid }: DecryptionKey): NamedFile {
  const jwk = { ...key.export({ format: 'jwk' }), kid }
  const path = holder === 'auditor' ? 'auditor.jwk' : `recipients/${holder}.jwk`
  return { path, bytes: encodeUtf8(`${JSON.stringify(jwk)}\n`), isSecret: true }
}

/** A line in bag-info.txt, and the tag manifest made to fit: what anybody without the signing key can do. */
function withEditedInfo(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const textOf = (path: string) => Buffer.from(files.get(path) ?? []).toString('utf8')
  const info = encodeUtf8(`External-Description: handed over in full\n${textOf(BAG_INFO)}`)
  const line = `${encodeHex(sha256(info))}  ${BAG_INFO}`
  const tags = textOf(TAGMANIFEST).replace(new RegExp(`^[0-9a-f]{64} {2}${BAG_INFO}$`, 'm'), line)
  return new Map([...files, [BAG_INFO, info], [TAGMANIFEST, encodeUtf8(tags)]])
}

/** Ten small files each: one after another without waiting, as the export itself is written. */
function writeBundle(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  mkdirSync(join(folder, 'data'), { recursive: true })
  for (const [path, bytes] of files) writeFileSync(join(folder, path), bytes, { flag: 'wx' })
}
