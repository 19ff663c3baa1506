/** A bundle against the log: sealed once, as this bundle, with no more than was approved. */
import { type BundleCheck, type BundleFailure, type BundleRule, failure, judged, notExamined } from './check.ts'
import type { Statement } from './statement.ts'

/** One `disclosure.sealed` entry, as far as it concerns a bundle; null where the member is not of its type. */
export interface SealedEntry {
  readonly seq: number
  readonly log: string | null
  readonly req: string | null
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
  /** By the last `request.narrowed` before it, else by the request; null: neither is in the log. */
  readonly approved: readonly string[] | null
}

/** What a bundle is in itself. */
export interface SealedBundle {
  readonly statement: Statement
  /** Null where the note could not be read. */
  readonly noteDigest: string | null
  readonly payloads: number
  readonly bytes: number
}

export interface Ledger {
  /** Entries that name this bundle, or this note. */
  readonly find: (bundle: string, noteDigest: string | null) => readonly SealedEntry[]
}

export function createLedger(entries: readonly SealedEntry[]): Ledger {
  const byBundle = groupBy(entries, ({ bundle }) => bundle)
  const byNote = groupBy(entries, ({ note }) => note)
  return {
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
  for (const entry of found) failures.push(...compare(place(entry.seq), entry, bundle))
  return judged(failures, found.length === 1 && failures.length === 0 ? `logged as entry ${found[0]?.seq}` : undefined)
}

function compare(file: string, entry: SealedEntry, bundle: SealedBundle): readonly BundleFailure[] {
  const { statement } = bundle
  const failures: BundleFailure[] = []
  const same = (rule: BundleRule, logged: string | number | null, own: string | number | null) => {
    if (logged === own) return
    failures.push(failure(file, rule, `${own ?? 'a readable note'}, as the bundle has it`, `${logged ?? 'nothing'}`))
  }
  same('logged_once', entry.bundle, statement.bundle)
  same('logged_log', entry.log, statement.log)
  same('logged_request', entry.req, statement.req)
  same('logged_note', entry.note, bundle.noteDigest)
  same('logged_payloads', entry.payloads, bundle.payloads)
  same('logged_bytes', entry.bytes, bundle.bytes)
  same('logged_enc', entry.enc, 'A256GCM')
  const recipients = statement.recipients.map(({ role, kid }) => `${role} ${kid}`)
  same('logged_recipients', entry.recipients && [...entry.recipients].sort().join(', '), recipients.sort().join(', '))
  same('logged_tables', entry.tables, statement.payloads.filter(({ kind }) => kind === 'table').length)
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
