/**
 * Disclosure bundles: judged, looked into, opened with keys that are held in memory. main/work and main/io do it; here is
 * what the application sees of them.
 */
import type { BundleVerdict, CheckName } from '#core/bundle/check.ts'
import type { IndexedFile } from '#core/bundle/index-payload.ts'
import type { StatedPayload, Statement } from '#core/bundle/statement.ts'
import type { InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'
import type { OpenedEvidence } from '../ports.ts'

/** A private key in memory. What `secret` is, only main/io knows; nothing here may write it anywhere. */
export interface HeldKey {
  /** RFC 7638 SHA-256 thumbprint, base64url: public. */
  readonly kid: string
  readonly kind: 'P-256' | 'X25519' | 'RSA'
  readonly secret: unknown
}

/** A key the auditor trusts to sign bundles; `origin` null: bundles of any log. */
export interface BundleTrustKey {
  readonly vkey: string
  readonly origin: string | null
  /** Sizes of the log at which it may seal; `toSize` null: open. */
  readonly fromSize: number
  readonly toSize: number | null
}

/** A `disclosure.sealed` entry that concerns a bundle: where it stands in the export, and what it calls itself. */
export interface SealedPlace {
  readonly index: number
  readonly seq: number
}

export interface JudgedBundle {
  readonly verdict: BundleVerdict
  /** Entries of the log that name it; empty without a log. */
  readonly sealed: readonly SealedPlace[]
}

export interface JudgedBundles {
  readonly bundles: readonly JudgedBundle[]
  /** Bundles that the log says were sealed and that are not here, and how many of them there are. */
  readonly absent: readonly (SealedPlace & { readonly bundle: string | null; readonly req: string | null })[]
  readonly absentCount: number
}

export interface JudgeInput {
  readonly evidence: OpenedEvidence
  readonly trusted: readonly BundleTrustKey[]
  readonly keys: readonly HeldKey[]
  /** null: no log, and nothing is said of it. */
  readonly log: OpenedEvidence | null
}

export interface JudgeHooks {
  readonly signal: AbortSignal
  /** Bytes of the bundles judged so far, and their number. */
  readonly onProgress: (done: { readonly bytes: number; readonly bundles: number; readonly of: number }) => void
}

/** What a bundle says of itself, read again from its files; judged elsewhere. */
export interface BundleLook {
  readonly statement: Statement | null
  readonly files: readonly { readonly path: string; readonly bytes: number }[]
}

/** The files inside a bundle, as its index names them. */
export interface BundleContents {
  readonly files: readonly (IndexedFile & {
    /** Of its parts, as disclosure.json states. */
    readonly payloads: readonly StatedPayload[]
    readonly bytes: number
  })[]
}

export interface BundleText {
  readonly bytes: Uint8Array
  readonly totalBytes: number
}

/** One bundle of an import, by its number there, and the keys to open it with. */
export interface BundlePlace {
  readonly evidence: OpenedEvidence
  readonly path: string
  readonly keys: readonly HeldKey[]
}

export interface BundleTools {
  /** JWK, PKCS#8 PEM, or encrypted PEM with its passphrase. Errors repeat nothing of the key. */
  readonly readKey: (text: string, name: string, passphrase: string | null) => Result<HeldKey, InputError>
  readonly judge: (input: JudgeInput, hooks: JudgeHooks) => Promise<Result<JudgedBundles, InputError>>
  readonly look: (evidence: OpenedEvidence, path: string) => Promise<Result<BundleLook, InputError>>
  readonly contents: (place: BundlePlace) => Promise<Result<BundleContents, InputError>>
  /** At most `maxBytes` of a file inside, once the whole of it has been verified. `file` is its path in the index. */
  readonly text: (place: BundlePlace, file: string, maxBytes: number) => Promise<Result<BundleText, InputError>>
}

/** What a run of checks rested on, kept with it. */
export interface BundleTrust {
  /** As they were given. */
  readonly trusted: readonly BundleTrustKey[]
  /** Ids of the decryption keys that were in memory; never the keys. */
  readonly kids: readonly string[]
  /** Evidence id of the log; null: none. */
  readonly log: string | null
}

export interface BundleRun extends JudgedBundles {
  readonly verifiedAtMs: number
  readonly trust: BundleTrust
}

export type BundleAnswer = BundleVerdict['bag']['answer']
/** In short, for a list. */
export interface CheckSummary {
  readonly answer: BundleAnswer
  readonly why: string | null
  readonly failures: number
  readonly first: { readonly file: string; readonly rule: string } | null
}

export interface BundleRow {
  readonly evidenceId: string
  /** Within the import, from 1. */
  readonly no: number
  readonly path: string
  readonly bundle: string | null
  readonly req: string | null
  readonly status: BundleAnswer
  readonly checks: Readonly<Record<CheckName, CheckSummary>>
}

export interface BundleQuery {
  /** null: of every import. */
  readonly evidence: number | null
  readonly status?: BundleAnswer | undefined
  readonly check?: { readonly name: CheckName; readonly answer: BundleAnswer } | undefined
  readonly req?: string | undefined
  readonly text?: string | undefined
}

/** `answers` is one letter a check, in their order: h, f or n. */
export interface AnswerCount {
  readonly answers: string
  readonly bundles: number
}

/** Verdicts on bundles, as kept in the case. */
export interface BundleRows {
  /** The last run over this import, without its bundles; null: none. */
  readonly run: (evidence: number) => Promise<Omit<BundleRun, 'bundles'> | null>
  readonly counts: (evidence: number) => Promise<readonly AnswerCount[]>
  /** Takes the place of an earlier run. */
  readonly replace: (evidence: number, run: BundleRun) => Promise<void>
  readonly page: (query: BundleQuery, from: number, limit: number) => Promise<readonly BundleRow[]>
  readonly count: (query: BundleQuery) => Promise<number>
  readonly get: (evidence: number, no: number) => Promise<JudgedBundle | null>
  readonly all: (evidence: number) => Promise<readonly BundleVerdict[]>
}
