import { z } from 'zod'
import { DUE_KINDS } from '#core/requests/due.ts'
import {
  CallError,
  CaseId,
  Count,
  EvidenceId,
  Instant,
  JobId,
  type Operation,
  RowAccount,
  TimeMs,
} from '../operation.ts'
import {
  Category,
  Derivation,
  EntryRef,
  FindingView,
  RequestFilter,
  RequestListRow,
  RequestSort,
  RuleId,
  Severity,
} from '../requests-view.ts'

const Target = { caseId: CaseId, evidenceId: EvidenceId }
const Query = { ...Target, filter: RequestFilter.default({}) }
/** Opaque: where the page before ended. Good for the same filter and sort only. */
const Cursor = z.string().max(2000)
const FacetCounts = z.array(z.strictObject({ value: z.string(), count: Count }))

export const DueView = z.strictObject({
  kind: z.enum(DUE_KINDS),
  /** Null: the log as a whole. */
  req: z.string().nullable(),
  /** Null while the clock stands still: the authority owes an answer. */
  dueMs: z.int().nullable(),
  overdue: z.boolean(),
  entries: z.array(EntryRef),
  rule: RuleId.nullable(),
})

export type DueView = z.infer<typeof DueView>

/** What an entry did to the request, for the timeline: the members of its `data` that a reader wants, already in words of the log. */
const StoryEntry = z.strictObject({
  entry: EntryRef,
  timeMs: z.int(),
  type: z.string(),
  /** The id in the line: another one where a duplicate was folded in. */
  req: z.string().nullable(),
  leafHash: z.string(),
  /** The whole `data` as logged, as JSON text of at most 16 KiB; null where it is longer. */
  dataJson: z.string().nullable(),
  /** Corrections that speak of this entry. */
  corrections: z.array(
    z.strictObject({
      by: EntryRef,
      field: z.string(),
      fromJson: z.string(),
      toJson: z.string(),
      why: z.string().nullable(),
    }),
  ),
  /** What this entry decided in the row. */
  decides: z.array(z.string()),
  /** Not allowed where it stands: why. */
  breach: z.string().nullable(),
})

const Scope = z.strictObject({
  entry: EntryRef.nullable(),
  categories: z.array(Category).nullable(),
  fromMs: z.int().nullable(),
  toMs: z.int().nullable(),
  accounts: Count.nullable(),
})

export const requestOperations = {
  'requests.state': {
    doc: 'Whether the requests of this evidence have been derived from its log, as of when, and under which rule parameters.',
    effect: 'read',
    input: z.strictObject(Target),
    output: z.strictObject({
      derivation: Derivation.nullable(),
      runningJob: JobId.nullable(),
      /** The last derivation since the program was started, where it ended without rows. */
      trouble: z.strictObject({ state: z.enum(['failed', 'cancelled']), error: CallError.nullable() }).nullable(),
    }),
  },
  'requests.derive': {
    doc: 'Folds the log into requests and holds them to the rules, as of a time. Replaces the rows of an earlier derivation. Starts of itself after an import and after a change of the rules, and makes way for anything else that is wanted of the case. Its result is the evidence id.',
    effect: 'job',
    input: z.strictObject({ ...Target, asOf: Instant.nullable().default(null) }), // null: time of the last entry
    output: z.strictObject({ jobId: JobId }),
  },
  'requests.list': {
    doc: 'A page of requests that fit the filter, in the order asked for.',
    effect: 'read',
    input: z.strictObject({
      ...Query,
      sort: RequestSort.default({ by: 'received', descending: true }),
      cursor: Cursor.nullable().default(null),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.strictObject({
      derivation: Derivation,
      account: RowAccount,
      /** Requests that fit the filter, on all pages. */
      matching: Count,
      rows: z.array(RequestListRow),
      /** Null: this is the last page. */
      nextCursor: Cursor.nullable(),
    }),
  },
  'requests.facets': {
    doc: 'How many requests each value of each filter would give, the other filters staying as they are.',
    effect: 'read',
    input: z.strictObject(Query),
    output: z.strictObject({
      matching: Count,
      section: FacetCounts,
      origin: FacetCounts,
      authorityType: FacetCounts,
      instrument: FacetCounts,
      outcome: FacetCounts,
      notice: FacetCounts,
      emergency: FacetCounts,
      challenge: FacetCounts,
      severity: FacetCounts,
      rule: FacetCounts,
      /** "2025-H2" */
      halfYear: FacetCounts,
    }),
  },
  'requests.get': {
    doc: 'One request: its row, its story entry by entry, what was asked, approved and disclosed, the rules it met and broke, what is due.',
    effect: 'read',
    input: z.strictObject({ ...Target, req: z.string().min(1).max(200) }),
    output: z.strictObject({
      derivation: Derivation,
      row: RequestListRow,
      story: z.array(StoryEntry),
      scope: z.strictObject({
        asked: Scope,
        /** Null: never narrowed. */
        approved: Scope.nullable(),
        /** Each sealed bundle; `delivered` null: it never went out. */
        disclosed: z.array(
          z.strictObject({
            ...Scope.shape,
            bundle: z.string().nullable(),
            delivered: EntryRef.nullable(),
            deliveredAtMs: z.int().nullable(),
          }),
        ),
      }),
      rules: z.array(
        z.strictObject({
          rule: RuleId,
          severity: Severity,
          title: z.string(),
          sentence: z.string(),
          answer: z.enum(['met', 'broken', 'not_evaluated', 'open']),
          entries: z.array(EntryRef),
          /** The finding's text, or why it was not evaluated; '' where the rule is met. */
          text: z.string(),
          /** For a time limit that still runs. */
          dueMs: z.int().nullable(),
        }),
      ),
      findings: z.array(FindingView),
      due: z.array(DueView),
      notes: z.array(z.strictObject({ workLogSeq: Count, atMs: TimeMs, text: z.string() })),
      /** Requests before and after it in the list it was opened from are the page's business; these are the linked ones. */
      links: z.strictObject({
        follows: z.string().nullable(),
        followers: z.array(z.string()),
        duplicates: z.array(z.string()),
      }),
    }),
  },
  'requests.of-entry': {
    doc: 'The request that an entry of the log belongs to; null for entries of the log itself.',
    effect: 'read',
    input: z.strictObject({ ...Target, index: Count }),
    output: z.strictObject({ req: z.string().nullable() }),
  },
  'requests.export': {
    doc: 'The requests that fit the filter as CSV (safe to open in a spreadsheet) or as the JSON of `plainview requests --json`, piece by piece: put the texts one after another. Noted in the work log.',
    effect: 'write',
    input: z.strictObject({
      ...Query,
      format: z.enum(['csv', 'json']),
      cursor: Cursor.nullable().default(null),
    }),
    output: z.strictObject({
      fileName: z.string(),
      text: z.string(),
      account: RowAccount,
      nextCursor: Cursor.nullable(),
    }),
  },
} as const satisfies Record<string, Operation>
