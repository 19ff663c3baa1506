/** The charts of a report (docs/formats/report.md §8), each from one table of the document. */

import type { Cell } from '#core/metrics/cell.ts'
import { BAND_WIDTH } from '#core/metrics/special-tables.ts'
import { SECTION_IDS } from '#core/metrics/table-spec.ts'
import { breaksOver, partialNote } from './chart-breaks.ts'
import { CHART_DRAFTS, type ChartDraft } from './chart-drafts.ts'
import { importedBefore, type RowsBefore } from './chart-imported.ts'
import { type ChartModel, type ChartSeries, cumulatedOf, type Mark } from './chart-model.ts'
import { altText } from './chart-words.ts'
import { cellAt, type DocumentTable, type ReportDocument, tableOf } from './document.ts'
import { cellText, formatNumber } from './figures.ts'
import { columnLabel, rowLabel, UNIT_LABELS } from './words.ts'

const TOTAL = 'total'

export function markOf(cell: Cell | undefined): Mark {
  if (!cell) return { state: 'none', why: 'absent' }
  const { state, value, min, max } = cell
  switch (state) {
    case 'exact':
    case 'rounded':
      return value === null ? { state: 'none', why: 'unknown' } : { state: 'exact', value }
    case 'suppressed':
      return { state: 'suppressed' }
    case 'band':
      return min === null || max === null ? { state: 'none', why: 'unknown' } : { state: 'band', min, max }
    case 'unknown':
      return min === null ? { state: 'none', why: 'unknown' } : { state: 'at_least', min }
    case 'not_applicable':
    case 'embargoed':
      return { state: 'none', why: state }
  }
}

const columnAt = (table: DocumentTable, id: string) => table.columns.findIndex((one) => one.id === id)

/** Rows as they are drawn: without the total, largest first where that is asked for. */
function rowsOf(table: DocumentTable, { sortBy }: ChartDraft): DocumentTable['rows'] {
  const rows = table.rows.filter(({ id }) => id !== TOTAL)
  if (sortBy === undefined) return rows
  const key = columnAt(table, sortBy)
  // Hidden bars go last: a place among the others would tell their size.
  const size = (row: (typeof rows)[number]) => {
    const mark = markOf(row.cells[key])
    return mark.state === 'exact' ? mark.value : Number.NEGATIVE_INFINITY
  }
  return [...rows].sort((a, b) => size(b) - size(a) || (a.id < b.id ? -1 : 1))
}

/** Why there is nothing to draw. A hidden or unknown figure is something: it is drawn, or said. */
export function emptyWhy(series: readonly ChartSeries[]): string | null {
  const marks = series.flatMap((one) => one.marks)
  if (marks.length === 0) return 'There is no row in this table.'
  const isNone = (mark: Mark) => mark.state === 'none'
  if (marks.every((mark) => mark.state === 'none' && mark.why === 'not_applicable'))
    return 'No figure is applicable: there was nothing to measure in this period.'
  if (marks.every((mark) => mark.state === 'exact' && mark.value === 0)) return 'Every figure is 0.'
  if (marks.every((mark) => isNone(mark) || (mark.state === 'exact' && mark.value === 0)))
    return 'No figure is above 0; the rest are not applicable or not known.'
  return null
}

function nOf(document: ReportDocument, draft: ChartDraft, table: DocumentTable): string {
  if (draft.id === 'national-security') return `n is published in bands of ${BAND_WIDTH} only`
  if (draft.isOverTime) {
    const cells = table.rows.map(({ cells: own }) => own[columnAt(table, 'received')])
    const isExact = cells.every((cell) => cell?.state === 'exact')
    const sum = cells.reduce((total, cell) => total + (cell?.value ?? 0), 0)
    return `n = ${isExact ? formatNumber(sum) : 'unknown'} ${sum === 1 ? 'request' : 'requests'} in ${table.rows.length === 1 ? 'one period' : `${table.rows.length} periods`}`
  }
  const { what } = draft.n ?? { what: 'requests' }
  const cell = draft.n
    ? cellAt(document, draft.table, draft.n.row, draft.n.column)
    : (cellAt(document, 'glance', 'received', 'now') ?? cellAt(document, 'over-time', document.period.id, 'received'))
  const text = cell ? cellText(cell) : 'unknown'
  return `n = ${text} ${text === '1' ? what.replace(/s$/, '') : what}`
}

/** Steps begin with what came in: the whole that the others are part of. */
function receivedFirst(document: ReportDocument, draft: ChartDraft): RowsBefore {
  const cell = draft.id === 'review-steps' ? cellAt(document, 'over-time', document.period.id, 'received') : undefined
  if (!cell) return { rows: [], table: null, file: '' }
  const label = rowLabel('section', 'received')
  return { rows: [{ id: 'received', label, cells: new Map([['with', cell]]) }], table: 'over-time', file: '' }
}

function draw(document: ReportDocument, draft: ChartDraft): ChartModel | null {
  const table = tableOf(document, draft.table)
  if (!table) return null
  const own = rowsOf(table, draft)
  const before = draft.isOverTime ? importedBefore(document, draft) : receivedFirst(document, draft)
  const series = draft.columns.map(
    ({ id, color, label }): ChartSeries => ({
      id,
      label: label ?? columnLabel(id),
      color,
      marks: [
        ...before.rows.map(({ cells }) => markOf(cells.get(id))),
        ...own.map((row) => markOf(row.cells[columnAt(table, id)])),
      ],
    }),
  )
  const breaks = draft.isOverTime
    ? breaksOver(
        document,
        own.map(({ id }) => id),
        {
          count: before.rows.length,
          file: before.file,
          notStated: series
            .filter(({ marks }) =>
              marks.slice(0, before.rows.length).every((mark) => mark.state === 'none' && mark.why === 'absent'),
            )
            .map(({ label }) => label),
        },
      )
    : []
  const whole = (row: (typeof own)[number]) => markOf(row.cells[columnAt(table, 'received')])
  const isStack = draft.kind === 'stacked' || draft.kind === 'stacked100'
  const unit = table.columns[columnAt(table, draft.columns[0]?.id ?? '')]?.unit ?? 'request'
  const periods = draft.isOverTime ? [...before.rows, ...own] : []
  const [first, last] = [periods[0], periods.at(-1)].map((one) => one?.label.replace(' ', '-'))
  return finish({
    id: draft.id,
    title: draft.title,
    kind: draft.kind,
    isHorizontal: draft.isHorizontal ?? false,
    unit: draft.unit ?? UNIT_LABELS[unit] ?? unit,
    n: nOf(document, draft, table),
    period: periods.length > 1 ? `${first} to ${last}` : document.period.id,
    source: table.source,
    categories: [...before.rows, ...own].map(({ id, label }) => ({ id, label })),
    series,
    wholes: isStack ? [...before.rows.map(({ cells }) => markOf(cells.get('received'))), ...own.map(whole)] : null,
    breaks,
    notes: [...(draft.notes ?? []), ...(draft.isOverTime ? [] : [partialNote(document) ?? []].flat())],
    tables: [table.id, ...(before.table === null ? [] : [before.table])],
  })
}

const AT_LEAST = '≥: not every request states a number, so it is at least this.'
const CUMULATED = 'Line and right column: share of all reasons given, from the largest on.'

/** What follows from the rest: whether there is anything to draw, the notes, the alt text. */
function finish(draft: Omit<ChartModel, 'alt' | 'empty'>): ChartModel {
  const { title, categories, series, breaks } = draft
  const empty = emptyWhy(series)
  const hasLowerBound = series.some(({ marks }) => marks.some(({ state }) => state === 'at_least'))
  const chart = { ...draft, empty, alt: altText(title, categories, series, breaks, empty) }
  const notes = [
    ...breaks.map(({ why }) => why),
    ...draft.notes,
    ...(hasLowerBound ? [AT_LEAST] : []),
    ...(cumulatedOf(chart) ? [CUMULATED] : []),
  ]
  return { ...chart, notes: empty === null ? notes : breaks.map(({ why }) => why) }
}

/** Every chart that the document has the table for, in the order of the sections. */
export function chartsOf(document: ReportDocument): readonly ChartModel[] {
  const drawn = CHART_DRAFTS.map((draft) => draw(document, draft))
  const charts = [...drawn, requestedAndDisclosed(document)].filter((chart): chart is ChartModel => chart !== null)
  const place = ({ tables: [table = ''] }: ChartModel) =>
    SECTION_IDS.indexOf(tableOf(document, table)?.section ?? 'glance')
  return charts.sort((a, b) => place(a) - place(b))
}

/** Asked for and disclosed, by category: two tables side by side. */
function requestedAndDisclosed(document: ReportDocument): ChartModel | null {
  const disclosed = tableOf(document, 'data-disclosed')
  const base = draw(document, {
    id: 'requested-and-disclosed',
    title: 'Data asked for, and data disclosed',
    kind: 'dumbbell',
    isHorizontal: true,
    table: 'data-requested',
    columns: [{ id: 'requested', color: 'second' }],
    notes: ['One request may ask for several categories.'],
  })
  if (!base || !disclosed) return null
  const series: readonly ChartSeries[] = [
    ...base.series,
    {
      id: 'disclosed',
      label: 'Disclosed',
      color: 'accent',
      marks: base.categories.map(({ id }) => markOf(disclosed.rows.find((row) => row.id === id)?.cells[0])),
    },
  ]
  return finish({ ...base, series, tables: [...base.tables, disclosed.id] })
}
