/** Requests, findings and due dates of one evidence, derived from its log. They can be made again at any time. */
import type { Stratified } from '#core/audit-sample/strata.ts'
import type { InputError } from '#core/input-error.ts'
import type { MarkedPlaces } from '#core/metrics/rows-behind.ts'
import type { DueItem, DueKind } from '#core/requests/due.ts'
import type { NotEvaluated } from '#core/requests/finding.ts'
import type { Follower } from '#core/requests/history.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import type { BundleFact } from '#core/requests/rules/bundle-rule.ts'
import type { CosignedHead } from '#core/requests/rules/log-rules.ts'
import type { Policy, RuleParameters } from '#core/requests/rules/parameters.ts'
import type { RuleId, Severity } from '#core/requests/rules/rule-table.ts'
import type { SearchField, SearchQuery } from '#core/requests/search-query.ts'
import type { Result } from '#core/result.ts'
import type { EvidenceFile, OpenedEvidence } from '../ports.ts'

/** An entry as it is cited: `index` is its place among the lines as they stand, null where it is not known. */
export interface EntryCite {
  readonly seq: number
  readonly index: number | null
}

/** Found for one request. */
export interface DerivedFinding {
  readonly rule: RuleId
  readonly severity: Severity
  readonly req: string | null
  readonly entries: readonly EntryCite[]
  readonly atMs: number
  readonly text: string
}

export interface DerivedDue extends Omit<DueItem, 'entries'> {
  readonly entries: readonly EntryCite[]
}

/** What one request gives the case. Plain data: it comes from another thread. */
export interface DerivedRequest {
  readonly row: RequestRow
  /** Places of the row's `entries`, and of nothing else. */
  readonly indexes: readonly number[]
  readonly followers: readonly Follower[]
  readonly search: Readonly<Record<SearchField, string>>
  readonly findings: readonly DerivedFinding[]
  readonly due: readonly DerivedDue[]
}

/** What is left when all requests have been handed over: findings and dates of the log itself. */
export interface DerivedLog {
  /** As of when; null: the log has no entries and no time was asked for. */
  readonly asOfMs: number | null
  readonly requests: number
  readonly findings: readonly DerivedFinding[]
  readonly due: readonly DerivedDue[]
  readonly notEvaluated: readonly NotEvaluated[]
}

/** What bundles say of themselves, or the imports to read it from; then only bundles of the log of this origin count. */
export type GivenBundles =
  | { readonly facts: readonly BundleFact[] }
  | { readonly imports: readonly OpenedEvidence[]; readonly origin: string | null }

export interface DeriveInput {
  /** The files that hold entries, in the order of their lines. */
  readonly files: readonly EvidenceFile[]
  /** Null: the time of the last entry. */
  readonly asOfMs: number | null
  readonly parameters: RuleParameters
  /** Null: there are none, and the rule about them is not evaluated. */
  readonly bundles: GivenBundles | null
  readonly cosigned: readonly CosignedHead[]
}

export interface DeriveHooks {
  readonly signal: AbortSignal
  /** Since the beginning; every byte passes twice. */
  readonly onProgress: (done: { readonly bytes: number; readonly entries: number }) => void
  /** By receipt, then id; the next batch comes when the promise resolves. */
  readonly onRequests: (requests: readonly DerivedRequest[]) => Promise<void>
}

/** Reads a log and derives everything from it. */
export type Derive = (input: DeriveInput, hooks: DeriveHooks) => Promise<Result<DerivedLog, InputError>>

export interface DerivationRow {
  readonly asOfMs: number
  readonly derivedAtMs: number
  readonly requests: number
  readonly findings: number
  readonly policy: Policy
  readonly notEvaluated: readonly NotEvaluated[]
}

/** The filter of a list, checked and parsed. Within one member any value fits; all members must fit. */
export interface RequestQuery {
  readonly fromMs?: number | undefined
  readonly toMs?: number | undefined
  /** By column: values any of which fits; an empty list is no limit. */
  readonly values: Readonly<Partial<Record<FacetColumn, readonly string[]>>>
  readonly overlay: readonly string[]
  readonly requested: readonly string[]
  readonly disclosed: readonly string[]
  readonly rule: readonly string[]
  /** Ids of requests that carry a tag asked for; null: no tag was asked for. */
  readonly reqs: readonly string[] | null
  /** Only these; null: no limit. */
  readonly places: MarkedPlaces | null
  readonly text: SearchQuery | null
}

export const FACET_COLUMNS = [
  'section',
  'origin',
  'authorityType',
  'instrument',
  'outcome',
  'notice',
  'emergency',
  'challenge',
  'severity',
] as const
export type FacetColumn = (typeof FACET_COLUMNS)[number]

export interface RequestOrder {
  readonly by:
    | 'received'
    | Exclude<FacetColumn, 'section' | 'emergency' | 'challenge' | 'severity'>
    | 'accounts'
    | 'accountsDisclosed'
    | 'firstReview'
    | 'decision'
    | 'disclosure'
    | 'noticeTime'
    | 'findings'
  readonly descending: boolean
}

/** Where a page ended: the sort key of its last row, and its place. */
export interface PageEnd {
  readonly key: string | number | null
  readonly id: number
}

export interface StoredRequest {
  readonly id: number
  readonly row: RequestRow
  readonly indexes: readonly number[]
  readonly followers: readonly Follower[]
  readonly findings: { readonly count: number; readonly worst: Severity | null; readonly rules: readonly RuleId[] }
}

export interface Facet {
  readonly value: string
  readonly count: number
}

export interface FindingQuery {
  readonly rule: readonly string[]
  readonly severity: readonly string[]
  readonly req: string | null
  /** Keys of acknowledged findings, and whether those or the others are wanted; null: both. */
  readonly acknowledged: { readonly keys: readonly string[]; readonly wanted: boolean } | null
}

export interface StoredFinding extends DerivedFinding {
  readonly id: number
  /** Made of rule, request and entries: the same when the rows are derived again. */
  readonly key: string
}

export interface FindingGroup {
  readonly key: string
  readonly severity: Severity
  readonly count: number
}

export interface DueQuery {
  readonly kind: readonly string[]
  readonly fromMs: number | null
  readonly toMs: number | null
  /** Null: both. */
  readonly overdue: boolean | null
}

export interface StoredDue extends DerivedDue {
  readonly id: number
  /** Its request; null: the log as a whole. */
  readonly about: Pick<RequestRow, 'origin' | 'authority' | 'instrument' | 'outcome'> | null
}

/** A request as an audit sample is drawn from it. */
export interface SampledUnit extends Stratified {
  readonly req: string
}

/** All of one evidence by its number. */
export interface RequestRows {
  readonly derivation: (no: number) => Promise<DerivationRow | null>
  /**
   * Runs `derive`, which hands requests over in order, and puts them in the place of earlier ones, in one transaction:
   * a crash or anything thrown leaves what was there before.
   */
  readonly replace: (
    no: number,
    about: Pick<DerivationRow, 'derivedAtMs' | 'policy'>,
    derive: (onRequests: DeriveHooks['onRequests']) => Promise<DerivedLog>,
  ) => Promise<void>
  readonly page: (
    no: number,
    query: RequestQuery,
    order: RequestOrder,
    after: PageEnd | null,
    limit: number,
  ) => Promise<{ readonly rows: readonly StoredRequest[]; readonly end: PageEnd | null }>
  /** Every request with what it can be stratified by, in the order of receipt. */
  readonly units: (no: number) => Promise<readonly SampledUnit[]>
  readonly count: (no: number, query: RequestQuery) => Promise<number>
  /**
   * Rows as they are stored, for a thread that reads them itself: JSON lists with a packed row first, with commas between.
   * By id; `lastId` null: there are no more.
   */
  readonly packed: (
    no: number,
    afterId: number | null,
    limit: number,
  ) => Promise<{ readonly items: string; readonly rows: number; readonly lastId: number | null }>
  readonly facets: (
    no: number,
    query: RequestQuery,
  ) => Promise<Readonly<Record<FacetColumn | 'rule' | 'halfYear', readonly Facet[]>>>
  /** By its own id or that of a duplicate folded into it. */
  readonly byReq: (no: number, req: string) => Promise<StoredRequest | null>
  /** Those of `ids` that belong to a request whose notice stands so: its own, and those of duplicates folded into it. */
  readonly idsWithNotice: (no: number, notice: string, ids: readonly string[]) => Promise<readonly string[]>
  readonly reqOfEntry: (no: number, index: number) => Promise<string | null>
  readonly findings: (
    no: number,
    query: FindingQuery,
    afterId: number | null,
    limit: number,
  ) => Promise<readonly StoredFinding[]>
  readonly findingsByKey: (no: number, keys: readonly string[]) => Promise<readonly StoredFinding[]>
  readonly findingGroups: (
    no: number,
    by: 'rule' | 'severity' | 'request',
    query: FindingQuery,
  ) => Promise<readonly FindingGroup[]>
  readonly due: (no: number, query: DueQuery, afterId: number | null, limit: number) => Promise<readonly StoredDue[]>
  /** By kind, whichever kinds were asked for, and overdue or not. */
  readonly dueCounts: (
    no: number,
    query: DueQuery,
  ) => Promise<readonly { readonly kind: DueKind; readonly count: number; readonly overdue: number }[]>
  /** The policy file of the case; null: the defaults of the program. */
  readonly policyText: () => Promise<string | null>
  readonly setPolicyText: (text: string | null) => Promise<void>
}
