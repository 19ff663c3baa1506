/** Rows as lists of values, without the names: half the size where hundreds of thousands of them are kept. */
import type { DecidedBy, RequestRow } from './request-row.ts'

/** The order is part of case files: append only, never reorder. */
const ROW_KEYS = [
  'req',
  'duplicates',
  'section',
  'receivedAtMs',
  'origin',
  'assistingCountry',
  'authority',
  'instrument',
  'instrumentLabel',
  'temporal',
  'emergency',
  'matter',
  'reason',
  'channel',
  'authenticity',
  'follows',
  'outcome',
  'overlays',
  'notice',
  'noticeUntil',
  'noticeComplete',
  'challenge',
  'latestReview',
  'rejectReasons',
  'noDataReason',
  'flags',
  'selectors',
  'accounts',
  'accountsDisclosed',
  'dataRequested',
  'dataApproved',
  'dataDisclosed',
  'bundles',
  'elapsedMs',
  'corrected',
  'entries',
  'decidedBy',
] as const satisfies readonly (keyof RequestRow)[]

const DECIDED_KEYS = [
  'received',
  'outcome',
  'notice',
  'firstReview',
  'latestReview',
  'decision',
  'firstDelivery',
  'firstNotice',
  'clarificationAsked',
  'narrowed',
  'userFlagged',
  'challenged',
  'challengeResolved',
  'deliveries',
] as const satisfies readonly (keyof DecidedBy)[]

/** Objects with members that never change. */
const NESTED = {
  origin: ['code', 'kind'],
  authority: ['id', 'name', 'unit', 'type'],
  flags: ['raised', 'open'],
  elapsedMs: ['firstReview', 'decision', 'disclosure', 'notice'],
  decidedBy: DECIDED_KEYS,
} as const satisfies {
  readonly [K in 'origin' | 'authority' | 'flags' | 'elapsedMs' | 'decidedBy']: readonly (keyof RequestRow[K])[]
}

/** Does not compile while a key is missing above. */
type Complete<Missing extends never> = Missing
export type NothingMissing = Complete<
  Exclude<keyof RequestRow, (typeof ROW_KEYS)[number]> | Exclude<keyof DecidedBy, (typeof DECIDED_KEYS)[number]>
>

type Values = Readonly<Record<string, unknown>>
const isNested = (key: string): key is keyof typeof NESTED => Object.hasOwn(NESTED, key)

export function packRow(row: RequestRow): readonly unknown[] {
  return ROW_KEYS.map((key) => {
    const value = row[key]
    return isNested(key) ? NESTED[key].map((name) => (value as Values)[name]) : value
  })
}

/** @param values of `packRow`, through JSON or not */
export function unpackRow(values: readonly unknown[]): RequestRow {
  const row: Record<string, unknown> = {}
  for (const [at, key] of ROW_KEYS.entries()) {
    const value = values[at]
    row[key] = isNested(key) ? named(NESTED[key], value as readonly unknown[]) : value
  }
  return row as unknown as RequestRow
}

/** Where each key stands. */
const AT = Object.fromEntries(ROW_KEYS.map((key, at) => [key, at])) as Readonly<
  Record<(typeof ROW_KEYS)[number], number>
>

/**
 * Only these members of a packed row: a report over a million requests asks for half of them, and their texts are most of
 * the memory.
 */
export function unpackPart<K extends (typeof ROW_KEYS)[number]>(
  values: readonly unknown[],
  keys: readonly K[],
): Pick<RequestRow, K> {
  const row: Record<string, unknown> = {}
  for (const key of keys) {
    const value = values[AT[key]]
    row[key] = isNested(key) ? members(NESTED[key], value as readonly unknown[]) : value
  }
  return row as unknown as Pick<RequestRow, K>
}

/** As `named`, at twice its speed: this runs for every row of a report. */
function members(names: readonly string[], values: readonly unknown[]): Values {
  const object: Record<string, unknown> = {}
  for (let at = 0; at < names.length; at++) object[names[at] as string] = values[at]
  return object
}

function named(names: readonly string[], values: readonly unknown[]): Values {
  return Object.fromEntries(names.map((name, at) => [name, values[at]]))
}
