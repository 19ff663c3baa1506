/**
 * By what requests are counted: for each dimension, the values a request row has in it.
 *
 * A single-valued dimension puts each request in exactly one place, so its parts sum to the whole. A multi-valued one
 * does not: a request may ask for several categories and be rejected for several reasons.
 */
import {
  AUTHORITY_TYPES,
  CHALLENGE_FORUMS,
  CHALLENGE_RESULTS,
  CONTENT_CATEGORIES,
  DATA_CATEGORIES,
  EMERGENCIES,
  INSTRUMENTS,
  NOTICE_STATES,
  OUTCOMES,
  REJECT_REASONS,
} from '../requests/enumerations.ts'
import type { RequestRow } from '../requests/request-row.ts'

export const DIMENSIONS = [
  'section',
  'origin',
  'authority_type',
  'instrument',
  'outcome',
  'disclosed_any',
  'notice',
  'told',
  'emergency',
  'reason',
  'requested',
  'disclosed',
  'content',
  'keys',
  'challenged',
  'forum',
  'result',
  'flagged',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

/** Where each dimension stands in that list. */
export const PLACE = Object.fromEntries(DIMENSIONS.map((dimension, at) => [dimension, at])) as Readonly<
  Record<Dimension, number>
>

/** What of a request is counted: the rest of its row, texts above all, need not be at hand. */
export const REPORT_KEYS = [
  'req',
  'section',
  'receivedAtMs',
  'origin',
  'authority',
  'instrument',
  'emergency',
  'outcome',
  'notice',
  'noticeComplete',
  'challenge',
  'rejectReasons',
  'flags',
  'accounts',
  'accountsDisclosed',
  'dataRequested',
  'dataDisclosed',
  'bundles',
  'elapsedMs',
  'decidedBy',
] as const satisfies readonly (keyof RequestRow)[]
export type ReportRow = Pick<RequestRow, (typeof REPORT_KEYS)[number]>

/** Dimensions in which a request may have several values, or none. */
export const MULTI_VALUED: ReadonlySet<Dimension> = new Set(['reason', 'requested', 'disclosed'])

const KEYS: readonly string[] = ['encryption_key', 'technical_capability']
const CONTENT: readonly string[] = CONTENT_CATEGORIES
const some = (values: readonly string[], among: readonly string[]) => values.some((value) => among.includes(value))
const NONE: readonly string[] = []
const YES: readonly string[] = ['yes']
const yes = (is: boolean): readonly string[] => (is ? YES : NONE)
/** Lists of one value, shared: there are few values and many rows. */
const singles = new Map<string, readonly string[]>()
function one(value: string): readonly string[] {
  const known = singles.get(value)
  if (known) return known
  const list = [value]
  // Values come from closed lists and country codes; a log of garbage must not grow this without end.
  if (singles.size < 10_000) singles.set(value, list)
  return list
}

/** Most lists say nothing twice, and are used as they are. */
function distinct(values: readonly string[]): readonly string[] {
  const set = new Set(values)
  return set.size === values.length ? values : [...set]
}

/** Origins that are no country: supranational, intergovernmental, disputed or unknown. Printed within "other". */
export const NO_COUNTRY = '[no country]'

/** A country by its ISO 3166-1 code. An authority of a part of a country (`US-CA`) is counted under the country. */
function originOf({ origin: { kind, code } }: ReportRow): string {
  const country = kind === 'state' || kind === 'subnational' ? /^[A-Z]{2}(?=-|$)/.exec(code ?? '')?.[0] : undefined
  return country ?? NO_COUNTRY
}

/** The values of `row` in one dimension; empty where it has none. */
export function valuesOf(row: ReportRow, dimension: Dimension): readonly string[] {
  switch (dimension) {
    case 'section':
      return one(row.section)
    case 'origin':
      return one(originOf(row))
    case 'authority_type':
      return one(row.authority.type)
    case 'instrument':
      return one(row.instrument)
    case 'outcome':
      return row.outcome === null ? NONE : one(row.outcome)
    case 'disclosed_any':
      return yes(row.outcome === 'disclosed_full' || row.outcome === 'disclosed_partial')
    case 'notice':
      return one(row.notice)
    case 'told':
      return row.noticeComplete === null ? NONE : one(row.noticeComplete ? 'all_four' : 'not_all')
    case 'emergency':
      return row.emergency === null ? NONE : one(row.emergency)
    case 'reason':
      return row.outcome === 'rejected' ? distinct(row.rejectReasons) : NONE
    case 'requested':
      return distinct(row.dataRequested)
    case 'disclosed':
      return row.bundles > 0 ? distinct(row.dataDisclosed) : NONE
    case 'content':
      return yes(row.bundles > 0 && some(row.dataDisclosed, CONTENT))
    case 'keys':
      return yes(some(row.dataRequested, KEYS))
    case 'challenged':
      return yes(row.challenge !== null)
    case 'forum':
      return row.challenge === null ? NONE : one(row.challenge.forum)
    case 'result':
      return row.challenge === null ? NONE : one(row.challenge.result ?? 'open')
    case 'flagged':
      return yes(row.flags.raised > 0)
  }
}

/** Published in full, alone or crossed with each other (industry norm); everything else is held to the threshold. */
const EXACT: ReadonlySet<Dimension> = new Set(['section', 'origin', 'instrument', 'outcome', 'disclosed_any'])

/** Is a count of requests over these dimensions published exactly? */
export function isExactCut(where: Readonly<Partial<Record<Dimension, string>>>): boolean {
  return (Object.entries(where) as [Dimension, string][]).every(([dimension]) => EXACT.has(dimension))
}

/** Values of a dimension in the order they are printed; `other` last, for what no enumeration lists. */
export const PRINTED: Readonly<Partial<Record<Dimension, readonly string[]>>> = {
  authority_type: AUTHORITY_TYPES,
  instrument: INSTRUMENTS,
  outcome: OUTCOMES,
  notice: NOTICE_STATES,
  told: ['all_four', 'not_all'],
  emergency: EMERGENCIES,
  reason: [...REJECT_REASONS, 'other'],
  requested: [...DATA_CATEGORIES, 'other'],
  disclosed: [...DATA_CATEGORIES, 'other'],
  forum: [...CHALLENGE_FORUMS, 'other'],
  result: [...CHALLENGE_RESULTS, 'open', 'other'],
}

/** Dimensions that `request.received` alone decides. */
export const RECEIVED_ONLY: ReadonlySet<Dimension> = new Set([
  'section',
  'origin',
  'authority_type',
  'instrument',
  'emergency',
  'requested',
  'keys',
])

/** Dimensions that one entry decides: as `addDeciders` says it. */
export const SINGLE_DECIDER: Readonly<Partial<Record<Dimension, 'outcome' | 'notice' | 'challenged' | 'userFlagged'>>> =
  {
    outcome: 'outcome',
    reason: 'outcome',
    disclosed_any: 'outcome',
    notice: 'notice',
    told: 'notice',
    challenged: 'challenged',
    forum: 'challenged',
    flagged: 'userFlagged',
  }

function push(into: number[], seq: number | null): void {
  if (seq !== null && !into.includes(seq)) into.push(seq)
}

/** Adds the entries (seq) that decided a row's value in a dimension, beyond `request.received`; none twice. */
export function addDeciders({ decidedBy: d }: ReportRow, dimension: Dimension, into: number[]): void {
  switch (dimension) {
    case 'outcome':
    case 'reason':
    case 'disclosed_any':
      push(into, d.outcome)
      break
    case 'disclosed':
    case 'content':
      for (const seq of d.deliveries) push(into, seq)
      break
    case 'notice':
    case 'told':
      push(into, d.notice)
      break
    case 'challenged':
    case 'forum':
      push(into, d.challenged)
      break
    case 'result':
      push(into, d.challenged)
      push(into, d.challengeResolved)
      break
    case 'flagged':
      push(into, d.userFlagged)
      break
    case 'section':
    case 'origin':
    case 'authority_type':
    case 'instrument':
    case 'emergency':
    case 'requested':
    case 'keys':
      break
  }
}
