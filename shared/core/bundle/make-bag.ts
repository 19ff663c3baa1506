/**
 * The pure half of the reference writer: for payloads that are sealed, the tag files of the bag, its signed note, and what
 * the log's `disclosure.sealed` has to say. docs/formats/bundle.md.
 */
import { encodeBase64 } from '../bytes/base64.ts'
import { canonicalize } from '../bytes/canonical-json.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash, SignEd25519 } from '../capabilities.ts'
import type { JsonObject } from '../formats/json-value.ts'
import type { InputError } from '../input-error.ts'
import { type NoteKey, noteSigner, signNote } from '../note/signer.ts'
import { ok, type Result } from '../result.ts'
import { BAG_INFO, BAGIT, MANIFEST, NOTE, STATEMENT, TAGMANIFEST } from './bag-names.ts'
import { formatNoteText } from './bundle-note.ts'
import type { AnonymityClaim, PayloadKind, StatedRecipient } from './statement.ts'

/** A payload as it lies in the bag; hashes and commitments are 32 bytes. */
export interface SealedPayload {
  readonly path: string
  readonly bytes: number
  readonly sha256: Uint8Array
  readonly plainBytes: number
  readonly plainCommitment: Uint8Array
  readonly cekCommitment: Uint8Array
  readonly kind: PayloadKind
  readonly categories: readonly string[]
  readonly anonymity: AnonymityClaim | null
}

export interface BagFacts {
  readonly bundle: string
  readonly log: string
  readonly req: string
  /** RFC 3339. */
  readonly created: string
  readonly recipients: readonly StatedRecipient[]
  /** In the order of their paths, the index first. */
  readonly payloads: readonly SealedPayload[]
}

/** What `disclosure.sealed` has to say of the bundle. */
export interface SealReport {
  readonly bundle: { readonly id: string; readonly note: string; readonly payloads: number; readonly bytes: number }
  readonly dataDisclosed: readonly string[]
  readonly enc: 'A256GCM'
  readonly recipients: readonly StatedRecipient[]
  readonly tables: number
  readonly anonymity: readonly {
    readonly path: string
    readonly k: number
    readonly l?: number
    readonly t?: string
  }[]
}

export interface MadeBag {
  /** Everything but the payloads. */
  readonly tagFiles: ReadonlyMap<string, Uint8Array>
  readonly report: SealReport
}

export function makeBag(
  facts: BagFacts,
  signer: NoteKey,
  { hash, signEd25519 }: { readonly hash: Hash; readonly signEd25519: SignEd25519 },
): Result<MadeBag, InputError> {
  const { bundle, log, req, created, recipients, payloads } = facts
  const bytes = payloads.reduce((sum, payload) => sum + payload.bytes, 0)
  const manifest = (lines: readonly (readonly [path: string, sha256: Uint8Array])[]) =>
    encodeUtf8(lines.map(([path, sha256]) => `${encodeHex(sha256)}  ${path}\n`).join(''))
  const stated = recipients.map(({ kid, role }) => ({ kid, role }))
  const statement = { v: 1, bundle, log, req, created, recipients: stated, payloads: payloads.map(statedOf) }
  const covered = new Map<string, Uint8Array>([
    [BAG_INFO, encodeUtf8(`Bagging-Date: ${created.slice(0, 10)}\nPayload-Oxum: ${bytes}.${payloads.length}\n`)],
    [BAGIT, encodeUtf8('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')],
    [STATEMENT, encodeUtf8(canonicalize(statement))],
    [MANIFEST, manifest(payloads.map(({ path, sha256 }) => [path, sha256]))],
  ])
  const tagmanifest = manifest([...covered].map(([path, content]) => [path, hash(content)]))
  const digest = encodeBase64(hash(tagmanifest))
  const text = formatNoteText({ bundle, log, req, tagmanifest: digest, payloads: payloads.length, recipients })
  const note = signNote(text, [noteSigner(signer, signEd25519)])
  if (!note.ok) return note
  const tables = payloads.filter(({ kind }) => kind === 'table')
  const report: SealReport = {
    bundle: { id: bundle, note: encodeBase64(hash(encodeUtf8(text))), payloads: payloads.length, bytes },
    dataDisclosed: [...new Set(payloads.flatMap(({ categories }) => categories))].sort(),
    enc: 'A256GCM',
    recipients,
    tables: tables.length,
    anonymity: tables.flatMap(({ path, anonymity }) => (anonymity === null ? [] : [{ path, ...claimed(anonymity) }])),
  }
  return ok({ tagFiles: new Map([...covered, [TAGMANIFEST, tagmanifest], [NOTE, note.value]]), report })
}

const claimed = ({ k, l, t }: AnonymityClaim) => ({ k, ...(l === null ? {} : { l }), ...(t === null ? {} : { t }) })

function statedOf(payload: SealedPayload): JsonObject {
  const { path, bytes, sha256, plainBytes, plainCommitment, cekCommitment, kind, categories, anonymity } = payload
  const item: JsonObject = {
    path,
    bytes,
    sha256: encodeBase64(sha256),
    plain: { bytes: plainBytes, commit: encodeBase64(plainCommitment) },
    cek: encodeBase64(cekCommitment),
    kind,
    categories,
  }
  if (anonymity === null) return item
  const { quasi, sensitive, suppressed } = anonymity
  return { ...item, anonymity: { quasi, sensitive, suppressed, ...claimed(anonymity) } }
}
