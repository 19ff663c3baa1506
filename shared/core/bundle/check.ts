/** What one check of a bundle says: docs/formats/bundle.md, "The verdict". All failures are listed, not the first. */
import { type InputError, quote } from '../input-error.ts'

/** Codes are stable; wording may change. Add a rule here, nowhere else. */
export type BundleRule =
  // the bag
  | 'archive'
  | 'file_name'
  | 'file_missing'
  | 'file_link'
  | 'file_size'
  | 'bagit_txt'
  | 'bag_info'
  | 'payload_oxum'
  | 'manifest_line'
  | 'manifest_twice'
  | 'manifest_lacks'
  | 'manifest_extra'
  | 'manifest_hash'
  | 'statement_json'
  | 'statement_canonical'
  | 'statement_member'
  | 'statement_value'
  | 'statement_payloads'
  | 'statement_bytes'
  | 'statement_sha256'
  // the signature
  | 'note_form'
  | 'note_bundle'
  | 'note_log'
  | 'note_request'
  | 'note_tagmanifest'
  | 'note_payloads'
  | 'note_recipients'
  | 'note_signature'
  | 'note_key'
  // recipients
  | 'recipients_differ'
  // the JWE profile
  | 'jwe_form'
  | 'jwe_json'
  | 'jwe_member'
  | 'jwe_base64url'
  | 'jwe_protected'
  | 'jwe_header'
  | 'jwe_enc'
  | 'jwe_alg'
  | 'jwe_zip'
  | 'jwe_crit'
  | 'jwe_kid'
  | 'jwe_epk'
  | 'jwe_encrypted_key'
  | 'jwe_iv'
  | 'jwe_tag'
  | 'iv_repeated'
  | 'encrypted_key_repeated'
  | 'cek_repeated'
  // the log
  | 'logged_once'
  | 'bundle_once'
  | 'logged_log'
  | 'logged_request'
  | 'logged_note'
  | 'logged_payloads'
  | 'logged_bytes'
  | 'logged_enc'
  | 'logged_recipients'
  | 'logged_categories'
  | 'logged_tables'
  | 'logged_key'
  | 'approved_categories'
  // what a key shows
  | 'unwrap'
  | 'tag'
  | 'cek_commitment'
  | 'plain_bytes'
  | 'plain_commitment'
  | 'index'
  // released tables
  | 'table'
  | 'claim'

export interface BundleFailure {
  /** Within the bundle, with `/`; for the log, its entry. */
  readonly file: string
  readonly rule: BundleRule
  readonly expected: string
  readonly got: string
}

export interface BundleCheck {
  readonly answer: 'holds' | 'fails' | 'not_examined'
  readonly why?: string
  readonly failures: readonly BundleFailure[]
}

export const CHECKS = ['bag', 'signature', 'recipients', 'profile', 'logged', 'commitments', 'anonymity'] as const
export type CheckName = (typeof CHECKS)[number]

export interface BundleVerdict extends Readonly<Record<CheckName, BundleCheck>> {
  /** As it was given, or within the folder or archive that was given. */
  readonly path: string
  /** As disclosure.json claims; null where that cannot be read. */
  readonly bundle: string | null
  readonly req: string | null
}

/** `why` says what a check that holds does not show. */
export function judged(failures: readonly BundleFailure[], why?: string): BundleCheck {
  return { answer: failures.length === 0 ? 'holds' : 'fails', ...(why === undefined ? {} : { why }), failures }
}

export const notExamined = (why: string): BundleCheck => ({ answer: 'not_examined', why, failures: [] })

/** Quotes what came, unless it is a figure or a sentence of ours. */
export function failure(file: string, rule: BundleRule, expected: string, got: unknown): BundleFailure {
  return { file, rule, expected, got: typeof got === 'string' ? got : quote(got) }
}

/** An input that cannot be read as its format, as a failure of the rule that wants it readable. */
export function unreadable(rule: BundleRule, { place, expected, got }: InputError): BundleFailure {
  const at = [
    place.line === undefined ? null : `line ${place.line}`,
    place.field ?? null,
    place.byte === undefined ? null : `byte ${place.byte}`,
  ].filter((part) => part !== null)
  return { file: place.file, rule, expected, got: at.length === 0 ? got : `${got} (${at.join(', ')})` }
}
