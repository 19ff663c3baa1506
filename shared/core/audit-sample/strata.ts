/** Values of a request by which a sample can be stratified; what the log does not say is a stratum of its own. */
import { halfYearName, halfYearOf } from '../instant.ts'

export const STRATUM_COLUMNS = [
  'outcome',
  'origin',
  'authority-type',
  'instrument',
  'notice',
  'emergency',
  'section',
  'half-year',
] as const
export type StratumColumn = (typeof STRATUM_COLUMNS)[number]

export interface Stratified {
  readonly receivedAtMs: number
  /** Null: preservation requests and the like have none. */
  readonly outcome: string | null
  /** Code of the country; null: the log does not say. */
  readonly origin: string | null
  readonly authorityType: string
  readonly instrument: string
  readonly notice: string
  readonly emergency: string | null
  readonly section: string
}

function valueIn(row: Stratified, column: StratumColumn): string {
  switch (column) {
    case 'outcome':
      return row.outcome ?? 'none'
    case 'origin':
      return row.origin ?? 'unknown'
    case 'authority-type':
      return row.authorityType
    case 'instrument':
      return row.instrument
    case 'notice':
      return row.notice
    case 'emergency':
      return row.emergency ?? 'none'
    case 'section':
      return row.section
    case 'half-year':
      return halfYearName(halfYearOf(row.receivedAtMs))
  }
}

export const stratumOf = (row: Stratified, by: readonly StratumColumn[]): readonly string[] =>
  by.map((column) => valueIn(row, column))

export const isStratumColumn = (name: string): name is StratumColumn =>
  STRATUM_COLUMNS.some((column) => column === name)
