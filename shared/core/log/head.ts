/**
 * One signed head: read, and held against the keys that count. docs/formats/log.md §4.
 *
 * What is read once (`readHead`) is judged again whenever more is known about the keys (`judgeHead`).
 */
import { decodeUtf8 } from '../bytes/utf8.ts'
import type { Verifier } from '../capabilities.ts'
import type { InputError } from '../input-error.ts'
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts'
import { splitCosignature } from '../note/cosignature.ts'
import { keyIdentity } from '../note/key-name.ts'
import { type NoteSignature, readNote } from '../note/note.ts'
import type { Policy } from '../note/policy.ts'
import { isQuorumMet } from '../note/quorum.ts'
import { isInWindow, type KeyNews, type RingKey } from './key-ring.ts'

/** own: came with the export; chosen: `--head`; known: remembered by the auditor. */
export type HeadRole = 'own' | 'chosen' | 'known'

export interface HeadFile {
  readonly role: HeadRole
  /** `checkpoint`, `heads/<size>.note`, `known:<name>`. */
  readonly source: string
  readonly bytes: Uint8Array
}

export interface Cosigned {
  readonly name: string
  readonly keyId: string
  /** Unix seconds, by the witness's clock. */
  readonly timeSeconds: bigint
}

export type HeadStatus = 'verified' | 'unverified' | 'bad_signature' | 'unreadable'

export interface Head {
  readonly file: HeadFile
  readonly status: HeadStatus
  /** null where the note, or what it says, cannot be read. */
  readonly checkpoint: Checkpoint | null
  /** Log keys whose signature counts for this head. */
  readonly signedBy: readonly RingKey[]
  /** By witnesses of the policy. */
  readonly cosignatures: readonly Cosigned[]
  /** Keys that signed well, but do not count for a head of this size: outside their window, or revoked. */
  readonly refused: readonly { readonly key: RingKey; readonly why: 'window' | 'revoked' }[]
  /** Known keys whose signature is bad. */
  readonly badKeys: readonly string[]
  /** Signatures by keys that nobody gave us. */
  readonly unknown: readonly NoteSignature[]
  readonly error: InputError | null
}

export interface Judges {
  readonly ring: readonly RingKey[]
  readonly witnesses: readonly Verifier[]
  readonly policy: Policy | null
  readonly news: readonly KeyNews[]
}

const NOTHING = { signedBy: [], cosignatures: [], refused: [], badKeys: [], unknown: [], error: null } as const

export function judgeHead(file: HeadFile, judges: Judges): Head {
  const verifiers = [...judges.ring.map(({ verifier }) => verifier), ...judges.witnesses]
  const reading = readNote(file.bytes, distinct(verifiers), file.source)
  if (!reading.ok) return { ...NOTHING, file, status: 'unreadable', checkpoint: null, error: reading.error }
  const { text, verified, bad, unverified: unknown } = reading.value
  const parsed = parseCheckpoint(text, file.source)
  const checkpoint = parsed.ok ? parsed.value : null
  const badKeys = bad.map(keyIdentity)
  if (badKeys.length > 0) return { ...NOTHING, file, status: 'bad_signature', checkpoint, badKeys, unknown }
  if (!parsed.ok || checkpoint === null) {
    // Signed by a known key or not: this is no head.
    return { ...NOTHING, file, status: 'unreadable', checkpoint: null, unknown, error: parsed.ok ? null : parsed.error }
  }
  const cosignatures = cosignaturesOf(verified, judges.witnesses)
  const quorum = judges.policy !== null && judges.policy.quorum !== null && isQuorumMet(judges.policy, cosignatures)
  const signers = judges.ring.filter(({ vkey, ownOriginOnly }) => {
    const signed = verified.some((signature) => keyIdentity(signature) === keyIdentity(vkey))
    return signed && (!ownOriginOnly || vkey.name === checkpoint.origin)
  })
  const signedBy: RingKey[] = []
  const refused: { key: RingKey; why: 'window' | 'revoked' }[] = []
  for (const key of signers) {
    const isRevoked = !quorum && revokedFor(key, checkpoint.size, judges.news)
    const why = !isInWindow(key, checkpoint.size) ? 'window' : isRevoked ? 'revoked' : null
    if (why === null) signedBy.push(key)
    else refused.push({ key, why })
  }
  // A key that is trusted in another window too has not been refused.
  const counts = new Set(signedBy.map(({ vkey }) => keyIdentity(vkey)))
  const status = signedBy.length > 0 ? 'verified' : 'unverified'
  const still = refused.filter(({ key }) => !counts.has(keyIdentity(key.vkey)))
  return { ...NOTHING, file, status, checkpoint, signedBy, cosignatures, refused: still, unknown }
}

function revokedFor({ vkey }: RingKey, size: bigint, news: readonly KeyNews[]): boolean {
  return news.some((item) => item.kind === 'revoked' && item.keyId === vkey.keyId && size >= BigInt(item.sinceSize))
}

function cosignaturesOf(verified: readonly NoteSignature[], witnesses: readonly Verifier[]): readonly Cosigned[] {
  const identities = new Set(witnesses.map(keyIdentity))
  return verified.flatMap(({ name, keyId, signature }) => {
    const parts = identities.has(`${name}+${keyId}`) ? splitCosignature(signature) : null
    return parts === null ? [] : [{ name, keyId, timeSeconds: parts.timeSeconds }]
  })
}

/** One key may be in the ring with several windows. */
function distinct(verifiers: readonly Verifier[]): readonly Verifier[] {
  return [...new Map(verifiers.map((verifier) => [keyIdentity(verifier), verifier])).values()]
}

/** The note as text, for fork evidence: shown unchanged. */
export const noteText = ({ bytes }: HeadFile): string => decodeUtf8(bytes) ?? ''
