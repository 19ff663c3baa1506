/** A bundle against the log: sealed once, as this bundle, with no more than was approved. */
import { quote } from '../input-error.ts'
import type { CorrectedValue } from '../requests/request-row.ts'
import { isInForce, type KeyWindow } from './bundle-keys.ts'
import { type BundleCheck, type BundleFailure, type BundleRule, failure, judged, notExamined } from './check.ts'
import type { Statement } from './statement.ts'

/** Members of a `disclosure.sealed` entry that concern a bundle; null where the member is not of its type. */
export interface SealedMembers {
  readonly bundle: string | null
  /** Standard base64 of the SHA-256 of the note's text. */
  readonly note: string | null
  readonly payloads: number | null
  readonly bytes: number | null
  readonly enc: string | null
  /** `role kid`. */
  readonly recipients: readonly string[] | null
  readonly disclosed: readonly string[] | null
  readonly tables: number | null
}

export interface SealedEntry extends SealedMembers {
  readonly seq: number
  readonly log: string | null
  readonly req: string | null
  /** By the last `request.narrowed` before it, else by the request; null: neither is in the log. */
  readonly approved: readonly string[] | null
  /** What of this entry, or of the one that approved, was logged otherwise at first: the values above are the corrected ones. */
  readonly corrected: readonly CorrectedValue[]
  /** The members as first logged. */
  readonly first: SealedMembers
}

/** What a bundle is in itself. */
export interface SealedBundle {
  readonly statement: Statement
  /** Null where the note could not be read. */
  readonly noteDigest: string | null
  readonly payloads: number
  readonly bytes: number
  /** Ids of the keys that signed: of those that are known, else of those that the note names. */
  readonly signers: readonly string[]
  /** Of keys that the auditor trusts for some sizes of the log only: their windows; null: a trusted key has not signed. */
  readonly trusted: readonly KeyWindow[] | null
}

export interface Ledger {
  /** Entries that name this bundle, or this note. */
  readonly find: (bundle: string, noteDigest: string | null) => readonly SealedEntry[]
  /** When which key signed bundles, as the log tells it; null: it says nothing of such keys. */
  readonly bundleKeys: readonly KeyWindow[] | null
}

export function createLedger(entries: readonly SealedEntry[], bundleKeys: Ledger['bundleKeys']): Ledger {
  const byBundle = groupBy(entries, ({ bundle }) => bundle)
  const byNote = groupBy(entries, ({ note }) => note)
  return {
    bundleKeys,
    find: (bundle, noteDigest) => {
      const named = byBundle.get(bundle) ?? []
      const signed = noteDigest === null ? [] : (byNote.get(noteDigest) ?? [])
      return [...new Set([...named, ...signed])].sort((a, b) => a.seq - b.seq)
    },
  }
}

function groupBy(entries: readonly SealedEntry[], keyOf: (entry: SealedEntry) => string | null) {
  const groups = new Map<string | null, SealedEntry[]>()
  for (const entry of entries) {
    const group = groups.get(keyOf(entry))
    if (group) group.push(entry)
    else groups.set(keyOf(entry), [entry])
  }
  return groups
}

/** `twin`: another bundle that was given and says it is the same one. */
export function reconcile(ledger: Ledger | null, bundle: SealedBundle | null, twin: string | null): BundleCheck {
  if (ledger === null) return notExamined('no log was given')
  if (bundle === null) return notExamined('disclosure.json could not be read')
  const { statement, noteDigest } = bundle
  const found = ledger.find(statement.bundle, noteDigest)
  const failures: BundleFailure[] = []
  const place = (seq: number) => `log entry ${seq}`
  if (twin !== null) {
    failures.push(failure('disclosure.json', 'bundle_once', `one bundle ${statement.bundle}`, `another in ${twin}`))
  }
  if (found.length !== 1) {
    const got = found.length === 0 ? 'none' : `entries ${found.map(({ seq }) => seq).join(', ')}`
    const expected = `one disclosure.sealed entry for ${statement.bundle}`
    failures.push(failure('log', 'logged_once', expected, got))
  }
  for (const entry of found) {
    failures.push(...compare(place(entry.seq), entry, bundle))
    failures.push(...checkSigners(place(entry.seq), entry.seq + 1, bundle, ledger.bundleKeys))
  }
  const [entry] = found
  if (entry === undefined || found.length > 1) return judged(failures)
  const corrected = entry.corrected.map((value) => correctionText(value, entry.seq))
  const isWell = failures.length === 0
  return judged(
    failures,
    isWell || corrected.length > 0 ? [`logged as entry ${entry.seq}`, ...corrected].join('; ') : undefined,
  )
}

/** Both values: what was logged at first, and what a later entry says it should have been. */
function correctionText({ seq, field, from, to, by }: CorrectedValue, own: number): string {
  const where = seq === own ? field : `${field} of entry ${seq}`
  return `${where} corrected by entry ${by} from ${quote(from)} to ${quote(to)}`
}

function checkSigners(
  file: string,
  size: number,
  { signers, trusted }: SealedBundle,
  byLog: readonly KeyWindow[] | null,
): readonly BundleFailure[] {
  if (signers.length === 0) return []
  const check = (windows: readonly KeyWindow[] | null, expected: string): readonly BundleFailure[] => {
    if (windows === null) return []
    const inForce = windows.filter((window) => isInForce(window, size)).map(({ keyId }) => keyId)
    if (signers.some((signer) => inForce.includes(signer))) return []
    return [failure(file, 'logged_key', `${expected}: ${inForce.join(', ') || 'none'}`, signers.join(', '))]
  }
  return [
    ...check(byLog, `a signature by a key that the log has in force at size ${size}`),
    ...check(trusted, `a signature by a key that is trusted at size ${size}`),
  ]
}

function compare(file: string, entry: SealedEntry, bundle: SealedBundle): readonly BundleFailure[] {
  const { statement } = bundle
  const failures: BundleFailure[] = []
  const same = (rule: BundleRule, logged: string | number | null, own: string | number | null, first = logged) => {
    if (logged === own) return
    const expected = `${own ?? 'a readable note'}, as the bundle has it`
    const before = first === logged ? '' : `, corrected from ${first ?? 'nothing'}`
    failures.push(failure(file, rule, expected, `${logged ?? 'nothing'}${before}`))
  }
  const { first } = entry
  const listed = (recipients: SealedMembers['recipients']) => recipients && [...recipients].sort().join(', ')
  const recipients = statement.recipients.map(({ role, kid }) => `${role} ${kid}`)
  const tables = statement.payloads.filter(({ kind }) => kind === 'table').length
  same('logged_once', entry.bundle, statement.bundle, first.bundle)
  same('logged_log', entry.log, statement.log)
  same('logged_request', entry.req, statement.req)
  same('logged_note', entry.note, bundle.noteDigest, first.note)
  same('logged_payloads', entry.payloads, bundle.payloads, first.payloads)
  same('logged_bytes', entry.bytes, bundle.bytes, first.bytes)
  same('logged_enc', entry.enc, 'A256GCM', first.enc)
  same('logged_recipients', listed(entry.recipients), listed(recipients), listed(first.recipients))
  same('logged_tables', entry.tables, tables, first.tables)
  const categories = [...new Set(statement.payloads.flatMap((payload) => payload.categories))]
  const beyond = (allowed: readonly string[]) => categories.filter((name) => !allowed.includes(name)).join(', ')
  const unlogged = beyond(entry.disclosed ?? [])
  if (unlogged !== '') {
    failures.push(
      failure(file, 'logged_categories', `dataDisclosed with ${unlogged}`, entry.disclosed?.join(', ') || 'none'),
    )
  }
  if (entry.approved === null) {
    failures.push(failure(file, 'approved_categories', `a request ${statement.req} before it`, 'none in the log'))
  } else if (beyond(entry.approved) !== '') {
    const expected = `categories within what was approved: ${entry.approved.join(', ') || 'none'}`
    failures.push(failure(file, 'approved_categories', expected, beyond(entry.approved)))
  }
  return failures
}
