/** The charts of a report (docs/formats/report.md §3), each from one table of the document. */
import type { Cell } from '#core/metrics/cell.ts'
import type { ChartModel, ChartSeries, Mark } from './chart-model.ts'
import { cellAt, type DocumentTable, type ReportDocument, tableOf } from './document.ts'
import { cellText, formatNumber } from './figures.ts'
import { columnLabel } from './words.ts'

const OUTCOMES = ['disclosed_full', 'disclosed_partial', 'no_data', 'rejected', 'withdrawn', 'suspended', 'pending']
const TOTAL = 'total'

function markOf(cell: Cell | undefined): Mark {
  if (!cell) return { state: 'none' }
  switch (cell.state) {
    case 'exact':
    case 'rounded':
      return cell.value === null ? { state: 'none' } : { state: 'exact', value: cell.value }
    case 'suppressed':
      return { state: 'suppressed' }
    case 'band':
      return { state: 'band', min: cell.min ?? 0, max: cell.max ?? 0 }
    case 'unknown':
      // "At least" is drawn at what is certain; the table says that it is a lower bound.
      return cell.min === null ? { state: 'none' } : { state: 'exact', value: cell.min }
    case 'not_applicable':
    case 'embargoed':
      return { state: 'none' }
  }
}

interface Draft {
  readonly id: string
  readonly title: string
  readonly kind: ChartModel['kind']
  readonly isHorizontal?: boolean
  readonly table: string
  readonly rows?: (row: string) => boolean
  readonly columns: readonly { readonly id: string; readonly color: string; readonly label?: string }[]
  /** Largest first by this column. */
  readonly sortBy?: string
  readonly n: string
}

function column(table: DocumentTable, id: string): number {
  return table.columns.findIndex((one) => one.id === id)
}

function draw(document: ReportDocument, draft: Draft): ChartModel | null {
  const table = tableOf(document, draft.table)
  if (!table) return null
  const rows = table.rows.filter(({ id }) => id !== TOTAL && (draft.rows?.(id) ?? true))
  const key = draft.sortBy === undefined ? -1 : column(table, draft.sortBy)
  // Hidden bars go last: a place among the others would tell their size.
  const size = (row: (typeof rows)[number]) => {
    const mark = markOf(row.cells[key])
    return mark.state === 'exact' ? mark.value : Number.NEGATIVE_INFINITY
  }
  const ordered = key < 0 ? rows : [...rows].sort((a, b) => size(b) - size(a) || (a.id < b.id ? -1 : 1))
  const series = draft.columns.map(
    ({ id, color, label }): ChartSeries => ({
      id,
      label: label ?? columnLabel(id),
      color,
      marks: ordered.map((row) => markOf(row.cells[column(table, id)])),
    }),
  )
  const unit = table.columns[column(table, draft.columns[0]?.id ?? '')]?.unit ?? 'request'
  const isEmpty = series.every(({ marks }) =>
    marks.every((mark) => mark.state === 'none' || (mark.state === 'exact' && mark.value === 0)),
  )
  return {
    id: draft.id,
    title: draft.title,
    kind: draft.kind,
    isHorizontal: draft.isHorizontal ?? false,
    unit,
    n: draft.n,
    period: document.period.id,
    source: table.source,
    alt: altText(draft, ordered, series, isEmpty),
    categories: ordered.map(({ id, label }) => ({ id, label })),
    series,
    wholes: draft.kind === 'stacked100' ? ordered.map((row) => markOf(row.cells[column(table, 'received')])) : null,
    table: table.id,
    isEmpty,
  }
}

function markText(mark: Mark | undefined): string {
  if (!mark || mark.state === 'none') return 'none'
  if (mark.state === 'suppressed') return 'hidden'
  return mark.state === 'band' ? `${formatNumber(mark.min)} to ${formatNumber(mark.max)}` : formatNumber(mark.value)
}

/** The whole chart in words where it is small, otherwise its first and last and where the numbers are. */
function altText(
  draft: Draft,
  rows: readonly { readonly label: string }[],
  series: readonly ChartSeries[],
  isEmpty: boolean,
): string {
  if (isEmpty) return `${draft.title}: every figure is 0. The table with the same numbers follows.`
  const row = (at: number) =>
    `${rows[at]?.label}: ${series.map(({ label, marks }) => `${label.toLowerCase()} ${markText(marks[at])}`).join(', ')}`
  const isSmall = rows.length * series.length <= 16
  const said = isSmall ? rows.map((_, at) => row(at)) : [row(0), row(rows.length - 1)]
  return `${draft.title}. ${said.join('; ')}.${isSmall ? '' : ` ${rows.length} in all.`} The table with the same numbers follows.`
}

/** Every chart that the document has the table for, in the order of the sections. */
export function chartsOf(document: ReportDocument): readonly ChartModel[] {
  const total =
    cellAt(document, 'glance', 'received', 'now') ?? cellAt(document, 'over-time', document.period.id, 'received')
  const n = `n = ${total ? cellText(total) : 'unknown'} requests`
  const outcomes = OUTCOMES.map((id) => ({ id, color: id.replace('_', '-') }))
  const accountOf = (table: string, row: string, col: string, what: string) => {
    const cell = cellAt(document, table, row, col)
    return `n = ${cell ? cellText(cell) : 'unknown'} ${what}`
  }
  const periods = tableOf(document, 'over-time')?.rows ?? []
  const allPeriods = `${periods[0]?.label ?? ''} to ${periods.at(-1)?.label ?? ''}`
  const drafts: readonly Draft[] = [
    {
      id: 'outcomes-over-time',
      title: 'Requests by outcome and period of receipt',
      kind: 'stacked',
      table: 'over-time',
      columns: outcomes,
      n: `${allPeriods}`,
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
      n: `${allPeriods}`,
    },
    {
      id: 'top-countries',
      title: 'Requests by country and outcome',
      kind: 'stacked',
      isHorizontal: true,
      table: 'by-country',
      columns: outcomes,
      n,
    },
    {
      id: 'outcomes-by-authority',
      title: 'Outcomes by type of authority',
      kind: 'stacked100',
      isHorizontal: true,
      table: 'by-authority',
      columns: outcomes,
      n,
    },
    {
      id: 'instruments',
      title: 'Requests by legal instrument',
      kind: 'grouped',
      isHorizontal: true,
      table: 'by-instrument',
      columns: [{ id: 'received', color: 'accent' }],
      sortBy: 'received',
      n,
    },
    {
      id: 'rejection-reasons',
      title: 'Why requests were rejected',
      kind: 'pareto',
      table: 'rejections',
      columns: [{ id: 'received', color: 'rejected', label: 'Rejected requests' }],
      sortBy: 'received',
      n: accountOf('rejections', TOTAL, 'received', 'rejected requests'),
    },
    {
      id: 'challenge-results',
      title: 'What came of challenges',
      kind: 'stacked',
      table: 'challenges',
      columns: [
        { id: 'quashed', color: 'disclosed-full' },
        { id: 'withdrawn', color: 'disclosed-partial' },
        { id: 'narrowed', color: 'no-data' },
        { id: 'upheld', color: 'rejected' },
        { id: 'open', color: 'pending' },
      ],
      n: accountOf('challenges', TOTAL, 'received', 'challenged requests'),
    },
    {
      id: 'notice',
      title: 'Who was told',
      kind: 'grouped',
      isHorizontal: true,
      table: 'notice',
      columns: [{ id: 'received', color: 'accent', label: 'Requests' }],
      n,
    },
    {
      id: 'review-steps',
      title: 'How many requests came to each step',
      kind: 'grouped',
      isHorizontal: true,
      table: 'durations',
      columns: [{ id: 'with', color: 'accent', label: 'Requests that came to it' }],
      n,
    },
    {
      id: 'hours',
      title: 'Hours from receipt',
      kind: 'grouped',
      isHorizontal: true,
      table: 'durations',
      columns: [
        { id: 'median', color: 'accent', label: 'Median' },
        { id: 'p90', color: 'no-data', label: '90th percentile' },
      ],
      n,
    },
    {
      id: 'national-security',
      title: 'National security requests, in bands',
      kind: 'range',
      isHorizontal: true,
      table: 'national-security',
      columns: [{ id: 'received', color: 'accent', label: 'Requests, somewhere in this band' }],
      n: 'bands of 500',
    },
  ]
  const drawn = drafts.map((draft) => draw(document, draft))
  const dumbbell = requestedAndDisclosed(document, n)
  return [...drawn, dumbbell].filter((chart): chart is ChartModel => chart !== null)
}

/** Asked for and disclosed, by category: two tables side by side. */
function requestedAndDisclosed(document: ReportDocument, n: string): ChartModel | null {
  const requested = tableOf(document, 'data-requested')
  const disclosed = tableOf(document, 'data-disclosed')
  if (!requested || !disclosed) return null
  const draft: Draft = {
    id: 'requested-and-disclosed',
    title: 'Data asked for, and data disclosed',
    kind: 'dumbbell',
    isHorizontal: true,
    table: 'data-requested',
    columns: [{ id: 'requested', color: 'second' }],
    n,
  }
  const base = draw(document, draft)
  if (!base) return null
  const series: readonly ChartSeries[] = [
    ...base.series,
    {
      id: 'disclosed',
      label: 'Disclosed',
      color: 'accent',
      marks: base.categories.map(({ id }) => markOf(disclosed.rows.find((row) => row.id === id)?.cells[0])),
    },
  ]
  return { ...base, series, alt: altText(draft, base.categories, series, base.isEmpty) }
}
