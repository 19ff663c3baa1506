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

export type Dimension =
  | 'section'
  | 'origin'
  | 'authority_type'
  | 'instrument'
  | 'outcome'
  | 'disclosed_any'
  | 'notice'
  | 'told'
  | 'emergency'
  | 'reason'
  | 'requested'
  | 'disclosed'
  | 'content'
  | 'keys'
  | 'challenged'
  | 'forum'
  | 'result'
  | 'flagged'

/** Dimensions in which a request may have several values, or none. */
export const MULTI_VALUED: ReadonlySet<Dimension> = new Set(['reason', 'requested', 'disclosed'])

const KEYS: readonly string[] = ['encryption_key', 'technical_capability']
const CONTENT: readonly string[] = CONTENT_CATEGORIES
const some = (values: readonly string[], among: readonly string[]) => values.some((value) => among.includes(value))
const yes = (is: boolean): readonly string[] => (is ? ['yes'] : [])

/** Origins that are no country: supranational, intergovernmental, disputed or unknown. Printed within "other". */
export const NO_COUNTRY = '[no country]'

/** A country by its ISO 3166-1 code. An authority of a part of a country (`US-CA`) is counted under the country. */
function originOf({ origin: { kind, code } }: RequestRow): string {
  const country = kind === 'state' || kind === 'subnational' ? /^[A-Z]{2}(?=-|$)/.exec(code ?? '')?.[0] : undefined
  return country ?? NO_COUNTRY
}

/** The values of `row` in one dimension; empty where it has none. */
export function valuesOf(row: RequestRow, dimension: Dimension): readonly string[] {
  switch (dimension) {
    case 'section':
      return [row.section]
    case 'origin':
      return [originOf(row)]
    case 'authority_type':
      return [row.authority.type]
    case 'instrument':
      return [row.instrument]
    case 'outcome':
      return row.outcome === null ? [] : [row.outcome]
    case 'disclosed_any':
      return yes(row.outcome === 'disclosed_full' || row.outcome === 'disclosed_partial')
    case 'notice':
      return [row.notice]
    case 'told':
      return row.noticeComplete === null ? [] : [row.noticeComplete ? 'all_four' : 'not_all']
    case 'emergency':
      return row.emergency === null ? [] : [row.emergency]
    case 'reason':
      return row.outcome === 'rejected' ? [...new Set(row.rejectReasons)] : []
    case 'requested':
      return [...new Set(row.dataRequested)]
    case 'disclosed':
      return row.bundles > 0 ? [...new Set(row.dataDisclosed)] : []
    case 'content':
      return yes(row.bundles > 0 && some(row.dataDisclosed, CONTENT))
    case 'keys':
      return yes(some(row.dataRequested, KEYS))
    case 'challenged':
      return yes(row.challenge !== null)
    case 'forum':
      return row.challenge === null ? [] : [row.challenge.forum]
    case 'result':
      return row.challenge === null ? [] : [row.challenge.result ?? 'open']
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

/** The entries (seq) that decided a row's value in a dimension, beyond `request.received`. */
export function decidersOf({ decidedBy: d }: RequestRow, dimension: Dimension): readonly (number | null)[] {
  switch (dimension) {
    case 'outcome':
    case 'reason':
      return [d.outcome]
    case 'disclosed_any':
      return [d.outcome]
    case 'disclosed':
    case 'content':
      return d.deliveries
    case 'notice':
    case 'told':
      return [d.notice]
    case 'challenged':
    case 'forum':
      return [d.challenged]
    case 'result':
      return [d.challenged, d.challengeResolved]
    case 'flagged':
      return [d.userFlagged]
    case 'section':
    case 'origin':
    case 'authority_type':
    case 'instrument':
    case 'emergency':
    case 'requested':
    case 'keys':
      return []
  }
}
