/** A figure of a report named in a line: table, row, column and period. */
import { TABLES } from '#core/metrics/table-spec.ts'
import { columnLabel, rowLabel, TABLE_TITLES } from './words.ts'

const DIMENSIONS: Readonly<Record<string, string>> = {
  glance: 'section',
  durations: 'step',
  'national-security': 'instrument',
  'child-safety': 'section',
  ...Object.fromEntries(TABLES.map(({ id, rows }) => [id, rows])),
}

interface FigureIds {
  /** Of the report. */
  readonly period: string
  readonly table: string
  readonly row: string
  readonly column: string
}

/** "Rejected requests by reason · No legal basis · Received · 2025-H1". What is not known is named by its id. */
export function figureInWords({ period, table, row, column }: FigureIds): string {
  const { table: title, row: label, column: of } = figureLabels({ table, row, column })
  return [title, label, of, period].join(' · ')
}

/** What readers know table, row and column by; an id that is not known stays. */
export function figureLabels({ table, row, column }: Omit<FigureIds, 'period'>): Omit<FigureIds, 'period'> {
  return {
    table: TABLE_TITLES[table] ?? table,
    row: rowLabel(DIMENSIONS[table] ?? '', row),
    column: columnLabel(column),
  }
}
