/** Which charts a report has (docs/formats/report.md §8), and from which columns of which table each is drawn. */
import type { ChartKind } from './chart-model.ts'
import type { ChartColor } from './chart-palette.ts'

export interface DraftColumn {
  readonly id: string
  readonly color: ChartColor
  readonly label?: string
}

export interface ChartDraft {
  readonly id: string
  readonly title: string
  readonly kind: ChartKind
  readonly isHorizontal?: boolean
  readonly table: string
  readonly columns: readonly DraftColumn[]
  /** Largest first by this column. */
  readonly sortBy?: string
  /** In words; that of the first column otherwise. */
  readonly unit?: string
  /** The cell that n is, and what it counts; requests received otherwise. */
  readonly n?: { readonly row: string; readonly column: string; readonly what: string }
  /** Rows are periods: n is the sum over them, and breaks may stand between them. */
  readonly isOverTime?: true
  /** Sentences under it. */
  readonly notes?: readonly string[]
}

const OUTCOMES: readonly DraftColumn[] = [
  { id: 'disclosed_full', color: 'disclosed-full' },
  { id: 'disclosed_partial', color: 'disclosed-partial' },
  { id: 'no_data', color: 'no-data' },
  { id: 'rejected', color: 'rejected' },
  { id: 'withdrawn', color: 'withdrawn' },
  { id: 'suspended', color: 'suspended' },
  { id: 'pending', color: 'pending' },
]

const TOTAL = 'total'

export const CHART_DRAFTS: readonly ChartDraft[] = [
  {
    id: 'outcomes-over-time',
    title: 'Requests by outcome and period of receipt',
    kind: 'stacked',
    table: 'over-time',
    columns: OUTCOMES,
    isOverTime: true,
  },
  {
    id: 'requests-and-accounts',
    title: 'Requests received, and accounts they named',
    kind: 'lines',
    table: 'over-time',
    columns: [
      { id: 'received', color: 'accent', label: 'Requests' },
      { id: 'accounts', color: 'second', label: 'Accounts' },
    ],
    unit: 'requests; accounts',
    isOverTime: true,
  },
  {
    id: 'top-countries',
    title: 'Requests by country and outcome',
    kind: 'stacked',
    isHorizontal: true,
    table: 'by-country',
    columns: OUTCOMES,
    notes: ['Beside each bar: all requests of the country.'],
  },
  {
    id: 'outcomes-by-authority',
    title: 'Outcomes by type of authority',
    kind: 'stacked100',
    isHorizontal: true,
    table: 'by-authority',
    columns: OUTCOMES,
    unit: 'percent of the requests of that type of authority',
    notes: ['Beside each bar: how many requests 100 % are.'],
  },
  {
    id: 'instruments',
    title: 'Requests by legal instrument',
    kind: 'grouped',
    isHorizontal: true,
    table: 'by-instrument',
    columns: [{ id: 'received', color: 'accent', label: 'Requests' }],
    sortBy: 'received',
  },
  {
    id: 'rejection-reasons',
    title: 'Why requests were rejected',
    kind: 'pareto',
    isHorizontal: true,
    table: 'rejections',
    columns: [{ id: 'received', color: 'rejected', label: 'Rejected requests' }],
    sortBy: 'received',
    n: { row: TOTAL, column: 'received', what: 'rejected requests' },
    notes: ['A request may be rejected for several reasons.'],
  },
  {
    id: 'challenge-results',
    title: 'What came of challenges',
    kind: 'stacked',
    isHorizontal: true,
    table: 'challenges',
    columns: [
      { id: 'quashed', color: 'quashed' },
      { id: 'narrowed', color: 'narrowed' },
      { id: 'withdrawn', color: 'withdrawn' },
      { id: 'upheld', color: 'upheld' },
      { id: 'open', color: 'pending' },
      { id: 'other', color: 'other' },
    ],
    n: { row: TOTAL, column: 'received', what: 'challenged requests' },
    notes: ['Beside each bar: all challenges there.'],
  },
  {
    id: 'notice',
    title: 'Who was told',
    kind: 'grouped',
    isHorizontal: true,
    table: 'notice',
    columns: [{ id: 'received', color: 'accent', label: 'Requests' }],
    notes: ['Each request is in exactly one row.'],
  },
  {
    id: 'review-steps',
    title: 'How many requests came to each step',
    kind: 'grouped',
    isHorizontal: true,
    table: 'durations',
    columns: [{ id: 'with', color: 'accent', label: 'Requests that came to it' }],
  },
  {
    id: 'hours',
    title: 'Hours from receipt',
    kind: 'grouped',
    isHorizontal: true,
    table: 'durations',
    columns: [
      { id: 'median', color: 'accent', label: 'Median' },
      { id: 'p90', color: 'accent-light', label: '90th percentile' },
    ],
  },
  {
    id: 'national-security',
    title: 'National security requests, in bands',
    kind: 'range',
    isHorizontal: true,
    table: 'national-security',
    columns: [{ id: 'received', color: 'accent', label: 'Requests: somewhere in this band' }],
  },
]
