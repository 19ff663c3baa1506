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
  const label = rowLabel(DIMENSIONS[table] ?? '', row)
  return [TABLE_TITLES[table] ?? table, label, columnLabel(column), period].join(' · ')
}
