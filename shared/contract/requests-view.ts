/** What the pages of requests and findings are made of: shared by several operations. */
import { z } from 'zod'
import {
  AUTHENTICITIES,
  AUTHORITY_TYPES,
  CHALLENGE_FORUMS,
  CHALLENGE_RESULTS,
  CHANNELS,
  DATA_CATEGORIES,
  EMERGENCIES,
  INSTRUMENTS,
  NO_DATA_REASONS,
  NOTICE_STATES,
  ORIGIN_KINDS,
  OUTCOMES,
  OVERLAYS,
  REJECT_REASONS,
  REVIEW_DECISIONS,
  SECTIONS,
  TEMPORALS,
} from '#core/requests/enumerations.ts'
import { RULE_IDS, SEVERITIES } from '#core/requests/rules/rule-table.ts'
import { Count, TimeMs } from './operation.ts'

const listed = <const T extends readonly [string, ...string[]]>(values: T) => z.enum([...values, 'other'])

export const RuleId = z.enum(RULE_IDS)
export const Severity = z.enum(SEVERITIES)
export const Category = listed(DATA_CATEGORIES)
export const Section = z.enum(SECTIONS)

/** An entry of the log: `index` is its place among the lines of the export (`verify.entry`), null where it is not there. */
export const EntryRef = z.strictObject({ seq: Count, index: Count.nullable() })
export type EntryRef = z.infer<typeof EntryRef>

/** A figure of a report (docs/formats/report.md): table, row and column by their ids, in the report of a period. */
export const Figure = z.strictObject({
  period: z.string().max(20),
  table: z.string().max(100),
  row: z.string().max(300),
  column: z.string().max(300),
})
export type Figure = z.infer<typeof Figure>

/** The filters of docs/formats/requests-json.md. Within one member any value fits; all members must fit. */
export const RequestFilter = z
  .strictObject({
    fromMs: z.int(),
    toMs: z.int(),
    section: z.array(Section),
    /** Codes as in the log; '' for requests without one. */
    origin: z.array(z.string().max(200)).max(300),
    authorityType: z.array(listed(AUTHORITY_TYPES)),
    instrument: z.array(listed(INSTRUMENTS)),
    outcome: z.array(z.enum([...OUTCOMES, 'none'])),
    notice: z.array(z.enum(NOTICE_STATES)),
    emergency: z.array(z.enum([...EMERGENCIES, 'none'])),
    challenge: z.array(z.enum([...CHALLENGE_RESULTS, 'other', 'open', 'none'])),
    overlay: z.array(z.enum(OVERLAYS)),
    /** Asked for any of these. */
    requested: z.array(Category),
    /** Disclosed any of these. */
    disclosed: z.array(Category),
    /** Breaks any of these. */
    rule: z.array(RuleId),
    /** Worst finding is one of these; `none`: no finding. */
    severity: z.array(z.enum([...SEVERITIES, 'none'])),
    /** Carries any of these tags of the work log. */
    tag: z.array(z.string().max(100)).max(100),
    /** Words, "phrases", OR, NOT, ( ), id: reason: authority: label: */
    text: z.string().max(1000),
    /** Counted in this figure of a report; of a share or a change, in its whole or in this period. */
    behind: Figure,
  })
  .partial()
export type RequestFilter = z.infer<typeof RequestFilter>

export const RequestSort = z.strictObject({
  by: z.enum([
    'received',
    'origin',
    'authorityType',
    'instrument',
    'outcome',
    'notice',
    'accounts',
    'accountsDisclosed',
    'firstReview',
    'decision',
    'disclosure',
    'noticeTime',
    'findings',
  ]),
  descending: z.boolean().default(false),
})

const elapsed = z.int().nullable()

/** One row of the table: docs/formats/events.md §3. `null` is unknown, never 0. */
export const RequestListRow = z.strictObject({
  req: z.string(),
  duplicates: z.array(z.string()),
  section: Section,
  receivedAtMs: z.int(),
  origin: z.strictObject({ code: z.string().nullable(), kind: listed(ORIGIN_KINDS) }),
  assistingCountry: z.string().nullable(),
  authority: z.strictObject({
    id: z.string().nullable(),
    name: z.string().nullable(),
    unit: z.string().nullable(),
    type: listed(AUTHORITY_TYPES),
  }),
  instrument: listed(INSTRUMENTS),
  instrumentLabel: z.string().nullable(),
  temporal: listed(TEMPORALS),
  emergency: z.enum(EMERGENCIES).nullable(),
  matter: z.string().nullable(),
  reason: z.string().nullable(),
  channel: listed(CHANNELS),
  authenticity: listed(AUTHENTICITIES),
  follows: z.string().nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  overlays: z.array(z.enum(OVERLAYS)),
  notice: z.enum(NOTICE_STATES),
  noticeUntil: z.union([z.int(), z.literal('indefinite')]).nullable(),
  noticeComplete: z.boolean().nullable(),
  challenge: z
    .strictObject({ forum: listed(CHALLENGE_FORUMS), result: listed(CHALLENGE_RESULTS).nullable() })
    .nullable(),
  latestReview: listed(REVIEW_DECISIONS).nullable(),
  rejectReasons: z.array(listed(REJECT_REASONS)),
  noDataReason: listed(NO_DATA_REASONS).nullable(),
  flags: z.strictObject({ raised: Count, open: Count }),
  selectors: Count.nullable(),
  accounts: Count.nullable(),
  accountsDisclosed: Count.nullable(),
  dataRequested: z.array(Category),
  dataApproved: z.array(Category).nullable(),
  dataDisclosed: z.array(Category),
  bundles: Count,
  /** Milliseconds from receipt; null: has not happened. */
  elapsedMs: z.strictObject({ firstReview: elapsed, decision: elapsed, disclosure: elapsed, notice: elapsed }),
  /** How many values were corrected. */
  corrected: Count,
  findings: z.strictObject({ count: Count, worst: Severity.nullable(), rules: z.array(RuleId) }),
  tags: z.array(z.string()),
})
export type RequestListRow = z.infer<typeof RequestListRow>

/** What the rows were made from, and how they were judged. */
export const Derivation = z.strictObject({
  asOfMs: TimeMs,
  derivedAtMs: TimeMs,
  requests: Count,
  findings: Count,
  /** The rule parameters in force have changed since: derive again to see their answers. */
  policyChanged: z.boolean(),
})
export type Derivation = z.infer<typeof Derivation>

export const FindingView = z.strictObject({
  /** Stays the same when the rows are derived again. */
  findingId: z.string(),
  rule: RuleId,
  severity: Severity,
  req: z.string().nullable(),
  entries: z.array(EntryRef),
  atMs: z.int(),
  text: z.string(),
  /** The sentence of the operator's policy that the rule comes from. */
  sentence: z.string(),
  acknowledged: z.strictObject({ note: z.string(), atMs: TimeMs, workLogSeq: Count }).nullable(),
})
export type FindingView = z.infer<typeof FindingView>
