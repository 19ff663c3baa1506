/**
 * The tables of a report: what each row and column counts (docs/formats/report.md §2). One list, read by the builder,
 * by the data dictionary and by the tests' independent recount.
 */
import type { Measure } from './count.ts'
import type { Dimension } from './dimensions.ts'

export const SECTION_IDS = [
  'glance',
  'how-we-count',
  'over-time',
  'by-country',
  'by-authority',
  'by-instrument',
  'data',
  'outcomes',
  'rejections',
  'challenges',
  'emergency',
  'preservation',
  'notice',
  'cross-border',
  'national-security',
  'child-safety',
  'keys',
  'durations',
  'user-flags',
  'case-studies',
  'changes',
  'suppression',
  'forbidden',
  'dictionary',
] as const
export type SectionId = (typeof SECTION_IDS)[number]

export interface CountColumn {
  readonly kind: 'count'
  readonly id: string
  readonly measure: Measure
  readonly where: Readonly<Partial<Record<Dimension, string>>>
  /** Counted in the period before. */
  readonly previous?: boolean
}

export interface RatioColumn {
  readonly kind: 'ratio'
  readonly id: string
  readonly numerator: string
  readonly denominator: string
}

/** Change against the period before, in percent of it. */
export interface ChangeColumn {
  readonly kind: 'change'
  readonly id: string
  readonly now: string
  readonly before: string
}

export type ColumnSpec = CountColumn | RatioColumn | ChangeColumn

export interface TableSpec {
  readonly id: string
  readonly section: SectionId
  /** Every request of the table fits this: which section of the log's requests it is about. */
  readonly population: Readonly<Partial<Record<Dimension, string>>>
  /** What the rows are: values of a dimension, or periods. */
  readonly rows: Dimension | 'period'
  /** Only these values, in this order. Otherwise those of PRINTED; countries by number. */
  readonly only?: readonly string[]
  /** Leave out rows in which every count is 0 (and say how many). */
  readonly skipZeroRows?: boolean
  /** A last row over all values; of a multi-valued dimension it is no sum, and says so. */
  readonly total: boolean
  readonly columns: readonly ColumnSpec[]
}

const count = (id: string, measure: Measure, where: CountColumn['where'] = {}): CountColumn => ({
  kind: 'count',
  id,
  measure,
  where,
})
const ratio = (id: string, numerator: string, denominator: string): RatioColumn => ({
  kind: 'ratio',
  id,
  numerator,
  denominator,
})

const RECEIVED = count('received', 'request')
const PREVIOUS: CountColumn = { ...RECEIVED, id: 'received_before', previous: true }
const CHANGE: ChangeColumn = { kind: 'change', id: 'change', now: 'received', before: 'received_before' }
const OUTCOME_COLUMNS = [
  count('disclosed_full', 'request', { outcome: 'disclosed_full' }),
  count('disclosed_partial', 'request', { outcome: 'disclosed_partial' }),
  count('rejected', 'request', { outcome: 'rejected' }),
  count('no_data', 'request', { outcome: 'no_data' }),
  count('withdrawn', 'request', { outcome: 'withdrawn' }),
  count('suspended', 'request', { outcome: 'suspended' }),
  count('pending', 'request', { outcome: 'pending' }),
]
const DISCLOSED_ANY = count('disclosed_any', 'request', { disclosed_any: 'yes' })
const DISCLOSED_SHARE = ratio('disclosed_share', 'disclosed_any', 'received')
const ACCOUNTS = count('accounts', 'account')
const ACCOUNTS_DISCLOSED = count('accounts_disclosed', 'account_disclosed')
const REQUESTS = { section: 'request' } as const

export const TABLES: readonly TableSpec[] = [
  {
    id: 'over-time',
    section: 'over-time',
    population: REQUESTS,
    rows: 'period',
    total: false,
    columns: [RECEIVED, ...OUTCOME_COLUMNS, ACCOUNTS, ACCOUNTS_DISCLOSED, DISCLOSED_ANY, DISCLOSED_SHARE],
  },
  {
    id: 'by-country',
    section: 'by-country',
    population: REQUESTS,
    rows: 'origin',
    total: true,
    columns: [
      RECEIVED,
      PREVIOUS,
      CHANGE,
      ...OUTCOME_COLUMNS,
      ACCOUNTS,
      ACCOUNTS_DISCLOSED,
      DISCLOSED_ANY,
      DISCLOSED_SHARE,
    ],
  },
  {
    id: 'by-authority',
    section: 'by-authority',
    population: REQUESTS,
    rows: 'authority_type',
    total: true,
    columns: [RECEIVED, PREVIOUS, CHANGE, ...OUTCOME_COLUMNS, ACCOUNTS, DISCLOSED_ANY, DISCLOSED_SHARE],
  },
  {
    id: 'by-instrument',
    section: 'by-instrument',
    population: REQUESTS,
    rows: 'instrument',
    skipZeroRows: true,
    total: true,
    columns: [RECEIVED, PREVIOUS, CHANGE, ...OUTCOME_COLUMNS, ACCOUNTS, DISCLOSED_ANY, DISCLOSED_SHARE],
  },
  {
    id: 'orders-to-act',
    section: 'by-instrument',
    population: { section: 'order_to_act' },
    rows: 'instrument',
    only: ['dsa_art9_order'],
    total: false,
    columns: [RECEIVED, PREVIOUS, CHANGE],
  },
  {
    id: 'data-requested',
    section: 'data',
    population: REQUESTS,
    rows: 'requested',
    total: false,
    columns: [count('requested', 'request')],
  },
  {
    id: 'data-disclosed',
    section: 'data',
    population: REQUESTS,
    rows: 'disclosed',
    total: false,
    columns: [count('disclosed', 'request')],
  },
  {
    id: 'outcomes',
    section: 'outcomes',
    population: REQUESTS,
    rows: 'outcome',
    total: true,
    columns: [RECEIVED, PREVIOUS, CHANGE],
  },
  {
    id: 'rejections',
    section: 'rejections',
    population: { ...REQUESTS, outcome: 'rejected' },
    rows: 'reason',
    total: true,
    columns: [RECEIVED, PREVIOUS, CHANGE],
  },
  {
    id: 'challenges',
    section: 'challenges',
    population: { ...REQUESTS, challenged: 'yes' },
    rows: 'forum',
    total: true,
    columns: [
      RECEIVED,
      count('withdrawn', 'request', { result: 'withdrawn' }),
      count('narrowed', 'request', { result: 'narrowed' }),
      count('upheld', 'request', { result: 'upheld' }),
      count('quashed', 'request', { result: 'quashed' }),
      count('open', 'request', { result: 'open' }),
      count('other', 'request', { result: 'other' }),
    ],
  },
  {
    id: 'emergency',
    section: 'emergency',
    population: REQUESTS,
    rows: 'emergency',
    total: false,
    columns: [RECEIVED, DISCLOSED_ANY, count('rejected', 'request', { outcome: 'rejected' }), DISCLOSED_SHARE],
  },
  {
    id: 'preservation',
    section: 'preservation',
    population: { section: 'preservation' },
    rows: 'instrument',
    only: ['preservation_request', 'epoc_pr'],
    total: true,
    columns: [RECEIVED, PREVIOUS, CHANGE, ACCOUNTS],
  },
  {
    id: 'notice',
    section: 'notice',
    population: REQUESTS,
    rows: 'notice',
    total: true,
    columns: [RECEIVED, PREVIOUS, CHANGE],
  },
  {
    id: 'notice-told',
    section: 'notice',
    population: REQUESTS,
    rows: 'told',
    total: false,
    columns: [RECEIVED],
  },
  {
    id: 'cross-border',
    section: 'cross-border',
    population: REQUESTS,
    rows: 'instrument',
    only: ['mlat_letter_rogatory', 'cloud_agreement_order', 'epoc'],
    total: false,
    columns: [RECEIVED, PREVIOUS, CHANGE, ...OUTCOME_COLUMNS, DISCLOSED_ANY, DISCLOSED_SHARE],
  },
  {
    id: 'keys',
    section: 'keys',
    population: REQUESTS,
    rows: 'requested',
    only: ['encryption_key', 'technical_capability'],
    total: false,
    columns: [count('requested', 'request'), count('rejected', 'request', { outcome: 'rejected' })],
  },
  {
    id: 'keys-disclosed',
    section: 'keys',
    population: REQUESTS,
    rows: 'disclosed',
    only: ['encryption_key', 'technical_capability', 'stored_content', 'live_content'],
    total: false,
    columns: [count('disclosed', 'request')],
  },
  {
    id: 'user-flags',
    section: 'user-flags',
    population: { ...REQUESTS, flagged: 'yes' },
    rows: 'outcome',
    total: true,
    columns: [count('flagged', 'request'), count('flags', 'flag')],
  },
]

/** Countries printed by name; the rest are joined. */
export const TOP_COUNTRIES = 10
/** Periods in a table or chart over time. */
export const PERIODS_SHOWN = 8
