/** Which requests a list shows: the filters of docs/formats/requests-json.md. */
import type {
  AuthorityType,
  ChallengeResult,
  Emergency,
  Instrument,
  Listed,
  NoticeState,
  Outcome,
} from './enumerations.ts'
import type { RequestRow } from './request-row.ts'
import type { RuleId } from './rules/rule-table.ts'
import { matchesSearch, searchedFields } from './search-match.ts'
import type { SearchQuery } from './search-query.ts'

/** Within one member any value fits; all members must fit. Empty or absent: no limit. */
export interface RequestFilter {
  /** Received at or after, Unix milliseconds. */
  readonly fromMs?: number
  /** Received before. */
  readonly toMs?: number
  /** Codes as in the log: "DE", "US-CA". */
  readonly origin?: readonly string[]
  readonly authorityType?: readonly Listed<AuthorityType>[]
  readonly instrument?: readonly Listed<Instrument>[]
  /** `none`: requests that have no outcome (preservation). */
  readonly outcome?: readonly (Outcome | 'none')[]
  readonly notice?: readonly NoticeState[]
  readonly emergency?: readonly (Listed<Emergency> | 'none')[]
  /** `none`: never challenged; `open`: not resolved yet. */
  readonly challenge?: readonly (Listed<ChallengeResult> | 'none' | 'open')[]
  /** Requests that break one of these. */
  readonly rule?: readonly RuleId[]
  /** In reason, authority, labels and ids. */
  readonly text?: SearchQuery
}

const fits = <T>(wanted: readonly T[] | undefined, value: T): boolean =>
  wanted === undefined || wanted.length === 0 || wanted.includes(value)

/** @param broken rules that this request breaks */
export function fitsFilter(row: RequestRow, broken: ReadonlySet<RuleId>, filter: RequestFilter): boolean {
  if (filter.fromMs !== undefined && row.receivedAtMs < filter.fromMs) return false
  if (filter.toMs !== undefined && row.receivedAtMs >= filter.toMs) return false
  if (filter.rule !== undefined && filter.rule.length > 0 && !filter.rule.some((rule) => broken.has(rule))) return false
  return (
    fits(filter.origin, row.origin.code ?? '') &&
    fits(filter.authorityType, row.authority.type) &&
    fits(filter.instrument, row.instrument) &&
    fits(filter.outcome, row.outcome ?? 'none') &&
    fits(filter.notice, row.notice) &&
    fits(filter.emergency, row.emergency ?? 'none') &&
    fits(filter.challenge, row.challenge === null ? 'none' : (row.challenge.result ?? 'open')) &&
    (filter.text === undefined || matchesSearch(searchedFields(row), filter.text))
  )
}
